/* Facts in any order and repeated, and a site rebuilt from what the database keeps, end in the same
 * state as the facts in their order. */
#include "backend/core/alarm_cause.h"
#include "ground.h"
#include "tests/device/chance.h"

enum { STATIONS = 6, FACTS = 400 };

static struct chance chance;

struct key {
    int32_t station;
    const char *point, *code, *name;
};

static const struct key keys[] = {
    {0, "T2g.1", "HH/1", "HH"},
    {0, "T2g.1", "L/2e5", "L"},
    {1, "T2g.1", "HH/1", "HH"},
    {1, "P2h.1", "LL/1l", "LL"},
    {2, "PWR", "state/1is", "state"},
    {2, "T2g.1", "dev/3", "dev"},
    {3, "", "lost/3d", "lost"},
    {3, "T2g.1", "frozen/4k", "frozen"},
    {4, "T2g_SP.1", "outside/2v", "outside"},
    {5, "F1", "L/2", "L"},
};

struct stream {
    struct fact fact[FACTS];
    size_t count;
    int64_t at, id[sizeof keys / sizeof *keys];
    bool is_raised[sizeof keys / sizeof *keys];
    int64_t shelved[sizeof keys / sizeof *keys], until[sizeof keys / sizeof *keys];
};

static struct fact *push(struct stream *stream, enum fact_kind kind, size_t k)
{
    struct fact *fact = &stream->fact[stream->count++];
    *fact = ground_fact(kind, stream->at, stream->id[k], 1000 + keys[k].station,
                        100000 + keys[k].station, keys[k].point, keys[k].name);
    return fact;
}

static void push_process(struct stream *stream, size_t k)
{
    if (stream->is_raised[k]) {
        struct fact *fact = push(stream, FACT_ALARM_RETURNED, k);
        fact->old_value = 5;
    } else {
        stream->id[k] = stream->at;
        stream->fact[stream->count++] =
            ground_raise(stream->at, 1000 + keys[k].station, 100000 + keys[k].station,
                         keys[k].point, keys[k].code);
    }
    stream->is_raised[k] = !stream->is_raised[k];
}

static void push_shelf(struct stream *stream, size_t k)
{
    if (stream->shelved[k] && chance_below(&chance, 2)) {
        struct fact *fact = push(stream, FACT_ALARM_UNSHELVED, k);
        if (chance_below(&chance, 2)) { /* the collector names what it ends */
            fact->old_value = (double)stream->shelved[k];
            fact->new_value = (double)stream->until[k];
        }
        stream->shelved[k] = 0;
        return;
    }
    struct fact *fact = push(stream, FACT_ALARM_SHELVED, k);
    stream->shelved[k] = stream->at;
    stream->until[k] = stream->at + (1 + chance_below(&chance, 90)) * GROUND_SECOND;
    fact->new_value = (double)stream->until[k] / 1e6;
    fact->old_value = chance_below(&chance, 4) == 0 && stream->is_raised[k] ? 1 : NAN;
}

static void push_subtree(struct stream *stream)
{
    bool is_shelf = chance_below(&chance, 2), is_on = chance_below(&chance, 2);
    enum fact_kind kind = is_shelf ? (is_on ? FACT_ALARM_SHELVED : FACT_ALARM_UNSHELVED)
                                   : (is_on ? FACT_ALARM_OUT_OF_SERVICE : FACT_ALARM_IN_SERVICE);
    struct fact *fact = &stream->fact[stream->count++];
    int32_t node = chance_below(&chance, 2) ? 100 : 1000 + (int32_t)chance_below(&chance, STATIONS);
    *fact = ground_fact(kind, stream->at, 0, node, 0, "", "");
    if (is_on)
        fact->new_value = (double)(stream->at + 60 * GROUND_SECOND) / 1e6;
}

static void push_stamped(struct stream *stream, enum fact_kind kind, size_t k)
{
    struct fact *fact = push(stream, kind, k);
    fact->new_value = (double)stream->at;
    fact->old_value = kind == FACT_ALARM_CHATTERING ? 4 : NAN;
}

static void make(struct stream *stream)
{
    *stream = (struct stream){.at = GROUND_START};
    while (stream->count < FACTS) {
        size_t k = chance_below(&chance, sizeof keys / sizeof *keys);
        stream->at += (1 + chance_below(&chance, 20)) * GROUND_SECOND;
        switch (chance_below(&chance, 12)) {
        case 0:
        case 1:
        case 2: push_process(stream, k); break;
        case 3:
        case 4: push(stream, FACT_ALARM_ACKNOWLEDGED, k); break;
        case 5: push(stream, FACT_ALARM_UNACKNOWLEDGED, k); break;
        case 6: push(stream, FACT_ALARM_RESET, k); break;
        case 7: push_shelf(stream, k); break;
        case 8: push_subtree(stream); break;
        case 9: push_stamped(stream, FACT_ALARM_SUPPRESSED, k); break;
        case 10: push_stamped(stream, FACT_ALARM_UNSUPPRESSED, k); break;
        case 11: push_stamped(stream, FACT_ALARM_CHATTERING + (int)chance_below(&chance, 2), k);
        }
    }
}

static struct site *play(const struct stream *stream, const size_t *order, size_t count)
{
    struct site *site = ground_site(2, STATIONS, "station-plc", 2);
    for (size_t i = 0; i < count; i++)
        site_apply(site, &stream->fact[order[i]]);
    site_pass_time(site, (struct wall){stream->at});
    return site;
}

/* Counted anew from the list, and compared with the counts kept on the way. */
static void check_tallies(const struct site *site)
{
    for (size_t n = 0; n < site->node_count; n++) {
        struct alarm_tally sum = {0};
        for (size_t i = 0; i < alarm_count(site); i++) {
            const struct alarm *alarm = alarm_at(site, i);
            int32_t up = alarm->site_node;
            while (up >= 0 && up != (int32_t)n)
                up = site->node[up].parent;
            int p = alarm->code.priority - 1;
            if (up < 0 || alarm->state == ALARM_NORMAL)
                continue;
            if (!alarm_state_is_shown(alarm->state))
                sum.held++;
            else if (alarm->state == ALARM_UNACKNOWLEDGED)
                sum.unacknowledged[p]++;
            else if (alarm->state == ALARM_RETURNED)
                sum.returned[p]++;
            else
                sum.acknowledged[p]++;
        }
        assert_memory_equal(&sum, alarm_tally_of(site, (int32_t)n), sizeof sum);
    }
}

static void check_equal(const struct site *a, const struct site *b, unsigned seed)
{
    assert_int_equal(alarm_count(a), alarm_count(b));
    assert_int_equal(alarm_open_count(a), alarm_open_count(b));
    for (size_t i = 0; i < alarm_count(a); i++) {
        const struct alarm *x = alarm_at(a, i);
        const struct alarm *y = alarm_find(b, x->device, x->node, x->point, x->code.name);
        assert_non_null(y);
        if (x->state != y->state || x->id != y->id || x->returned != y->returned ||
            x->reset != y->reset || x->count != y->count || x->code.priority != y->code.priority ||
            x->acknowledged.is_on != y->acknowledged.is_on || x->shelf.is_on != y->shelf.is_on ||
            x->chatter.is_on != y->chatter.is_on)
            fail_msg("seed %u: %s of %d is %s in order, else %s", seed, x->code.name,
                     (int)x->device, alarm_state_name(x->state), alarm_state_name(y->state));
    }
    for (size_t n = 0; n < a->node_count; n++)
        assert_memory_equal(alarm_tally_of(a, (int32_t)n), alarm_tally_of(b, (int32_t)n),
                            sizeof(struct alarm_tally));
    check_tallies(a);
    check_tallies(b);
}

static void test_shuffled_and_repeated(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= 60; seed++) {
        static struct stream stream;
        size_t in_order[FACTS], shuffled[2 * FACTS];
        chance.state = seed * 7919u;
        make(&stream);
        for (size_t i = 0; i < FACTS; i++)
            in_order[i] = shuffled[i] = shuffled[FACTS + i] = i;
        for (size_t i = 2 * FACTS - 1; i > 0; i--) {
            size_t j = chance_below(&chance, (uint32_t)i + 1), held = shuffled[i];
            shuffled[i] = shuffled[j];
            shuffled[j] = held;
        }
        struct site *a = play(&stream, in_order, FACTS);
        struct site *b = play(&stream, shuffled, 2 * FACTS);
        check_equal(a, b, seed);
        site_free(b);
        site_free(a);
    }
}

/* Half from what is kept, the rest as facts, some of them known already. */
static void test_rebuilt(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= 30; seed++) {
        static struct stream stream;
        size_t order[FACTS];
        chance.state = seed * 104729u;
        make(&stream);
        for (size_t i = 0; i < FACTS; i++)
            order[i] = i;
        struct site *whole = play(&stream, order, FACTS);
        struct site *half = play(&stream, order, FACTS / 2);
        struct site *built = ground_site(2, STATIONS, "station-plc", 2);
        for (size_t i = 0; i < alarm_subtree_count(half); i++)
            site_put_alarm_subtree(built, alarm_subtree_at(half, i));
        for (size_t i = alarm_count(half); i-- > 0;)
            site_put_alarm(built, alarm_at(half, i));
        for (size_t i = FACTS / 3; i < FACTS; i++)
            site_apply(built, &stream.fact[i]);
        site_pass_time(built, (struct wall){stream.at});
        check_equal(whole, built, seed);
        site_free(built);
        site_free(half);
        site_free(whole);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shuffled_and_repeated),
        cmocka_unit_test(test_rebuilt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
