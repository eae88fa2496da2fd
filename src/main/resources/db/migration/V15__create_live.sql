-- What processes tell each other, for some minutes; a NOTIFY says only that there is something.
create table live_message (
    id         bigint generated always as identity primary key,
    channel    text not null,
    payload    text not null,
    created_at timestamptz not null
);

create index live_message_created_idx on live_message (created_at);

-- Which processes have clients that are connected now; where there is none, nothing is told.
create table live_audience (
    process uuid primary key,
    until   timestamptz not null
);
