-- What was changed at the controller, by no order of ours, may be set back at once, however far that is: the value
-- was held until then. For how long is the collector's to say (step_wait_s of the profile), a day at the most.
create function hd.setpoint_is_back(of_device int, of_point text, wanted float8) returns boolean language sql stable
set search_path = pg_catalog, hd, pg_temp as $$
  select exists (
    select from hd.fact f
    where hd.is_mark(f.kind) and f.device_id = of_device and f.at > clock_timestamp() - interval '1 day'
      and f.kind = 'changed_outside' and f.code = '' and f.point = of_point
      and abs(f.old_value - wanted) <= 1e-6 * greatest(1, abs(wanted)))
$$;

do $$
declare
  was text := E'  elsif abs(ask_wanted - ask_seen) > step * 1.001 then\n';
  is_now text := E'  elsif abs(ask_wanted - ask_seen) > step * 1.001\n'
                 '        and not hd.setpoint_is_back(ask_device, ask_point, ask_wanted) then\n';
  before text := pg_get_functiondef('hd.setpoint_refusal'::regproc);
begin
  if length(before) - length(replace(before, was, '')) <> length(was) then
    raise exception 'hd.setpoint_refusal: not as it was made';
  end if;
  execute replace(before, was, is_now);
end $$;
