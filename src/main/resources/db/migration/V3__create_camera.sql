-- Cameras: io.vigil.camera.Camera. Lengths are checked here too, so that no other way in can store what HTTP refuses.
create table camera (
    id                     uuid primary key,
    name                   text not null constraint camera_name_key unique
                                constraint camera_name_check check (char_length(name) between 1 and 100),
    type                   text not null constraint camera_type_check check (type in ('rtsp', 'usb')),
    source_type            text not null
                                constraint camera_source_type_check check (source_type in ('rtsp', 'usb', 'protect')),
    rtsp_url               text,
    username               text,
    password               text, -- sealed
    device_index           integer constraint camera_device_index_check check (device_index >= 0),
    frame_rate             integer not null constraint camera_frame_rate_check check (frame_rate between 1 and 30),
    is_enabled             boolean not null,
    motion_enabled         boolean not null,
    motion_sensitivity     text not null
                                constraint camera_motion_sensitivity_check check (motion_sensitivity in ('low', 'medium', 'high')),
    motion_cooldown        integer not null constraint camera_motion_cooldown_check check (motion_cooldown between 0 and 300),
    motion_algorithm       text not null
                                constraint camera_motion_algorithm_check check (motion_algorithm in ('mog2', 'knn', 'frame_diff')),
    detection_zones        jsonb,
    detection_schedule     jsonb,
    analysis_mode          text not null constraint camera_analysis_mode_check
                                check (analysis_mode in ('single_frame', 'multi_frame', 'video_native')),
    homekit_stream_quality text not null constraint camera_homekit_stream_quality_check
                                check (homekit_stream_quality in ('low', 'medium', 'high')),
    audio_enabled          boolean not null,
    audio_codec            text,
    audio_event_types      text[],
    audio_threshold        numeric constraint camera_audio_threshold_check check (audio_threshold between 0 and 1),
    protect_controller_id  uuid,
    protect_camera_id      text,
    protect_camera_type    text,
    smart_detection_types  text[],
    is_doorbell            boolean not null,
    created_at             timestamptz not null,
    updated_at             timestamptz not null,
    version                integer not null
);
