-- Tells what refers to a manifest.
create index manifests_by_subject on manifests (source, repository, subject) where subject > '';

-- Which images in targets have a digest that something refers to: written when an import ends, of which there are ten a
-- second, and not when a push is accepted, where it was half of what was written.
create index imports_by_imported_digest on imports (imported_digest) where imported_digest is not null;
drop index imports_by_digest;
