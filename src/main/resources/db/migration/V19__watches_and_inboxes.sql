-- Sources that are watched. Who watches one has it until its turn is over; replicas take turns.
create table watches (
	source text not null primary key,
	rules text not null,
	since text not null,
	turn bigint not null,
	turn_until bigint not null,
	turn_millis bigint not null,
	looked_at bigint,
	trouble text
);

-- The tag of a watched repository that was moved last, as far as is known: when, by the registry's clock, and where to.
create table watched_repositories (
	source text not null,
	repository text not null,
	moved_at text not null,
	tag text not null,
	digest text not null,
	primary key (source, repository)
);

-- Messages of a queue that are no events, or were never dealt with in many tries: they are in the queue no more.
create table set_aside_messages (
	source text not null,
	message_id text not null,
	inserted_at bigint not null,
	set_aside_at bigint not null,
	tries integer not null,
	reason text not null,
	excerpt text not null,
	primary key (source, message_id)
);
create index set_aside_messages_latest on set_aside_messages (source, set_aside_at);
