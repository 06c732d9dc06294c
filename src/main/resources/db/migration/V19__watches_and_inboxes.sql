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
