-- Tells what refers to a manifest.
create index manifests_by_subject on manifests (source, repository, subject) where subject > '';
