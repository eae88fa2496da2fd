-- Webhooks: io.vigil.delivery.webhook.

-- What posts are signed with, at most two; whoever writes here locks the table, so that nobody counts wrong.
create table webhook_secret (
    id         uuid primary key,
    secret     text not null,           -- sealed
    hint       text not null,           -- its last characters, by which people know it
    created_at timestamptz not null
);

-- Receivers of the household that no rule has.
create table webhook_receiver (
    id              uuid primary key,
    name            text not null,
    url             text not null,
    form            text not null
        constraint webhook_receiver_form check (form in ('standard', 'ntfy', 'gotify')),
    subjects        text[] not null,
    click_url       text,
    enabled         boolean not null,
    headers         jsonb not null,     -- by name; the values are sealed
    token           text,               -- sealed
    disabled_reason text,               -- why we switched it off; null if a person did
    created_at      timestamptz not null,
    updated_at      timestamptz not null
);

-- One row for each delivery that was tried, with how its latest try ended.
create table webhook_log (
    id               integer generated always as identity primary key,
    sent_as          uuid not null constraint webhook_log_once unique,
    notice_key       text not null,
    recipient        text not null,
    -- No references: what was posted was posted, whatever becomes of the rule, the receiver and the event.
    alert_rule_id    uuid,
    receiver_id      uuid,
    rule_name        text,
    event_id         uuid,
    url              text not null,
    status_code      integer not null,  -- 0: no answer
    response_time_ms integer not null,
    retry_count      integer not null,
    success          boolean not null,
    error_message    text,
    created_at       timestamptz not null,
    tried_at         timestamptz not null
);
create index webhook_log_newest on webhook_log (created_at desc, id desc);
create index webhook_log_rule_newest on webhook_log (alert_rule_id, created_at desc, id desc);
create index webhook_log_success_newest on webhook_log (success, created_at desc, id desc);
create index webhook_log_rule_success_newest on webhook_log (alert_rule_id, success, created_at desc, id desc);

-- Tries of each recipient, by the tenth second in which they ended.
create table webhook_rate (
    recipient text not null,
    slot      timestamptz not null,     -- its begin
    posts     integer not null,

    primary key (recipient, slot)
);
create index webhook_rate_oldest on webhook_rate (slot);
