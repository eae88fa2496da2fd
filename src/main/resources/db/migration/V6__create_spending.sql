-- What the household pays for models: io.vigil.ai.spending. Money is in USD.

-- A row for each call that was made. It outlives camera and event: the money is spent.
create table ai_usage (
    id            uuid primary key,
    at            timestamptz not null,
    provider      text not null,
    model         text not null,
    kind          text not null constraint ai_usage_kind check (kind in ('vision', 'speech', 'summary', 'unknown')),
    analysis_mode text,
    camera_id     uuid,
    event_id      uuid,
    input_tokens  bigint not null,
    output_tokens bigint not null,
    cost          numeric(12, 6) not null,
    succeeded     boolean, -- null: a worker died, and nobody knows
    took_ms       bigint,
    counted       boolean not null -- whether the rows of its periods have it
);

-- With all that sums ask for, so that they never visit the table.
create index ai_usage_at on ai_usage (at) include (camera_id, provider, analysis_mode, kind, cost);
create index ai_usage_camera on ai_usage (camera_id, at) include (provider, analysis_mode, kind, cost);
create index ai_usage_provider on ai_usage (provider, at) include (camera_id, analysis_mode, kind, cost);
create index ai_usage_uncounted on ai_usage (at) include (cost) where not counted;

-- A day or a month of the household. Whoever locks several locks days before months, and older ones before newer ones.
create table ai_budget (
    period    text not null constraint ai_budget_period check (period in ('day', 'month')),
    starts_on date not null,
    settled   numeric(14, 6) not null default 0,
    reserved  numeric(14, 6) not null default 0,
    -- The highest cap of which that many percent were told; a higher one is news again.
    alerted_cap_50  numeric(14, 6),
    alerted_cap_80  numeric(14, 6),
    alerted_cap_100 numeric(14, 6),
    constraint ai_budget_pkey primary key (period, starts_on)
);

-- Money that is kept for calls under way; what is still here when it expires counts as spent.
create table ai_reservation (
    id          uuid primary key,
    for_what    uuid,
    amount      numeric(12, 6) not null constraint ai_reservation_amount check (amount > 0),
    day         date not null,
    reserved_at timestamptz not null,
    expires_at  timestamptz not null
);
create index ai_reservation_expires on ai_reservation (expires_at);
