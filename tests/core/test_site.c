/* The model: lookups, order, bubbling counts, and that shuffled or repeated changes end equal. */
#include "backend/base/alloc.h"
#include "backend/core/site.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint64_t seed;

static uint32_t draw(uint32_t below)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % below;
}

static void shuffle(int *at, int count)
{
    for (int i = count - 1; i > 0; i--) {
        int j = (int)draw((uint32_t)i + 1), held = at[i];
        at[i] = at[j];
        at[j] = held;
    }
}

/* A profile in memory: site code needs only names and points. */
static struct profile *small_profile(const char *name)
{
    static const char *const ids[] = {"T1g", "T2g.1", "T2g_SP.1", "T2g.2"};
    struct profile *profile = alloc_new(sizeof *profile);
    profile->name = alloc_text(name);
    profile->period_ms = 5000;
    profile->point_count = 4;
    profile->point = alloc_array(4, sizeof *profile->point);
    for (int i = 0; i < 4; i++) {
        struct point *point = &profile->point[i];
        snprintf(point->id, sizeof point->id, "%s", ids[i]);
        point->every = i == 0 ? 4 : 1;
        point->scale = 0.1;
        point->circuit = (uint8_t)(strchr(ids[i], '.') ? ids[i][4 + 3 * (i == 2)] - '0' : 0);
    }
    return profile;
}

static void add_node(struct site *site, int id, int parent, enum node_kind kind, const char *code)
{
    struct node_input in = {.id = id,
                            .parent_id = parent,
                            .kind = kind,
                            .code = code,
                            .name = code,
                            .initials = code,
                            .circuit = kind == NODE_CIRCUIT};
    assert_true(site_add_node(site, &in) >= 0);
}

static void add_device(struct site *site, int id, int node)
{
    struct device_input in = {.id = id,
                              .node_id = node,
                              .code = "plc",
                              .endpoint = "tcp:127.0.0.1",
                              .profile = "small",
                              .unit = 1};
    assert_true(site_add_device(site, &in) >= 0);
}

static struct site *small_site(void)
{
    struct site *site = site_new();
    site_add_profile(site, small_profile("small"));
    add_node(site, 1, 0, NODE_SOURCE, "Q1");
    add_node(site, 2, 1, NODE_STATION, "S1");
    add_node(site, 3, 2, NODE_CIRCUIT, "1");
    add_node(site, 4, 1, NODE_STATION, "S2");
    add_device(site, 10, 2);
    add_device(site, 11, 4);
    add_device(site, 12, 4);
    return site;
}

static void test_finds_by_id_and_code(void **state)
{
    (void)state;
    struct site *site = small_site();
    int32_t device;
    int point;
    assert_int_equal(site_node_of_id(site, 4), 3);
    assert_int_equal(site_node_of_id(site, 99), -1);
    assert_int_equal(site_node_of_code(site, "S2"), 3);
    assert_int_equal(site_node_of_code(site, "nowhere"), -1);
    assert_int_equal(site_device_of_id(site, 12), 2);
    assert_int_equal(site_station_of(site, 2), 1);
    assert_int_equal(site_station_of(site, 0), -1);
    assert_true(site_find_point(site, 1, "T1g", &device, &point));
    assert_int_equal(point, 0);
    assert_true(site_find_point(site, 2, "T2g", &device, &point));
    assert_int_equal(point, 1);
    assert_true(site_find_point(site, 2, "T2g_SP", &device, &point));
    assert_false(site_find_point(site, 1, "P1g", &device, &point));
    assert_null(site_command(site, 10, "T1g"));
    site_free(site);
}

static int found_device(const struct site *site, int32_t node, const char *id)
{
    int32_t device;
    int point;
    assert_true(site_find_point(site, node, id, &device, &point));
    return site->device[device].id;
}

/* Of two meters the one that has a value is shown, and of two that have, always the same. */
static void test_finds_who_answers(void **state)
{
    (void)state;
    struct site *site = small_site();
    struct device_input in = {
        .id = 20, .node_id = 2, .code = "aaa", .endpoint = "", .profile = "small"};
    struct reading good[4] = {{1, QUALITY_GOOD, 0}, {2, QUALITY_GOOD, 0}, {3, 0, 0}, {4, 0, 0}};
    struct reading bad[4] = {{1, QUALITY_INVALID, 0}, {2, QUALITY_GOOD, 0}, {3, 0, 0}, {4, 0, 0}};
    assert_int_equal(found_device(site, 1, "T1g"), 10);
    int32_t other = site_add_device(site, &in);
    in.id = 21;
    in.node_id = 3; /* the circuit's own */
    int32_t own = site_add_device(site, &in);
    assert_int_equal(found_device(site, 1, "T1g"), 20); /* none has a value: by code */
    site_observe(site, 0, (struct wall){1}, good);
    assert_int_equal(found_device(site, 1, "T1g"), 10);
    site_observe(site, other, (struct wall){1}, bad);
    assert_int_equal(found_device(site, 1, "T1g"), 10);
    assert_int_equal(found_device(site, 1, "T2g.1"), 20);
    site_observe_state(site, 0, true, 0, (struct wall){2});
    assert_int_equal(found_device(site, 1, "T1g"), 20); /* it answers, if with no value */
    site_observe_state(site, other, true, 0, (struct wall){2});
    assert_int_equal(found_device(site, 1, "T1g"), 21);
    site_observe_state(site, own, true, 0, (struct wall){2});
    assert_int_equal(found_device(site, 1, "T1g"), 20);
    site_observe_state(site, 0, false, 0, (struct wall){3});
    assert_int_equal(found_device(site, 2, "T2g"), 10);
    site_observe_state(site, own, false, 0, (struct wall){3});
    site_observe(site, own, (struct wall){4}, good);
    assert_int_equal(found_device(site, 2, "T2g"), 21);
    /* an order's device is the same whoever answers */
    site_observe_state(site, own, true, 0, (struct wall){4});
    site->profile[0]->point[1].access = ACCESS_WRITE;
    assert_int_equal(found_device(site, 2, "T2g"), 21);
    site_free(site);
}

static void test_refuses_what_does_not_fit(void **state)
{
    (void)state;
    struct site *site = small_site();
    struct node_input again = {.id = 2, .code = "x"}, orphan = {.id = 50, .parent_id = 49};
    struct device_input device = {.id = 13, .node_id = 4, .code = "x", .profile = "none"};
    assert_int_equal(site_add_node(site, &again), -1);
    assert_int_equal(site_add_node(site, &orphan), -1);
    assert_int_equal(site_add_device(site, &device), -1);
    device.profile = "small";
    device.id = 10;
    assert_int_equal(site_add_device(site, &device), -1);
    device.id = 14;
    device.node_id = 77;
    assert_int_equal(site_add_device(site, &device), -1);
    assert_false(site_add_override(site, 10, "P9", guard_no_limits));
    assert_true(site_add_override(site, 10, "T2g_SP", guard_no_limits));
    /* a second profile of the name is thrown away, the first stays */
    const struct profile *first = site->profile[0];
    assert_ptr_equal(site_add_profile(site, small_profile("small")), first);
    site_free(site);
}

static void test_a_station_owns_its_code(void **state)
{
    (void)state;
    struct site *site = site_new();
    add_node(site, 1, 0, NODE_NETWORK, "N");
    add_node(site, 2, 1, NODE_CIRCUIT, "S7");
    add_node(site, 3, 1, NODE_STATION, "S7");
    add_node(site, 4, 1, NODE_BUILDING, "S7");
    assert_int_equal(site_node_of_code(site, "S7"), 2);
    site_free(site);
}

static void check_order(const struct site *site, int32_t child, int count)
{
    const char *before = "";
    int seen = 0;
    for (; child >= 0; child = site->node[child].next, seen++) {
        assert_true(strcmp(before, site->node[child].code) <= 0);
        before = site->node[child].code;
    }
    assert_int_equal(seen, count);
}

/* Sorted, reversed and shuffled arrival, with a late one after each. */
static void test_children_stay_in_order(void **state)
{
    (void)state;
    enum { COUNT = 3000 };
    static int order[COUNT];
    for (int run = 0; run < 3; run++) {
        struct site *site = site_new();
        seed = 7;
        for (int i = 0; i < COUNT; i++)
            order[i] = run == 1 ? COUNT - 1 - i : i;
        if (run == 2)
            shuffle(order, COUNT);
        add_node(site, 1, 0, NODE_SOURCE, "Q");
        for (int i = 0; i < COUNT; i++) {
            char code[16];
            snprintf(code, sizeof code, "S%05d", order[i]);
            add_node(site, 10 + order[i], 1, NODE_STATION, code);
        }
        add_node(site, 5, 1, NODE_STATION, "S01500-a");
        add_node(site, 6, 1, NODE_STATION, "Z");
        add_node(site, 7, 0, NODE_SOURCE, "A");
        check_order(site, site->node[0].first_child, COUNT + 2);
        check_order(site, site_first_root(site), 2);
        assert_int_equal(site->node[0].stations, COUNT + 2);
        site_free(site);
    }
}

static void test_counts_bubble(void **state)
{
    (void)state;
    struct site *site = small_site();
    site_observe_state(site, 1, true, 0, (struct wall){100});
    site_observe_state(site, 2, false, 3, (struct wall){100});
    assert_int_equal(site->node[0].lost, 1);
    assert_int_equal(site->node[3].bad, 1);
    assert_int_equal(site->node[0].bad, 1);
    assert_int_equal(site->node[1].lost, 0);
    site_observe_state(site, 1, false, 0, (struct wall){50}); /* older: skipped */
    assert_int_equal(site->node[0].lost, 1);
    struct fact back;
    fact_init(&back, FACT_DEVICE_BACK, (struct wall){200});
    back.device = 11;
    back.seq = 5;
    site_apply(site, &back);
    site_apply(site, &back);
    assert_int_equal(site->node[0].lost, 0);
    assert_int_equal(site->journal_count, 1);
    site_free(site);
}

/* A point of each 4th round is as old as its own reading, however new its device's round is. */
static void test_each_point_has_its_age(void **state)
{
    (void)state;
    struct site *site = small_site();
    struct reading values[4] = {{1, QUALITY_GOOD, 15000},
                                {2, QUALITY_GOOD, 2000},
                                {3, QUALITY_GOOD, 5000},
                                {4, QUALITY_GOOD, 15001}};
    struct wall at = {1000000000};
    assert_int_equal(site_read_at(site, 0, 0).us, 0);
    site_observe(site, 0, at, values);
    assert_int_equal(site_read_at(site, 0, 0).us, at.us - 15000000);
    assert_int_equal(site_read_at(site, 0, 1).us, at.us - 2000000);
    assert_int_equal(site->device[0].read_at.us, at.us - 2000000);
    assert_int_equal(site_reading(site, 0, 0, at).quality, QUALITY_GOOD); /* of 60 s */
    assert_int_equal(site_reading(site, 0, 2, at).quality, QUALITY_GOOD);
    assert_int_equal(site_reading(site, 0, 3, at).quality, QUALITY_STALE);
    site_free(site);
}

static void test_age_makes_stale(void **state)
{
    (void)state;
    struct site *site = small_site();
    struct reading values[4] = {{1, QUALITY_GOOD, 0},
                                {2, QUALITY_GOOD, 0},
                                {3, QUALITY_FROZEN, 0},
                                {NAN, QUALITY_RANGE, 0}};
    struct wall at = {1000000000}, later = {at.us + 15001000};
    assert_int_equal(site_reading(site, 0, 1, at).quality, QUALITY_NEVER);
    site_observe(site, 0, at, values);
    assert_int_equal(site_reading(site, 0, 1, (struct wall){at.us + 15000000}).quality,
                     QUALITY_GOOD);
    assert_int_equal(site_reading(site, 0, 1, later).quality, QUALITY_STALE);
    /* the collector's clock was ahead and has been set back: what stopped must not look fresh */
    assert_int_equal(site_reading(site, 0, 1, (struct wall){at.us - 15000000}).quality,
                     QUALITY_GOOD);
    assert_int_equal(site_reading(site, 0, 1, (struct wall){at.us - 15001000}).quality,
                     QUALITY_STALE);
    assert_true(site_reading(site, 0, 1, later).value == 2);
    assert_int_equal(site_reading(site, 0, 0, later).quality, QUALITY_GOOD); /* each 4th round */
    assert_int_equal(site_reading(site, 0, 3, later).quality, QUALITY_RANGE);
    site_observe_state(site, 0, true, 0, later);
    assert_int_equal(site_reading(site, 0, 1, later).quality, QUALITY_LOST);
    assert_true(isnan(site_reading(site, 0, 1, later).value));
    site_free(site);
}

enum { EVENTS = 120 };

struct event {
    int device;
    struct wall at;
    bool is_state, is_lost;
    int bad;
};

static void play(struct site *site, const struct event *event)
{
    struct reading values[4];
    for (int i = 0; i < 4; i++)
        values[i] = (struct reading){(double)event->at.us + i, QUALITY_GOOD, 0};
    if (event->is_state)
        site_observe_state(site, event->device, event->is_lost, event->bad, event->at);
    else
        site_observe(site, event->device, event->at, values);
}

static void assert_same_site(const struct site *a, const struct site *b)
{
    assert_int_equal(a->seq, b->seq);
    assert_int_equal(a->journal_count, b->journal_count);
    for (size_t i = 0; i < a->node_count; i++) {
        assert_int_equal(a->node[i].lost, b->node[i].lost);
        assert_int_equal(a->node[i].bad, b->node[i].bad);
    }
    for (size_t i = 0; i < a->device_count; i++) {
        const struct site_device *x = &a->device[i], *y = &b->device[i];
        assert_int_equal(x->at.us, y->at.us);
        assert_int_equal(x->is_lost, y->is_lost);
        assert_int_equal(x->bad_points, y->bad_points);
        assert_int_equal(!x->reading, !y->reading);
        for (int p = 0; x->reading && p < 4; p++)
            assert_true(x->reading[p].value == y->reading[p].value);
    }
}

/* Observations may come in any order and repeatedly; facts may be repeated: the end is one. */
static void test_shuffled_and_repeated_end_equal(void **state)
{
    (void)state;
    for (int run = 0; run < 200; run++) {
        struct site *straight = small_site(), *shuffled = small_site();
        struct event event[EVENTS];
        int order[2 * EVENTS];
        seed = (uint64_t)run + 1;
        for (int i = 0; i < EVENTS; i++) {
            event[i] = (struct event){(int)draw(3), {1000 + i}, draw(2), draw(2), (int)draw(3)};
            order[i] = i;
            order[EVENTS + i] = (int)draw(EVENTS);
        }
        for (int i = 0; i < EVENTS; i++)
            play(straight, &event[i]);
        shuffle(order, 2 * EVENTS);
        for (int i = 0; i < 2 * EVENTS; i++)
            play(shuffled, &event[order[i]]);
        for (int i = 0; i < 50; i++) {
            struct fact fact;
            fact_init(&fact, draw(2) ? FACT_IMPORTED : FACT_CHANGED_OUTSIDE,
                      (struct wall){5000 + i});
            fact.seq = i + 1;
            site_apply(straight, &fact);
            site_apply(shuffled, &fact);
            if (draw(2))
                site_apply(shuffled, &straight->journal[draw((uint32_t)i + 1)]);
        }
        assert_same_site(straight, shuffled);
        site_free(straight);
        site_free(shuffled);
    }
}

static void apply(struct site *site, int64_t seq, enum fact_kind kind, int64_t id, double value)
{
    struct fact fact;
    fact_init(&fact, kind, (struct wall){seq * 1000});
    fact.seq = seq;
    fact.command = id;
    fact.device = 10;
    fact.new_value = value;
    fact.old_value = 40;
    snprintf(fact.point, sizeof fact.point, "T2g_SP.1");
    snprintf(fact.who, sizeof fact.who, "hd_li");
    site_apply(site, &fact);
}

static void test_follows_commands(void **state)
{
    (void)state;
    struct site *site = small_site();
    apply(site, 1, FACT_COMMAND_ASKED, 7, 42);
    apply(site, 2, FACT_COMMAND_VERIFIED, 7, 42); /* no row leads there: nothing changes */
    assert_int_equal(site_command(site, 10, "T2g_SP.1")->state, COMMAND_ASKED);
    apply(site, 3, FACT_COMMAND_CLAIMED, 7, 1);
    apply(site, 4, FACT_COMMAND_SENT, 7, 42);
    apply(site, 5, FACT_COMMAND_ACCEPTED, 7, 42);
    apply(site, 6, FACT_COMMAND_VERIFIED, 7, 42);
    const struct command *command = site_command(site, 10, "T2g_SP.1");
    assert_int_equal(command->state, COMMAND_VERIFIED);
    assert_string_equal(command->who, "hd_li");
    assert_true(command->seen == 40 && command->wanted == 42 && command->read_back == 42);
    apply(site, 7, FACT_COMMAND_UNRESOLVED, 9, NAN); /* began before our snapshot */
    assert_int_equal(site_command(site, 10, "T2g_SP.1")->state, COMMAND_UNRESOLVED);
    for (int i = 0; i < SITE_COMMANDS; i++)
        apply(site, 8 + i, FACT_COMMAND_ASKED, 10 + i, 1);
    assert_null(site_command_of_id(site, 7));
    assert_int_equal(site_command(site, 10, "T2g_SP.1")->id, 10 + SITE_COMMANDS - 1);
    site_free(site);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finds_by_id_and_code),
        cmocka_unit_test(test_finds_who_answers),
        cmocka_unit_test(test_refuses_what_does_not_fit),
        cmocka_unit_test(test_a_station_owns_its_code),
        cmocka_unit_test(test_children_stay_in_order),
        cmocka_unit_test(test_counts_bubble),
        cmocka_unit_test(test_each_point_has_its_age),
        cmocka_unit_test(test_age_makes_stale),
        cmocka_unit_test(test_shuffled_and_repeated_end_equal),
        cmocka_unit_test(test_follows_commands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
