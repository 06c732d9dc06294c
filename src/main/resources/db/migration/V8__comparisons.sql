-- Which pass it is, so that nobody has to tell by a clock; and how long its lease is, so that none outlasts itself.
alter table passes add column number bigint not null default 0;
alter table passes add column lease_millis bigint not null default 60000;

-- Where the next pass goes on that could not come to the end: 'repositories' of a source, its 'catalog', or the
-- tags of a repository ('tags/' and its name). No row: it begins anew.
create table continuations (
	source text not null,
	listing text not null,
	after text not null,
	rules text not null,
	since bigint not null,
	primary key (source, listing)
);

-- What a comparison has seen at a target, of rules that do not bring back what is deleted there.
create table arrivals (
	source text not null,
	repository text not null,
	target text not null,
	target_image text not null,
	digest text not null,
	primary key (source, repository, target_image)
);

-- Whose import made the target's tag, where another source wants it too.
alter table differences add column owner text;
