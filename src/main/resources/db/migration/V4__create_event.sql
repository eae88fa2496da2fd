-- What cameras saw. The row is the event, the queue entry and the lease in one: due_at is null once nothing is left to do.
create table event (
    id                   uuid primary key,
    camera_id            uuid not null constraint event_camera references camera (id) on delete cascade,
    source               text not null,
    external_id          text,
    kind                 text not null
        constraint event_kind check (kind in ('motion', 'person', 'vehicle', 'package', 'animal', 'ring', 'audio')),
    occurred_at          timestamptz not null,
    created_at           timestamptz not null,

    state                text not null constraint event_state check (state in
        ('received', 'processing', 'described', 'metadata_only', 'paused_budget', 'retry_later', 'failed')),
    priority             smallint not null,
    attempts             integer not null default 0,
    due_at               timestamptz,
    lease                uuid,
    last_error           text,

    description          text not null,
    description_source   text not null
        constraint event_description_source check (description_source in ('metadata', 'ai', 'client')),
    confidence           integer not null constraint event_confidence check (confidence between 0 and 100),
    objects_detected     text[] not null,
    alert_triggered      boolean not null default false,
    source_type          text not null constraint event_source_type check (source_type in ('rtsp', 'usb', 'protect')),
    protect_event_id     text,
    smart_detection_type text,
    is_doorbell_ring     boolean not null,
    correlation_group_id text,
    provider_used        text,
    ai_model             text,
    analysis_mode        text,
    frame_count_used     integer,
    ai_confidence        integer,
    low_confidence       boolean not null default false,
    vague_reason         text,
    fallback_reason      text,
    reanalyzed_at        timestamptz,
    reanalysis_count     integer not null default 0,
    ai_cost              numeric(12, 6),
    audio_transcription  text,
    audio_event_type     text,
    audio_confidence     double precision,
    audio_duration_ms    integer,
    anomaly_score        double precision,
    delivery_carrier     text,

    -- Names in the media store; the bytes are never in a row.
    snapshot             text,
    thumbnail            text,
    clip                 text,

    constraint event_source_external_id unique (source, external_id)
);

create index event_due on event (priority desc, due_at) where due_at is not null;

-- The list: each filter finds its rows newest first, and the keyset cursor goes on from where a page ended.
create index event_newest on event (occurred_at desc, id desc);
create index event_camera_newest on event (camera_id, occurred_at desc, id desc);
create index event_detection_newest on event (smart_detection_type, occurred_at desc, id desc);
create index event_source_type_newest on event (source_type, occurred_at desc, id desc);
create index event_mode_newest on event (analysis_mode, occurred_at desc, id desc);
create index event_ring_newest on event (occurred_at desc, id desc) where is_doorbell_ring;
create index event_alert_newest on event (occurred_at desc, id desc) where alert_triggered;
create index event_low_confidence_newest on event (occurred_at desc, id desc) where low_confidence;
create index event_fallback_newest on event (occurred_at desc, id desc) where fallback_reason is not null;
create index event_no_thumbnail_newest on event (occurred_at desc, id desc) where thumbnail is null;
create index event_anomaly on event (anomaly_score) where anomaly_score is not null;
create index event_confidence on event (confidence, occurred_at desc);
create index event_objects on event using gin (objects_detected);
create index event_words on event using gin (to_tsvector('simple', description));
