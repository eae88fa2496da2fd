-- The household's rules on which events are worth an alert, and the alerts there were: io.vigil.delivery.rules.

create table alert_rule (
    id                uuid primary key,
    name              text not null constraint alert_rule_name_length check (char_length(name) between 1 and 200),
    is_enabled        boolean not null,
    conditions        jsonb not null,
    actions           jsonb not null,       -- header values are sealed
    cooldown_minutes  integer not null constraint alert_rule_cooldown check (cooldown_minutes between 0 and 1440),
    entity_id         uuid,
    entity_match_mode text not null
        constraint alert_rule_entity_match_mode check (entity_match_mode in ('any', 'specific', 'unknown')),
    last_triggered_at timestamptz,
    trigger_count     integer not null,
    created_at        timestamptz not null,
    updated_at        timestamptz not null,
    version           integer not null
);
create index alert_rule_enabled on alert_rule (id) where is_enabled;

-- That an event met a rule: at most once, however often its text is refined.
-- Whoever locks several rows locks the event, then rules by their ids.
create table alert (
    event_id   uuid not null constraint alert_event references event (id) on delete cascade,
    rule_id    uuid not null constraint alert_rule_met references alert_rule (id) on delete cascade,
    held_back  boolean not null,            -- the rule was cooling, so that nobody was told, and nobody will be
    created_at timestamptz not null,

    primary key (event_id, rule_id)
);
create index alert_of_rule on alert (rule_id, event_id);
