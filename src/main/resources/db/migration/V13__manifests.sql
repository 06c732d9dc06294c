-- What the manifests of a source's repositories name of others: each is read once, as it never changes. Those that the source
-- has no more are forgotten.
create table manifests (
	source text not null,
	repository text not null,
	digest text not null,
	-- Empty if it refers to nothing.
	subject text not null,
	-- Empty if it does not say what it is.
	artifact_type text not null,
	-- Digests with a space between each two.
	platforms text not null,
	primary key (source, repository, digest)
);
