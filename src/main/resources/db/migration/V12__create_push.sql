-- Web Push: io.vigil.delivery.push.

-- The pair by which push services know this installation; browsers subscribe to its public half. There is one.
create table push_vapid_key (
    id          integer primary key constraint push_vapid_key_single check (id = 1),
    public_key  text not null,
    private_key text not null, -- sealed
    created_at  timestamptz not null
);

create table push_subscription (
    id                   uuid primary key,
    user_id              uuid not null,
    endpoint             text not null,
    p256dh               text not null,
    auth                 text not null, -- sealed
    user_agent           text,
    created_at           timestamptz not null,
    last_used_at         timestamptz,
    -- Null is all of them.
    enabled_cameras      text[],
    enabled_object_types text[],
    quiet_hours_enabled  boolean not null,
    quiet_hours_start    text,
    quiet_hours_end      text,
    timezone             text not null,
    sound_enabled        boolean not null,
    preferences_at       timestamptz,
    constraint push_subscription_user_fk foreign key (user_id) references app_user on delete cascade,
    constraint push_subscription_endpoint_key unique (endpoint),
    constraint push_subscription_quiet_hours_whole
        check (not quiet_hours_enabled or quiet_hours_start is not null and quiet_hours_end is not null)
);

create index push_subscription_user_idx on push_subscription (user_id);

-- What was told of a camera later than something: io.vigil.delivery.push.PushSubscription.
create index notice_camera_occurred on notice
    ((message ->> 'cameraId'), rtrim(message ->> 'occurredAt', 'Z') collate "C", created_at)
    where message ->> 'cameraId' is not null;
