-- Household settings: one row per key of io.vigil.settings.SettingKey that differs from its default.
create table setting (
    key        text primary key,
    value      text not null,
    updated_at timestamptz not null
);
