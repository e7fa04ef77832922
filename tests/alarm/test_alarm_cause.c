/* Causes first: what explains what, in any order of arrival; what remains stands up by itself. */
#include "backend/core/alarm_cause.h"
#include "drive.h"
#include "tests/device/chance.h"

static void put(struct site *site, int64_t second, int station, const char *point, const char *code)
{
    struct fact fact = ground_raise(GROUND_START + second * GROUND_SECOND, 1000 + station,
                                    100000 + station, point, code);
    site_apply(site, &fact);
}

/* At a node without a device. */
static void put_node(struct site *site, int64_t second, int32_t node, const char *code)
{
    struct fact fact = ground_raise(GROUND_START + second * GROUND_SECOND, node, 0, "F1", code);
    site_apply(site, &fact);
}

static void back(struct site *site, int64_t second, const struct alarm *alarm)
{
    struct fact fact =
        ground_fact(FACT_ALARM_RETURNED, GROUND_START + second * GROUND_SECOND, alarm->id,
                    alarm->node, alarm->device, alarm->point, alarm->code.name);
    site_apply(site, &fact);
    fact.kind = FACT_ALARM_ACKNOWLEDGED;
    fact.at.us++;
    site_apply(site, &fact);
}

static const struct alarm *find(const struct site *site, int station, const char *point,
                                const char *name)
{
    const struct alarm *alarm = alarm_find(site, 100000 + station, 0, point, name);
    assert_non_null(alarm);
    return alarm;
}

static void test_source_stops(void **state)
{
    struct site *site = ground_site(2, 40, "station-plc", 0);
    struct alarm_groups groups = {0};
    (void)state;
    for (int n = 0; n < 40; n++)
        put(site, 60 + n, n, "T2g.1", "dev/2");
    put(site, 50, 0, "LEAK", "state/1in");
    put_node(site, 90, 1, "LL/1bn"); /* told after the first of its consequences */
    alarm_groups_make(&groups, site);
    assert_int_equal(groups.count, 1 + 1 + 20); /* the other source's twenty stand alone */
    const struct alarm_group *first = &groups.group[0];
    assert_int_equal(alarm_at(site, first->alarm)->code.kind, ALARM_LL);
    assert_int_equal(first->children, 20);
    assert_int_equal(first->stations, 20);
    assert_int_equal(first->households, 0); /* declared at the stations of this plant */
    assert_int_equal(alarm_at(site, first->first_out)->id, GROUND_START + 60 * GROUND_SECOND);
    assert_int_equal(first->unacknowledged, 20);
    for (int n = 0; n < 40; n += 2) {
        const struct alarm *below = find(site, n, "T2g.1", "dev");
        struct fact gone = ground_fact(FACT_ALARM_RETURNED, GROUND_START + 400 * GROUND_SECOND,
                                       below->id, below->node, below->device, "T2g.1", "dev");
        if (alarm_cause_of(site, below) && n < 20)
            site_apply(site, &gone);
    }
    alarm_groups_make(&groups, site);
    assert_int_equal(groups.group[0].unacknowledged, 10);
    assert_int_equal(groups.group[0].returned, 10); /* over, and still somebody has to see them */
    /* the source is back: what remains stands up by itself */
    back(site, 500, alarm_find(site, 0, 1, "F1", "LL"));
    alarm_groups_make(&groups, site);
    assert_int_equal(groups.count, 1 + 40);
    alarm_groups_finish(&groups);
    site_free(site);
}

static void test_power_and_loss(void **state)
{
    struct site *site = ground_site(1, 10, "station-plc", 4);
    (void)state;
    put(site, 10, 0, "PWR", "state/1is");
    put(site, 12, 0, "CP1_Run.1", "state/1n");
    put(site, 40, 0, "", "lost/3d");
    put(site, 610, 0, "", "lost-long/2d");
    put(site, 41, 0, "LEAK", "state/1in");
    put(site, 12, 1, "CP1_Run.1", "state/1n");
    assert_ptr_equal(alarm_cause_of(site, find(site, 0, "CP1_Run.1", "state")),
                     find(site, 0, "PWR", "state"));
    assert_ptr_equal(alarm_cause_of(site, find(site, 0, "", "lost")),
                     find(site, 0, "PWR", "state"));
    assert_ptr_equal(alarm_cause_of(site, find(site, 0, "", "lost-long")),
                     find(site, 0, "", "lost"));
    assert_ptr_equal(alarm_root_of(site, find(site, 0, "", "lost-long")),
                     find(site, 0, "PWR", "state"));
    assert_null(alarm_cause_of(site, find(site, 0, "LEAK", "state")));
    assert_null(alarm_cause_of(site, find(site, 1, "CP1_Run.1", "state")));
    /* a value alarm just before its device is lost is no consequence of the loss */
    put(site, 5, 5, "T2g.1", "HH/1");
    put(site, 40, 5, "", "lost/3d");
    assert_null(alarm_cause_of(site, find(site, 5, "T2g.1", "HH")));
    /* a gateway gathers what hangs on it, wherever it stands */
    put(site, 100, 1, "", "lost/3d");
    put(site, 101, 2, "", "lost/3d");
    put(site, 130, 1, "", "gateway/2g");
    put(site, 131, 6, "", "lost/3d");
    assert_ptr_equal(alarm_cause_of(site, find(site, 2, "", "lost")), find(site, 1, "", "gateway"));
    assert_null(alarm_cause_of(site, find(site, 6, "", "lost")));
    /* long before the cause: it has another reason */
    put(site, 5000, 7, "PWR", "state/1is");
    put(site, 3000, 7, "T2g.1", "L/2");
    assert_null(alarm_cause_of(site, find(site, 7, "T2g.1", "L")));
    site_free(site);
}

/* A source that stops empties no secondary side and no tank: that is another trouble, and critical.
 */
static void test_water_is_lost_by_itself(void **state)
{
    struct drive drive;
    (void)state;
    drive_init(&drive, ground_site(1, 2, "station-plc", 0), NULL);
    put_node(drive.site, 1, 1, "LL/1bn");
    drive_set(&drive, 0, "P2h.1", 0.1);
    drive_set(&drive, 0, "TL", 0.2);
    drive_set(&drive, 0, "T2g.1", 20);
    drive_set(&drive, 0, "T1h", 15);
    drive_set(&drive, 0, "BP_P2h.1", 0.3);
    drive_set(&drive, 0, "UPS", 30);
    drive_rounds(&drive, 400);
    assert_null(alarm_cause_of(drive.site, drive_alarm(&drive, 0, "T1h", "L"))); /* frost */
    assert_null(alarm_cause_of(drive.site, drive_alarm(&drive, 0, "P2h.1", "L")));
    assert_null(alarm_cause_of(drive.site, drive_alarm(&drive, 0, "TL", "L")));
    assert_null(alarm_cause_of(drive.site, drive_alarm(&drive, 0, "UPS", "L")));
    assert_non_null(alarm_cause_of(drive.site, drive_alarm(&drive, 0, "T2g.1", "cold")));
    assert_null(alarm_cause_of(drive.site, drive_alarm(&drive, 0, "P2h.1", "LL")));
    assert_null(alarm_cause_of(drive.site, drive_alarm(&drive, 0, "TL", "LL")));
    drive_finish(&drive);
}

static void test_nothing_hides_behind_what_is_hidden(void **state)
{
    struct site *site = ground_site(1, 3, "station-plc", 0);
    (void)state;
    put_node(site, 10, 1, "LL/1b");
    put(site, 20, 0, "T2g.1", "dev/2");
    const struct alarm *source = alarm_find(site, 0, 1, "F1", "LL");
    assert_ptr_equal(alarm_cause_of(site, find(site, 0, "T2g.1", "dev")), source);
    struct fact shelve = ground_fact(FACT_ALARM_SHELVED, GROUND_START + 30 * GROUND_SECOND,
                                     source->id, 1, 0, "F1", "LL");
    shelve.new_value = (double)GROUND_START / 1e6 + 3600;
    site_apply(site, &shelve);
    assert_int_equal(source->state, ALARM_SHELVED);
    assert_null(alarm_cause_of(site, find(site, 0, "T2g.1", "dev")));
    site_free(site);
}

/* ---- any order of arrival ---- */

struct event {
    struct fact fact;
};

enum { EVENTS = 150 };

static size_t make_events(struct event *event, struct chance *chance)
{
    static const struct {
        const char *point, *code;
    } kinds[] = {{"T2g.1", "dev/2"},
                 {"T2g.1", "HH/1"},
                 {"LEAK", "state/1in"},
                 {"PWR", "state/1is"},
                 {"", "lost/3d"},
                 {"", "lost-long/2d"},
                 {"", "gateway/2g"},
                 {"T2g_SP.1", "outside/1vd"},
                 {"CV_SP.1", "outside/2vd"},
                 {"CP1_Run.1", "state/1n"},
                 {"F1", "L/2"},
                 {"", "storm/3d"}};
    size_t count = 0;
    int64_t at = GROUND_START;
    while (count < EVENTS) {
        at += (1 + chance_below(chance, 90)) * GROUND_SECOND; /* two hours in all */
        int station = (int)chance_below(chance, 20);
        size_t k = chance_below(chance, sizeof kinds / sizeof *kinds);
        event[count++].fact =
            ground_raise(at, 1000 + station, 100000 + station, kinds[k].point, kinds[k].code);
        if (chance_below(chance, 12) == 0 && count < EVENTS)
            event[count++].fact =
                ground_raise(at + 1, 1 + (int32_t)chance_below(chance, 2), 0, "F1", "LL/1b");
        if (chance_below(chance, 20) == 0 && count < EVENTS)
            event[count++].fact = ground_raise(at + 2, 0, 0, "", "network/1a");
        if (chance_below(chance, 20) == 0 && count < EVENTS)
            event[count++].fact = ground_raise(at + 3, 0, 0, "", "mass/1va");
        if (chance_below(chance, 3) == 0 && count < EVENTS) {
            const struct fact *former = &event[chance_below(chance, (uint32_t)count)].fact;
            struct fact fact = *former;
            fact.kind = FACT_ALARM_RETURNED;
            fact.at.us = at + 4;
            event[count++].fact = fact;
        }
    }
    return count;
}

static struct site *play(const struct event *event, const size_t *order, size_t count)
{
    struct site *site = ground_site(2, 20, "station-plc", 5);
    for (size_t i = 0; i < count; i++)
        site_apply(site, &event[order[i]].fact);
    return site;
}

/* ---- the same by looking at all ---- */

/* Ten minutes, by the clock, between two moments, none of which is without an alarm of the kinds.
 */
static bool is_one_wave(const struct site *site, uint32_t kinds, int64_t a, int64_t b)
{
    int64_t last = (a > b ? a : b) / ALARM_SETTLE_US;
    for (int64_t stretch = (a < b ? a : b) / ALARM_SETTLE_US + 1; stretch < last; stretch++) {
        bool is_empty = true;
        for (size_t i = 0; i < alarm_count(site) && is_empty; i++)
            is_empty = !(kinds & ALARM_BIT(alarm_at(site, i)->code.kind)) ||
                       alarm_at(site, i)->id / ALARM_SETTLE_US != stretch;
        if (is_empty)
            return false;
    }
    return true;
}

static bool is_in_time(const struct site *site, const struct alarm *cause,
                       const struct alarm *alarm)
{
    if (cause->code.kind == ALARM_MASS && llabs(alarm->id - cause->id) > ALARM_SETTLE_US)
        return is_one_wave(site, ALARM_BIT(ALARM_OUTSIDE), cause->id, alarm->id);
    if (cause->code.kind == ALARM_OUTSIDE && alarm->id > cause->id + ALARM_SETTLE_US)
        return false;
    bool is_loss = cause->code.kind == ALARM_GATEWAY || cause->code.kind == ALARM_NETWORK;
    if (is_loss && alarm->id < cause->id - ALARM_SETTLE_US)
        return alarm->id >= cause->id - ALARM_LOSS_US &&
               is_one_wave(site, ALARM_BIT(ALARM_LOST) | ALARM_BIT(ALARM_GATEWAY), cause->id,
                           alarm->id);
    return alarm->id >= cause->id - ALARM_SETTLE_US;
}

static bool explains(const struct site *site, const struct alarm *cause, const struct alarm *alarm,
                     bool is_level)
{
    if (cause == alarm || cause->gathers < alarm->code.gather || !is_in_time(site, cause, alarm) ||
        (cause->gathers == alarm->code.gather && is_level && cause->id >= alarm->id))
        return false;
    for (size_t i = 0; i < alarm_reason_count; i++)
        if (alarm_reasons[i].gather == cause->gathers &&
            (alarm_reasons[i].causes & ALARM_BIT(cause->code.kind)))
            return alarm_reasons[i].kinds & ALARM_BIT(alarm->code.kind);
    return false;
}

/* Steps up from the alarm's node to the cause's, or -1: the cause does not reach it. */
static int steps_to(const struct site *site, const struct alarm *cause, const struct alarm *alarm)
{
    int steps = 0;
    int32_t up = alarm->site_node;
    bool is_inside = cause->gathers == GATHER_DEVICE || cause->gathers == GATHER_STATION;
    const struct site_device *x = cause->site_device < 0 ? NULL : &site->device[cause->site_device];
    const struct site_device *y = alarm->site_device < 0 ? NULL : &site->device[alarm->site_device];
    if (cause->gathers == GATHER_ALIKE)
        return 0;
    if (cause->gathers == GATHER_LINE)
        return x && y && !strcmp(x->endpoint, y->endpoint) ? 0 : -1;
    if (cause->gathers == GATHER_DEVICE && cause->device != alarm->device)
        return -1;
    for (; up >= 0 && up != cause->site_node; up = site->node[up].parent, steps++)
        if (is_inside && site->node[up].kind == NODE_STATION)
            return -1;
    return up < 0 ? -1 : steps;
}

static const struct alarm *cause_by_scan(const struct site *site, const struct alarm *alarm)
{
    const struct alarm *best = NULL;
    int best_steps = 0;
    for (size_t i = 0; i < alarm_count(site) && !alarm->code.is_independent; i++) {
        const struct alarm *cause = alarm_at(site, i);
        bool is_cause = alarm_state_is_shown(cause->state) && alarm_is_active(cause) &&
                        cause->code.gather != GATHER_NONE;
        int steps = is_cause ? steps_to(site, cause, alarm) : -1;
        bool is_level = cause->site_node == alarm->site_node || cause->gathers == GATHER_LINE ||
                        cause->gathers == GATHER_ALIKE;
        if (steps < 0 || !explains(site, cause, alarm, is_level))
            continue;
        int lower = best ? cause->gathers - best->gathers : -1;
        if (lower < 0 || (!lower && steps < best_steps) ||
            (!lower && steps == best_steps && cause->id < best->id)) {
            best = cause;
            best_steps = steps;
        }
    }
    return best;
}

static void check_same_causes(const struct site *a, const struct site *b)
{
    for (size_t i = 0; i < alarm_open_count(a); i++) {
        const struct alarm *x = alarm_open_at(a, i);
        const struct alarm *y = alarm_find(b, x->device, x->node, x->point, x->code.name);
        assert_non_null(y);
        const struct alarm *cause = alarm_cause_of(a, x), *other = alarm_cause_of(b, y);
        assert_int_equal(cause ? cause->id : 0, other ? other->id : 0);
        assert_ptr_equal(cause, cause_by_scan(a, x));
    }
}

/* Each open alarm stands in exactly one place, and the chain of causes ends. */
static void check_groups(const struct site *site)
{
    struct alarm_groups groups = {0};
    size_t shown = 0;
    int *seen = alloc_array(alarm_count(site), sizeof *seen);
    alarm_groups_make(&groups, site);
    for (size_t i = 0; i < groups.count; i++) {
        const struct alarm_group *group = &groups.group[i];
        seen[group->alarm]++;
        for (int32_t c = 0; c < group->children; c++) {
            size_t child = groups.child[group->first_child + (size_t)c];
            seen[child]++;
            assert_ptr_equal(alarm_root_of(site, alarm_at(site, child)),
                             alarm_at(site, group->alarm));
            if (c)
                assert_true(alarm_at(site, groups.child[group->first_child + (size_t)c - 1])->id <
                            alarm_at(site, child)->id);
        }
        assert_null(alarm_cause_of(site, alarm_at(site, group->alarm)));
    }
    for (size_t i = 0; i < alarm_count(site); i++) {
        bool is_shown = alarm_state_is_shown(alarm_at(site, i)->state);
        assert_int_equal(seen[i], is_shown);
        shown += is_shown;
    }
    assert_int_equal(groups.count + groups.child_count, shown);
    alarm_groups_finish(&groups);
    free(seen);
}

static void test_any_order(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= 80; seed++) {
        static struct event event[EVENTS];
        size_t order[EVENTS], shuffled[EVENTS];
        struct chance chance = {seed * 15485863u};
        size_t count = make_events(event, &chance);
        for (size_t i = 0; i < count; i++)
            order[i] = shuffled[i] = i;
        for (size_t i = count - 1; i > 0; i--) {
            size_t j = chance_below(&chance, (uint32_t)i + 1), held = shuffled[i];
            shuffled[i] = shuffled[j];
            shuffled[j] = held;
        }
        struct site *a = play(event, order, count), *b = play(event, shuffled, count);
        assert_int_equal(alarm_open_count(a), alarm_open_count(b));
        check_same_causes(a, b);
        check_groups(a);
        check_groups(b);
        site_free(a);
        site_free(b);
    }
}

static void test_reasons_have_sentences(void **state)
{
    (void)state;
    bool seen[ALARM_GATHER_COUNT] = {true};
    for (size_t i = 0; i < alarm_reason_count; i++) {
        seen[alarm_reasons[i].gather] = true;
        assert_true(strlen(alarm_reasons[i].sentence) > 10);
    }
    for (int gather = 0; gather < ALARM_GATHER_COUNT; gather++)
        assert_true(seen[gather]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_source_stops),
        cmocka_unit_test(test_power_and_loss),
        cmocka_unit_test(test_water_is_lost_by_itself),
        cmocka_unit_test(test_nothing_hides_behind_what_is_hidden),
        cmocka_unit_test(test_any_order),
        cmocka_unit_test(test_reasons_have_sentences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
