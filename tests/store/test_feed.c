/* The console's feed against a real database: what is there gets here, in order, once. */
#include "backend/core/alarm_book.h"
#include "backend/core/crew.h"
#include "backend/core/outage.h"
#include "backend/core/ticket_book.h"
#include "backend/store/exchange.h"
#include "backend/store/schema.h"
#include "tests/exchange/folder.h"
#include "tests/store/feed_bed.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct feed_bed bed;

static int set_up(void **state)
{
    (void)state;
    feed_bed_init(&bed, "hd_feed");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    feed_bed_finish(&bed);
    return 0;
}

/* What was there before, and then each thing as it happens; values also without any fact. */
static void test_follows(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++)
        feed_bed_write(&bed);
    feed_bed_start(&bed, DISPATCHER);
    feed_bed_wait_equal(&bed, "at the start");
    assert_int_equal(bed.loads, 1);
    assert_string_equal(feed_status(bed.feed)->who, "proof_dispatcher");
    assert_string_equal(feed_status(bed.feed)->role, "dispatcher");
    for (int i = 0; i < 60; i++) {
        int changes = bed.changes;
        feed_bed_write(&bed);
        feed_bed_wait_equal(&bed, "after a write");
        assert_true(bed.changes >= changes);
    }
    /* many at once: more than the journal keeps and one read takes */
    ground_run(bed.collector,
               "select hd.facts_append(array_agg(gen_random_uuid()), array_agg(now()),"
               " array_agg('changed_outside'::text), array_agg(0), array_agg(1),"
               " array_agg('SP.1'::text), array_agg(0::bigint), array_agg(1::float8),"
               " array_agg(i::float8), array_agg(''::text), array_agg(''::text))"
               " from generate_series(1, 2500) i");
    feed_bed_wait_equal(&bed, "after 2,500 facts");
    assert_int_equal(feed_site(bed.feed)->journal_count,
                     ground_number(bed.root, "select seq from hd.fact_head"));
    feed_bed_stop(&bed);
    /* a console that starts late begins with the newest thousand */
    feed_bed_start(&bed, DISPATCHER);
    feed_bed_wait_equal(&bed, "a late start");
    assert_int_equal(feed_site(bed.feed)->journal_count, SITE_JOURNAL);
    feed_bed_stop(&bed);
}

static double value_of(int32_t device)
{
    const struct site_device *d = &feed_site(bed.feed)->device[device];
    return d->reading ? d->reading[0].value : NAN;
}

static void put_at(int device, double value, const char *ahead)
{
    char sql[400];
    snprintf(sql, sizeof sql,
             "select hd.values_put(array[%d], array[clock_timestamp() + interval '%s'], (select "
             "array[layout]"
             " from hd.profile p join hd.device d on d.profile = p.name where d.id = %d), array[2],"
             " array[%g, 1]::float8[], '\\x0000', '{}', '{}', '{}', '{}')",
             device, ahead, device, value);
    ground_run(bed.collector, sql);
}

static void put(int device, double value)
{
    put_at(device, value, "0");
}

static bool is_first_new(struct feed_bed *b)
{
    (void)b;
    return value_of(0) == 41;
}

static bool is_second_new(struct feed_bed *b)
{
    (void)b;
    return value_of(1) == 51;
}

/* A reading of tomorrow does not keep those of today away, nor stands there as one of tomorrow. */
static void test_future(void **state)
{
    (void)state;
    feed_bed_start(&bed, DISPATCHER);
    feed_bed_wait_equal(&bed, "at the start");
    int first = feed_site(bed.feed)->device[0].id;
    put_at(first, 40, "1 day");
    ground_expect(bed.root, "select max(at) < clock_timestamp() + interval '3 s' from hd.latest",
                  "t");
    ground_run(bed.root,
               "update hd.latest set at = at + interval '1 h'"); /* as it may stand there */
    put(first, 41);
    feed_bed_wait(&bed, is_first_new, "the reading of today");
    feed_bed_stop(&bed);
}

/* What is out of sight comes, later than what is in sight; and at once when it comes into sight. */
static void test_sight(void **state)
{
    static const int32_t both[] = {0, 1};
    (void)state;
    feed_bed_start(&bed, DISPATCHER);
    feed_bed_wait_equal(&bed, "at the start");
    const struct site *site = feed_site(bed.feed);
    int first = site->device[0].id, second = site->device[1].id;
    put(first, 40);
    put(second, 50);
    feed_bed_wait_equal(&bed, "all are in sight");
    feed_look(bed.feed, both, 1);
    for (int i = 0; i < 3; i++) {
        put(second, 51);
        put(first, 41);
        feed_bed_wait(&bed, is_first_new, "the one in sight");
        if (i == 0)
            feed_bed_wait(&bed, is_second_new, "the one out of sight");
        if (i == 1)
            feed_look(bed.feed, both + 1, 1);
        if (i == 1)
            feed_bed_wait(&bed, is_second_new, "what comes into sight");
        feed_look(bed.feed, both, 1);
        put(second, 50);
        put(first, 40);
        feed_bed_wait_equal(&bed, "all of it");
    }
    feed_bed_stop(&bed);
}

static bool has_children(struct feed_bed *b)
{
    return b->children > 0;
}

static int32_t index_of(const char *code)
{
    return site_node_of_code(feed_site(bed.feed), code);
}

static void test_children(void **state)
{
    (void)state;
    feed_bed_start(&bed, AUDITOR);
    feed_bed_wait_equal(&bed, "at the start");
    struct site *site = feed_site(bed.feed);
    int32_t circuit = index_of("S1-1");
    assert_true(site->node[circuit].has_more);
    assert_int_equal(index_of("B1"), -1);
    feed_load_children(bed.feed, site->node[circuit].id);
    feed_bed_wait(&bed, has_children, "the building");
    assert_int_equal(bed.children_of, site->node[circuit].id);
    int32_t building = index_of("B1");
    assert_true(building >= 0 && site->node[building].parent == circuit);
    bed.children = 0;
    feed_load_children(bed.feed, site->node[building].id);
    feed_bed_wait(&bed, has_children, "the households");
    assert_string_equal(site->node[site->node[building].first_child].name, "1-101");
    assert_int_equal(site->node[index_of("H2")].households, 1);
    feed_bed_stop(&bed);
}

static bool is_known(struct feed_bed *b)
{
    const struct collector_status *collector = feed_collector(b->feed);
    return collector->is_known && collector->devices == 7 && collector->lost == 2;
}

static bool is_unknown(struct feed_bed *b)
{
    return !feed_collector(b->feed)->is_known;
}

static bool has_left(struct feed_bed *b)
{
    const struct collector_status *collector = feed_collector(b->feed);
    return collector->is_known && !collector->leads && collector->seen.us > 0;
}

static void test_collector(void **state)
{
    (void)state;
    ground_run(bed.root, "update hd.lease set until = '-infinity'; delete from hd.collector");
    feed_bed_start(&bed, LEADER);
    feed_bed_wait_equal(&bed, "at the start");
    feed_bed_wait(&bed, is_unknown, "nobody collects");
    char *epoch = ground_ask(bed.collector, "select epoch from hd.lease_hold('here:1', 0, 7, 2)");
    feed_bed_wait(&bed, is_known, "a collector leads");
    assert_string_equal(feed_collector(bed.feed)->name, "here:1");
    assert_true(feed_collector(bed.feed)->seen.us > 0);
    /* another one, which does not lead, is not it */
    ground_run(bed.collector, "select hd.lease_hold('there:2', 0, 9, 9)");
    feed_bed_wait(&bed, is_known, "it still leads");
    char sql[100];
    snprintf(sql, sizeof sql, "select hd.lease_release('here:1', %s)", epoch);
    ground_run(bed.collector, sql);
    feed_bed_wait(&bed, has_left, "it ended in order");
    free(epoch);
    feed_bed_stop(&bed);
}

static struct {
    bool is_done, is_ok;
    int64_t command;
    char code[24], sentence[200];
} answer;

static void on_answer(void *ctx, bool ok, int64_t command, const char *code, const char *sentence)
{
    (void)ctx;
    assert_false(answer.is_done);
    answer.is_done = true;
    answer.is_ok = ok;
    answer.command = command;
    snprintf(answer.code, sizeof answer.code, "%s", code);
    snprintf(answer.sentence, sizeof answer.sentence, "%s", sentence);
}

static bool is_answered(struct feed_bed *b)
{
    (void)b;
    return answer.is_done;
}

static void ask(int32_t device, double wanted)
{
    memset(&answer, 0, sizeof answer);
    feed_ask_setpoint(
        bed.feed,
        &(struct setpoint_request){
            .device_id = device, .point = "SP.1", .seen = 40, .wanted = wanted, .reason = "寒潮"},
        on_answer, NULL);
    feed_bed_wait(&bed, is_answered, "the request is answered");
}

static void test_requests(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++)
        feed_bed_claim(&bed);
    ground_run(bed.root, "truncate hd.device_state");
    feed_bed_start(&bed, DISPATCHER);
    feed_bed_wait_equal(&bed, "at the start");
    int32_t device = (int32_t)ground_number(
        bed.root, "select id from hd.device where endpoint = 'tcp:192.0.2.2:1502'");
    ask(device, 42);
    assert_true(answer.is_ok && answer.command > 0);
    ask(device, 43);
    assert_false(answer.is_ok);
    assert_string_equal(answer.code, "busy");
    assert_string_equal(answer.sentence, refusal_sentence(REFUSAL_BUSY));
    ask(device, 99);
    assert_string_equal(answer.code, "limit");
    feed_bed_wait_equal(&bed, "after the requests");
    feed_bed_stop(&bed);
    /* who only looks gets the same sentence from a database that does not even listen to them */
    long long facts = ground_number(bed.root, "select seq from hd.fact_head");
    feed_bed_start(&bed, SUPERVISOR);
    feed_bed_wait_equal(&bed, "at the start");
    ask(device, 42);
    assert_false(answer.is_ok);
    assert_string_equal(answer.code, "right");
    assert_string_equal(answer.sentence, refusal_sentence(REFUSAL_RIGHT));
    assert_int_equal(ground_number(bed.root, "select seq from hd.fact_head"), facts);
    feed_bed_stop(&bed);
    feed_bed_start(&bed, READER);
    ask(device, 42); /* before it is up */
    assert_false(answer.is_ok);
    assert_int_equal(answer.command, 0);
    assert_true(answer.sentence[0]);
    feed_bed_stop(&bed);
}

/* An order that waits is known to a console opened after the journal has gone past it. */
static void test_old_order(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++)
        feed_bed_claim(&bed);
    feed_bed_start(&bed, DISPATCHER);
    feed_bed_wait_equal(&bed, "at the start");
    int32_t device = (int32_t)ground_number(
        bed.root, "select id from hd.device where endpoint = 'tcp:192.0.2.2:1502'");
    ask(device, 42);
    assert_true(answer.is_ok);
    feed_bed_stop(&bed);
    ground_run(bed.collector,
               "select hd.facts_append(array_agg(gen_random_uuid()), array_agg(now()),"
               " array_agg('changed_outside'::text), array_agg(0), array_agg(1),"
               " array_agg('SP.1'::text), array_agg(0::bigint), array_agg(1::float8),"
               " array_agg(2::float8), array_agg(''::text), array_agg(''::text))"
               " from generate_series(1, 1100)");
    feed_bed_start(&bed, DISPATCHER);
    feed_bed_wait_equal(&bed, "after more facts than the journal holds");
    const struct command *order = site_command(feed_site(bed.feed), device, "SP.1");
    assert_non_null(order);
    assert_int_equal(order->id, answer.command);
    assert_int_equal(order->state, COMMAND_ASKED);
    assert_string_equal(order->text, "寒潮");
    for (int i = 0; i < 2; i++)
        feed_bed_claim(&bed);
    feed_bed_wait_equal(&bed, "it is carried out");
    assert_int_equal(order->state, COMMAND_VERIFIED);
    feed_bed_stop(&bed);
}

static int answers;

static void on_any_list(void *ctx, enum desk_list list, int64_t id, const struct desk_table *table)
{
    (void)ctx, (void)list, (void)id, (void)table;
    answers++;
}

static void on_any_answer(void *ctx, const struct desk_answer *given)
{
    (void)ctx, (void)given;
    answers++;
}

static bool are_all_answered(struct feed_bed *b)
{
    (void)b;
    return answers == DESK_LIST_COUNT + DESK_CALL_COUNT;
}

/* A long shift: whatever a console can ask, over one connection. */
static void test_all_questions(void **state)
{
    (void)state;
    feed_bed_start(&bed, DISPATCHER);
    feed_bed_wait_equal(&bed, "at the start");
    answers = 0;
    for (int list = 0; list < DESK_LIST_COUNT; list++)
        feed_ask_list(bed.feed, (enum desk_list)list, 1, 1, 1, "", on_any_list, NULL);
    for (int call = 0; call < DESK_CALL_COUNT; call++) {
        struct desk_request request;
        desk_request_init(&request, (enum desk_call)call, "nothing");
        feed_ask_desk(bed.feed, &request, on_any_answer, NULL);
    }
    feed_bed_wait(&bed, are_all_answered, "all answers");
    feed_bed_wait_equal(&bed, "afterwards");
    feed_bed_stop(&bed);
}

static struct {
    size_t count;
    bool is_done;
    int64_t first, last;
} page;

static void on_page(void *ctx, const struct fact *facts, size_t count)
{
    (void)ctx;
    page.is_done = true;
    page.count = count;
    page.first = count ? facts[0].seq : 0;
    page.last = count ? facts[count - 1].seq : 0;
    for (size_t i = 1; i < count; i++)
        assert_int_equal(facts[i].seq, facts[i - 1].seq - 1);
}

static bool has_page(struct feed_bed *b)
{
    (void)b;
    return page.is_done;
}

static void test_older_facts(void **state)
{
    (void)state;
    feed_bed_start(&bed, SUPERVISOR);
    feed_bed_wait_equal(&bed, "at the start");
    feed_ask_facts(bed.feed, 1001, 300, on_page, NULL);
    feed_bed_wait(&bed, has_page, "a page of the journal");
    assert_int_equal(page.count, 300);
    assert_int_equal(page.first, 1000);
    assert_int_equal(page.last, 701);
    page.is_done = false;
    feed_ask_facts(bed.feed, 5, 300, on_page, NULL);
    feed_bed_wait(&bed, has_page, "the first page");
    assert_int_equal(page.count, 4);
    feed_bed_stop(&bed);
}

static bool is_loaded(struct feed_bed *b)
{
    return b->loads >= 1 && feed_bed_is_up(b);
}

/* A crew's console has the plant, and nothing that is not its own: no ticket, alarm, outage, crew,
 * and of what happened only what everybody's console goes by. */
static void test_crew(void **state)
{
    (void)state;
    assert_true(ground_number(bed.root, "select count(*) from hd.ticket") > 0);
    assert_true(ground_number(bed.root, "select count(*) from hd.alarm_last") > 0);
    feed_bed_start(&bed, CREW);
    feed_bed_wait(&bed, is_loaded, "the plant");
    const struct site *site = feed_site(bed.feed);
    assert_true(site->device_count > 0);
    assert_int_equal(ticket_count(site), 0);
    assert_int_equal(alarm_open_count(site), 0);
    assert_int_equal(outage_count(site), 0);
    assert_int_equal(crew_count(site), 0);
    size_t held = site->journal_count < SITE_JOURNAL ? site->journal_count : SITE_JOURNAL;
    for (size_t i = 0; i < held; i++)
        assert_true(site->journal[i].kind == FACT_IMPORTED ||
                    site->journal[i].kind == FACT_SCHEMA_MIGRATED ||
                    site->journal[i].kind == FACT_COLLECTOR_STARTED ||
                    site->journal[i].kind == FACT_COLLECTOR_LED);
    feed_bed_stop(&bed);
}

static bool is_loaded_again(struct feed_bed *b)
{
    return b->loads >= 2;
}

/* Another plant is imported while the console looks on. */
static void test_import(void **state)
{
    (void)state;
    struct folder plant;
    char *said = NULL;
    size_t length = 0;
    feed_bed_start(&bed, DISPATCHER);
    feed_bed_wait_equal(&bed, "at the start");
    int32_t id = feed_site(bed.feed)->node[index_of("S2")].id;
    folder_make(&plant);
    folder_fill(&plant);
    char *nodes = folder_read(&plant, "nodes.csv"), *text = NULL;
    FILE *out = open_memstream(&text, &length);
    fprintf(out, "%sS9,station,新建换热站,N1,,\n", nodes);
    fclose(out);
    folder_write(&plant, "nodes.csv", text, length);
    static const char devices[] = "node,device,profile,endpoint,unit,period_s\n"
                                  "S9,plc,demo,tcp:192.0.2.9,1,5\n"
                                  "S2,plc,demo,tcp:192.0.2.2:1502,1,2.5\n";
    folder_write(&plant, "devices.csv", devices, strlen(devices));
    folder_write(&plant, "points.csv", "node,device,point,low,high,step\n", 32);
    free(text);
    free(nodes);
    out = open_memstream(&said, &length);
    if (!exchange_import(bed.ground.conninfo, plant.path, out)) {
        fclose(out);
        fail_msg("%s", said);
    }
    fclose(out);
    free(said);
    folder_remove(&plant);
    ground_run(bed.root, "delete from hd.latest l using hd.device d"
                         " where d.id = l.device_id and d.retired is not null;"
                         "delete from hd.device_state l using hd.device d"
                         " where d.id = l.device_id and d.retired is not null");
    feed_bed_wait(&bed, is_loaded_again, "the plant is loaded anew");
    feed_bed_wait_equal(&bed, "after the import");
    assert_true(index_of("S9") >= 0);
    assert_int_equal(feed_site(bed.feed)->node[index_of("S2")].id, id);
    assert_int_equal(bed.loads, 2);
    feed_bed_stop(&bed);
}

static bool is_told(struct feed_bed *b)
{
    return ground_number(b->root, "select count(*) from hd.fact where kind = 'ticket_escalated' and"
                                  " who = 'proof_leader'") > 0;
}

/* A desk lets time pass where no collector does. */
static void test_time_passes(void **state)
{
    (void)state;
    ground_run(bed.dispatcher,
               "select hd.ticket_open(gen_random_uuid(), 'repair', 1, clock_timestamp() -"
               " interval '40 min', 'cold', '{}')");
    feed_bed_start(&bed, LEADER);
    feed_bed_wait(&bed, is_told, "the leader's console tells what is late");
    feed_bed_stop(&bed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_follows),     cmocka_unit_test(test_sight),
        cmocka_unit_test(test_future),      cmocka_unit_test(test_children),
        cmocka_unit_test(test_collector),   cmocka_unit_test(test_requests),
        cmocka_unit_test(test_old_order),   cmocka_unit_test(test_all_questions),
        cmocka_unit_test(test_older_facts), cmocka_unit_test(test_crew),
        cmocka_unit_test(test_import),      cmocka_unit_test(test_time_passes),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
