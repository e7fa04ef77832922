/* Tickets for the feed's tests: random deeds in the database, and whether the site has computed
 * from the facts what the database has computed from them (hd.ticket_keep). */
#include "backend/base/alloc.h"
#include "backend/core/ticket_book.h"
#include "tests/store/feed_bed.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const kinds[] = {"repair",  "complaint",  "application",
                                    "enquiry", "temp_check", "defect"};

/* Deeds with what makes each of them fit now and then. */
static const struct {
    const char *deed, *number, *word;
} deeds[] = {
    {"dispatch", "901", ""},        {"dispatch", "902", ""},
    {"take", "null", ""},           {"go", "null", ""},
    {"arrive", "null", ""},         {"refuse", "null", ""},
    {"finish", "null", "air"},      {"finish", "null", "valve"},
    {"deny", "null", ""},           {"confirm", "null", "online"},
    {"close", "null", "done"},      {"close", "null", "not_ours"},
    {"call_back", "4", "yes"},      {"call_back", "null", "no"},
    {"reopen", "null", ""},         {"archive", "null", ""},
    {"hold", "null", "parts"},      {"resume", "null", ""},
    {"split", "null", ""},          {"measure", "17.5", ""},
    {"decide", "null", "accepted"}, {"survey", "null", ""},
    {"explain", "null", "other"},   {"chase", "null", ""},
    {"note", "null", ""},           {"edit", "null", ""},
    {"promise", "later", ""},       {"respond", "later", ""},
    {"link", "ticket", "ticket"},   {"unlink", "null", "ticket"},
    {"merge", "ticket", ""},
};

static long long some_ticket(struct feed_bed *bed)
{
    char sql[200];
    snprintf(sql, sizeof sql,
             "select coalesce((select id from hd.ticket order by id desc offset %u limit 1), 0)",
             feed_bed_chance(bed, 8));
    return ground_number(bed->root, sql);
}

static void open_one(struct feed_bed *bed)
{
    char sql[500];
    snprintf(
        sql, sizeof sql,
        "select hd.ticket_open(gen_random_uuid(), '%s', %u, clock_timestamp() - interval"
        " '%u minutes', '不热', '{\"phone\":\"138\",\"source\":\"phone\",\"also_repair\":\"%u\","
        "\"urgency\":\"urgent\",\"place\":\"5-2-301\"}')",
        kinds[feed_bed_chance(bed, 6)], 1 + feed_bed_chance(bed, 3), feed_bed_chance(bed, 2000),
        feed_bed_chance(bed, 2));
    ground_run(bed->dispatcher, sql);
}

static void do_one(struct feed_bed *bed)
{
    size_t i = feed_bed_chance(bed, sizeof deeds / sizeof *deeds);
    const char *number = deeds[i].number;
    char sql[700], given[60];
    snprintf(given, sizeof given, "%s", number);
    if (!strcmp(number, "later"))
        snprintf(given, sizeof given, "extract(epoch from clock_timestamp()) + %u",
                 1 + feed_bed_chance(bed, 100000));
    else if (!strcmp(number, "ticket"))
        snprintf(given, sizeof given, "%lld", some_ticket(bed));
    snprintf(sql, sizeof sql,
             "select hd.ticket_ask(gen_random_uuid(), '%s', %lld, null, %s, null, '%s', '师傅到场',"
             " jsonb_build_object('second', '1', 'reason', '%s', 'children', '%u', 'phone', '139',"
             " 'promised', extract(epoch from clock_timestamp()) + 7200))",
             deeds[i].deed, some_ticket(bed), given, deeds[i].word,
             feed_bed_chance(bed, 3) ? "other" : "", feed_bed_chance(bed, 2));
    ground_run(bed->dispatcher, sql);
}

/* Any fact at any time, whether a person may do it or not: the sum is the same there and here. */
static void tell_one(struct feed_bed *bed)
{
    static const struct {
        const char *kind, *old_value, *new_value, *point, *code; /* P: about now, T: a ticket */
    } facts[] = {
        {"promised", "null", "P", "", ""},
        {"promised", "null", "P", "", ""},
        {"reopened", "null", "null", "", ""},
        {"finished", "null", "null", "", "solved"},
        {"unconfirmed", "null", "null", "", ""},
        {"closed", "null", "0", "", "done"},
        {"merged", "null", "T", "", ""},
        {"split", "null", "null", "", ""},
        {"split", "null", "null", "", "left"},
        {"gathered", "P", "T", "", ""},
        {"released", "null", "T", "", ""},
        {"linked", "1", "5", "", "outage"},
        {"linked", "null", "5", "", "outage"},
        {"unlinked", "null", "5", "", "outage"},
        {"responded", "P", "P", "", ""},
        {"explained", "2", "null", "promise", "other"},
        {"explained", "null", "null", "dispatch", "other"},
        {"held", "null", "null", "", "parts"},
        {"resumed", "null", "null", "", ""},
        {"decided", "null", "null", "", "accepted"},
        {"dispatched", "null", "901", "", ""},
        {"refused", "null", "null", "", ""},
    };
    size_t i = feed_bed_chance(bed, sizeof facts / sizeof *facts);
    char sql[900], value[2][90];
    for (int k = 0; k < 2; k++) {
        const char *what = k ? facts[i].new_value : facts[i].old_value;
        if (*what == 'P')
            snprintf(value[k], sizeof value[k], "extract(epoch from clock_timestamp()) + %d",
                     (int)feed_bed_chance(bed, 400) - 200);
        else if (*what == 'T')
            snprintf(value[k], sizeof value[k], "%lld", some_ticket(bed));
        else
            snprintf(value[k], sizeof value[k], "%s", what);
    }
    snprintf(sql, sizeof sql,
             "select hd.desk_fact('ticket_%s', t.id, null, clock_timestamp() - interval '%u s', %s,"
             " %s, '%s', '%s', 'w', '%s', null), hd.ticket_keep(t.id) from hd.ticket t where t.id ="
             " %lld",
             facts[i].kind, feed_bed_chance(bed, 200), value[0], value[1], facts[i].point,
             facts[i].code, feed_bed_chance(bed, 3) ? "{}" : "{\"dated\": \"1\"}",
             some_ticket(bed));
    ground_run(bed->root, sql);
}

/* A shift leader mends the time of an entry, or strikes it: any of them, at any time. */
static void amend_one(struct feed_bed *bed)
{
    char sql[600];
    snprintf(sql, sizeof sql,
             "select hd.desk_fact('ticket_amended', f.command_id, null, clock_timestamp(), f.seq,"
             " case when f.kind <> 'ticket_opened' and %u = 0 then 'NaN'::float8 else"
             " extract(epoch from f.at - interval '%u seconds') end, null, '', '记错', null, null),"
             " hd.ticket_keep(f.command_id)"
             " from hd.fact f where f.command_id = %lld and f.kind like 'ticket\\_%%'"
             " and f.kind <> 'ticket_amended' order by f.seq desc offset %u limit 1",
             feed_bed_chance(bed, 3), feed_bed_chance(bed, 5000), some_ticket(bed),
             feed_bed_chance(bed, 5));
    ground_run(bed->root, sql);
}

void feed_bed_write_ticket(struct feed_bed *bed)
{
    switch (feed_bed_chance(bed, 8)) {
    case 0: open_one(bed); break;
    case 1: amend_one(bed); break;
    case 2:
    case 3: tell_one(bed); break;
    default: do_one(bed); break;
    }
}

void feed_bed_make_crews(struct feed_bed *bed)
{
    ground_run(bed->root, "insert into hd.crew (id, code, name) values (901, '1班', '一班'),"
                          " (902, '2班', '二班') on conflict do nothing");
}

/* ---- comparing ---- */

/* clang-format off */
#define US(time) "coalesce((extract(epoch from " time ") * 1000000)::bigint, 0)"

static const char tickets_sql[] =
    "select t.id, pg_catalog.format('%s %s %s %s %s %s %s %s %s %s %s %s %s %s %s %s %s %s %s %s',"
    " t.kind, t.state, t.cycle, coalesce(t.node_id, 0), coalesce(t.crew_id, 0), t.hold,"
    " coalesce(t.parent_id, 0), t.children, coalesce(t.linked_id, 0), t.refusals, t.chased, "
    US("t.reported") ", " US("t.state_since") ", " US("t.visit") ", " US("t.promised") ", "
    US("t.touched") ", t.seq, t.cause, t.closed_code, t.phone)"
    " || coalesce((select string_agg(pg_catalog.format(E'\n%s %s %s %s %s %s %s %s', c.purpose,"
    " c.cycle, " US("c.started") ", " US("c.due") ", " US("c.stopped") ","
    " coalesce(c.stopped_by, 0), c.is_waived::int, (c.explained is not null)::int), ''"
    " order by c.cycle, c.purpose) from hd.ticket_clock c where c.ticket_id = t.id), '')"
    " from hd.ticket t where t.state <> 'archived' or t.touched > clock_timestamp() - interval"
    " '1 day' order by t.id";
/* clang-format on */

static int compare_clocks(const void *one, const void *other)
{
    const struct ticket_clock *a = one, *b = other;
    return a->cycle != b->cycle
               ? a->cycle - b->cycle
               : strcmp(clock_purpose_name(a->purpose), clock_purpose_name(b->purpose));
}

static void write_ticket(const struct ticket *t, char *out, size_t size)
{
    struct ticket_clock *clock = alloc_array((size_t)t->clock_count + 1, sizeof *clock);
    int used = snprintf(out, size,
                        "%s %s %d %d %d %s %" PRId64 " %d %" PRId64 " %d %d %" PRId64 " %" PRId64
                        " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %s %s %s",
                        ticket_kind_name(t->opening.kind), ticket_state_name(t->state), t->cycle,
                        t->node, t->crew, t->hold, t->parent, t->children, t->linked, t->refusals,
                        t->chased, t->reported.us, t->state_since.us, t->visit.us, t->promised.us,
                        t->touched.us, t->seq, t->cause, t->closed_code, t->opening.phone);
    for (int i = 0; i < t->clock_count; i++)
        clock[i] = t->clock[i];
    qsort(clock, (size_t)t->clock_count, sizeof *clock, compare_clocks);
    for (int i = 0; i < t->clock_count; i++)
        used += snprintf(out + used, size - (size_t)used,
                         "\n%s %d %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %d %d",
                         clock_purpose_name(clock[i].purpose), clock[i].cycle, clock[i].started.us,
                         clock[i].due.us, clock[i].stopped.us, clock[i].stopped_by,
                         clock[i].is_waived, clock[i].is_explained);
    free(clock);
}

bool feed_bed_are_tickets_equal(struct feed_bed *bed, const struct site *site, bool is_loud)
{
    char why[300], here[4000];
    struct pg_rows *rows = pg_ask(bed->root, tickets_sql, NULL, 0, why, sizeof why);
    bool is_equal = true;
    if (!rows)
        fail_msg("%s", why);
    for (int i = 0; i < pg_rows_count(rows) && is_equal; i++) {
        const struct ticket *ticket = ticket_of_id(site, strtoll(pg_cell(rows, i, 0), NULL, 10));
        snprintf(here, sizeof here, "nothing");
        if (ticket)
            write_ticket(ticket, here, sizeof here);
        is_equal = !strcmp(here, pg_cell(rows, i, 1));
        if (!is_equal && is_loud)
            print_error("ticket %s there:\n%s\nhere:\n%s\n", pg_cell(rows, i, 0),
                        pg_cell(rows, i, 1), here);
    }
    pg_rows_free(rows);
    return is_equal;
}
