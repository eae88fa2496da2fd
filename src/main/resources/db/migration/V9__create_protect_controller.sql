-- UniFi Protect controllers: io.vigil.protect.internal.Controller.
create table protect_controller (
    id                uuid primary key,
    name              text not null constraint protect_controller_name_key unique
                          constraint protect_controller_name_check check (char_length(name) between 1 and 100),
    host              text not null constraint protect_controller_host_check check (char_length(host) between 1 and 255),
    port              integer not null constraint protect_controller_port_check check (port between 1 and 65535),
    username          text,
    password          text, -- sealed
    api_key           text, -- sealed
    verify_ssl        boolean not null,
    fingerprint       text constraint protect_controller_fingerprint_check check (fingerprint ~ '^[0-9a-f]{64}$'),
    -- Whether a connection is wanted at all: a person may have disconnected it.
    wanted            boolean not null,
    -- Raised when it is to be connected anew: its address or credentials changed, or a person asked for it.
    revision          integer not null,
    -- Which process keeps the connection; nobody does once the time has passed, however the process ended.
    holder            uuid,
    held_until        timestamptz,
    state             text not null,
    state_since       timestamptz not null,
    last_error        text,
    last_connected_at timestamptz,
    last_frame_at     timestamptz,
    -- Null also when nothing will be tried before a person does something.
    next_attempt_at   timestamptz,
    -- How often a connection was lost.
    drops             bigint not null,
    -- Up to when nothing of its history is unknown here.
    reconciled_until  timestamptz,
    created_at        timestamptz not null,
    updated_at        timestamptz not null,
    version           integer not null
);

-- Until now a camera could name any controller; there was none.
update camera set protect_controller_id = null where protect_controller_id is not null;
-- A camera stays when its controller goes.
alter table camera add constraint camera_protect_controller_fkey
    foreign key (protect_controller_id) references protect_controller (id) on delete set null;
create unique index camera_protect_key on camera (protect_controller_id, protect_camera_id)
    where protect_controller_id is not null;
