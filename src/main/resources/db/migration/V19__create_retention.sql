-- Work that takes long, in bounded steps: io.vigil.system.progress. The running row is also its lock.
create table progress (
    id          uuid primary key,
    work        text not null,
    state       text not null constraint progress_state check (state in ('running', 'completed', 'failed')),
    step        text,                 -- what it is at
    done        bigint not null,
    total       bigint,               -- null: nobody counted
    started_at  timestamptz not null,
    updated_at  timestamptz not null,
    finished_at timestamptz,
    error       text,
    lease       uuid not null,        -- of the process that does it
    lease_until timestamptz not null,
    -- When the one that does it began or took over, and what was done by then.
    claimed_at   timestamptz not null default now(),
    claimed_done bigint not null default 0,
    tries        integer not null default 0 -- how often it was taken over since something was done
);

-- One at a time of each work, whoever begins it.
create unique index progress_running on progress (work) where state = 'running';
create index progress_newest on progress (work, started_at desc);

-- When events were last cleaned up by their age: io.vigil.system.retention. There is one row.
create table retention_run (
    id     integer primary key constraint retention_run_single check (id = 1),
    ran_at timestamptz not null
);

-- How far the look for files that are gone has come: io.vigil.event.census. There is one row.
create table media_census (
    id    integer primary key constraint media_census_single check (id = 1),
    after uuid not null               -- the event that was looked at last
);

-- What the files of an event take, in bytes; null where there is none, or nobody has looked yet.
alter table event
    add column snapshot_bytes  bigint,
    add column thumbnail_bytes bigint,
    add column clip_bytes      bigint,
    add column frames_bytes    bigint;

-- The oldest first, and sums that never visit the table.
create index event_oldest_bytes on event (occurred_at)
    include (snapshot_bytes, thumbnail_bytes, clip_bytes, frames_bytes);
-- Which were stored last; in the order of their tables, so that they take next to nothing.
create index event_stored on event using brin (created_at) with (autosummarize = on);
create index notice_stored on notice using brin (created_at) with (autosummarize = on);
create index event_clip_oldest on event (occurred_at, id) where clip is not null;
create index event_unmeasured on event (id) where snapshot is not null and snapshot_bytes is null
    or thumbnail is not null and thumbnail_bytes is null or clip is not null and clip_bytes is null;

-- As io.vigil.event.media.Thumbnails has it: a thumbnail whose file is gone is none.
drop index event_no_thumbnail_newest;
create index event_no_thumbnail_newest on event (occurred_at desc, id desc)
    where not (thumbnail is not null and coalesce(missing_media, '') not like '%thumbnail%');
