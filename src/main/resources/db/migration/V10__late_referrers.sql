-- What is looked at again, since a signature may be pushed after its image: an image at the target, until ten minutes
-- after its import, or a manifest that was pushed without a tag.
create table follow_ups (
	-- The image at the target, or the manifest at the source.
	id text not null primary key,
	source text not null,
	repository text not null,
	digest text not null,
	tagged boolean not null,
	since bigint not null,
	due_at bigint not null
);

create index follow_ups_due on follow_ups (due_at);
create index follow_ups_by_kind on follow_ups (tagged, due_at);
-- Which images have a digest that something refers to.
create index imports_by_digest on imports (digest);
