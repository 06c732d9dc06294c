-- What operators look at. All of it is noted in memory first, and written down every few seconds at most.

-- When a source's event came last, by its door and kind: 'event' or 'ping'.
create table calls (
	source text not null,
	door text not null,
	kind text not null,
	last_at bigint not null,
	primary key (source, door, kind)
);

-- How many announced images arrived in an hour, by how long that took since their push: up to 2^(bucket/8) milliseconds.
create table arrival_times (
	hour bigint not null,
	bucket integer not null,
	images bigint not null,
	primary key (hour, bucket)
);

-- The processes that share the ledger.
create table replicas (
	id text not null primary key,
	version text not null,
	seen_at bigint not null
);

-- The last tries of an import, with the steps of each: a line for each, its fields separated by tabs.
create table tries (
	import_id text not null,
	attempt integer not null,
	replica text not null,
	begun_at bigint not null,
	ended_at bigint not null,
	outcome text not null,
	steps text not null,
	primary key (import_id, attempt)
);
