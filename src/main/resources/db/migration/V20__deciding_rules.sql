-- Which rule has let the image in, among which rules: '<fingerprint>:<index>'. None for what was accepted before.
alter table imports add column rule text;
