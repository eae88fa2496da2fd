-- Pictures out of an event's clip: names in the media store, the bytes are never in a row.
create table event_frame (
    id                  uuid primary key,
    event_id            uuid not null constraint event_frame_event references event (id) on delete cascade,
    frame_number        integer not null constraint event_frame_number check (frame_number >= 1),
    file                text not null,
    timestamp_offset_ms integer not null,
    width               integer not null,
    height              integer not null,
    file_size_bytes     integer not null,
    created_at          timestamptz not null,

    constraint event_frame_event_number unique (event_id, frame_number)
);

-- What should have been kept and could not be, as words with commas: snapshot, thumbnail, clip, frames.
alter table event add column missing_media text;

-- The sweeper asks by name whether a file is in use.
create index event_frame_file on event_frame (file);
create index event_snapshot_file on event (snapshot) where snapshot is not null;
create index event_thumbnail_file on event (thumbnail) where thumbnail is not null;
create index event_clip_file on event (clip) where clip is not null;
