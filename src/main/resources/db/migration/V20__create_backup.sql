-- When the household's daily backup was made and tried last: io.vigil.system.backup. There is one row.
create table backup_run (
    id       integer primary key constraint backup_run_single check (id = 1),
    made_on  date,       -- the household's day of the latest one
    tried_at timestamptz -- null: nothing has failed since
);
