-- The span that wrote the import down, as a W3C traceparent: its import goes on from there. None where nothing was traced.
alter table imports add column traceparent text;
