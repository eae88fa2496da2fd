-- Who may call: people, the tokens they show, the keys of machines, and the devices of people.

create table app_user (
    id                   uuid primary key,
    username             text not null,
    password_hash        text not null,
    role                 text not null,
    email                text,
    active               boolean not null,
    must_change_password boolean not null,
    founder              boolean not null,
    created_at           timestamptz not null,
    last_login           timestamptz,
    constraint app_user_username_key unique (username),
    constraint app_user_username_form check (username ~ '^[a-z0-9_]{3,50}$'),
    constraint app_user_role_known check (role in ('admin', 'operator', 'viewer'))
);

-- There is one founder, however many set up at the same time.
create unique index app_user_founder_key on app_user (founder) where founder;

create table access_token (
    id         uuid primary key,
    user_id    uuid not null,
    token_hash text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    constraint access_token_user_fk foreign key (user_id) references app_user on delete cascade,
    constraint access_token_hash_key unique (token_hash)
);

create index access_token_user_idx on access_token (user_id);

create table api_key (
    id                    uuid primary key,
    name                  text not null,
    prefix                text not null,
    key_hash              text not null,
    scopes                text[] not null,
    rate_limit_per_minute integer not null,
    expires_at            timestamptz,
    created_at            timestamptz not null,
    created_by            uuid,
    revoked_at            timestamptz,
    revoked_by            uuid,
    usage_count           bigint not null,
    last_used_at          timestamptz,
    last_used_ip          text,
    constraint api_key_hash_key unique (key_hash),
    constraint api_key_created_by_fk foreign key (created_by) references app_user on delete set null,
    constraint api_key_revoked_by_fk foreign key (revoked_by) references app_user on delete set null
);

create index api_key_prefix_idx on api_key (prefix);

create table device (
    id                            uuid primary key,
    user_id                       uuid not null,
    device_id                     text not null,
    platform                      text not null,
    name                          text,
    device_model                  text,
    push_token                    text,
    pairing_confirmed             boolean not null,
    last_seen_at                  timestamptz,
    created_at                    timestamptz not null,
    updated_at                    timestamptz,
    quiet_hours_enabled           boolean not null,
    quiet_hours_start             text,
    quiet_hours_end               text,
    quiet_hours_timezone          text not null,
    quiet_hours_override_critical boolean not null,
    constraint device_user_fk foreign key (user_id) references app_user on delete cascade,
    constraint device_device_id_key unique (device_id),
    constraint device_platform_known check (platform in ('ios', 'android', 'web'))
);

create index device_user_idx on device (user_id);
