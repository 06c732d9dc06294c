-- Whose turn it is: the source, and the order among the work of that source that is ready. Work is ready where due_at is 0,
-- and waits until due_at otherwise.
alter table work add column source text not null default '';
alter table work add column ready_at bigint not null default 0;

-- For how many milliseconds it was put off since it was asked for, by which it is given up.
alter table work add column waited bigint not null default 0;

-- How often in a row a process ended without a word while it was under way, and whether it is to be tried alone.
alter table work add column deaths integer not null default 0;
alter table work add column suspect integer not null default 0;
alter table passes add column deaths integer not null default 0;

update work set source = coalesce((select imports.source from imports where imports.id = work.import_id), '')
where done < wanted;

drop index work_due;
create index work_ready on work (target, source, rank, ready_at, import_id)
	where done < wanted and due_at = 0 and suspect = 0 and lease_owner is null;
create index work_waiting on work (due_at)
	where done < wanted and due_at > 0 and suspect = 0 and lease_owner is null;
create index work_suspect on work (due_at) where done < wanted and suspect = 1;

-- The sources and targets that a replica knows, as 'source <name>' and 'target <name>', and when one last said so.
create table served (
	name text not null primary key,
	seen_at bigint not null
);
