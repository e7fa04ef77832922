-- A crew that a dispatch would be refused for (hd.crew_gate) stands behind those that can go: first who is at another
-- job, whom a second one may be given all the same, last who is off duty or silent.
do $$
declare
  changed record;
  before text;
begin
  for changed in
    select * from (values
      ('hd.crew_suggest', 'over (order by k.points desc,',
       'over (order by case when k.status = ''off_duty'' or k.is_silent then 2 when k.load > 0 then 1 else 0 end, '
       'k.points desc,'))
      c (name, was, is_now) loop
    before := pg_get_functiondef(changed.name::regproc);
    if length(before) - length(replace(before, changed.was, '')) <> length(changed.was) then
      raise exception '%: not as it was made', changed.name;
    end if;
    execute replace(before, changed.was, changed.is_now);
  end loop;
end $$;
