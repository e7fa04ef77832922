-- A hold stops no statutory clock: what has breached is told again and again on hold, too, until somebody does something.
do $$
declare
  before text := pg_get_functiondef('hd.escalation_due()'::regprocedure);
  was constant text := 'coalesce(k.step, 0) <= coalesce(k.told, 0) and k.held_since is null';
  is_now constant text := 'coalesce(k.step, 0) <= coalesce(k.told, 0)';
begin
  if length(before) - length(replace(before, was, '')) <> length(was) then
    raise exception 'hd.escalation_due: not as it was made';
  end if;
  execute replace(replace(before, was, is_now), 'select k.*, t.held_since, 100', 'select k.*, 100');
end $$;
