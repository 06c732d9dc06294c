-- Why an import was made: 'event', 'reconcile' or 'backfill'; and when an event announced it, if one did.
alter table imports add column origin text not null default 'event';
alter table imports add column announced_at bigint;
update imports set announced_at = received_at;

-- What events announce goes before what reconciling found.
alter table work add column rank integer not null default 0;
drop index work_due;
create index work_due on work (target, rank, due_at) where done < wanted;

-- The one row that says who reconciles, and how far it is.
create table passes (
	id integer not null primary key,
	owner text,
	lease_until bigint,
	started_at bigint,
	ended_at bigint,
	succeeded_at bigint,
	checked integer not null default 0,
	total integer not null default 0,
	found integer not null default 0,
	trouble text
);
insert into passes (id) values (1);

-- One row per repository that was compared with a target at least once, and by which rules.
create table baselines (
	source text not null,
	repository text not null,
	target text not null,
	rules text not null,
	checked_at bigint not null,
	primary key (source, repository, target)
);

-- How many images of a repository match, and how many were there already.
create table tallies (
	source text not null,
	repository text not null,
	rule integer not null,
	target text not null,
	rules text not null,
	matching integer not null,
	present integer not null,
	checked_at bigint not null,
	primary key (source, repository, rule, target)
);

-- One row per image that was not there with the same digest when it was compared.
create table differences (
	source text not null,
	repository text not null,
	rule integer not null,
	target text not null,
	target_image text not null,
	digest text not null,
	standing text not null,
	since bigint not null,
	seen_at bigint not null,
	primary key (source, repository, target_image)
);

-- What could not be compared. An empty repository stands for the catalog, an empty target for all.
create table gaps (
	source text not null,
	repository text not null,
	target text not null,
	reason text not null,
	since bigint not null,
	primary key (source, repository, target)
);

-- Images for which an event may still come.
create table sightings (
	source text not null,
	repository text not null,
	tag text not null,
	digest text not null,
	target_image text not null,
	announced_after bigint not null,
	judge_at bigint not null,
	primary key (source, repository, tag, digest)
);

-- The events of a source that never came.
create table missed_events (
	source text not null primary key,
	events bigint not null,
	last_at bigint not null,
	last_image text not null
);
