#include "tests/store/feed_bed.h"

#include "backend/base/alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PATIENCE_S 60 /* for a machine ten times slower than it should be */

static void watch_all(struct feed_bed *bed, const struct site *site)
{
    int32_t devices[16];
    assert_true(site->device_count <= 16);
    for (size_t i = 0; i < site->device_count; i++)
        devices[i] = (int32_t)i;
    feed_watch(bed->feed, devices, site->device_count);
}

static void on_loaded(void *ctx, struct site *site)
{
    struct feed_bed *bed = ctx;
    bed->loads++;
    watch_all(bed, site);
}

static void on_changed(void *ctx)
{
    ((struct feed_bed *)ctx)->changes++;
}

static void on_status(void *ctx, const struct session_status *status)
{
    (void)status;
    ((struct feed_bed *)ctx)->statuses++;
}

static void on_children(void *ctx, int32_t node_id)
{
    struct feed_bed *bed = ctx;
    bed->children++;
    bed->children_of = node_id;
}

void feed_bed_reopen(struct feed_bed *bed)
{
    pg_close(bed->root);
    pg_close(bed->collector);
    pg_close(bed->dispatcher);
    bed->root = ground_open_root(&bed->ground);
    bed->collector = ground_open(&bed->ground, COLLECTOR);
    bed->dispatcher = ground_open(&bed->ground, DISPATCHER);
}

static void on_tick(uv_timer_t *timer)
{
    (void)timer; /* only so that the loop turns and the condition is looked at */
}

void feed_bed_init(struct feed_bed *bed, const char *database)
{
    *bed = (struct feed_bed){.chance = 20260115, .written_us = 1768500000000000};
    ground_make(&bed->ground, database);
    feed_bed_reopen(bed);
    feed_bed_make_crews(bed);
    uv_loop_init(&bed->loop);
    uv_timer_init(&bed->loop, &bed->tick);
    uv_timer_start(&bed->tick, on_tick, 5, 5);
    proxy_init(&bed->proxy, &bed->loop);
}

void feed_bed_start(struct feed_bed *bed, enum person person)
{
    char conninfo[200];
    if (bed->feed) /* a test has failed */
        feed_bed_stop(bed);
    bed->loads = bed->changes = bed->statuses = bed->children = 0;
    snprintf(conninfo, sizeof conninfo,
             "host=127.0.0.1 port=%d dbname=%s user=%s sslmode=disable gssencmode=disable",
             bed->proxy.port, bed->ground.name, ground_login[person]);
    bed->feed = feed_new(&bed->loop, conninfo,
                         &(struct feed_events){.ctx = bed,
                                               .on_loaded = on_loaded,
                                               .on_changed = on_changed,
                                               .on_status = on_status,
                                               .on_children = on_children});
}

static void on_closed(void *ctx)
{
    ((struct feed_bed *)ctx)->feed = NULL;
}

static bool is_stopped(struct feed_bed *bed)
{
    return !bed->feed;
}

void feed_bed_stop(struct feed_bed *bed)
{
    feed_free(bed->feed, on_closed, bed);
    feed_bed_wait(bed, is_stopped, "the feed closes");
}

void feed_bed_finish(struct feed_bed *bed)
{
    if (bed->feed) /* a test has failed */
        feed_bed_stop(bed);
    uv_close((uv_handle_t *)&bed->tick, NULL);
    proxy_finish(&bed->proxy);
    assert_int_equal(uv_loop_close(&bed->loop), 0);
    pg_close(bed->root);
    pg_close(bed->collector);
    pg_close(bed->dispatcher);
    ground_drop(&bed->ground);
}

void feed_bed_wait(struct feed_bed *bed, bool (*is_so)(struct feed_bed *bed), const char *what)
{
    struct mono start = clock_mono();
    while (!is_so(bed)) {
        if (mono_ms_since(start, clock_mono()) > PATIENCE_S * 1000)
            fail_msg("waited in vain: %s", what);
        uv_run(&bed->loop, UV_RUN_ONCE);
    }
}

bool feed_bed_is_up(struct feed_bed *bed)
{
    return feed_status(bed->feed)->state == SESSION_UP;
}

static bool is_equal(struct feed_bed *bed)
{
    return feed_bed_is_up(bed) && feed_bed_is_equal(bed, false);
}

void feed_bed_wait_equal(struct feed_bed *bed, const char *when)
{
    struct mono start = clock_mono();
    do { /* what the database holds is asked for seldom: it keeps others from running */
        for (int i = 0; i < 10 && !is_equal(bed); i++)
            uv_run(&bed->loop, UV_RUN_ONCE);
        if (mono_ms_since(start, clock_mono()) > PATIENCE_S * 1000) {
            feed_bed_is_equal(bed, true);
            fail_msg("the site is not the database's: %s", when);
        }
    } while (!is_equal(bed));
}

uint32_t feed_bed_chance(struct feed_bed *bed, uint32_t below)
{
    bed->chance = bed->chance * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(bed->chance >> 33) % below;
}

static void write_values(struct feed_bed *bed, int device, bool is_lost)
{
    char sql[600];
    snprintf(sql, sizeof sql,
             "select hd.values_put(array[%d], array[to_timestamp(%lld / 1e6)],"
             " (select array_agg(p.layout) from hd.profile p join hd.device d on d.profile = p.name"
             "  where d.id = %d), array[2],"
             " array[%u, %u.5]::float8[], '\\x00%02x', array[%d], array[%s], array[%u]::smallint[],"
             " array[to_timestamp(%lld / 1e6)], array[%u, 0], array[2])",
             device, (long long)bed->written_us, device, feed_bed_chance(bed, 1000),
             feed_bed_chance(bed, 1000), feed_bed_chance(bed, 3), device,
             is_lost ? "true" : "false", feed_bed_chance(bed, 3), (long long)bed->written_us,
             feed_bed_chance(bed, 90000));
    ground_run(bed->collector, sql);
}

static void write_facts(struct feed_bed *bed, int device, bool is_lost)
{
    char sql[600];
    snprintf(
        sql, sizeof sql,
        "select hd.facts_append(array_agg(gen_random_uuid()),"
        " array_agg(to_timestamp(%lld / 1e6)), array_agg(k), array_agg(0),"
        " array_agg(%d), array_agg('SP.1'::text), array_agg(0::bigint), array_agg('NaN'::float8),"
        " array_agg(%u::float8), array_agg('timeout'::text), array_agg('给水' || i))"
        " from generate_series(1, %u) i, unnest(array['%s', 'changed_outside']) k",
        (long long)bed->written_us, device, feed_bed_chance(bed, 1000), 1 + feed_bed_chance(bed, 3),
        is_lost ? "device_lost" : "device_back");
    ground_run(bed->collector, sql);
}

void feed_bed_claim(struct feed_bed *bed)
{
    ground_run(
        bed->root,
        "do $$ declare c record; e bigint; begin"
        " select epoch into e from hd.lease;"
        " perform hd.lease_hold('bed', e, 3, 0);"
        " select epoch into e from hd.lease;"
        " for c in select * from hd.command_claim(e, true, (select version from hd.plant)) loop"
        "  perform hd.facts_append(array[gen_random_uuid()], array[clock_timestamp()],"
        "   array[case c.state when 'claimed' then 'command_sent' else 'command_verified' end],"
        "   array[0], array[c.device_id], array[c.point], array[c.id],"
        "   array['NaN'::float8], array[c.wanted], array[''], array['']); end loop; end $$");
}

void feed_bed_write(struct feed_bed *bed)
{
    char sql[300];
    int device = 1 + (int)feed_bed_chance(bed, 3);
    bool is_lost = feed_bed_chance(bed, 2);
    bed->written_us += 1 + feed_bed_chance(bed, 1000);
    switch (feed_bed_chance(bed, 9)) {
    case 0: write_values(bed, device, is_lost); break;
    case 1:
        write_facts(bed, device, is_lost);
        write_values(bed, device, is_lost);
        break;
    case 2:
        snprintf(sql, sizeof sql,
                 "select hd.setpoint_ask(gen_random_uuid(), %d, 'SP.1', 40, %u, '天冷')", device,
                 38 + feed_bed_chance(bed, 4));
        ground_run(bed->dispatcher, sql);
        break;
    case 3: feed_bed_claim(bed); break;
    case 4:
    case 5:
    case 6: feed_bed_write_ticket(bed); break;
    default: feed_bed_write_alarm(bed); break;
    }
}
