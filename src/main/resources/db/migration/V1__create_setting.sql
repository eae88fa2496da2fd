-- Household settings: one row per key of io.vigil.settings.SettingKey that somebody has set; secrets are sealed.
create table setting (
    key        text primary key,
    value      text not null,
    updated_at timestamptz not null
);
