/* Tickets of another system from a CSV file: with their own times, clocks and rates; every kind of
 * mistake by its line; done again. */
#include "backend/store/exchange_tickets.h"
#include "tests/exchange/folder.h"
#include "tests/store/crew_bed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HEAD                                                                                       \
    "source,number,kind,template,urgency,node,place,caller,phone,words,opened,dispatched,crew,"    \
    "arrived,responded,visit,measure,finished,cause,found,closed,ending,rating\n"

static struct crew_bed bed;
static struct folder folder;
static char leader[300], said[20000];

static int set_up(void **state)
{
    (void)state;
    crew_bed_make(&bed, "hd_ticket_import");
    folder_make(&folder);
    snprintf(leader, sizeof leader, "%s user=%s", bed.ground.conninfo, ground_login[LEADER]);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    folder_remove(&folder);
    crew_bed_drop(&bed);
    return 0;
}

static int clear(void **state)
{
    (void)state;
    crew_bed_clear(&bed);
    return 0;
}

/* True if all of it is in; what was said is in `said`. */
static bool import_text(const char *conninfo, const char *text)
{
    char path[300], *out = NULL;
    size_t length;
    bool is_away;
    folder_write(&folder, "tickets.csv", text, strlen(text));
    snprintf(path, sizeof path, "%s/tickets.csv", folder.path);
    FILE *stream = open_memstream(&out, &length);
    bool is_in = exchange_tickets(conninfo, path, stream, &is_away);
    fclose(stream);
    snprintf(said, sizeof said, "%s", out);
    free(out);
    return is_in;
}

static void expect_said(const char *text)
{
    if (!strstr(said, text))
        fail_msg("expected \"%s\", was told:\n%s", text, said);
}

static void test_times_and_clocks(void **state)
{
    (void)state;
    crew_bed_crew(&bed, "2", "{}", false);
    assert_true(import_text(
        leader,
        HEAD "12345,A-1,repair,leak,urgent,S1,,李女士,0315-1,\"漏水,\n厨房\",2026-01-15 08:00,"
             "2026-01-15 08:20,2,2026-01-15T09:10:30+08:00,,,,2026-01-15 01:30Z,valve,换阀,"
             "2026-01-15 10:00,,\n"
             "12345,A-2,complaint,cold,,,惠民园 5-2-301,王先生,0315-2,不热,2026-01-15 08:00,,,,"
             "2026-01-15 08:20,2026-01-15 14:00,排气,,,,2026-01-16 08:00:00,done,4\n"
             "12345,A-3,temp_check,,,H1,,,,测温,2026-01-15 08:00,,,,,,,,,,,,\n"));
    expect_said("3 tickets imported, 0 were there already");
    ground_expect(bed.root,
                  "select string_agg(concat_ws(' ', t.extern, t.kind, t.state, t.urgency, t.cause,"
                  " t.rating, t.closed_code, to_char(t.reported at time zone 'Asia/Shanghai',"
                  " 'MM-DD HH24:MI')), ', ' order by t.id) from hd.ticket t",
                  "A-1 repair archived urgent valve done 01-15 08:00, A-2 complaint archived normal"
                  "  4 done 01-15 08:00, A-3 temp_check accepted normal   01-15 08:00");
    ground_expect(
        bed.root,
        "select string_agg(concat_ws(' ', t.extern, c.purpose, (extract(epoch from c.due -"
        " c.started) / 60)::int, coalesce((extract(epoch from c.stopped - c.started) / 60)::int ||"
        " '', 'runs')), ', ' order by t.id, c.purpose) from hd.ticket t join hd.ticket_clock c on"
        " c.ticket_id = t.id",
        "A-1 dispatch 30 20, A-1 repair 1440 90, A-2 response 15 20, A-3 temp_check 720 runs");
    ground_expect(bed.root,
                  "select f.text from hd.fact f join hd.ticket t on t.id = f.command_id where"
                  " t.extern = 'A-1' and f.kind = 'ticket_opened'",
                  "漏水, 厨房");
    /* told again it is the same */
    assert_true(import_text(
        leader, HEAD "12345,A-3,temp_check,,,H1,,,,测温,2026-01-15 08:00,,,,,,,,,,,,\n"
                     "12345,A-4,enquiry,billing,,,柜台,,,问费用,2026-01-15 08:00,,,,,,,,,,,,\n"));
    expect_said("1 tickets imported, 1 were there already");
    ground_expect(bed.root, "select count(*) from hd.ticket", "4");
    ground_expect(bed.root, "select count(*) from hd.message", "0");
}

/* What has become known since comes in, of what is open; nothing that was done here is undone. */
static void test_news(void **state)
{
    (void)state;
    crew_bed_crew(&bed, "2", "{}", false);
    assert_true(import_text(leader, HEAD
                            "12345,N-1,repair,leak,,S1,,,,漏水,2026-01-15 08:00,,,,,,,,,,,,\n"
                            "12345,N-2,repair,leak,,S1,,,,漏水,2026-01-15 08:00,,,,,,,,,,,,\n"));
    long long here = ground_number(bed.root, "select id from hd.ticket where extern = 'N-2'");
    crew_bed_do(bed.dispatcher, "close", here,
                "null, null, null, 'not_ours', 'x', '{\"reason\":\"other\"}'");
    const char *again =
        HEAD "12345,N-1,repair,leak,,S1,,,,漏水,2026-01-15 08:00,2026-01-15 08:20,2,,,,,"
             "2026-01-15 09:30,valve,换阀,,,\n"
             "12345,N-2,repair,leak,,S1,,,,漏水,2026-01-15 08:00,2026-01-15 08:20,2,,,,,"
             "2026-01-15 09:30,valve,换阀,,,\n";
    assert_true(import_text(leader, again));
    expect_said("1 tickets imported, 1 were there already");
    assert_true(import_text(leader, again));
    expect_said("0 tickets imported, 2 were there already");
    ground_expect(bed.root,
                  "select string_agg(concat_ws(' ', extern, state, cause), ', ' order by extern)"
                  " from hd.ticket",
                  "N-1 to_confirm valve, N-2 closed ");
}

static void test_mistakes(void **state)
{
    static const struct {
        const char *row, *told;
    } wrong[] = {
        {"x,1,leak,,,S1,,,,w,2026-01-15 08:00,,,,,,,,,,,,", "tickets.csv:2: kind 'leak', expected"},
        {"x,1,repair,frost,,S1,,,,w,2026-01-15 08:00,,,,,,,,,,,,",
         "template 'frost', expected one"},
        {"x,1,repair,,now,S1,,,,w,2026-01-15 08:00,,,,,,,,,,,,", "urgency 'now', expected one of"},
        {"x,1,repair,,,S9,,,,w,2026-01-15 08:00,,,,,,,,,,,,", "tickets.csv:2: node 'S9', expected"},
        {"x,1,repair,,,,,,,w,2026-01-15 08:00,,,,,,,,,,,,", "node and place are empty"},
        {"x,1,repair,,,S1,,,,,2026-01-15 08:00,,,,,,,,,,,,", "words is empty"},
        {",1,repair,,,S1,,,,w,2026-01-15 08:00,,,,,,,,,,,,", "source is empty"},
        {"x,1,repair,,,S1,,,,w,,,,,,,,,,,,,", "opened is empty"},
        {"x,1,repair,,,S1,,,,w,15.01.2026,,,,,,,,,,,,", "opened '15.01.2026', expected a time"},
        {"x,1,repair,,,S1,,,,w,2026-02-30 08:00,,,,,,,,,,,,",
         "opened '2026-02-30 08:00', expected"},
        {"x,1,repair,,,S1,,,,w,2026-01-15 24:10,,,,,,,,,,,,",
         "opened '2026-01-15 24:10', expected"},
        {"x,1,repair,,,S1,,,,w,2026-01-15 08:00+8,,,,,,,,,,,,", "expected a time"},
        {"x,1,repair,,,S1,,,,w,2199-01-15 08:00,,,,,,,,,,,,", "opened is in the future"},
        {"x,1,repair,,,S1,,,,w,2026-01-15 08:00,2026-01-15 07:59,2,,,,,,,,,,",
         "dispatched is before opened"},
        {"x,1,repair,,,S1,,,,w,2026-01-15 08:00,2026-01-15 08:01,,,,,,,,,,,",
         "crew is empty, expected it beside dispatched"},
        {"x,1,repair,,,S1,,,,w,2026-01-15 08:00,2026-01-15 08:01,9,,,,,,,,,,",
         "crew '9', expected the code of a crew"},
        {"x,1,repair,,,S1,,,,w,2026-01-15 08:00,,,2026-01-15 08:00,,,,,,,,,",
         "dispatched is empty, expected it beside arrived"},
        {"x,1,repair,,,S1,,,,w,2026-01-15 08:00,,,,2026-01-15 08:01,2026-01-15 09:00,m,,,,,,",
         "responded, expected it of a complaint only"},
        {"x,1,complaint,,,S1,,,,w,2026-01-15 08:00,,,,2026-01-15 08:01,,m,,,,,,",
         "visit is empty, expected it beside responded"},
        {"x,1,complaint,,,S1,,,,w,2026-01-15 08:00,,,,2026-01-15 07:00,2026-01-15 09:00,m,,,,,,",
         "responded, expected it between opened and closed"},
        {"x,1,repair,,,S1,,,,w,2026-01-15 08:00,,,,,,,2026-01-15 09:00,gremlins,,,,",
         "cause 'gremlins', expected one of"},
        {"x,1,repair,,,S1,,,,w,2026-01-15 08:00,,,,,,,,,,2026-01-15 09:00,gone,",
         "ending 'gone', expected one of"},
        {"x,1,repair,,,S1,,,,w,2026-01-15 08:00,,,,,,,,,,,,3",
         "closed is empty, expected it beside rating"},
        {"x,1,repair,,,S1,,,,w,2026-01-15 08:00,,,,,,,,,,2026-01-15 09:00,,6", "rating '6'"},
        {"x,1,repair,,,S1,,,,w,2026-01-15 08:00,,,,,,,,,,,,\n"
         "x,1,repair,,,S1,,,,w,2026-01-15 08:00,,,,,,,,,,,,",
         "tickets.csv:3: number '1' stands in line 2, too"},
        {"x,1,repair,,,S1,,,,\xff\xfe,2026-01-15 08:00,,,,,,,,,,,,", "tickets.csv:2: words"},
    };
    char text[2000];
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        snprintf(text, sizeof text,
                 HEAD "%s\nx,good,repair,,,S1,,,,w,2026-01-15 08:00,,,,,,,,,,,,\n", wrong[i].row);
        assert_false(import_text(leader, text));
        expect_said(wrong[i].told);
        expect_said("nothing imported");
        ground_expect(bed.root, "select count(*) from hd.ticket", "0");
    }
    /* one slip of the pen is one mistake, whatever follows from it; two in two lines are two */
    static const char *const slips[] = {
        "x,1,complain,,,S1,,,,w,2026-01-15 08:00,,,,2026-01-15 08:10,2026-01-15 09:00,m,,,,,,",
        "x,1,complaint,,,S1,,,,w,2026-01-15 08:00,,,,2026-01-15 08:10,,,,,,,,",
        "x,1,repair,,,S9,,,,w,2026-01-15 08:00,2026-01-15 08:10,9,,,,,,,,,,",
        "x,1,repair,,,S1,,,,w,2026-01-15 08:00,2026-01-14 08:10,,,,,,2026-01-13 08:00,,,,done,",
        "x,1,repair,,,S1,,,,\xff,2026-01-15 08:00,,,,,,,,,,,,",
    };
    for (size_t i = 0; i < sizeof slips / sizeof *slips; i++) {
        snprintf(text, sizeof text, HEAD "%s\n%s\n", slips[i], slips[i]);
        text[strlen(HEAD) + strlen(slips[i]) + 3] = '2'; /* the second has a number of its own */
        assert_false(import_text(leader, text));
        expect_said("2 mistakes, nothing imported");
    }
    assert_false(import_text(leader, "sorce,number\nx,1\n"));
    expect_said("unknown column 'sorce', expected 'source'\n1 mistake, nothing");
    assert_false(import_text(leader, "source,number\nx,1\n"));
    expect_said("tickets.csv:1: ");
    assert_false(import_text(leader, ""));
    /* only a leader or an admin */
    char other[300];
    snprintf(other, sizeof other, "%s user=%s", bed.ground.conninfo, ground_login[DISPATCHER]);
    assert_false(import_text(other, HEAD "x,1,repair,,,S1,,,,w,2026-01-15 08:00,,,,,,,,,,,,\n"));
    expect_said("permission denied");
    ground_expect(bed.root, "select count(*) from hd.ticket", "0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_times_and_clocks, clear),
        cmocka_unit_test_setup(test_news, clear),
        cmocka_unit_test_setup(test_mistakes, clear),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
