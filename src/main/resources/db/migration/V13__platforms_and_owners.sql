-- Which manifests are for the platforms of an image at the target, since a signature may be pushed for one of them alone.
create table platforms (
	target_image text not null,
	digest text not null,
	primary key (target_image, digest)
);

create index platforms_by_digest on platforms (digest);

-- Whose imports have made the tags of a repository at a target, for longer than the imports are kept; where there are
-- several, of each tag as well whose old import is kept no longer.
create table owners (
	-- A repository at a target, or a tag there.
	place text not null,
	source text not null,
	repository text not null,
	since bigint not null,
	primary key (place, source, repository)
);

insert into owners (place, source, repository, since)
select substr(target_image, 1, length(target_image) - length(tag) - 1), source, repository,
	min(coalesce(finished_at, received_at))
from imports
where state = 'succeeded'
group by substr(target_image, 1, length(target_image) - length(tag) - 1), source, repository;

create index follow_ups_by_source on follow_ups (source, due_at);
