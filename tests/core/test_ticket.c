/* The statutory clocks, computed by hand for each row of DB1302 (5.1.2, 6.2.3, 7.4.3, 8.2.3) and
 * the local rule of 12 hours; the faults that other systems are known for, by name. */
#include "backend/core/outage.h"
#include "backend/core/site.h"
#include "backend/core/ticket_book.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MINUTE 60.0
#define HOUR   3600.0
/* 2026-01-15 23:50:00 in Shanghai: ten minutes before midnight. */
#define T0_S 1768492200.0

struct bed {
    struct site *site;
    int64_t seq;
};

static struct wall at_s(double seconds)
{
    return fact_wall(T0_S + seconds);
}

static void say(struct bed *bed, int64_t id, enum fact_kind kind, double after_s, const char *code,
                double number, double other, const char *detail)
{
    struct fact fact;
    fact_init(&fact, kind, at_s(after_s));
    fact.seq = ++bed->seq;
    fact.ticket = id;
    fact.new_value = number;
    fact.old_value = other;
    fact.detail = detail;
    snprintf(fact.code, sizeof fact.code, "%s", code);
    site_apply(bed->site, &fact);
}

static void event(struct bed *bed, int64_t id, enum fact_kind kind, double after_s)
{
    say(bed, id, kind, after_s, "", NAN, NAN, NULL);
}

#define LIMITS                                                                                     \
    "limit.dispatch\x1f"                                                                           \
    "1800\x1flimit.repair\x1f"                                                                     \
    "86400\x1flimit.response\x1f"                                                                  \
    "900\x1flimit.temp_check\x1f"                                                                  \
    "43200\x1flimit.survey\x1f"                                                                    \
    "259200\x1flimit.handle\x1f"                                                                   \
    "86400"

static void open_one(struct bed *bed, int64_t id, const char *kind, double after_s)
{
    say(bed, id, FACT_TICKET_OPENED, after_s, kind, NAN, NAN, LIMITS);
}

static void start(struct bed *bed)
{
    *bed = (struct bed){.site = site_new()};
}

static const struct ticket *ticket(const struct bed *bed, int64_t id)
{
    const struct ticket *found = ticket_of_id(bed->site, id);
    assert_non_null(found);
    return found;
}

static const struct ticket_clock *clock_of(const struct bed *bed, int64_t id,
                                           enum clock_purpose purpose, int cycle)
{
    const struct ticket *t = ticket(bed, id);
    for (int i = 0; i < t->clock_count; i++)
        if (t->clock[i].purpose == purpose && t->clock[i].cycle == cycle)
            return &t->clock[i];
    return NULL;
}

#define assert_at(wall, after_s) assert_int_equal((wall).us, at_s(after_s).us)

/* 6.2.3 and 8.2.3 across midnight. */
static void test_repair(void **state)
{
    struct bed bed;
    (void)state;
    start(&bed);
    open_one(&bed, 1, "repair", 0);
    assert_at(clock_of(&bed, 1, CLOCK_DISPATCH, 1)->due, 30 * MINUTE);
    assert_at(clock_of(&bed, 1, CLOCK_REPAIR, 1)->due, 24 * HOUR);
    const struct ticket_clock *dispatch = clock_of(&bed, 1, CLOCK_DISPATCH, 1);
    assert_int_equal(clock_stage_of(dispatch, at_s(15 * MINUTE - 1)), CLOCK_CALM);
    assert_int_equal(clock_stage_of(dispatch, at_s(15 * MINUTE)), CLOCK_HALF);
    assert_int_equal(clock_stage_of(dispatch, at_s(22.5 * MINUTE)), CLOCK_LATE);
    assert_int_equal(clock_stage_of(dispatch, at_s(27 * MINUTE)), CLOCK_SHORT);
    assert_int_equal(clock_stage_of(dispatch, at_s(30 * MINUTE)), CLOCK_SHORT);
    assert_int_equal(clock_stage_of(dispatch, at_s(30 * MINUTE + 1)), CLOCK_BREACHED);
    say(&bed, 1, FACT_TICKET_DISPATCHED, 12 * MINUTE, "", 5, NAN, NULL);
    assert_at(clock_of(&bed, 1, CLOCK_DISPATCH, 1)->stopped, 12 * MINUTE);
    event(&bed, 1, FACT_TICKET_ON_SITE, 2 * HOUR);
    say(&bed, 1, FACT_TICKET_FINISHED, 3 * HOUR, "air", NAN, NAN, NULL);
    assert_int_equal(clock_left_ms(clock_of(&bed, 1, CLOCK_REPAIR, 1), at_s(99 * HOUR)),
                     21 * 3600 * 1000);
    assert_int_equal(ticket(&bed, 1)->state, TICKET_TO_CONFIRM);
    site_free(bed.site);
}

/* A crew's refusal starts nothing anew; another dispatch does not either. */
static void test_refusal(void **state)
{
    struct bed bed;
    (void)state;
    start(&bed);
    open_one(&bed, 1, "repair", 0);
    say(&bed, 1, FACT_TICKET_DISPATCHED, 5 * MINUTE, "", 5, NAN, NULL);
    event(&bed, 1, FACT_TICKET_REFUSED, 10 * MINUTE);
    assert_int_equal(ticket(&bed, 1)->state, TICKET_ACCEPTED);
    say(&bed, 1, FACT_TICKET_DISPATCHED, 50 * MINUTE, "", 6, NAN, NULL);
    assert_at(clock_of(&bed, 1, CLOCK_DISPATCH, 1)->stopped, 5 * MINUTE);
    assert_int_equal(ticket(&bed, 1)->refusals, 1);
    assert_int_equal(ticket(&bed, 1)->crew, 6);
    site_free(bed.site);
}

/* 7.4.3: 15 min from the record, then the promise; each change of it moves its due time. */
static void test_complaint(void **state)
{
    struct bed bed;
    char detail[300];
    (void)state;
    start(&bed);
    snprintf(detail, sizeof detail, "recorded\x1f%.0f\x1f%s", T0_S + 4 * MINUTE, LIMITS);
    say(&bed, 1, FACT_TICKET_OPENED, 0, "complaint", NAN, NAN, detail);
    assert_at(clock_of(&bed, 1, CLOCK_RESPONSE, 1)->started, 4 * MINUTE);
    assert_at(clock_of(&bed, 1, CLOCK_RESPONSE, 1)->due, 19 * MINUTE);
    say(&bed, 1, FACT_TICKET_RESPONDED, 18 * MINUTE, "", T0_S + HOUR, T0_S + 10 * MINUTE, NULL);
    say(&bed, 1, FACT_TICKET_PROMISED, 18 * MINUTE, "", T0_S + 3 * HOUR, NAN, NULL);
    assert_at(clock_of(&bed, 1, CLOCK_RESPONSE, 1)->stopped, 18 * MINUTE);
    assert_at(clock_of(&bed, 1, CLOCK_PROMISE, 1)->due, 3 * HOUR);
    say(&bed, 1, FACT_TICKET_PROMISED, 2 * HOUR, "", T0_S + 5 * HOUR, NAN, NULL);
    assert_at(clock_of(&bed, 1, CLOCK_PROMISE, 1)->started, 18 * MINUTE);
    assert_at(clock_of(&bed, 1, CLOCK_PROMISE, 1)->due, 5 * HOUR);
    say(&bed, 1, FACT_TICKET_FINISHED, 4 * HOUR, "balance", NAN, NAN, NULL);
    assert_at(clock_of(&bed, 1, CLOCK_PROMISE, 1)->stopped, 4 * HOUR);
    site_free(bed.site);
}

/* 5.1.2: decided the same calendar day, surveyed within three days of it. */
static void test_application(void **state)
{
    struct bed bed;
    char detail[300];
    (void)state;
    start(&bed);
    snprintf(detail, sizeof detail, "accept_due\x1f%.0f\x1f%s", T0_S + 10 * MINUTE, LIMITS);
    say(&bed, 1, FACT_TICKET_OPENED, 0, "application", NAN, NAN, detail);
    assert_at(clock_of(&bed, 1, CLOCK_ACCEPT, 1)->due, 10 * MINUTE);
    assert_null(clock_of(&bed, 1, CLOCK_SURVEY, 1));
    say(&bed, 1, FACT_TICKET_DECIDED, 9 * MINUTE, "accepted", NAN, NAN, NULL);
    assert_at(clock_of(&bed, 1, CLOCK_ACCEPT, 1)->stopped, 9 * MINUTE);
    assert_at(clock_of(&bed, 1, CLOCK_SURVEY, 1)->due, 9 * MINUTE + 72 * HOUR);
    event(&bed, 1, FACT_TICKET_SURVEYED, 70 * HOUR);
    assert_at(clock_of(&bed, 1, CLOCK_SURVEY, 1)->stopped, 70 * HOUR);
    site_free(bed.site);
}

static void test_temperature_check(void **state)
{
    struct bed bed;
    (void)state;
    start(&bed);
    open_one(&bed, 1, "temp_check", 0);
    assert_at(clock_of(&bed, 1, CLOCK_TEMP_CHECK, 1)->due, 12 * HOUR);
    say(&bed, 1, FACT_TICKET_MEASURED, 13 * HOUR, "", 17.5, NAN, NULL);
    assert_true(clock_is_breached(clock_of(&bed, 1, CLOCK_TEMP_CHECK, 1), at_s(14 * HOUR)));
    assert_float_equal(ticket(&bed, 1)->room_c, 17.5, 1e-9);
    site_free(bed.site);
}

static void test_timer_runs_on_after_close(void **state)
{
    struct bed bed;
    (void)state;
    start(&bed);
    open_one(&bed, 1, "repair", 0);
    say(&bed, 1, FACT_TICKET_CLOSED, HOUR, "not_ours", 0, NAN, NULL);
    for (int i = 0; i < ticket(&bed, 1)->clock_count; i++) {
        const struct ticket_clock *clock = &ticket(&bed, 1)->clock[i];
        assert_at(clock->stopped, HOUR);
        assert_int_equal(clock_left_ms(clock, at_s(2 * HOUR)),
                         clock_left_ms(clock, at_s(900 * HOUR)));
    }
    assert_null(ticket_next_clock(ticket(&bed, 1)));
    site_free(bed.site);
}

static void test_second_job_resets_the_first(void **state)
{
    struct bed bed;
    (void)state;
    start(&bed);
    open_one(&bed, 1, "repair", 0);
    open_one(&bed, 2, "repair", HOUR);
    say(&bed, 1, FACT_TICKET_DISPATCHED, 5 * MINUTE, "", 5, NAN, NULL);
    event(&bed, 1, FACT_TICKET_ON_SITE, HOUR);
    struct ticket_clock dispatch = *clock_of(&bed, 1, CLOCK_DISPATCH, 1),
                        repair = *clock_of(&bed, 1, CLOCK_REPAIR, 1);
    say(&bed, 2, FACT_TICKET_DISPATCHED, 61 * MINUTE, "", 5, NAN, NULL);
    const struct ticket *after = ticket(&bed, 1);
    assert_int_equal(after->state, TICKET_ON_SITE);
    assert_int_equal(after->clock_count, 2);
    assert_memory_equal(clock_of(&bed, 1, CLOCK_DISPATCH, 1), &dispatch, sizeof dispatch);
    assert_memory_equal(clock_of(&bed, 1, CLOCK_REPAIR, 1), &repair, sizeof repair);
    site_free(bed.site);
}

/* 8.2.3 against 7.3.6: below an outage of the secondary side its 12 h are due before the 24 h. */
static void test_earliest_of_ticket_and_outage(void **state)
{
    struct bed bed;
    const uint32_t *places;
    struct outage outage = {.id = 9, .clock_count = 2};
    (void)state;
    start(&bed);
    open_one(&bed, 1, "repair", 0);
    open_one(&bed, 2, "repair", HOUR);
    say(&bed, 1, FACT_TICKET_DISPATCHED, MINUTE, "", 5, NAN, NULL);
    say(&bed, 2, FACT_TICKET_DISPATCHED, HOUR + MINUTE, "", 5, NAN, NULL);
    say(&bed, 2, FACT_TICKET_LINKED, 2 * HOUR, "outage", 9, NAN, NULL);
    outage.clock[0] = (struct ticket_clock){
        .purpose = CLOCK_ETA, .started = at_s(HOUR), .due = at_s(HOUR + 30 * MINUTE)};
    outage.clock[1] = (struct ticket_clock){
        .purpose = CLOCK_SECONDARY, .started = at_s(HOUR), .due = at_s(13 * HOUR)};
    assert_int_equal(ticket_board(bed.site, &places), 2);
    assert_int_equal(ticket_at(bed.site, places[0])->id, 1);
    site_put_outages(bed.site, &outage, 1);
    assert_int_equal(ticket_due_clock(bed.site, ticket(&bed, 2))->purpose, CLOCK_SECONDARY);
    assert_int_equal(ticket_due_clock(bed.site, ticket(&bed, 1))->purpose, CLOCK_REPAIR);
    assert_int_equal(ticket_board(bed.site, &places), 2);
    assert_int_equal(ticket_at(bed.site, places[0])->id, 2);
    outage.restored = at_s(3 * HOUR);
    site_put_outages(bed.site, &outage, 1);
    assert_int_equal(ticket_due_clock(bed.site, ticket(&bed, 2))->purpose, CLOCK_REPAIR);
    site_free(bed.site);
}

static void test_merged_child_still_escalates(void **state)
{
    struct bed bed;
    (void)state;
    start(&bed);
    open_one(&bed, 1, "repair", 10 * MINUTE);
    open_one(&bed, 2, "repair", 0);
    say(&bed, 2, FACT_TICKET_MERGED, 15 * MINUTE, "", 1, NAN, NULL);
    say(&bed, 1, FACT_TICKET_GATHERED, 15 * MINUTE, "", 2, T0_S, NULL);
    assert_true(clock_of(&bed, 2, CLOCK_DISPATCH, 1)->is_waived);
    assert_false(clock_is_running(clock_of(&bed, 2, CLOCK_DISPATCH, 1)));
    assert_true(clock_is_running(clock_of(&bed, 2, CLOCK_REPAIR, 1))); /* each user's own 24 h */
    assert_int_equal(ticket_next_clock(ticket(&bed, 2))->purpose, CLOCK_REPAIR);
    /* the first report of the group starts its one dispatch */
    assert_at(clock_of(&bed, 1, CLOCK_DISPATCH, 1)->due, 30 * MINUTE);
    const uint32_t *places;
    assert_int_equal(ticket_board(bed.site, &places), 1);
    event(&bed, 2, FACT_TICKET_SPLIT, 20 * MINUTE);
    say(&bed, 1, FACT_TICKET_RELEASED, 20 * MINUTE, "", 2, NAN, NULL);
    assert_true(clock_is_running(clock_of(&bed, 2, CLOCK_DISPATCH, 1)));
    assert_at(clock_of(&bed, 1, CLOCK_DISPATCH, 1)->due, 40 * MINUTE);
    site_free(bed.site);
}

/* Statutory time never pauses; a hold shows only in the net time. */
static void test_paused_hides_failed(void **state)
{
    struct bed bed;
    (void)state;
    start(&bed);
    open_one(&bed, 1, "repair", 0);
    say(&bed, 1, FACT_TICKET_HELD, HOUR, "parts", NAN, NAN, NULL);
    const struct ticket_clock *repair = clock_of(&bed, 1, CLOCK_REPAIR, 1);
    assert_true(clock_is_breached(repair, at_s(25 * HOUR)));
    assert_int_equal(clock_net_ms(ticket(&bed, 1), repair, at_s(25 * HOUR)), 3600 * 1000);
    event(&bed, 1, FACT_TICKET_RESUMED, 20 * HOUR);
    repair = clock_of(&bed, 1, CLOCK_REPAIR, 1);
    assert_int_equal(clock_gross_ms(repair, at_s(25 * HOUR)), 25 * 3600 * 1000);
    assert_int_equal(clock_net_ms(ticket(&bed, 1), repair, at_s(25 * HOUR)), 6 * 3600 * 1000);
    assert_ptr_equal(ticket_unexplained(ticket(&bed, 1), at_s(25 * HOUR)),
                     clock_of(&bed, 1, CLOCK_DISPATCH, 1));
    site_free(bed.site);
}

/* The first result stays; the new cycle has clocks of its own. */
static void test_reopened_is_miscounted(void **state)
{
    struct bed bed;
    (void)state;
    start(&bed);
    open_one(&bed, 1, "repair", 0);
    say(&bed, 1, FACT_TICKET_DISPATCHED, 45 * MINUTE, "", 5, NAN, NULL);
    say(&bed, 1, FACT_TICKET_FINISHED, 2 * HOUR, "air", NAN, NAN, NULL);
    say(&bed, 1, FACT_TICKET_CLOSED, 3 * HOUR, "done", 1, NAN, NULL);
    assert_int_equal(ticket(&bed, 1)->state, TICKET_CALLBACK);
    say(&bed, 1, FACT_TICKET_CALLED_BACK, 30 * HOUR, "no", 1, NAN, NULL);
    event(&bed, 1, FACT_TICKET_REOPENED, 30 * HOUR);
    assert_int_equal(ticket(&bed, 1)->cycle, 2);
    assert_at(clock_of(&bed, 1, CLOCK_REPAIR, 1)->stopped, 2 * HOUR);
    assert_true(clock_is_breached(clock_of(&bed, 1, CLOCK_DISPATCH, 1), at_s(31 * HOUR)));
    assert_at(clock_of(&bed, 1, CLOCK_REPAIR, 2)->due, 54 * HOUR);
    assert_at(clock_of(&bed, 1, CLOCK_DISPATCH, 2)->due, 30 * HOUR + 30 * MINUTE);
    site_free(bed.site);
}

static void test_denied(void **state)
{
    struct bed bed;
    (void)state;
    start(&bed);
    open_one(&bed, 1, "repair", 0);
    say(&bed, 1, FACT_TICKET_FINISHED, 2 * HOUR, "air", NAN, NAN, NULL);
    event(&bed, 1, FACT_TICKET_UNCONFIRMED, 3 * HOUR);
    assert_int_equal(ticket(&bed, 1)->state, TICKET_ACCEPTED); /* nobody was sent */
    assert_true(clock_is_running(clock_of(&bed, 1, CLOCK_REPAIR, 1)));
    assert_at(clock_of(&bed, 1, CLOCK_REPAIR, 1)->due, 24 * HOUR);
    say(&bed, 1, FACT_TICKET_DISPATCHED, 4 * HOUR, "", 5, NAN, NULL);
    say(&bed, 1, FACT_TICKET_FINISHED, 5 * HOUR, "air", NAN, NAN, NULL);
    event(&bed, 1, FACT_TICKET_UNCONFIRMED, 6 * HOUR);
    assert_int_equal(ticket(&bed, 1)->state, TICKET_ON_SITE);
    site_free(bed.site);
}

/* An amendment moves or strikes an entry, and everything is another sum; the last one counts. */
static void test_amended(void **state)
{
    struct bed bed;
    (void)state;
    start(&bed);
    open_one(&bed, 1, "repair", 0);                                      /* seq 1 */
    say(&bed, 1, FACT_TICKET_DISPATCHED, 45 * MINUTE, "", 5, NAN, NULL); /* seq 2 */
    assert_true(clock_is_breached(clock_of(&bed, 1, CLOCK_DISPATCH, 1), at_s(HOUR)));
    say(&bed, 1, FACT_TICKET_AMENDED, HOUR, "", T0_S + 20 * MINUTE, 2, NULL);
    assert_at(clock_of(&bed, 1, CLOCK_DISPATCH, 1)->stopped, 20 * MINUTE);
    say(&bed, 1, FACT_TICKET_AMENDED, HOUR, "", NAN, 2, NULL); /* it never happened */
    assert_int_equal(ticket(&bed, 1)->state, TICKET_ACCEPTED);
    assert_true(clock_is_running(clock_of(&bed, 1, CLOCK_DISPATCH, 1)));
    say(&bed, 1, FACT_TICKET_AMENDED, HOUR, "", T0_S - 10 * MINUTE, 1, NULL); /* reported earlier */
    assert_at(clock_of(&bed, 1, CLOCK_DISPATCH, 1)->due, 20 * MINUTE);
    assert_at(clock_of(&bed, 1, CLOCK_REPAIR, 1)->due, 24 * HOUR - 10 * MINUTE);
    site_free(bed.site);
}

/* A46: steps of the clock, the year 2038, the 29th of February: due is the start and the limit. */
static void test_clock_steps(void **state)
{
    static const double starts[] = {1709164800 - T0_S, 2147483000 - T0_S, 0}; /* 2024-02-29, 2038 */
    (void)state;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        struct bed bed;
        start(&bed);
        open_one(&bed, 1, "repair", starts[i]);
        assert_at(clock_of(&bed, 1, CLOCK_REPAIR, 1)->due, starts[i] + 24 * HOUR);
        /* an hour back: what was recorded before is stopped, never negative limits */
        say(&bed, 1, FACT_TICKET_DISPATCHED, starts[i] - HOUR, "", 5, NAN, NULL);
        const struct ticket_clock *dispatch = clock_of(&bed, 1, CLOCK_DISPATCH, 1);
        assert_int_equal(clock_left_ms(dispatch, at_s(starts[i])), 90 * 60 * 1000);
        assert_int_equal(clock_stage_of(dispatch, at_s(starts[i])), CLOCK_CALM);
        assert_int_equal(ticket(&bed, 1)->state, TICKET_DISPATCHED);
        site_free(bed.site);
    }
}

/* ---- properties over random logs ---- */

static uint64_t chance_state = 7;
static uint32_t chance(uint32_t below)
{
    chance_state = chance_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(chance_state >> 33) % below;
}

#define FACTS 40
static struct fact log_[FACTS];

static void make_log(void)
{
    static const char *const codes[] = {"air", "done", "yes", "no", "parts", "accepted"};
    for (int i = 0; i < FACTS; i++) {
        struct fact *fact = &log_[i];
        bool is_amendment = i > 5 && chance(4) == 0;
        enum fact_kind kind =
            i == 0         ? FACT_TICKET_OPENED
            : is_amendment ? FACT_TICKET_AMENDED
                           : (enum fact_kind)(FACT_TICKET_EDITED +
                                              (int)chance(FACT_TICKET_NOTED - FACT_TICKET_EDITED));
        fact_init(fact, kind, at_s(i * 600.0));
        fact->seq = i + 1;
        fact->ticket = 1;
        fact->detail = i == 0 ? LIMITS : NULL;
        fact->new_value =
            is_amendment ? (chance(3) ? T0_S + (double)chance(20000) : NAN) : T0_S + 9000;
        fact->old_value = is_amendment ? (double)(2 + chance((uint32_t)i - 2)) : NAN;
        snprintf(fact->code, sizeof fact->code, "%s", i ? codes[chance(6)] : "repair");
    }
}

struct sum {
    enum ticket_state state;
    int clock_count;
    struct ticket_clock clock[FACTS];
};

static struct sum sum_of(const struct fact *facts, int count)
{
    struct site *site = site_new();
    for (int i = 0; i < count; i++)
        ticket_book_apply(site, &facts[i]);
    const struct ticket *ticket = ticket_of_id(site, 1);
    struct sum sum = {.state = ticket->state, .clock_count = ticket->clock_count};
    assert_true(ticket->clock_count <= FACTS);
    for (int i = 0; i < ticket->clock_count; i++)
        sum.clock[i] = ticket->clock[i];
    site_free(site);
    return sum;
}

static void expect_same(const struct sum *a, const struct sum *b)
{
    assert_int_equal(a->state, b->state);
    assert_int_equal(a->clock_count, b->clock_count);
    for (int i = 0; i < a->clock_count; i++) {
        assert_int_equal(a->clock[i].purpose, b->clock[i].purpose);
        assert_int_equal(a->clock[i].started.us, b->clock[i].started.us);
        assert_int_equal(a->clock[i].due.us, b->clock[i].due.us);
        assert_int_equal(a->clock[i].stopped.us, b->clock[i].stopped.us);
        assert_int_equal(a->clock[i].held_ms, b->clock[i].held_ms);
    }
}

/* Whatever comes twice, and whichever order edits of different entries were made in. */
static void test_order_of_edits(void **state)
{
    (void)state;
    for (int round = 0; round < 2000; round++) {
        struct fact twice[2 * FACTS];
        make_log();
        struct sum once = sum_of(log_, FACTS);
        for (int i = 0; i < FACTS; i++)
            twice[2 * i] = twice[2 * i + 1] = log_[i];
        struct sum doubled = sum_of(twice, 2 * FACTS);
        expect_same(&once, &doubled);
        /* two amendments of different entries change places */
        for (int i = 1; i < FACTS; i++)
            for (int k = i + 1; k < FACTS && k < i + 6; k++) {
                struct fact *a = &log_[i], *b = &log_[k];
                bool is_pair = a->kind == FACT_TICKET_AMENDED && b->kind == FACT_TICKET_AMENDED &&
                               a->old_value != b->old_value;
                for (int between = i + 1; is_pair && between < k; between++)
                    is_pair = log_[between].kind != FACT_TICKET_AMENDED;
                if (!is_pair)
                    continue;
                struct fact kept = *a;
                int64_t first = a->seq, second = b->seq;
                *a = *b;
                *b = kept;
                a->seq = first;
                b->seq = second;
            }
        struct sum swapped = sum_of(log_, FACTS);
        expect_same(&once, &swapped);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_repair),
        cmocka_unit_test(test_refusal),
        cmocka_unit_test(test_complaint),
        cmocka_unit_test(test_application),
        cmocka_unit_test(test_temperature_check),
        cmocka_unit_test(test_timer_runs_on_after_close),
        cmocka_unit_test(test_second_job_resets_the_first),
        cmocka_unit_test(test_earliest_of_ticket_and_outage),
        cmocka_unit_test(test_merged_child_still_escalates),
        cmocka_unit_test(test_paused_hides_failed),
        cmocka_unit_test(test_reopened_is_miscounted),
        cmocka_unit_test(test_denied),
        cmocka_unit_test(test_amended),
        cmocka_unit_test(test_clock_steps),
        cmocka_unit_test(test_order_of_edits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
