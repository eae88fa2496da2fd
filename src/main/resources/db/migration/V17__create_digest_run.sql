-- How far the digests have come: io.vigil.summary.digest.

-- Since when a schedule is on; what came due before is not made up.
create table digest_schedule (
    type  text primary key constraint digest_schedule_type check (type in ('daily', 'weekly')),
    since timestamptz not null
);

-- One for each day or week of the household, whoever writes its digest. The digest itself is a summary of the same key.
create table digest_run (
    type       text not null constraint digest_run_type check (type in ('daily', 'weekly')),
    period     text not null,
    starts_at  timestamptz not null,
    ends_at    timestamptz not null,
    due_at     timestamptz not null,
    zone       text not null, -- in which it is written
    state      text not null
        constraint digest_run_state check (state in ('due', 'writing', 'created', 'skipped', 'failed')),
    attempts   integer not null,
    lease      uuid,
    wait_until timestamptz, -- by the database's clock: the lease ends, or the next attempt is made
    ran_at     timestamptz, -- it was written, skipped, or failed once more
    last_error text,
    primary key (type, period)
);
create index digest_run_open on digest_run (due_at) where state in ('due', 'writing');
create index digest_run_newest on digest_run (ends_at);
create index digest_run_ran on digest_run (ran_at desc) where ran_at is not null;
create index digest_run_lease on digest_run (lease) where lease is not null;
