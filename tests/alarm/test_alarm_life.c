/* The life cycle: the table is whole, its sentences are there, and the state that the registers
 * give obeys it on every path. */
#include "backend/core/alarm_deed.h"
#include "ground.h"
#include "tests/device/chance.h"

static const struct alarm_row *row_for(enum alarm_state from, enum alarm_event event, unsigned is)
{
    for (size_t i = 0; i < alarm_row_count; i++) {
        const struct alarm_row *row = &alarm_rows[i];
        if (row->from == from && row->event == event && (row->when & is) == row->when)
            return row;
    }
    return NULL;
}

static bool is_impossible(enum alarm_state from, enum alarm_event event)
{
    for (size_t i = 0; i < alarm_impossible_count; i++)
        if (alarm_impossibles[i].from == from && alarm_impossibles[i].event == event)
            return true;
    return false;
}

static void test_table_is_whole(void **state)
{
    (void)state;
    for (int from = 0; from < ALARM_STATE_COUNT; from++) {
        for (int event = 0; event < ALARM_EVENT_COUNT; event++) {
            bool no = is_impossible((enum alarm_state)from, (enum alarm_event)event);
            for (unsigned is = 0; is <= ALARM_IF_ALL; is++) {
                bool has = row_for((enum alarm_state)from, (enum alarm_event)event, is);
                if (has == no)
                    fail_msg("%s, %s (%u): %s", alarm_state_name((enum alarm_state)from),
                             alarm_event_name((enum alarm_event)event), is,
                             no ? "impossible, but has a row" : "no row, and not impossible");
            }
        }
    }
    for (size_t i = 0; i < alarm_row_count; i++)
        assert_true(strlen(alarm_rows[i].sentence) > 10);
    for (size_t i = 0; i < alarm_impossible_count; i++)
        assert_true(strlen(alarm_impossibles[i].sentence) > 10);
}

/* No row hides a later one: each is the first that fits for some conditions. */
static void test_every_row_is_reached(void **state)
{
    (void)state;
    for (size_t i = 0; i < alarm_row_count; i++)
        assert_ptr_equal(row_for(alarm_rows[i].from, alarm_rows[i].event, alarm_rows[i].when),
                         &alarm_rows[i]);
}

/* ---- a walk by the table, beside a site that gets the facts ---- */

struct walk {
    struct site *site;
    struct chance chance;
    enum alarm_state state;
    const char *code;
    unsigned rule; /* ALARM_IF_EVENT, _UNASKED */
    bool is_latching;
    int64_t at, id;
    bool is_raised, is_event_over, is_reset, is_shelved, is_one_shot, is_suppressed;
    int64_t shelf_stamp, shelf_until;
    bool seen[ALARM_STATE_COUNT][ALARM_EVENT_COUNT];
};

static struct fact walk_fact(struct walk *walk, enum fact_kind kind)
{
    return ground_fact(kind, walk->at, walk->id, 1000, 100000, "T2g.1", "HH");
}

static void apply(struct walk *walk, const struct fact *fact)
{
    site_apply(walk->site, fact);
    if (chance_below(&walk->chance, 4) == 0)
        site_apply(walk->site, fact); /* repeated: changes nothing */
}

static unsigned conditions(const struct walk *walk)
{
    unsigned is = walk->rule;
    if (walk->is_raised && !walk->is_event_over)
        is |= ALARM_IF_ACTIVE;
    if (walk->is_latching && walk->id && !walk->is_reset)
        is |= ALARM_IF_UNRESET;
    if (walk->is_shelved)
        is |= ALARM_IF_SHELVED;
    if (walk->is_suppressed)
        is |= ALARM_IF_SUPPRESSED;
    if (walk->is_one_shot)
        is |= ALARM_IF_ONE_SHOT;
    return is;
}

/* Whether the event can be, beyond what the table calls impossible. */
static bool can_be(const struct walk *walk, enum alarm_event event)
{
    switch (event) {
    case ALARM_EVENT_RAISE: return !walk->is_raised || !walk->is_one_shot; /* returns first */
    case ALARM_EVENT_RETURN: return walk->is_raised;
    case ALARM_EVENT_ACKNOWLEDGE:
    case ALARM_EVENT_UNACKNOWLEDGE: return walk->id && !walk->is_event_over;
    case ALARM_EVENT_RESET: return true;
    case ALARM_EVENT_SHELVE:
    case ALARM_EVENT_SUPPRESS:
    case ALARM_EVENT_OUT: return true;
    case ALARM_EVENT_UNSHELVE: return walk->is_shelved;
    case ALARM_EVENT_SHELF_END: return walk->is_shelved && !walk->is_one_shot;
    case ALARM_EVENT_UNSUPPRESS: return walk->is_suppressed;
    case ALARM_EVENT_IN: return true;
    }
    return false;
}

static void on_raise(struct walk *walk)
{
    struct fact fact = ground_raise(walk->at, 1000, 100000, "T2g.1", walk->code);
    walk->id = walk->at;
    walk->is_raised = true;
    walk->is_event_over = walk->is_reset = false;
    apply(walk, &fact);
}

static void on_return(struct walk *walk)
{
    struct fact fact = walk_fact(walk, FACT_ALARM_RETURNED);
    walk->is_raised = false;
    apply(walk, &fact);
}

static void on_shelve(struct walk *walk)
{
    struct fact fact = walk_fact(walk, FACT_ALARM_SHELVED);
    /* one-shot only for what is raised: there is nothing to wait for else */
    walk->is_one_shot = walk->is_raised && chance_below(&walk->chance, 3) == 0;
    walk->is_shelved = true;
    walk->shelf_stamp = walk->at;
    walk->shelf_until = walk->at + 1000000 * GROUND_SECOND;
    fact.old_value = walk->is_one_shot ? 1 : NAN;
    fact.new_value = (double)walk->shelf_until / 1e6;
    apply(walk, &fact);
}

/* Sometimes the time itself shows it, sometimes a fact tells it afterwards. */
static void on_shelf_end(struct walk *walk)
{
    struct fact fact = walk_fact(walk, FACT_ALARM_UNSHELVED);
    if (chance_below(&walk->chance, 2) == 0) {
        walk->at = walk->shelf_until;
        site_pass_time(walk->site, (struct wall){walk->at});
    }
    fact.old_value = (double)walk->shelf_stamp;
    fact.new_value = (double)walk->at;
    apply(walk, &fact);
    walk->is_shelved = walk->is_one_shot = false;
}

static void on_word(struct walk *walk, enum fact_kind kind, bool is_own_stamp)
{
    struct fact fact = walk_fact(walk, kind);
    if (is_own_stamp)
        fact.new_value = (double)walk->at;
    apply(walk, &fact);
}

static void step(struct walk *walk, enum alarm_event event)
{
    bool is_one_shot = walk->is_one_shot;
    switch (event) {
    case ALARM_EVENT_RAISE: on_raise(walk); break;
    case ALARM_EVENT_RETURN: on_return(walk); break;
    case ALARM_EVENT_ACKNOWLEDGE:
        on_word(walk, FACT_ALARM_ACKNOWLEDGED, false);
        walk->is_event_over = walk->rule & ALARM_IF_EVENT;
        break;
    case ALARM_EVENT_UNACKNOWLEDGE: on_word(walk, FACT_ALARM_UNACKNOWLEDGED, false); break;
    case ALARM_EVENT_RESET:
        on_word(walk, FACT_ALARM_RESET, false);
        walk->is_reset = true;
        break;
    case ALARM_EVENT_SHELVE: on_shelve(walk); break;
    case ALARM_EVENT_UNSHELVE:
        on_word(walk, FACT_ALARM_UNSHELVED, false);
        walk->is_shelved = walk->is_one_shot = false;
        break;
    case ALARM_EVENT_SHELF_END: on_shelf_end(walk); break;
    case ALARM_EVENT_SUPPRESS:
        on_word(walk, FACT_ALARM_SUPPRESSED, true);
        walk->is_suppressed = true;
        break;
    case ALARM_EVENT_UNSUPPRESS:
        on_word(walk, FACT_ALARM_UNSUPPRESSED, true);
        walk->is_suppressed = false;
        break;
    case ALARM_EVENT_OUT: on_word(walk, FACT_ALARM_OUT_OF_SERVICE, false); break;
    case ALARM_EVENT_IN: on_word(walk, FACT_ALARM_IN_SERVICE, false); break;
    }
    unsigned is = conditions(walk);
    walk->seen[walk->state][event] = true;
    walk->state = row_for(walk->state, event, is)->to;
    if (event == ALARM_EVENT_RETURN && is_one_shot)
        walk->is_shelved = walk->is_one_shot = false; /* the shelf was for this once */
}

static void walk_once(struct walk *walk, uint64_t seed, int steps)
{
    static const char *const codes[] = {"HH/2", "HH/1l", "HH/2v", "HH/4k", "HH/3lk"};
    size_t kind = seed % 5;
    char path[4096] = "";
    *walk = (struct walk){.site = ground_site(1, 1, "vlt-fc51", 0),
                          .chance = {seed * 2654435761u + 1},
                          .code = codes[kind],
                          .rule = kind == 2   ? ALARM_IF_EVENT
                                  : kind >= 3 ? ALARM_IF_UNASKED
                                              : 0,
                          .is_latching = kind == 1 || kind == 4,
                          .at = GROUND_START};
    for (int i = 0; i < steps; i++) {
        enum alarm_event event = chance_below(&walk->chance, ALARM_EVENT_COUNT);
        if (is_impossible(walk->state, event) || !can_be(walk, event))
            continue;
        walk->at += GROUND_SECOND;
        site_pass_time(walk->site, (struct wall){walk->at});
        step(walk, event);
        const struct alarm *alarm = alarm_find(walk->site, 100000, 0, "T2g.1", "HH");
        size_t used = strlen(path);
        snprintf(path + used, sizeof path - used, "%s > ", alarm_event_name(event));
        if ((alarm ? alarm->state : ALARM_NORMAL) != walk->state)
            fail_msg("seed %u (%s): %sis %s, the table says %s", (unsigned)seed, walk->code, path,
                     alarm_state_name(alarm ? alarm->state : ALARM_NORMAL),
                     alarm_state_name(walk->state));
    }
    site_free(walk->site);
}

static void test_state_obeys_the_table(void **state)
{
    bool seen[ALARM_STATE_COUNT][ALARM_EVENT_COUNT] = {0};
    (void)state;
    for (uint64_t seed = 1; seed <= 400; seed++) {
        static struct walk walk;
        walk_once(&walk, seed, 60);
        for (int s = 0; s < ALARM_STATE_COUNT; s++)
            for (int e = 0; e < ALARM_EVENT_COUNT; e++)
                seen[s][e] |= walk.seen[s][e];
    }
    for (int s = 0; s < ALARM_STATE_COUNT; s++)
        for (int e = 0; e < ALARM_EVENT_COUNT; e++)
            if (!seen[s][e] && !is_impossible((enum alarm_state)s, (enum alarm_event)e))
                fail_msg("never walked: %s, %s", alarm_state_name((enum alarm_state)s),
                         alarm_event_name((enum alarm_event)e));
}

static void test_codes(void **state)
{
    struct alarm_code code, again;
    char text[FACT_CODE_SIZE];
    (void)state;
    assert_true(alarm_code_parse("state-power/1lnibe120", &code));
    assert_string_equal(code.name, "state-power");
    assert_int_equal(code.kind, ALARM_STATE);
    assert_int_equal(code.priority, 1);
    assert_int_equal(code.gather, GATHER_BELOW);
    assert_true(code.is_latching && code.needs_note && code.is_independent && !code.is_event);
    assert_int_equal(code.ack_minutes, 120);
    assert_true(alarm_code_format(&code, text, sizeof text));
    assert_true(alarm_code_parse(text, &again));
    assert_string_equal(text, "state-power/1lnibe120");
    assert_true(alarm_code_parse("HH", &code));
    static const char *const bad[] = {"",          "XX",     "HH/",   "HH/0",
                                      "HH/5",      "HH/1z",  "HH/1e", "HH/1e0",
                                      "HH/1e1000", "HH/1ex", "HHH/1", "state-with-a-long-name/1"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(alarm_code_parse(bad[i], &code));
}

/* Shelves and acknowledgements end on the clock alone, with no fact. */
static void test_time_alone(void **state)
{
    struct site *site = ground_site(1, 1, "vlt-fc51", 0);
    struct fact raise = ground_raise(GROUND_START, 1000, 100000, "T2g.1", "L/2e30");
    struct fact ack = ground_fact(FACT_ALARM_ACKNOWLEDGED, GROUND_START + 60 * GROUND_SECOND,
                                  GROUND_START, 1000, 100000, "T2g.1", "L");
    (void)state;
    site_pass_time(site, raise.at);
    site_apply(site, &raise);
    site_apply(site, &ack);
    const struct alarm *alarm = alarm_find(site, 100000, 0, "T2g.1", "L");
    assert_int_equal(alarm->state, ALARM_ACKNOWLEDGED);
    struct wall due = site_next_alarm_due(site);
    assert_int_equal(due.us, ack.at.us + 30 * 60 * GROUND_SECOND);
    assert_int_equal(site_pass_time(site, (struct wall){due.us - 1}), 0);
    assert_int_equal(site_pass_time(site, due), 1);
    assert_int_equal(alarm->state, ALARM_UNACKNOWLEDGED);
    assert_string_equal(alarm->acknowledged.who, "anna");
    struct fact shelve =
        ground_fact(FACT_ALARM_SHELVED, due.us + 1, GROUND_START, 1000, 100000, "T2g.1", "L");
    shelve.new_value = (double)(due.us / GROUND_SECOND + 3600);
    site_apply(site, &shelve);
    assert_int_equal(alarm->state, ALARM_SHELVED);
    assert_int_equal(alarm_tally_of(site, site_node_of_id(site, 1))->held, 1);
    assert_int_equal(alarm_tally_shown(alarm_tally_all(site)), 0);
    assert_int_equal(site_pass_time(site, site_next_alarm_due(site)), 1);
    assert_int_equal(alarm->state, ALARM_UNACKNOWLEDGED);
    const struct alarm_tally *tally = alarm_tally_of(site, site_node_of_id(site, 1));
    assert_int_equal(alarm_tally_shown(tally), 1);
    assert_int_equal(tally->unacknowledged[2 - 1], 1);
    site_free(site);
}

/* Nobody has answered what asks nobody, until somebody does. */
static void test_words_of_what_asks_nobody(void **state)
{
    struct site *site = ground_site(1, 1, "vlt-fc51", 0);
    struct fact raise = ground_raise(GROUND_START, 1, 0, "", "closed/2bk");
    struct fact ack = ground_fact(FACT_ALARM_ACKNOWLEDGED, GROUND_START + 60 * GROUND_SECOND,
                                  GROUND_START, 1, 0, "", "closed");
    (void)state;
    site_apply(site, &raise);
    const struct alarm *alarm = alarm_find(site, 0, 1, "", "closed");
    assert_int_equal(alarm->state, ALARM_ACKNOWLEDGED);
    assert_string_equal(alarm_state_phrase(alarm), "no answer needed");
    site_apply(site, &ack);
    assert_string_equal(alarm_state_phrase(alarm), "acknowledged");
    raise = ground_raise(GROUND_START, 1000, 100000, "T2g.1", "HH/1");
    ack = ground_fact(FACT_ALARM_ACKNOWLEDGED, GROUND_START + 60 * GROUND_SECOND, GROUND_START,
                      1000, 100000, "T2g.1", "HH");
    site_apply(site, &raise);
    alarm = alarm_find(site, 100000, 0, "T2g.1", "HH");
    assert_string_equal(alarm_state_phrase(alarm), "unacknowledged");
    site_apply(site, &ack);
    assert_string_equal(alarm_state_phrase(alarm), "acknowledged");
    site_free(site);
}

static void test_ticket_of_work(void **state)
{
    (void)state;
    assert_int_equal(alarm_deed_ticket("T12 new seal"), 12);
    assert_int_equal(alarm_deed_ticket("换垫片T-7"), 7);
    assert_int_equal(alarm_deed_ticket("pump (t901)"), 901);
    assert_int_equal(alarm_deed_ticket("PT100, T12b, T1234567890"), 0);
    assert_int_equal(alarm_deed_ticket("PT100: T8"), 8);
    assert_int_equal(alarm_deed_ticket(""), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_of_what_asks_nobody),
        cmocka_unit_test(test_ticket_of_work),
        cmocka_unit_test(test_table_is_whole),
        cmocka_unit_test(test_every_row_is_reached),
        cmocka_unit_test(test_state_obeys_the_table),
        cmocka_unit_test(test_codes),
        cmocka_unit_test(test_time_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
