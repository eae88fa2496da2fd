-- Texts about ranges of time, and what they were made from: io.vigil.summary.
create table summary (
    id            uuid primary key,
    digest_type   text constraint summary_digest_type check (digest_type in ('daily', 'weekly', 'manual', 'on_demand')),
    digest_period text,
    summary_text  text not null,
    period_start  timestamptz not null,
    period_end    timestamptz not null,
    zone          text not null,
    cameras       text not null, -- ids, in order; empty for all
    event_count   bigint not null,
    by_type       jsonb not null,
    by_camera     jsonb not null,
    alert_count   bigint not null,
    ring_count    bigint not null,
    provider_used text,
    statistical   boolean not null, -- a model was to write it and none did
    reason        text,
    ai_cost       numeric(12, 6) not null,
    basis         jsonb not null,
    generated_at  timestamptz not null,

    constraint summary_period check (period_start < period_end),
    -- One digest of each kind and period, whoever makes it.
    constraint summary_digest unique (digest_type, digest_period)
);
create index summary_newest on summary (generated_at desc, id desc);
create index summary_typed_newest on summary (generated_at desc, id desc) where digest_type is not null;
create index summary_type_newest on summary (digest_type, generated_at desc, id desc);
-- One text of each day that somebody looks at, whoever has it written; the list of cameras may be too long for an index.
create unique index summary_seen on summary (period_start, period_end, zone, md5(cameras)) where digest_type is null;
create index summary_span on summary (period_start, period_end);

create table summary_feedback (
    id              uuid primary key,
    summary_id      uuid not null constraint summary_feedback_once unique
                         constraint summary_feedback_summary references summary (id) on delete cascade,
    rating          text not null constraint summary_feedback_rating check (rating in ('positive', 'negative')),
    correction_text text constraint summary_feedback_correction check (char_length(correction_text) between 1 and 500),
    created_at      timestamptz not null,
    updated_at      timestamptz -- null: never
);
