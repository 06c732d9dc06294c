-- By which door the event came that an import was made for: 'webhook', 'event-grid', 'queue' or 'watch'. None where a comparison
-- found it, and in rows that are older than this column.
alter table imports add column door text;
