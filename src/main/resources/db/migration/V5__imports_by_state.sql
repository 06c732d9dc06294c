-- The newest imports in a state are found without reading all of them.
drop index imports_by_state;
create index imports_by_state on imports (state, id);
