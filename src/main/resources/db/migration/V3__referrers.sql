-- The image of a source up to which a pass has looked for what refers to it. No row: the next look begins anew.
create table referrer_rounds (
	source text not null primary key,
	repository text not null,
	digest text not null
);

-- At how many images a pass has looked, how many it left to a later one, and of how many it was not told.
alter table passes add column referrers_looked integer not null default 0;
alter table passes add column referrers_later integer not null default 0;
alter table passes add column referrers_untold integer not null default 0;
