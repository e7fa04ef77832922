#include "backend/store/desk_sql.h"

#include "backend/base/alloc.h"
#include "backend/base/text.h"
#include "backend/base/uuid.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Every statement has all parameters, so that one binding serves them all. */
#define REQUEST                                                                                    \
    "with p as (select $1::uuid as client, $2::text as deed, $3::bigint as id,"                    \
    " nullif($4::int, 0) as node, $5::timestamptz as at,"                                          \
    " nullif($6::float8, 'NaN') as number, nullif($7::float8, 'NaN') as other,"                    \
    " $8::text as word, $9::text as words,"                                                        \
    " pg_catalog.jsonb_object($10::text[], $11::text[]) as detail)"
/* is_ok, code, why, who, since (s since 1970), id, linked */
#define PERSON                                                                                     \
    " a.is_ok::int::text, a.code, a.why, a.who, extract(epoch from a.since)::text, '0', '0' from " \
    "p, "
#define OPENED " a.is_ok::int::text, a.code, a.why, '', '', a.id::text, "

static const char *const statements[DESK_CALL_COUNT] = {
    [DESK_TICKET_OPEN] = REQUEST " select" OPENED "a.linked::text from p, hd.ticket_open(p.client,"
                                 " p.deed, p.node, p.at, p.words, p.detail) a",
    [DESK_TICKET_ASK] =
        REQUEST " select" PERSON "hd.ticket_ask(p.client, p.deed, p.id, p.at, p.number, p.other,"
                " p.word, p.words, p.detail) a",
    [DESK_CLAIM] = REQUEST " select a.is_ok::int::text, case when a.is_ok then '' else 'claimed'"
                           " end, '', a.who, extract(epoch from a.since)::text, '0', '0'"
                           " from p, hd.ticket_claim(p.id, p.number is not distinct from 1) a",
    [DESK_UNCLAIM] = REQUEST " select '1', '', '', '', '', '0', '0' from p,"
                             " hd.ticket_unclaim(p.id) a",
    [DESK_OUTAGE_START] = REQUEST " select" OPENED "'0' from p, hd.outage_start(p.client, p.node,"
                                  " p.deed, p.at, p.words, p.detail) a",
    [DESK_OUTAGE_ASK] =
        REQUEST " select" PERSON "hd.outage_ask(p.client, p.deed, p.id, p.at, p.number, p.other,"
                " p.word, p.words, p.detail) a",
    [DESK_CREW_ASK] = REQUEST " select" PERSON "hd.crew_ask(p.client, p.deed, p.id::int, p.number,"
                              " p.word, p.words, p.detail) a",
    [DESK_CREW_PUT] =
        REQUEST " select '1', '', '', '', '', a::text, '0' from p, hd.crew_put(p.deed, p.words,"
                " coalesce(p.detail->>'phone', ''), pg_catalog.string_to_array(p.detail->>'skills',"
                " ' '), pg_catalog.string_to_array(p.detail->>'areas', ' '),"
                " coalesce(p.detail->>'hook', ''), coalesce(p.detail->>'login', ''),"
                " p.detail->>'retired' = '1', coalesce(p.detail->>'leader', '')) a",
    [DESK_ROSTER_PUT] = REQUEST
    " select '1', '', '', '', '', a::text, '0' from p, hd.roster_put("
    "coalesce(p.detail->>'crew', ''), p.words, coalesce(p.detail->>'phone', ''), p.deed,"
    " p.at, to_timestamp(p.number), (p.detail->>'replaces')::int) a",
    [DESK_PIN_ASK] = REQUEST " select '1', '', '', '', '', '0', '0' from p,"
                             " hd.pin_ask(p.number::int, p.deed, p.words) a",
    [DESK_PIN_DO] = REQUEST
    " select (a.code = '')::int::text, a.code, '', a.who, extract(epoch from a.until)::text,"
    " a.mine::text, '0' from p, hd.pin_do(p.number::int, p.deed, p.words) a",
    [DESK_PREFERENCE_PUT] = REQUEST " select '1', '', '', '', '', '0', '0' from p,"
                                    " hd.preference_put(p.word, p.words) a",
};

const char *desk_sql(enum desk_call call)
{
    return statements[call];
}

void desk_params_init(struct desk_params *params, const struct desk_request *request)
{
    *params = (struct desk_params){0};
    if (request->client)
        memcpy(params->client, request->client, sizeof params->client);
    else
        uuid_make(params->client);
    array_begin(&params->names, ELEMENT_TEXT);
    array_begin(&params->values, ELEMENT_TEXT);
    for (int i = 0; i < request->members; i++) {
        array_text(&params->names, request->member[i].name);
        array_text(&params->values, request->member[i].value);
    }
    const struct pg_param param[DESK_PARAMS] = {
        param_bytes(params->client, sizeof params->client),
        PG_TEXT(request->deed ? request->deed : ""),
        param_int8(&params->id, request->id),
        param_int4(&params->node, request->node),
        request->at.us ? param_wall(&params->at, request->at) : PG_TEXT(NULL),
        param_float8(&params->number, request->number),
        param_float8(&params->other, request->other),
        PG_TEXT(request->word ? request->word : ""),
        PG_TEXT(request->words ? request->words : ""),
        array_param(&params->names),
        array_param(&params->values),
    };
    memcpy(params->param, param, sizeof param);
}

void desk_params_finish(struct desk_params *params)
{
    array_finish(&params->names);
    array_finish(&params->values);
}

static double number_of(const struct pg_rows *rows, int column)
{
    return strtod(pg_cell(rows, 0, column), NULL);
}

void desk_answer_fill(struct desk_answer *answer, const struct desk_request *request,
                      const struct pg_rows *rows, const char *state)
{
    *answer = (struct desk_answer){.call = request->call, .asked = request->id};
    snprintf(answer->deed, sizeof answer->deed, "%s", request->deed ? request->deed : "");
    if (!rows || pg_rows_count(rows) != 1) {
        snprintf(answer->code, sizeof answer->code, "%s",
                 !state[0]                 ? "lost"
                 : !strcmp(state, "42501") ? "right"
                                           : "refused");
        return;
    }
    answer->is_ok = pg_cell(rows, 0, 0)[0] == '1';
    binary_text(rows, 0, 1, answer->code, sizeof answer->code);
    binary_text(rows, 0, 2, answer->why, sizeof answer->why);
    binary_text(rows, 0, 3, answer->who, sizeof answer->who);
    answer->since.us = (int64_t)(number_of(rows, 4) * 1e6);
    answer->id = (int64_t)number_of(rows, 5);
    answer->linked = (int64_t)number_of(rows, 6);
}

#define LIST                                                                                       \
    "with p as (select $1::bigint as id, $2::int as node, $3::float8 as number, $4::text as "      \
    "text) "
#define SECONDS(time) "extract(epoch from " time ")::text"
#define SINCE(is_today)                                                                            \
    "case when " is_today " then pg_catalog.date_trunc('day', clock_timestamp() at time zone"      \
    " 'Asia/Shanghai') at time zone 'Asia/Shanghai' else hd.season_start(clock_timestamp()) end"

#define UNTIL(is_today)                                                                            \
    "case when " is_today " then clock_timestamp() else least(clock_timestamp(),"                  \
    " hd.season_end(hd.season_start(clock_timestamp()))) end"

/* clang-format off */
static const char *const lists[DESK_LIST_COUNT] = {
    [DESK_LIST_TIMELINE] =
        LIST "select f.seq::text, " SECONDS("f.at") ", f.kind, coalesce(f.detail->>'operator' || '@', '') || f.who, f.code,"
        " f.text, f.old_value::text, f.new_value::text, " SECONDS("f.stored") ", f.point from p, hd.fact f"
        " where f.command_id = p.id and (f.kind like 'ticket\\_%' or f.kind like 'outage\\_%')"
        " order by case when f.kind like '%\\_amended' then f.stored else f.at end desc, f.seq desc limit 500",
    [DESK_LIST_TEXT] = LIST "select t.text from p, hd.ticket t where t.id = p.id",
    [DESK_LIST_NEIGHBOURS] =
        LIST "select n.id::text, n.kind, n.state, " SECONDS("n.reported") ", n.place, n.words,"
        " n.parent_id::text, n.is_same_building::int::text"
        " from p, hd.ticket_neighbours(p.node, p.number::int) n",
    [DESK_LIST_CLAIMS] =
        LIST "select c.ticket_id::text, c.who, " SECONDS("c.since")
        " from p, hd.claim c where c.until > clock_timestamp()",
    [DESK_LIST_SUGGEST] =
        LIST "select s.crew_id::text, s.code, s.name, s.score::text, s.why, s.shortfall"
        " from p, hd.crew_suggest(p.id) s order by s.rank",
    [DESK_LIST_OUTAGES] =
        LIST "select o.id::text, o.node_id::text, o.kind, left(o.cause, 200), " SECONDS("o.started")
        ", " SECONDS("o.eta") ", o.forecasts::text, o.plan, " SECONDS("o.plan_started") ", "
        SECONDS("o.reallocated") ", (select string_agg(c.name, ' ') from hd.crew c"
        " where c.id = any(o.crews)), " SECONDS("o.crew_gap_since") ", (select count(s.done) || '/' ||"
        " count(*) from hd.outage_step s where s.outage_id = o.id having count(*) > 0), o.stations::text,"
        " o.households::text, o.area_m2::text, " SECONDS("o.noticed") ", " SECONDS("o.restored")
        ", (select count(*)::text from hd.ticket t where t.outage_id = o.id and t.is_open),"
        " (select string_agg(concat_ws(' ', c.purpose, extract(epoch from c.started),"
        " extract(epoch from c.due), coalesce(extract(epoch from c.stopped)::text, '-'),"
        " (c.explained is not null)::int), ';') from hd.outage_clock c where c.outage_id = o.id),"
        " o.plan_title, o.plan_title_en,"
        " (select count(*)::text from hd.ticket t where t.outage_id = o.id)"
        " from p cross join hd.outage o where case when p.id > 0 then o.id = p.id else"
        " o.restored is null or o.restored > clock_timestamp() - interval '1 day' end limit 1000",
    [DESK_LIST_CREWS] =
        LIST "select c.id::text, c.code, c.name, c.phone, c.status, " SECONDS("c.since") ", "
        SECONDS("c.next_check") ", c.is_silent::int::text, c.load::text, c.jobs, "
        SECONDS("c.last_end") ", c.is_on_duty::int::text, hd.crew_is_mine(c.id)::int::text"
        " from hd.crew_now c order by c.code",
    [DESK_LIST_NOTICE] = LIST "select hd.outage_notice(p.id, p.text) from p",
    [DESK_LIST_RATES] =
        LIST "select r.rate, r.n::text, r.d::text, r.open::text, r.target::text from p, hd.rates("
        SINCE("p.text = 'today'") ", " UNTIL("p.text = 'today'") ") r",
    [DESK_LIST_MISSES] =
        LIST "select m.ticket_id::text, m.purpose, " SECONDS("m.due") ", " SECONDS("m.stopped")
        ", m.over_s::text, m.explained, m.place from p, hd.rate_misses(p.text, "
        SINCE("p.number = 1") ", " UNTIL("p.number = 1") ") m limit 1000",
    [DESK_LIST_NODE] =
        LIST "select n.id::text, n.name, n.kind from p, hd.node n"
        " where n.code = p.text and n.retired is null",
    [DESK_LIST_TICKETS] =
        LIST "select t.id::text, t.kind, t.state, t.urgency, " SECONDS("t.reported")
        ", coalesce(nullif(t.place, ''), n.name), t.text, c.name, d.purpose, " SECONDS("d.due")
        ", t.phone, t.caller, t.source, t.parent_id::text, t.outage_id::text, t.linked_id::text, "
        SECONDS("t.held_since") ", t.cycle::text, n.code, t.closed_code from p cross join hd.ticket t"
        " left join hd.node n on n.id = t.node_id left join hd.crew c on c.id = t.crew_id"
        " left join lateral (select k.purpose, k.due from hd.ticket_clock k where k.ticket_id = t.id"
        " and k.stopped is null and not k.is_waived order by k.due limit 1) d on true"
        " where case when p.id > 0 then t.id = p.id when p.text = 'open' then t.is_open"
        " when p.text = 'callback' then t.state = 'callback' else true end"
        " order by d.due nulls last, t.id limit 10000",
    [DESK_LIST_CLOCKS] =
        LIST "select c.purpose, c.cycle::text, " SECONDS("c.started") ", " SECONDS("c.due") ", "
        SECONDS("c.stopped") ", " SECONDS("c.held") ", c.is_waived::int::text, c.explained"
        " from p, hd.ticket_clock c where c.ticket_id = p.id order by c.cycle, c.due",
    [DESK_LIST_HOUSEHOLDS] =
        LIST "select h.node_id::text, h.code, h.name, h.phone, h.card, h.address,"
        " h.station_id::text, h.heat_status, h.arrears::int::text"
        " from p, hd.household_find(p.text, p.number::int) h",
    [DESK_LIST_OUTAGE_AT] = LIST "select hd.outage_at(p.node)::text from p",
    [DESK_LIST_ROSTER] =
        LIST ", span as (select clock_timestamp() as since, clock_timestamp() +"
        " pg_catalog.make_interval(days => p.number::int) as until from p)"
        " select " SECONDS("r.starts") ", " SECONDS("r.ends") ", r.role, coalesce(c.name,"
        " r.person), coalesce(nullif(r.phone, ''), c.phone, ''), '0' from span s cross join hd.roster r"
        " left join hd.crew c on c.id = r.crew_id where r.ends > s.since and r.starts < s.until"
        " union all select " SECONDS("g.starts") ", " SECONDS("g.ends") ", g.why, '', '', '1'"
        " from span s, hd.roster_gaps(s.since, s.until) g order by 1, 3",
    [DESK_LIST_STEPS] =
        LIST "select s.outage_id::text, s.n::text, s.text, s.text_en, s.who, " SECONDS("s.due")
        ", " SECONDS("s.done") ", s.done_by from p join hd.outage o on p.id = o.id or p.id = 0 and"
        " (o.restored is null or o.restored > clock_timestamp() - interval '1 day')"
        " join hd.outage_step s on s.outage_id = o.id order by s.outage_id, s.n limit 40000",
    [DESK_LIST_PLANS] =
        LIST "select c.code, c.title, c.title_en, s.n::text, s.minutes::text, s.who, s.text,"
        " s.text_en from p cross join hd.plan_card c left join hd.plan_card_step s on s.card = c.code"
        " where p.text in ('', c.code) order by c.code, s.n",
    [DESK_LIST_PAST_OUTAGES] =
        LIST ", m as (select to_timestamp(p.number) as moment from p) select o.id::text,"
        " o.node_id::text, o.kind, left(o.cause, 200), " SECONDS("o.started")
        ", (select f.new_value::text from hd.fact f where f.command_id = o.id and f.kind ="
        " 'outage_forecast' and f.stored <= m.moment order by f.seq desc limit 1), '0',"
        " case when o.plan_started <= m.moment then o.plan else '' end, "
        SECONDS("case when o.plan_started <= m.moment then o.plan_started end") ", "
        SECONDS("case when o.reallocated <= m.moment then o.reallocated end") ", '', null, null,"
        " o.stations::text, o.households::text, o.area_m2::text, "
        SECONDS("case when o.noticed <= m.moment then o.noticed end") ", "
        SECONDS("case when o.restored <= m.moment then o.restored end") ", '0',"
        " (select string_agg(concat_ws(' ', c.purpose, extract(epoch from c.started),"
        " extract(epoch from c.due), coalesce(extract(epoch from case when c.stopped <= m.moment"
        " then c.stopped end)::text, '-'), (c.explained is not null)::int), ';')"
        " from hd.outage_clock c where c.outage_id = o.id and c.started <= m.moment),"
        " o.plan_title, o.plan_title_en, '0' from m cross join hd.outage o"
        " where exists (select from hd.fact f where f.command_id = o.id and f.kind ="
        " 'outage_started' and f.stored <= m.moment) and (o.restored is null or o.restored > m.moment"
        " - interval '1 day') limit 1000",
    [DESK_LIST_LINES] =
        LIST "select l.state, l.endpoint, l.node, l.place, l.units::text, l.lost::text,"
        " round(l.failed_percent, 1)::text, round(l.rtt_us_mean / 1000.0, 2)::text,"
        " round(l.rtt_us_most / 1000.0, 2)::text, l.round_ms::text, l.requests::text, l.timeouts::text,"
        " l.exceptions::text, l.broken::text, l.connects::text, " SECONDS("l.since") ", " SECONDS("l.at")
        ", l.collector, l.is_up::int::text, l.node_id::text from hd.line_now l order by l.rank limit 10000",
    [DESK_LIST_PREFERENCES] = LIST "select r.name, r.value from p, hd.preferences() r",
    [DESK_LIST_MARKS] =
        LIST "select " SECONDS("m.at") ", m.kind, m.who, m.code, m.text, m.old_value::text,"
        " m.new_value::text, m.device_id::text, m.point, m.node_id::text, m.seq::text,"
        " m.command_id::text from p, hd.marks(p.node, to_timestamp(nullif(p.text, '')::float8),"
        " to_timestamp(p.number), p.id::int) m",
    [DESK_LIST_VALUES] =
        LIST "select v.e->>0, v.e->>1, d.code, v.e->>2, v.e->>3, v.e->>4 from p join hd.fact f"
        " on f.command_id = p.id and f.kind = 'ticket_opened' cross join lateral"
        " pg_catalog.jsonb_array_elements(f.detail->'values') with ordinality v (e, n)"
        " left join hd.device d on d.id = (v.e->>1)::int order by f.seq, v.n limit 500",
};
/* clang-format on */

const char *desk_list_sql(enum desk_list list)
{
    return lists[list];
}

void desk_list_params(struct desk_list_params *params, int64_t id, int32_t node, double number,
                      const char *text)
{
    params->param[0] = param_int8(&params->id, id);
    params->param[1] = param_int4(&params->node, node);
    params->param[2] = param_float8(&params->number, number);
    params->param[3] = PG_TEXT(text ? text : "");
}

void desk_table_fill(struct desk_table *table, const struct pg_rows *rows)
{
    *table = (struct desk_table){.is_lost = !rows};
    if (!rows)
        return;
    table->rows = pg_rows_count(rows);
    table->columns = pg_rows_columns(rows);
    table->cell = alloc_array((size_t)(table->rows * table->columns) + 1, sizeof *table->cell);
    for (int row = 0; row < table->rows; row++)
        for (int column = 0; column < table->columns; column++) {
            size_t size = (size_t)pg_cell_length(rows, row, column) * 3 + 1;
            char *text = alloc_array(size, 1);
            binary_text(rows, row, column, text, size);
            table->cell[row * table->columns + column] = text;
        }
}
