-- When the event came again and its source was told that it is known: io.vigil.event.
alter table event add column answered_at timestamptz; -- null: not since it was new
