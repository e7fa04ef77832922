-- A crew hears of one job in the order in which things were said. Of one crew and ticket the earlier message goes first,
-- however often it has to be tried; and "there is a job" or "it is not yours any more" makes all that was said before
-- it void: what still waits is superseded. One that is on its way stays until that is known, it may arrive.
alter table hd.message drop constraint message_state_check,
  add constraint message_state_check check (state in ('waiting', 'sent', 'given_up', 'superseded'));
create index message_order on hd.message (crew_id, ticket_id, id) where state = 'waiting';

-- Of a crew's ticket; of all if null.
create function hd.message_supersede(of_crew int, of_ticket bigint) returns void language sql
set search_path = pg_catalog, hd, pg_temp as $$
  update hd.message m set state = 'superseded', done = clock_timestamp(), leased_until = null
  where m.id in (
    select d.id from hd.message d
    where d.state = 'waiting' and (d.leased_until is null or d.leased_until <= clock_timestamp())
      and (of_crew is null or d.crew_id = of_crew and d.ticket_id = of_ticket)
      and exists (select from hd.message l
                  where l.state = 'waiting' and l.crew_id = d.crew_id and l.ticket_id = d.ticket_id and l.id > d.id
                    and l.kind in ('dispatch', 'withdrawn'))
    for update of d skip locked)
$$;

-- As before (016_message), in that order.
create or replace function hd.message_put(kind text, to_crew int, to_name text, to_phone text, ticket bigint, words text)
returns void language plpgsql set search_path = pg_catalog, hd, pg_temp as $$
declare
  c hd.crew;
  t hd.ticket;
begin
  select * into c from hd.crew k where k.id = to_crew;
  select * into t from hd.ticket k where k.id = ticket;
  insert into hd.message (made, kind, crew_id, name, phone, hook, ticket_id, text, next_try)
  values (clock_timestamp(), kind, to_crew, coalesce(to_name, c.name, ''), coalesce(to_phone, c.phone, hd.message_phones(to_name)),
          coalesce(c.hook, ''), ticket,
          concat_ws(' ', 'T-' || ticket, nullif(t.place, ''), nullif(t.phone, ''), left(t.text, 300),
                    nullif(words, '')), clock_timestamp());
  if kind in ('dispatch', 'withdrawn') and to_crew is not null then
    perform hd.message_supersede(to_crew, ticket);
  end if;
  perform pg_notify('hd_message', '');
end $$;

create or replace function hd.message_take(most int) returns setof hd.message language sql security definer
set search_path = pg_catalog, hd, pg_temp as $$
  select hd.message_supersede(null, null);
  update hd.message m set leased_until = clock_timestamp() + interval '30 s', tries = m.tries + 1
  where m.id in (select d.id from hd.message d
                 where d.state = 'waiting' and d.next_try <= clock_timestamp()
                   and (d.leased_until is null or d.leased_until <= clock_timestamp())
                   and not exists (select from hd.message e
                                   where e.state = 'waiting' and e.crew_id = d.crew_id and e.ticket_id = d.ticket_id
                                     and e.id < d.id)
                 order by d.next_try limit least(greatest(most, 0), 100) for update of d skip locked)
  returning m.*
$$;
