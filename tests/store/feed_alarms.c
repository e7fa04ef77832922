/* Alarms for the feed's tests: random ones in the database, and whether the site holds what all
 * facts together say, though it was given only those that still count. */
#include "backend/core/alarm_book.h"
#include "tests/store/feed_bed.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { KEYS = 6 };

static const char *const codes[KEYS] = {"HH/1", "L/2e1", "LL/1l", "outside/2v", "lost/3d", "H/3k"};
static const char *const names[KEYS] = {"HH", "L", "LL", "outside", "lost", "H"};
static const char *const points[KEYS] = {"T2g.1", "T2g.1", "P2h.1", "SP.1", "", "F1"};

static void tell(struct feed_bed *bed, const char *kind, int key, int device, const char *old_value,
                 const char *new_value)
{
    static long long id = 1000;
    bool is_raise = !strcmp(kind, "alarm_raised");
    /* at times a late fact about an earlier raise, or a raise older than the newest */
    long long of = is_raise && feed_bed_chance(bed, 4) ? ++id : id - feed_bed_chance(bed, 20);
    char sql[700];
    snprintf(
        sql, sizeof sql,
        "select hd.facts_append(array[gen_random_uuid()],"
        " array[to_timestamp(%lld / 1e6)], array['%s'], array[0], array[%d], array['%s'],"
        " array[%lld::bigint], array[%s::float8], array[%s::float8], array['%s'], array['热'])",
        (long long)bed->written_us, kind, device, points[key], of, old_value, new_value,
        is_raise ? codes[key] : names[key]);
    ground_run(bed->collector, sql);
}

/* The end of a word names the word's stamp, here any moment of before. */
static void tell_stamped(struct feed_bed *bed, const char *kind, int key, int device, bool is_end)
{
    char stamp[40];
    snprintf(stamp, sizeof stamp, "%lld", (long long)bed->written_us - feed_bed_chance(bed, 5000));
    tell(bed, kind, key, device, is_end ? stamp : "'NaN'", stamp);
}

static void ask(struct feed_bed *bed)
{
    static const char *const deeds[] = {"acknowledge", "unacknowledge",  "reset",     "shelve",
                                        "unshelve",    "out_of_service", "in_service"};
    char sql[500];
    snprintf(sql, sizeof sql,
             "select count(*) from hd.alarm_ask(gen_random_uuid(), '%s', array(select raise from"
             " hd.alarm_last where kind = 'alarm_raised' order by raise desc limit %u),"
             " %u, %u, %s, '检修')",
             deeds[feed_bed_chance(bed, 7)], 1 + feed_bed_chance(bed, 3),
             feed_bed_chance(bed, 4) ? 0 : 1 + feed_bed_chance(bed, 3), 1 + feed_bed_chance(bed, 9),
             feed_bed_chance(bed, 2) ? "true" : "false");
    ground_run(bed->dispatcher, sql);
}

void feed_bed_write_alarm(struct feed_bed *bed)
{
    int key = (int)feed_bed_chance(bed, KEYS), device = 1 + (int)feed_bed_chance(bed, 3);
    switch (feed_bed_chance(bed, 10)) {
    case 0:
    case 1:
    case 2: tell(bed, "alarm_raised", key, device, "80", "85"); break;
    case 3:
    case 4: tell(bed, "alarm_returned", key, device, "12", "70"); break;
    case 5: tell_stamped(bed, "alarm_suppressed", key, device, false); break;
    case 6: tell_stamped(bed, "alarm_unsuppressed", key, device, false); break;
    case 7: tell_stamped(bed, "alarm_unshelved", key, device, true); break;
    case 8: tell_stamped(bed, "alarm_unacknowledged", key, device, true); break;
    default: ask(bed); break;
    }
}

/* ---- comparing ---- */

static bool is_word(const struct alarm_word *a, const struct alarm_word *b)
{
    return a->stamp == b->stamp && a->is_on == b->is_on && a->is_by_hand == b->is_by_hand &&
           a->is_one_shot == b->is_one_shot && a->alarm == b->alarm && a->until == b->until &&
           a->ended == b->ended && !strcmp(a->who, b->who);
}

static bool is_alarm(const struct alarm *a, const struct alarm *b)
{
    return a->id == b->id && a->returned == b->returned && a->reset == b->reset &&
           a->raised_at.us == b->raised_at.us && a->code.priority == b->code.priority &&
           is_word(&a->acknowledged, &b->acknowledged) && is_word(&a->shelf, &b->shelf) &&
           is_word(&a->service, &b->service) && is_word(&a->suppressed, &b->suppressed);
}

/* A site without nodes that has seen each alarm fact, one after the other. */
static struct site *site_of_all(struct feed_bed *bed)
{
    char why[300];
    struct site *site = site_new();
    struct pg_rows *rows = pg_ask(
        bed->root,
        "select seq, (extract(epoch from at) * 1e6)::bigint, kind, node_id, device_id, point,"
        " command_id, old_value, new_value, who, code, text from hd.fact"
        " where kind like 'alarm%' order by seq",
        NULL, 0, why, sizeof why);
    assert_non_null(rows);
    for (int i = 0; i < pg_rows_count(rows); i++) {
        struct fact fact;
        struct wall at = {strtoll(pg_cell(rows, i, 1), NULL, 10)};
        fact_init(&fact, fact_kind_of(pg_cell(rows, i, 2)), at);
        fact.node = atoi(pg_cell(rows, i, 3));
        fact.device = atoi(pg_cell(rows, i, 4));
        fact.alarm = strtoll(pg_cell(rows, i, 6), NULL, 10);
        fact.old_value = pg_is_null(rows, i, 7) ? NAN : strtod(pg_cell(rows, i, 7), NULL);
        fact.new_value = pg_is_null(rows, i, 8) ? NAN : strtod(pg_cell(rows, i, 8), NULL);
        snprintf(fact.point, sizeof fact.point, "%s", pg_cell(rows, i, 5));
        snprintf(fact.who, sizeof fact.who, "%s", pg_cell(rows, i, 9));
        snprintf(fact.code, sizeof fact.code, "%s", pg_cell(rows, i, 10));
        alarm_book_apply(site, &fact);
    }
    pg_rows_free(rows);
    return site;
}

bool feed_bed_are_alarms_equal(struct feed_bed *bed, const struct site *site, bool is_loud)
{
    struct site *all = site_of_all(bed);
    bool is_equal = true;
    for (size_t i = 0; i < alarm_count(all) && is_equal; i++) {
        const struct alarm *there = alarm_at(all, i);
        const struct alarm *here =
            alarm_find(site, there->device, there->node, there->point, there->code.name);
        is_equal = here && is_alarm(there, here);
        if (!is_equal && is_loud)
            print_error("alarm %d %s %s differs\n", there->device, there->point, there->code.name);
    }
    for (size_t i = 0; i < alarm_subtree_count(all) && is_equal; i++) {
        const struct alarm_subtree *there = alarm_subtree_at(all, i), *here = NULL;
        for (size_t j = 0; j < alarm_subtree_count(site); j++)
            if (alarm_subtree_at(site, j)->node == there->node)
                here = alarm_subtree_at(site, j);
        is_equal = here && is_word(&there->shelf, &here->shelf) &&
                   is_word(&there->service, &here->service);
        if (!is_equal && is_loud)
            print_error("the words on node %d differ\n", there->node);
    }
    site_free(all);
    return is_equal;
}
