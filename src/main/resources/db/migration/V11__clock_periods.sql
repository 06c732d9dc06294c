-- How the clock was set while some process looked: from when until when by that clock, and how long ago that ended, by the
-- time that processes have counted since. So ages are known although the clock was set.
create table clock_periods (
	since bigint not null primary key,
	until bigint not null,
	ago bigint not null
);
