-- No statement of the writer reads a whole table: the leases that a process has left behind, and the sightings whose time is over.
create index work_leased on work (lease_owner) where lease_owner is not null;
create index sightings_by_time on sightings (judge_at);
