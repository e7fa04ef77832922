/* Three weeks of real complaints about cold homes, 2017-12-25 to 2018-01-14, lived through at their
 * own times: at moment after moment what is known by then comes in, and each clock, the order
 * of a console's board and the rates are those that SQL of its own counts from the bare list. */
#include "backend/base/alloc.h"
#include "backend/core/ticket_book.h"
#include "backend/store/exchange_tickets.h"
#include "tests/exchange/folder.h"
#include "tests/store/feed_bed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define SERIES "../shared/data/tickets/boston311_heat_coldsnap_2017_12_25_2018_01_14.csv"
#define MOST   1000
#define HEAD                                                                                       \
    "source,number,kind,template,urgency,node,place,caller,phone,words,opened,dispatched,crew,"    \
    "arrived,responded,visit,measure,finished,cause,found,closed,ending,rating\n"

static struct feed_bed bed;
static struct folder folder;
static char leader[300], crew[40];

/* Seconds since 1970; 0 = never. A dispatch is not in the list: five minutes to an hour later, by
 * the case's number. */
static struct complaint {
    char number[24];
    long long opened, dispatched, finished;
} complaint[MOST];
static int complaints;

static long long seconds_of(const char *text)
{
    struct tm tm = {0};
    if (!*text)
        return 0;
    assert_int_equal(sscanf(text, "%d-%d-%dT%d:%d:%d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday,
                            &tm.tm_hour, &tm.tm_min, &tm.tm_sec),
                     6);
    tm.tm_year -= 1900;
    tm.tm_mon--;
    return timegm(&tm);
}

static void read_series(FILE *in)
{
    char line[4000];
    assert_non_null(fgets(line, sizeof line, in));
    while (complaints < MOST && fgets(line, sizeof line, in)) {
        char *field[4] = {0}, *at = line;
        for (int i = 0; i < 4; i++) {
            field[i] = at;
            at = strchr(at, ',');
            *at++ = '\0';
        }
        struct complaint *c = &complaint[complaints++];
        snprintf(c->number, sizeof c->number, "%s", field[0]);
        c->opened = seconds_of(field[1]);
        c->finished = seconds_of(field[3]);
        c->dispatched = c->opened + 300 + strtoll(c->number, NULL, 10) % 3300;
        if (c->finished && c->dispatched > c->finished)
            c->dispatched = c->finished;
    }
}

/* The bare list, for the SQL that counts beside. */
static void write_list(void)
{
    ground_run(bed.root, "create table public.list (number text primary key, opened timestamptz,"
                         " dispatched timestamptz, finished timestamptz)");
    for (int i = 0; i < complaints; i++) {
        char sql[300];
        snprintf(sql, sizeof sql,
                 "insert into public.list values ('%.23s', to_timestamp(%lld), to_timestamp(%lld),"
                 " to_timestamp(nullif(%lld, 0)))",
                 complaint[i].number, complaint[i].opened, complaint[i].dispatched,
                 complaint[i].finished);
        ground_run(bed.root, sql);
    }
}

static int set_up(void **state)
{
    (void)state;
    feed_bed_init(&bed, "hd_series");
    folder_make(&folder);
    snprintf(leader, sizeof leader, "%s user=%s", bed.ground.conninfo, ground_login[LEADER]);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    folder_remove(&folder);
    feed_bed_finish(&bed);
    return 0;
}

static void put_time(FILE *out, long long at, long long moment)
{
    char text[40] = "";
    time_t seconds = at;
    struct tm tm;
    if (at && at <= moment)
        strftime(text, sizeof text, "%Y-%m-%d %H:%M:%SZ", gmtime_r(&seconds, &tm));
    fprintf(out, "%s,", text);
}

/* What is known at a moment, as another system would hand it over. */
static void import_until(long long moment)
{
    char *text = NULL, *said = NULL, path[300];
    size_t length, told;
    bool is_away;
    FILE *out = open_memstream(&text, &length);
    fputs(HEAD, out);
    for (int i = 0; i < complaints; i++) {
        const struct complaint *c = &complaint[i];
        if (c->opened > moment)
            continue;
        fprintf(out, "311,%s,repair,cold,,,Boston,,,no heat,", c->number);
        put_time(out, c->opened, moment);
        put_time(out, c->dispatched, moment);
        fprintf(out, "%s,,,,,", c->dispatched <= moment ? crew : ""); /* crew … measure */
        put_time(out, c->finished, moment);
        fputs(c->finished && c->finished <= moment ? "other,done," : ",,", out);
        put_time(out, c->finished, moment);
        fputs(",\n", out);
    }
    fclose(out);
    folder_write(&folder, "tickets.csv", text, length);
    free(text);
    snprintf(path, sizeof path, "%s/tickets.csv", folder.path);
    FILE *stream = open_memstream(&said, &told);
    bool is_in = exchange_tickets(leader, path, stream, &is_away);
    fclose(stream);
    if (!is_in)
        fail_msg("%s", said);
    free(said);
}

/* Clocks that are not what the list says of them; the board's order as the list has it. */
static void check_clocks(long long moment)
{
    char sql[1600];
    snprintf(
        sql, sizeof sql,
        "with m (at) as (values (to_timestamp(%lld))), wanted (number, purpose, due, stopped)"
        " as (select l.number, 'dispatch', l.opened + interval '30 min', case when"
        " l.dispatched <= m.at then l.dispatched end from public.list l, m where l.opened <="
        " m.at union all select l.number, 'repair', l.opened + interval '1 day', case when"
        " l.finished <= m.at then l.finished end from public.list l, m where l.opened <= m.at),"
        " kept as (select t.extern, c.purpose, c.due, c.stopped from hd.ticket t join"
        " hd.ticket_clock c on c.ticket_id = t.id) select count(*) from ((select * from wanted"
        " except select * from kept) union all (select * from kept except select * from"
        " wanted)) d",
        moment);
    ground_expect(bed.root, sql, "0");
}

static void check_board(long long moment)
{
    const uint32_t *places;
    const struct site *site = feed_site(bed.feed);
    size_t count = ticket_board(site, &places), at = 0;
    char *text = alloc_array(count * 24 + 1, 1), sql[900];
    for (size_t i = 0; i < count; i++)
        at += (size_t)snprintf(text + at, 24, "%lld ", (long long)ticket_at(site, places[i])->id);
    snprintf(
        sql, sizeof sql,
        "select coalesce(string_agg(t.id || ' ', '' order by l.opened + case when l.dispatched"
        " <= m.at then interval '1 day' else interval '30 min' end, t.id), '') from public.list"
        " l join hd.ticket t on t.extern = l.number, (values (to_timestamp(%lld))) m (at)"
        " where l.opened <= m.at and (l.finished is null or l.finished > m.at)",
        moment);
    ground_expect(bed.root, sql, text);
    free(text);
}

static void check_rates(void)
{
    ground_expect(bed.root,
                  "select count(*) from hd.rates('2017-12-01', '2018-02-01') r join (select"
                  " 'dispatch' as rate, count(*) filter (where dispatched <= opened + interval"
                  " '30 min') as n, count(*) as d from public.list union all select 'repair',"
                  " count(*) filter (where finished <= opened + interval '1 day'), count(*) from"
                  " public.list) w on (w.rate, w.n, w.d) = (r.rate, r.n, r.d)",
                  "2"); /* all are due by now, whether finished or not */
    ground_expect(bed.root,
                  "select count(*) filter (where t.state = 'archived') = count(l.finished) and"
                  " count(*) = (select count(*) from public.list) from hd.ticket t join public.list"
                  " l on l.number = t.extern",
                  "t");
    ground_expect(bed.root, "select count(*) from hd.message",
                  "0"); /* nobody is sent for the past */
}

static void test_series(void **state)
{
    enum { MOMENTS = 12 };
    (void)state;
    FILE *in = fopen(PROJECT "/" SERIES, "r");
    if (!in) {
        print_message("skipped: the series is not here\n");
        skip();
    }
    read_series(in);
    fclose(in);
    assert_true(complaints > 100);
    write_list();
    char *code = ground_ask(bed.root, "select code from hd.crew order by id limit 1");
    snprintf(crew, sizeof crew, "%s", code);
    free(code);
    feed_bed_start(&bed, DISPATCHER);
    long long first = complaint[0].opened, last = first;
    for (int i = 0; i < complaints; i++) {
        first = complaint[i].opened < first ? complaint[i].opened : first;
        last = complaint[i].opened > last ? complaint[i].opened : last;
    }
    for (int i = 1; i <= MOMENTS; i++) {
        long long moment = first + (last + 7200 - first) * i / MOMENTS;
        import_until(moment);
        feed_bed_wait_equal(&bed, "after what came until a moment");
        check_clocks(moment);
        check_board(moment);
    }
    import_until(last + 86400 * 400LL);
    feed_bed_wait_equal(&bed, "at the end");
    check_clocks(last + 86400 * 400LL);
    check_rates();
    feed_bed_stop(&bed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_series)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
