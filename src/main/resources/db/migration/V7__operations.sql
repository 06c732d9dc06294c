-- One row per copy that Azure is asked for, written down before it is asked. It lives until its end or its deadline is
-- known, whatever becomes of the import that began it.
create table operations (
	request_id text not null primary key,
	-- What it writes: a tag, or an image with its digest where it sets no tag.
	target_image text not null,
	digest text not null,
	tag text,
	import_id text not null,
	begun_at bigint not null,
	-- Until when it may run, unless Azure says that it still does.
	deadline bigint not null,
	location text,
	-- 'succeeded' or 'failed' where Azure said so, 'proved' by the digest, 'forgotten' by Azure, 'unknown' at the deadline.
	ended text,
	ended_at bigint,
	-- When its digest was seen at the target.
	seen_at bigint,
	-- When the tag is looked at again, since the operation may still move it back.
	recheck_at bigint
);

create index operations_by_target_image on operations (target_image, begun_at);
create unique index operations_open on operations (target_image) where ended is null;
create index operations_recheck on operations (recheck_at) where recheck_at is not null;
create index operations_by_import on operations (import_id);

insert into operations (request_id, target_image, digest, tag, import_id, begun_at, deadline, location)
select w.request_id, w.target_image, w.operation_digest, i.tag, i.id, w.operation_since, w.operation_since + 1800000,
	w.operation
from work w join imports i on i.id = w.import_id
where w.request_id is not null and w.operation_digest is not null and w.operation_since is not null;

alter table work drop column request_id;
alter table work drop column operation;
alter table work drop column operation_digest;
alter table work drop column operation_since;
