-- What controllers told of their events: io.vigil.protect.detection. The durable state of merging, so that the parts of one
-- event find each other in any order and after a restart.
create table protect_event (
    controller_id  uuid not null
        constraint protect_event_controller references protect_controller (id) on delete cascade,
    native_id      text not null constraint protect_event_native_id check (char_length(native_id) between 1 and 200),
    -- As told; each is null until it was.
    type           text,
    device         text,
    began_at       timestamptz,
    started_at     timestamptz,          -- that, or the start of an earlier part
    ended_at       timestamptz,
    end_assumed    boolean not null, -- nobody told its end
    detections     text[] not null,  -- all that were ever told, of the parts too
    parts          text[] not null,  -- which forms of telling are in it, its own and those of its parts
    -- What became of it.
    camera_id      uuid constraint protect_event_camera references camera (id) on delete cascade,
    outcome        text constraint protect_event_outcome
                       check (outcome in ('stored', 'joined', 'suppressed', 'filtered', 'no_camera')), -- null: waits for the rest
    kind_class     text, -- what the cooldown goes by
    joined_to      text, -- the native id of the event that it is a part of
    event_id       uuid constraint protect_event_event references event (id) on delete set null,
    created_at     timestamptz not null,
    updated_at     timestamptz not null,

    primary key (controller_id, native_id)
);
create index protect_event_camera_start on protect_event (camera_id, started_at);
create index protect_event_event on protect_event (event_id) where event_id is not null;
create index protect_event_open on protect_event (controller_id, started_at) where ended_at is null;
create index protect_event_updated on protect_event (updated_at);
create index protect_event_parts on protect_event (updated_at)
    where type is null or device is null or started_at is null;

-- The cooldown of each camera and class of kinds. What counts as a start is in protect_event.
create table protect_cooldown (
    camera_id        uuid not null constraint protect_cooldown_camera references camera (id) on delete cascade,
    kind_class       text not null,
    last_started_at  timestamptz, -- of the latest event that was stored
    suppressed_since bigint not null, -- since an event was stored
    suppressed_total bigint not null,

    primary key (camera_id, kind_class)
);

-- Pictures and clips that are to be had from a controller for events that are stored already.
create table protect_media (
    event_id      uuid not null constraint protect_media_event references event (id) on delete cascade,
    what          text not null constraint protect_media_what check (what in ('snapshot', 'thumbnail', 'clip')),
    controller_id uuid not null,
    native_id     text not null,
    awaited       boolean not null, -- whether the event is not described before it is there, or given up
    due_at        timestamptz,      -- null: nothing is left to do
    give_up_at    timestamptz not null,
    attempts      integer not null,
    outcome       text constraint protect_media_outcome check (outcome in ('attached', 'given_up', 'unwanted')),
    last_error    text,
    created_at    timestamptz not null,

    primary key (event_id, what)
);
create index protect_media_due on protect_media (controller_id, due_at) where due_at is not null;
create index protect_media_give_up on protect_media (give_up_at) where due_at is not null;
create index protect_media_created on protect_media (created_at);

-- Correlation: neighbours in time of one kind, and all of a group.
create index event_kind_time on event (kind, occurred_at, id);
create index event_correlation_group on event (correlation_group_id) where correlation_group_id is not null;
