/* The wall goes on for days: a week of seconds by a fake clock, with nothing that grows, no turn
 * that drifts, and no list asked for twice in a minute. */
#include "tests/ui/alarms.h"
#include "tests/ui/check.h"
#include "tests/ui/desks.h"
#include "tests/ui/tickets.h"

#include "backend/core/outage.h"
#include "ui/screen_wall.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static int rate_asks; /* lists that others ask for are not the wall's */

static void count_asks(void *ctx, enum desk_list list, int64_t id, int32_t node, double number,
                       const char *text)
{
    (void)ctx;
    (void)id;
    (void)node;
    (void)number;
    (void)text;
    rate_asks += list == DESK_LIST_RATES;
}

static void watch_asks(struct fixture *f)
{
    f->console.ports.ask_list = count_asks;
    rate_asks = 0;
}

#define WEEK_S (7 * 24 * 3600)

struct rooms { /* of whatever the console keeps for the wall, and what drawing it needs */
    size_t due, unfolded, pending, districts, watched, sight, season, today, lines;
};

static struct rooms rooms_of(const struct fixture *f)
{
    const struct wall_screen *wall = &f->console.desk.wall;
    const struct desk_table *rate = f->console.desk.rates.rate;
    return (struct rooms){.due = wall->due.row.room,
                          .unfolded = wall->due.unfolded.room,
                          .pending = wall->due.pending.room,
                          .districts = wall->districts.row.room,
                          .watched = f->console.watched.room,
                          .sight = f->console.sight.room,
                          .season = (size_t)(rate[0].rows * rate[0].columns),
                          .today = (size_t)(rate[1].rows * rate[1].columns),
                          .lines = (size_t)f->frame.height};
}

typedef void live_fn(struct fixture *f, int second);

/* Hours differ: an alarm that is answered at once, an outage less or more; days: a reload. */
static void live_calmly(struct fixture *f, int second)
{
    if (second % 600 == 0) {
        int64_t id = alarms_raise(f, 0, 1001 + second / 600 % 9, 0, "T2g.1", "H/2", 66, 65);
        alarms_answer(f, 0, id, "wanglei");
        alarms_fact(f, FACT_ALARM_RETURNED, 0, id, 1, 60, "collector", "");
    }
    if (second % 3600 == 0) {
        struct outage outage[2] = {{.id = 7, .node = 4, .households = 540, .started = {1}},
                                   {.id = 9, .node = 5, .households = 2100, .started = {1}}};
        site_put_outages(f->site, outage, (size_t)(second / 3600 % 3));
    }
    if (second % 86400 == 40000)
        fixture_reload(f);
}

/* Overdue tickets that are asked after, a critical alarm that nobody answers. */
static void live_loudly(struct fixture *f, int second)
{
    if (second % 3600 == 0)
        tickets_fact(f, FACT_TICKET_CHASED, 0, 51, NAN, NAN, "", "");
    if (second % 7200 == 1)
        alarms_raise(f, 0, 1002, 0, "P2h.1", "LL/1", 0.1, 0.15);
}

/* Ticks come up to 0.4 s late, as they like. */
static void tick(struct fixture *f, uint64_t *seed, int64_t *late_ms)
{
    int64_t next = (int64_t)(chance(seed) % 400);
    fixture_later(f, 1000 + next - *late_ms);
    *late_ms = next;
}

/* Answered as by the database, never asked for again before a minute is over. */
static int answer_rates(struct fixture *f, int before, struct mono *asked)
{
    if (rate_asks == before)
        return 0;
    assert_int_equal(rate_asks, before + 2); /* the season, today */
    assert_true(!asked->ns || mono_ms_since(*asked, f->world.mono) >= 60000);
    *asked = f->world.mono;
    desks_rates(f);
    return 1;
}

/* Returns how often the boards turned; what is kept is as large at the end as after a day. The
 * rates are asked for once a round of the boards, which is a minute at least. */
static int run_week(struct fixture *f, live_fn *live, int round_s)
{
    uint64_t seed = 1;
    int64_t late_ms = 0;
    int turns = 0, asks = 0;
    struct mono asked = f->world.mono;
    struct rooms day = {0};
    enum wall_board board = f->console.desk.wall.turn.board;
    for (int second = 1; second <= WEEK_S; second++) {
        int before = rate_asks;
        live(f, second);
        tick(f, &seed, &late_ms);
        asks += answer_rates(f, before, &asked);
        if (f->console.desk.wall.turn.board != board) {
            board = f->console.desk.wall.turn.board;
            turns++;
            fixture_draw(f, 80, 24);
        }
        if (second == WEEK_S / 7)
            day = rooms_of(f);
    }
    struct rooms week = rooms_of(f);
    assert_memory_equal(&day, &week, sizeof day);
    assert_true(asks >= WEEK_S / round_s / 2 && asks <= WEEK_S / round_s + 1);
    assert_int_equal(f->console.place, ON_WALL);
    assert_int_equal(f->console.back_count, 1);
    return turns;
}

static struct mono begin(struct fixture *f)
{
    watch_asks(f);
    console_act(&f->console, ACTION_BOARDS, "");
    assert_int_equal(rate_asks, 2);
    return f->console.desk.wall.turn.since;
}

static void test_a_week(void **state)
{
    (void)state;
    struct fixture *f = calloc(1, sizeof *f);
    fixture_start_calm(f, "en");
    struct mono begun = begin(f);
    assert_int_equal(run_week(f, live_calmly, 60), WEEK_S / WALL_STAY_S);
    assert_int_equal(mono_ms_since(begun, f->console.desk.wall.turn.since), WEEK_S * 1000LL);
    fixture_finish(f);
    free(f);
}

/* Two boards of four stay twice as long. */
static void test_a_loud_week(void **state)
{
    (void)state;
    struct fixture *f = calloc(1, sizeof *f);
    tickets_start_late(f, "en");
    live_loudly(f, 1);
    struct mono begun = begin(f);
    assert_int_equal(run_week(f, live_loudly, 90), WEEK_S / (6 * WALL_STAY_S) * 4);
    assert_int_equal(mono_ms_since(begun, f->console.desk.wall.turn.since), WEEK_S * 1000LL);
    fixture_finish(f);
    free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_week),
        cmocka_unit_test(test_a_loud_week),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
