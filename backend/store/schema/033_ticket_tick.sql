-- What time brings, as before, and: the dispatches below an outage wait for nobody while its crew is there, whichever
-- way ticket, crew and outage came together.
do $$
declare
  before text := pg_get_functiondef('hd.ticket_tick()'::regprocedure);
  was constant text := E'  begin\n    perform hd.outage_tick();\n';
  is_now constant text := E'  begin\n    perform hd.outage_man();\n'
    '    delete from hd.deed_by b where b.at < clock_timestamp() - interval ''1 day'';\n'
    '    perform hd.outage_tick();\n';
begin
  if length(before) - length(replace(before, was, '')) <> length(was) then
    raise exception 'hd.ticket_tick: not as it was made';
  end if;
  execute replace(before, was, is_now);
end $$;
