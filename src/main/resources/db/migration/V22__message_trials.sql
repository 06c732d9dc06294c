-- Messages of queues that were given out again and again, and are tried alone: how often that was begun without coming to an end, since
-- the process went under it.
create table message_trials (
	source text not null,
	message_id text not null,
	trials integer not null,
	begun_at bigint not null,
	primary key (source, message_id)
);
create index message_trials_begun on message_trials (begun_at);
