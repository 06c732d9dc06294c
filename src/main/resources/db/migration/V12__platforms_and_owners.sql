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

-- Where there are several today, nobody knows who was first.
insert into owners (place, source, repository, since)
select place, source, repository, case when count(*) over (partition by place) > 1 then 0 else since end
from (
	select substr(target_image, 1, length(target_image) - length(tag) - 1) as place, source, repository,
		min(coalesce(finished_at, received_at)) as since
	from imports
	where state = 'succeeded' and length(target_image) > length(tag)
	group by substr(target_image, 1, length(target_image) - length(tag) - 1), source, repository) as made;

create index follow_ups_by_source on follow_ups (source, due_at);
