#include "tests/courier/courier_bed.h"

#include "backend/base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void on_tick(uv_timer_t *timer)
{
    (void)timer; /* only so that the loop turns and the condition is looked at */
}

void courier_bed_make(struct courier_bed *bed)
{
    crew_bed_make(&bed->crew, "hd_courier");
    snprintf(bed->conninfo, sizeof bed->conninfo, "%s user=%s", bed->crew.ground.conninfo,
             ground_login[COURIER]);
    uv_loop_init(&bed->loop);
    uv_timer_init(&bed->loop, &bed->tick);
    uv_timer_start(&bed->tick, on_tick, 5, 5);
}

void courier_bed_drop(struct courier_bed *bed)
{
    uv_close((uv_handle_t *)&bed->tick, NULL);
    uv_run(&bed->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&bed->loop), 0);
    crew_bed_drop(&bed->crew);
}

void courier_bed_begin(struct courier_bed *bed)
{
    ground_run(bed->crew.root, "delete from hd.message");
    receiver_init(&bed->receiver, &bed->loop);
}

void courier_bed_start(struct courier_bed *bed, const char *hook)
{
    bed->courier = courier_new(
        &bed->loop,
        &(struct courier_options){.conninfo = bed->conninfo, .hook = hook, .timeout_s = TIMEOUT_S});
    assert_non_null(bed->courier);
}

void courier_bed_end(struct courier_bed *bed)
{
    if (bed->courier)
        courier_free(bed->courier);
    bed->courier = NULL;
    receiver_finish(&bed->receiver);
    for (int i = 0; i < 100; i++)
        uv_run(&bed->loop, UV_RUN_NOWAIT);
}

void courier_bed_url(struct courier_bed *bed, const char *path, char *url, size_t size)
{
    snprintf(url, size, "http://127.0.0.1:%d%s", bed->receiver.port, path);
}

long long courier_bed_put(struct courier_bed *bed, const char *hook)
{
    char sql[700], url[200];
    if (hook[0] == '/')
        courier_bed_url(bed, hook, url, sizeof url);
    else
        snprintf(url, sizeof url, "%s", hook);
    snprintf(sql, sizeof sql,
             "with m as (insert into hd.message (made, kind, name, phone, hook, ticket_id, text,"
             " next_try) values ('2026-01-15 12:00+08', 'dispatch', '一班', '139', '%s', 7,"
             " E'T7 \"惠民园\" 5-2\\\\301\\n漏水', clock_timestamp()) returning id)"
             " select id from m, pg_notify('hd_message', '')",
             url);
    return ground_number(bed->crew.root, sql);
}

void courier_bed_retry(struct courier_bed *bed, long long id)
{
    crew_bed_run(bed->crew.root,
                 "update hd.message set next_try = clock_timestamp(), leased_until = null"
                 " where id = %lld; select pg_notify('hd_message', '')",
                 id);
}

void courier_bed_move(struct courier_bed *bed, long long id, const char *path)
{
    char url[200];
    courier_bed_url(bed, path, url, sizeof url);
    crew_bed_run(bed->crew.root, "update hd.message set hook = '%s' where id = %lld", url, id);
}

void courier_bed_turn(struct courier_bed *bed)
{
    uv_run(&bed->loop, UV_RUN_ONCE);
}

void courier_bed_expect(struct courier_bed *bed, long long id, const char *state, const char *words)
{
    struct mono begun = clock_mono();
    char sql[300];
    snprintf(sql, sizeof sql,
             "select count(*) from hd.message where id = %lld and state = '%s' and tries > 0 and"
             " leased_until is null and error like '%%%s%%'",
             id, state, words);
    while (ground_number(bed->crew.root, sql) != 1) {
        if (mono_ms_since(begun, clock_mono()) > PATIENCE_S * 1000) {
            char *all = ground_ask(bed->crew.root,
                                   "select string_agg(concat_ws(' ', id, state, tries, error),"
                                   " '; ') from hd.message");
            fail_msg("message %lld is not %s \"%s\": %s", id, state, words, all);
        }
        for (int i = 0; i < 20; i++)
            courier_bed_turn(bed);
    }
}

void courier_bed_wait(struct courier_bed *bed, const int *count, int wanted)
{
    struct mono begun = clock_mono();
    while (*count < wanted) {
        if (mono_ms_since(begun, clock_mono()) > PATIENCE_S * 1000)
            fail_msg("%d came, expected %d", *count, wanted);
        courier_bed_turn(bed);
    }
}
