-- pgTAP for every role, a small plant and a crew.
create schema tap;
create extension pgtap schema tap;
grant usage on schema tap to public;
insert into hd.node (code, kind, name, parent_id) values
  ('N1', 'network', 'net', null), ('S1', 'station', 'station', 1), ('B1', 'building', 'house', 2),
  ('H1', 'household', 'flat', 3);
set session authorization tap_leader;
select hd.crew_put('A', 'crew A', '139', '{}', '{}', '', 'tap_crew', false);
reset session authorization;
