-- Written so that SQLite and PostgreSQL both run it. Times are milliseconds since 1970 in UTC.

-- One row per accepted push and target.
create table imports (
	id text not null primary key,
	event text not null,
	source text not null,
	registry text not null,
	repository text not null,
	tag text not null,
	digest text not null,
	target text not null,
	target_image text not null,
	target_repository text not null,
	overwrite text not null,
	generation bigint not null,
	state text not null,
	attempts integer not null default 0,
	imported_digest text,
	error_code text,
	error_message text,
	operation text,
	received_at bigint not null,
	pushed_at bigint not null,
	next_attempt_at bigint,
	finished_at bigint
);

create index imports_by_target_image on imports (target_image, generation);
create index imports_by_state on imports (state);

-- One row per tag in a target. It is due while a generation is wanted that is not done.
create table work (
	target_image text not null primary key,
	target text not null,
	import_id text,
	wanted bigint not null,
	done bigint not null,
	wanted_since bigint not null,
	attempts integer not null,
	due_at bigint not null,
	lease_owner text,
	lease_until bigint,
	request_id text,
	operation text,
	operation_digest text,
	operation_since bigint
);

create index work_due on work (target, due_at) where done < wanted;

-- What the readiness probe writes.
create table probe (
	id integer not null primary key,
	written_at bigint not null
);
