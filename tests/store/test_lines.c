/* What the lines count reaches the database: the newest of each, no line that nobody tells of any
 * longer, the worst first; everybody at a desk reads it, the collector alone writes it. */
#include "backend/store/append_inside.h"
#include "tests/store/append_bed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define DATABASE "hd_lines"

static const char endpoints_sql[] =
    "select string_agg(endpoint || ' ' || state, '; ' order by rank) from hd.line_now";

static bool holds(struct pg *pg, const char *sql, const char *value)
{
    char *got = bed_ask(pg, sql);
    bool is_so = !strcmp(got, value);
    free(got);
    return is_so;
}

/* Tells it until the database says so: what is told while a question is out is lost. */
static void tell(struct bed *bed, struct pg *pg, const struct append_line *lines, size_t count,
                 const char *sql, const char *value)
{
    struct mono since = clock_mono();
    append_lines(bed->append, clock_wall(), lines, count);
    while (!holds(pg, sql, value)) {
        bed_turn(bed);
        append_lines(bed->append, clock_wall(), lines, count);
        if (mono_ms_since(since, clock_mono()) > 60000)
            bed_expect(pg, sql, value);
    }
    while (bed->append->lines.is_asked) /* else it comes into what is tested next */
        bed_turn(bed);
}

static void test_lines(void **state)
{
    (void)state;
    struct bed bed;
    struct append_line line[6] = {
        {"tcp://10.0.0.1:502", 1, 2, 0, .is_up = true, .requests = 900, .replies = 900,
         .connects = 1, .asked = 60, .replied = 60, .rtt_us_mean = 2100, .rtt_us_most = 9000,
         .round_ms = 40},
        {"tcp://10.0.0.2:502", 2, 3, 1, .is_up = true, .requests = 500, .replies = 480,
         .timeouts = 20, .asked = 60, .replied = 30, .failed = 30},
        {"tcp://10.0.0.3:502", 3, 1, 1, .requests = 40, .timeouts = 40, .connects = 41, .asked = 5,
         .failed = 5, .rtt_us_mean = 700, .round_ms = -1},
        {"rtu:///dev/ttyS0", 3, 9, 0, .is_up = true, .is_overloaded = true, .requests = 7000,
         .replies = 7000, .asked = 700, .replied = 700, .round_ms = 61000},
        {"tcp://10.0.0.5:502", 1, 4, 0, .is_up = true, .requests = 90, .replies = 89,
         .exceptions = 3, .broken = 1, .asked = 31, .replied = 30, .failed = 4},
        /* refused, and not lost yet: no request, and not good */
        {"tcp://10.0.0.6:502", 1, 1, 0, .connects = 2, .unopened = 2, .round_ms = -1},
    };
    bed_database(DATABASE);
    struct pg *pg = bed_open(DATABASE, NULL), *desk = bed_open(DATABASE, "test_dispatcher");
    bed_start(&bed, DATABASE, NULL);
    bed_until(&bed, bed_has_plant, 1);
    tell(&bed, pg, line, 6, endpoints_sql,
         "tcp://10.0.0.3:502 dead; tcp://10.0.0.2:502 lost; rtu:///dev/ttyS0 overload; "
         "tcp://10.0.0.5:502 faults; tcp://10.0.0.6:502 faults; tcp://10.0.0.1:502 good");
    bed_expect(
        pg,
        "select concat_ws(' ', node, units, lost, is_up, round(failed_percent, 1), rtt_us_mean, "
        "rtt_us_most, round_ms, requests, replies, timeouts, exceptions, broken, connects, "
        "since <= at, at > clock_timestamp() - interval '1 minute') from hd.line_now "
        "where endpoint = 'tcp://10.0.0.1:502'",
        "S1 2 0 t 0.0 2100 9000 40 900 900 0 0 0 1 t t");
    /* 30 of 60 is a half, whatever the failures were; of nothing there is neither rate nor time */
    bed_expect(pg,
               "select string_agg(concat_ws('/', coalesce(round(failed_percent)::text, '-'),"
               " coalesce(rtt_us_mean::text, '-'), coalesce(round_ms::text, '-')), ' '"
               " order by rank) from hd.line_now",
               "100/-/- 50/0/0 0/0/61000 13/0/0 -/-/- 0/2100/40");

    /* nobody tells of it: neither dead nor good, and before all others */
    free(bed_ask(pg, "do $$ begin update hd.line set at = at - interval '31 s' where endpoint like"
                     " '%.1:502'; end $$"));
    bed_expect(pg, "select endpoint || ' ' || state from hd.line_now where rank = 1",
               "tcp://10.0.0.1:502 old");

    /* what is told anew stands in its row; what nobody tells of any longer is gone in a minute */
    line[0].requests = 901;
    tell(&bed, pg, line, 4, "select requests::text from hd.line where endpoint like '%.1:502'",
         "901");
    bed_expect(pg, "select count(*)::text from hd.line", "6");
    free(bed_ask(pg, "do $$ begin update hd.line set at = at - interval '61 s' where endpoint in"
                     " ('tcp://10.0.0.5:502', 'tcp://10.0.0.6:502'); end $$"));
    tell(&bed, pg, line, 4, "select count(*)::text from hd.line", "4");

    /* never a fact: none but that of the collector's own */
    bed_expect(pg, "select count(*)::text from hd.fact where kind like '%line%'", "0");

    /* a dispatcher reads it, and writes none of it */
    bed_expect(desk, "select count(*)::text from hd.line_now", "4");
    static const char *const denied[] = {
        "insert into hd.line select * from hd.line",
        "update hd.line set failed = 0",
        "delete from hd.line",
        "truncate hd.line",
        "select hd.lines_put('x', 1, now(), '{a}', '{1}', '{1}', '{0}', '{t}', '{f}', '{1}',"
        " '{1}', '{0}', '{0}', '{0}', '{1}', '{1}', '{0}', '{1}', '{0}', '{1}', '{1}', '{1}')",
    };
    for (size_t i = 0; i < sizeof denied / sizeof *denied; i++) {
        char why[300] = "";
        assert_null(pg_ask(desk, denied[i], NULL, 0, why, sizeof why));
        assert_non_null(strstr(why, "permission denied"));
    }
    bed_expect(pg, "select sum(failed)::text from hd.line", "35");

    /* of no lines the stale ones go all the same */
    free(bed_ask(pg, "do $$ begin update hd.line set at = at - interval '61 s'; end $$"));
    tell(&bed, pg, NULL, 0, "select count(*)::text from hd.line", "0");
    bed_stop(&bed);
    pg_close(desk);
    pg_close(pg);
}

/* Tells of one endpoint as that collector. Returns how many lines were taken. */
static long long put(struct pg *pg, const char *name, long long epoch, int requests)
{
    char sql[600];
    snprintf(sql, sizeof sql,
             "select hd.lines_put('%s', %lld, now(), '{tcp://10.0.0.1:502}', '{1}', '{1}', '{0}',"
             " '{t}', '{f}', '{%d}', '{1}', '{0}', '{0}', '{0}', '{1}', '{1}', '{0}', '{1}', '{0}',"
             " '{1}', '{1}', '{1}')",
             name, epoch, requests);
    return bed_number(pg, sql);
}

/* A line goes to whoever holds the lease; the former holder's figures are not taken any more. */
static void test_moved(void **state)
{
    (void)state;
    bed_database(DATABASE);
    struct pg *pg = bed_open(DATABASE, NULL), *other = bed_open(DATABASE, NULL);
    assert_int_equal(put(pg, "a", 0, 1), 0);
    long long first = bed_number(pg, "select epoch from hd.lease_hold('a', 0, 1, 0)");
    assert_int_equal(put(pg, "b", first, 1), 0);
    assert_int_equal(put(pg, "a", first, 1), 1);
    free(bed_ask(pg, "select hd.lease_release('a', epoch) from hd.lease"));
    assert_int_equal(put(pg, "a", first, 2), 0);
    long long second = bed_number(other, "select epoch from hd.lease_hold('b', 0, 1, 0)");
    assert_true(second > first);
    assert_int_equal(put(other, "b", second, 3), 1);
    assert_int_equal(put(pg, "a", first, 4), 0);
    bed_expect(pg, "select string_agg(collector || ' ' || requests, ' ') from hd.line", "b 3");

    /* a stale line that somebody else holds is not waited for */
    free(bed_ask(pg,
                 "do $$ begin insert into hd.line select 'tcp://10.0.0.9:502', 'a', at -"
                 " interval '2 min', since, device_id, units, lost, is_up, is_overloaded,"
                 " requests, replies, timeouts, exceptions, broken, connects, asked, failed,"
                 " replied, unopened, rtt_us_mean, rtt_us_most, round_ms from hd.line; end $$"));
    free(bed_ask(pg, "begin"));
    free(
        bed_ask(pg, "select requests::text from hd.line where endpoint like '%.9:502' for update"));
    assert_int_equal(put(other, "b", second, 5), 1);
    free(bed_ask(pg, "commit"));
    bed_expect(pg, "select count(*)::text from hd.line", "2");
    assert_int_equal(put(other, "b", second, 6), 1);
    bed_expect(pg, "select count(*)::text from hd.line", "1");
    pg_close(other);
    pg_close(pg);
}

/* Thousands are one short question. */
static void test_many(void **state)
{
    (void)state;
    enum { MANY = 2000 };
    struct bed bed;
    struct append_line *line = calloc(MANY, sizeof *line);
    char(*name)[32] = calloc(MANY, sizeof *name);
    assert_true(line && name);
    for (int i = 0; i < MANY; i++) {
        snprintf(name[i], sizeof name[i], "tcp://10.1.%d.%d:502", i / 250, i % 250);
        line[i] =
            (struct append_line){name[i], 1, 1, 0, .is_up = true, .requests = i, .replies = i};
    }
    bed_database(DATABASE);
    struct pg *pg = bed_open(DATABASE, NULL);
    bed_start(&bed, DATABASE, NULL);
    bed_until(&bed, bed_has_plant, 1);
    tell(&bed, pg, line, MANY, "select count(*)::text from hd.line", "2000");
    bed_expect(pg, "select sum(requests)::text from hd.line", "1999000");
    bed_stop(&bed);
    pg_close(pg);
    free(name);
    free(line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_lines), cmocka_unit_test(test_moved),
                                       cmocka_unit_test(test_many)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
