-- What people are to be told, and how far that has come: io.vigil.delivery.

-- Whoever locks several of these tables locks notices before lines, and lines before deliveries.
create table notice (
    id            uuid primary key,
    key           text not null constraint notice_key unique
                       constraint notice_key_length check (char_length(key) between 1 and 200),
    event_id      uuid,                 -- no reference: what was told was told, whatever becomes of the event
    message       jsonb not null,
    revision      integer not null,     -- one more with each other text
    due_at        timestamptz,          -- when deliveries are to be made of it; null: they are made, or given up
    attempts      integer not null,     -- to make them
    last_error    text,                 -- why some could not be made
    created_at    timestamptz not null,
    updated_at    timestamptz not null
);
create index notice_due on notice (due_at) where due_at is not null;
create index notice_failed on notice (updated_at desc) where last_error is not null;
create index notice_event on notice (event_id) where event_id is not null;
create index notice_updated on notice (updated_at);

-- A recipient for whom something waits. Whoever holds its lease sends to it, and nobody else meanwhile.
create table delivery_line (
    channel     text not null,
    recipient   text not null,
    due_at      timestamptz not null,   -- while it is held: when the lease ends
    lease       uuid,
    rests_until timestamptz,            -- the recipient wants to be left alone until then

    primary key (channel, recipient)
);
create index delivery_line_due on delivery_line (channel, due_at);

create table delivery (
    id              uuid primary key,
    notice_id       uuid not null constraint delivery_notice references notice (id) on delete cascade,
    channel         text not null,
    recipient       text not null,
    sent_as         uuid not null,      -- by what the receiver tells a repeat; another for another text
    state           text not null constraint delivery_state check (state in
        ('waiting', 'sending', 'delivered', 'skipped', 'gone', 'dead')),
    wanted_revision integer not null,
    sent_revision   integer not null,   -- of the latest try; 0 before the first
    told_revision   integer not null,   -- of the latest text that arrived; 0 for none
    due_at          timestamptz,        -- null: nothing is left to do
    attempts        integer not null,
    unended         integer not null,   -- of the attempts, those of late of which nobody knows how they ended
    last_error      text,
    created_at      timestamptz not null,
    begun_at        timestamptz not null, -- since when it is tried: made, refined or revived then
    finished_at     timestamptz,

    constraint delivery_once unique (notice_id, channel, recipient)
);
create index delivery_due on delivery (channel, recipient, due_at) where due_at is not null;
create index delivery_open on delivery (channel, created_at) where due_at is not null;
create index delivery_newest on delivery (created_at desc, id desc);
create index delivery_state_newest on delivery (state, created_at desc, id desc);
create index delivery_channel_newest on delivery (channel, created_at desc, id desc);
create index delivery_state_channel_newest on delivery (state, channel, created_at desc, id desc);

-- What the client shows beside its bell.
create table notification (
    id                uuid primary key,
    event_id          uuid not null constraint notification_event references event (id) on delete cascade,
    rule_id           uuid not null,
    rule_name         text not null,
    is_doorbell_ring  boolean not null,
    read              boolean not null,
    created_at        timestamptz not null,

    constraint notification_once unique (event_id, rule_id)
);
create index notification_newest on notification (created_at desc, id desc);
create index notification_unread on notification (created_at desc, id desc) where not read;
create index notification_read on notification (created_at desc, id desc) where read;

create table system_notification (
    id                uuid primary key,
    notice_key        text not null constraint system_notification_notice unique,
    sent_as           uuid not null,    -- the delivery that wrote it
    notification_type text not null,
    severity          text not null
        constraint system_notification_severity check (severity in ('info', 'warning', 'critical')),
    title             text not null,
    message           text not null,
    action_url        text,
    extra_data        jsonb,
    read              boolean not null,
    dismissed         boolean not null,
    created_at        timestamptz not null
);
create index system_notification_newest on system_notification (created_at desc, id desc);
create index system_notification_type_newest on system_notification (notification_type, created_at desc, id desc);
create index system_notification_unread on system_notification (created_at desc, id desc) where not read;
create index system_notification_read on system_notification (created_at desc, id desc) where read;
create index system_notification_listed on system_notification (created_at desc, id desc) where not dismissed;
