-- Who lives where, as imported (households.csv), and what a person types to find them. hd.household_done sees
-- that each has its node, all at once: a foreign key would lock and so write anew each row of hd.node.
create table hd.household (
  node_id int primary key,                 -- a household, or a building that is one user
  card text not null default '',
  name text not null default '',
  phone text not null default '',          -- several are separated by a blank
  area_m2 float8, contract_c float8,       -- null = not known
  heat_status text not null check (heat_status in ('supplied', 'stopped', 'resumed')),
  arrears boolean not null default false
);

-- Where each household and building is found, with or without a row in hd.household: written by an import,
-- which has the pinyin. `keys` holds all keys of hd.household_key, a chr(31) before and behind each, so that
-- one strpos() tells whether any begins with a word; and '@' with the room, which is no key of its own.
create table hd.household_place (
  node_id int primary key,
  building_id int, station_id int,         -- null = it stands under none
  address text not null,                   -- as shown
  keys text collate "C" not null
);

-- What a word is looked for in: phone, card, name, its initials, family name in pinyin, community and room,
-- initials of the community and room. Marked ones stand apart: '<' a phone from its end, '#' a building.
create table hd.household_key (
  key text collate "C" not null,
  node_id int not null
);
create unique index household_key_key on hd.household_key (key, node_id);

-- Around an import's work on them. Into an empty table millions of keys go without their index, which is then
-- made at once: nobody can be found meanwhile anyway.
create function hd.household_begin() returns void
language plpgsql security definer set search_path = pg_catalog, hd, pg_temp as $$
begin
  if not exists (select from hd.household_key) then
    drop index hd.household_key_key;
  end if;
end $$;

create function hd.household_done() returns void
language plpgsql security definer set search_path = pg_catalog, hd, pg_temp
set maintenance_work_mem = '256MB' as $$
begin
  if to_regclass('hd.household_key_key') is null then
    create unique index household_key_key on hd.household_key (key, node_id);
  end if;
  if exists (select from hd.household h where not exists (select from hd.node n where n.id = h.node_id)) then
    raise exception 'a household without its node' using errcode = 'foreign_key_violation';
  end if;
  -- the planner must know that they are large
  analyze hd.household, hd.household_place, hd.household_key;
end $$;

-- A typed word as the keys are written (backend/store/household_key.c): "惠民园5号楼2单元301室" is
-- 惠民园5-2-301.
create function hd.household_word(word text) returns text language sql immutable
set search_path = pg_catalog, hd, pg_temp as $$
  select regexp_replace(regexp_replace(regexp_replace(
    translate(word, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ０１２３４５６７８９－—＃', 'abcdefghijklmnopqrstuvwxyz0123456789--#'),
    '([0-9a-z])(?:号楼|号院|单元|栋|幢|座|楼|#|号(?=[0-9]))', '\1-', 'g'),
    '([0-9])[室户号](?![0-9])', '\1', 'g'),
    '-{2,}', '-', 'g')
$$;

-- What begins with a word: at most `most` of each way to be found, and `houses` buildings. `raw` is the word
-- as typed, for codes. Ranks: 1 the very phone, card, address or code, 2 the end of a phone, 3 a building, 4 the
-- very name, 5 the beginning of any.
create function hd.household_hits(word text, raw text, most int, houses int)
returns table (node_id int, rank int, key text) language plpgsql stable rows 100
set search_path = pg_catalog, hd, pg_temp set enable_seqscan = off set enable_bitmapscan = off as $$
declare
  digits text := case when word ~ '^[0-9]+-[0-9-]*$' and length(word) >= 8 then replace(word, '-', '') end;
begin
  return query
  (select k.node_id, case when k.key <> word then 5 when word ~ '[0-9]' then 1 else 4 end, k.key
   from hd.household_key k where k.key >= word and k.key < word || chr(1114111) order by k.key limit most)
  union all
  (select k.node_id, 3, k.key
   from hd.household_key k where k.key >= '#' || word and k.key < '#' || word || chr(1114111)
   order by k.key limit houses)
  union all
  (select k.node_id, 2, k.key
   from hd.household_key k
   where word ~ '^[0-9]{4,}$' and k.key >= '<' || reverse(word) and k.key < '<' || reverse(word) || chr(1114111)
   order by k.key limit most)
  union all
  (select k.node_id, case when k.key = digits then 1 else 5 end, k.key
   from hd.household_key k where k.key >= digits and k.key < digits || chr(1114111) order by k.key limit most)
  union all
  (select c.id, case when c.code = any (array[raw, upper(raw)]) then 1 else 5 end, c.code
   from (select n.id, n.code from hd.node n where n.code >= raw and n.code < raw || chr(1114111)
         order by n.code limit 4 * most) c
   where exists (select from hd.household_place p where p.node_id = c.id) limit most)
  union all
  (select c.id, case when c.code = upper(raw) then 1 else 5 end, c.code
   from (select n.id, n.code from hd.node n
         where upper(raw) <> raw and n.code >= upper(raw) and n.code < upper(raw) || chr(1114111)
         order by n.code limit 4 * most) c
   where exists (select from hd.household_place p where p.node_id = c.id) limit most);
end $$;

-- What fits all words: the rarest of them is looked up, the first thousand found are held against the others.
-- A short number may be a door, which is no key: then the rarest of the others is looked up, too.
create function hd.household_match(given text[], raws text[], most int)
returns table (node_id int, rank int, key text) language plpgsql stable rows 50
set search_path = pg_catalog, hd, pg_temp as $$
declare
  cap constant int := 1000;
  counts int[] := '{}';
  i int;
begin
  if cardinality(given) = 1 then
    return query select h.node_id, h.rank, h.key
                 from hd.household_hits(given[1], raws[1], most, greatest(most / 4, 1)) h;
    return;
  end if;
  for i in 1 .. cardinality(given) loop
    counts := counts || (select least(cap, count(*))::int
                         from hd.household_hits(given[i], raws[i], cap, cap));
  end loop;
  return query
  with w as (
    select u.*, u.word ~ '^[0-9]{1,5}$|^[0-9]+-' as is_door
    from unnest(given, raws, counts) u (word, raw, many)),
  rarest as (
    (select w.* from w order by w.many, length(w.word) desc limit 1)
    union
    (select w.* from w where not w.is_door order by w.many, length(w.word) desc limit 1))
  select h.node_id, h.rank, h.key
  from rarest r
  cross join lateral hd.household_hits(r.word, r.raw, cap, cap) h
  join hd.household_place p on p.node_id = h.node_id
  join hd.node n on n.id = h.node_id
  where not exists (
    select from w
    where strpos(p.keys, chr(31) || w.word) = 0
      and strpos(p.keys, chr(31) || '#' || w.word) = 0
      and not (w.is_door and (strpos(p.keys, chr(31) || '@' || w.word) > 0
                              or strpos(p.keys, '-' || w.word || chr(31)) > 0))
      and not (w.word ~ '^[0-9]{4,}$' and strpos(p.keys, chr(31) || '<' || reverse(w.word)) > 0)
      and not starts_with(n.code, w.raw) and not starts_with(n.code, upper(w.raw)))
  limit 2 * most;
end $$;

-- Households and buildings that fit the words, the best first, at most 50. A word is the beginning of a name,
-- its initials, a community, a phone, a card, a code; or the last four digits and more of a phone; behind others
-- also a room. "hmy 5-2-301" is tried as one address first.
create function hd.household_find(words text, most int default 50)
returns table (node_id int, code text, name text, phone text, card text, address text, building_id int,
               station_id int, heat_status text, arrears boolean, rank int)
language plpgsql stable rows 50 set search_path = pg_catalog, hd, pg_temp as $$
declare
  raws text[] := (regexp_split_to_array(btrim(left(regexp_replace(words, '[\s\u3000]+', ' ', 'g'), 100)), ' '))[1:6];
  given text[];
  joined text[] := '{}';
  wanted int := least(most, 50);
  i int;
begin
  given := array(select hd.household_word(r) from unnest(raws) with ordinality u (r, at) order by at);
  if words is null or given[1] = '' or wanted is null or wanted < 1 then
    return;
  end if;
  for i in 1 .. cardinality(given) loop
    if i > 1 and given[i] ~ '^[0-9]' and given[i - 1] !~ '[0-9]$' then
      joined[cardinality(joined)] := joined[cardinality(joined)] || given[i];
    else
      joined := joined || given[i];
    end if;
  end loop;
  return query
  select n.id, n.code, coalesce(u.name, ''), coalesce(u.phone, ''), coalesce(u.card, ''), p.address,
         p.building_id, p.station_id, coalesce(u.heat_status, ''), coalesce(u.arrears, false), b.rank
  from (
    select distinct on (m.node_id) m.node_id, m.rank, m.key
    from (select * from hd.household_match(joined, case when joined = given then raws else joined end, wanted)
          union all
          select * from hd.household_match(given, raws, wanted) where joined <> given) m
    order by m.node_id, m.rank, m.key) b
  join hd.household_place p on p.node_id = b.node_id
  join hd.node n on n.id = b.node_id
  left join hd.household u on u.node_id = b.node_id
  where n.retired is null
  order by b.rank, b.key, n.code
  limit wanted;
end $$;

-- Names and phones are for those who answer for users; a collector has no use for them, other systems none at all.
grant select on hd.household, hd.household_place, hd.household_key
  to hd_dispatcher, hd_leader, hd_crew, hd_supervisor, hd_auditor, hd_admin;
grant execute on function hd.household_find(text, int), hd.household_match(text[], text[], int),
  hd.household_hits(text, text, int, int), hd.household_word(text)
  to hd_dispatcher, hd_leader, hd_crew, hd_supervisor, hd_auditor, hd_admin;
grant insert, delete on hd.household, hd.household_place, hd.household_key to hd_admin;
grant execute on function hd.household_begin(), hd.household_done() to hd_admin;

do $$
declare
  name text;
begin
  foreach name in array array['household', 'household_place', 'household_key'] loop
    execute format('create trigger plant_touch after insert or update or delete on hd.%I'
      ' for each statement execute function hd.plant_touch()', name);
  end loop;
end $$;
