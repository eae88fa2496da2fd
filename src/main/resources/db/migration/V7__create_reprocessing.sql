-- Second looks: described events go through the same queue once more and keep their text until there is a new one.
create table reprocessing_job (
    id               uuid primary key,
    status           text not null constraint reprocessing_job_status
                          check (status in ('running', 'completed', 'cancelled', 'failed')),
    start_at         timestamptz,
    end_at           timestamptz,
    camera_id        uuid,
    only_undescribed boolean not null,
    total            bigint not null,
    processed        bigint not null default 0,
    described        bigint not null default 0,
    created_at       timestamptz not null,
    finished_at      timestamptz,
    error            text,
    -- Where the scan of the events has come to, the newest first.
    scanned_at       timestamptz not null,
    scanned_id       uuid not null
);

-- One at a time, whoever starts it.
create unique index reprocessing_job_running on reprocessing_job ((true)) where status = 'running';
create index reprocessing_job_newest on reprocessing_job (created_at desc);

alter table event
    add column look_asked_at timestamptz, -- a second look is under way
    add column look_mode     text,        -- what the model is to be shown, if somebody chose
    add column look_from     text,        -- the state before
    add column look_job      uuid constraint event_look_job references reprocessing_job (id) on delete set null,
    add column auto_looked   boolean not null default false; -- once by itself, and not again

create index event_look_job on event (look_job) where look_job is not null;
create index event_look_open on event (look_asked_at) where look_asked_at is not null;
create index event_paused on event (priority desc, due_at) where state = 'paused_budget';
create index event_undescribed on event (occurred_at desc, id desc) where state in ('metadata_only', 'failed');
create index event_auto_look on event (occurred_at desc, id desc)
    where state in ('metadata_only', 'failed') and not auto_looked;
create index event_provider on event (occurred_at, provider_used) where provider_used is not null;

-- Who asked for a second look at one event, for as long as it counts against the limit.
create table event_reanalysis (
    event_id     uuid not null constraint event_reanalysis_event references event (id) on delete cascade,
    requested_at timestamptz not null
);
create index event_reanalysis_newest on event_reanalysis (event_id, requested_at desc);
