/* The desk under load, small: four consoles hold what comes in from two other systems over lines
 * that are cut, three desks work on the same tickets at once. No call is lost or doubled, of two
 * desks one wins and the other is told, and every console has what the database has. */
#include "backend/core/ticket_book.h"
#include "tests/drills/callers.h"
#include "tests/store/feed_bed.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { FEEDS = 4, DESKS = 3, CUTS = 30, CUT_BYTES = 6000, PATIENCE_MS = 60000 };
static const enum person persons[FEEDS] = {DISPATCHER, VICTIM, LEADER, SUPERVISOR};

/* How a ticket goes on; each step once. */
static const struct {
    const char *deed, *fact;
} steps[] = {
    [TICKET_ACCEPTED] = {"dispatch", "ticket_dispatched"},
    [TICKET_DISPATCHED] = {"take", "ticket_taken"},
    [TICKET_TAKEN] = {"go", "ticket_under_way"},
    [TICKET_UNDER_WAY] = {"arrive", "ticket_on_site"},
};

/* Two desks that want the same of one ticket, both having seen it undone. */
struct contest {
    int desk[2], open_answers;
    int64_t ticket;
    enum ticket_state state; /* as both have seen it */
    struct desk_answer answer[2];
};

static struct feed_bed bed;
static struct feed *feeds[FEEDS];
static struct callers *callers;
static int won, told, unheard; /* contests with a winner, desks told of another, lost answers */

/* What the desks were told of each ticket, by its number. */
static struct {
    enum ticket_state state; /* no less than this */
    bool is_doubtful;        /* an answer was lost: it may be a step further */
} known[10 * CALLS];

static int set_up(void **state)
{
    (void)state;
    feed_bed_init(&bed, "hd_ticket_load");
    ground_run(bed.root, "do $$ begin if not exists (select from pg_roles where rolname ="
                         " 'proof_intake') then create role proof_intake login; end if;"
                         " grant hd_intake to proof_intake; end $$");
    callers = callers_new();
    return 0;
}

static void stop_feeds(void)
{
    for (int i = 0; i < FEEDS; i++) {
        bed.feed = feeds[i];
        if (bed.feed)
            feed_bed_stop(&bed);
        feeds[i] = NULL;
    }
}

static int tear_down(void **state)
{
    (void)state;
    stop_feeds(); /* that a failure has left */
    feed_bed_finish(&bed);
    return 0;
}

/* ---- the desks ---- */

static void on_answer(struct contest *contest, int side, const struct desk_answer *answer)
{
    contest->answer[side] = *answer;
    contest->open_answers--;
}

static void on_first(void *ctx, const struct desk_answer *answer)
{
    on_answer(ctx, 0, answer);
}

static void on_second(void *ctx, const struct desk_answer *answer)
{
    on_answer(ctx, 1, answer);
}

/* As the console asks: with what it has seen last of the ticket. */
static void ask(struct contest *contest, int side, const struct ticket *ticket)
{
    struct desk_request request;
    char seen[32];
    desk_request_init(&request, DESK_TICKET_ASK, steps[ticket->state].deed);
    request.id = ticket->id;
    if (ticket->state == TICKET_ACCEPTED)
        request.number = 901 + contest->desk[side] % 2;
    desk_request_add(&request, "second", "1");
    snprintf(seen, sizeof seen, "%" PRId64, ticket->seq);
    desk_request_add(&request, "seen", seen);
    feed_ask_desk(feeds[contest->desk[side]], &request, side ? on_second : on_first, contest);
}

static bool is_heard(const struct desk_answer *answer)
{
    return strcmp(answer->code, "lost") != 0 && strcmp(answer->code, "away") != 0;
}

/* Refused with who was faster: another desk, or itself in an answer that it has not heard. */
static void expect_told(const struct desk_answer *answer, const char *winner)
{
    if (strcmp(answer->code, "changed") != 0)
        assert_string_equal(answer->code, "done");
    if (winner)
        assert_string_equal(answer->who, winner);
    told++;
}

static void expect_one_winner(const struct contest *contest)
{
    const struct desk_answer *answer = contest->answer;
    if (answer[0].is_ok == answer[1].is_ok)
        fail_msg("two desks, one ticket: '%s' and '%s', both %s", answer[0].code, answer[1].code,
                 answer[0].is_ok ? "done" : "refused");
    int winner = answer[0].is_ok ? 0 : 1;
    expect_told(&answer[!winner], ground_login[persons[contest->desk[winner]]]);
}

/* One of two desks wins. None does if the step was done already, and both had not seen it yet; and
 * of an answer that was lost nobody knows. */
static void judge(const struct contest *contest)
{
    const struct desk_answer *answer = contest->answer;
    bool is_won = answer[0].is_ok || answer[1].is_ok, is_lost = false;
    int64_t i = contest->ticket % (10 * CALLS);
    for (int side = 0; side < 2; side++)
        is_lost |= !is_heard(&answer[side]);
    assert_false(answer[0].is_ok && answer[1].is_ok);
    if (is_lost) {
        unheard++;
    } else if (is_won || (known[i].state == contest->state && !known[i].is_doubtful)) {
        expect_one_winner(contest);
    } else {
        expect_told(&answer[0], NULL);
        expect_told(&answer[1], NULL);
    }
    if (is_won) {
        assert_true(known[i].state <= contest->state);
        known[i].state = contest->state + 1;
        won++;
    }
    known[i].is_doubtful = is_lost && !is_won;
}

/* A ticket that has steps before it and that both desks see alike; NULL = not now. */
static const struct ticket *some_ticket(const struct contest *contest, const struct ticket **other)
{
    const struct site *here = feed_site(feeds[contest->desk[0]]);
    const struct site *there = feed_site(feeds[contest->desk[1]]);
    size_t count = ticket_count(here);
    for (size_t i = 0, from = feed_bed_chance(&bed, CALLS); i < count; i++) {
        const struct ticket *ticket = ticket_at(here, (from + i) % count);
        *other = ticket_of_id(there, ticket->id);
        if (ticket->state < TICKET_ON_SITE && *other && (*other)->state == ticket->state)
            return ticket;
    }
    return NULL;
}

static bool begin(struct contest *contest)
{
    const struct ticket *other;
    contest->desk[0] = (int)feed_bed_chance(&bed, DESKS);
    contest->desk[1] = (contest->desk[0] + 1 + (int)feed_bed_chance(&bed, DESKS - 1)) % DESKS;
    for (int side = 0; side < 2; side++)
        if (feed_status(feeds[contest->desk[side]])->state != SESSION_UP)
            return false;
    const struct ticket *ticket = some_ticket(contest, &other);
    if (!ticket)
        return false;
    contest->open_answers = 2;
    contest->ticket = ticket->id;
    contest->state = ticket->state;
    ask(contest, 0, ticket);
    ask(contest, 1, other);
    return true;
}

/* ---- the drill ---- */

static void start_feeds(void)
{
    for (int i = 0; i < FEEDS; i++) {
        bed.feed = NULL;
        feed_bed_start(&bed, persons[i]);
        feeds[i] = bed.feed;
        feed_bed_wait_equal(&bed, "at the start");
    }
}

static bool is_all_done(void)
{
    const struct site *site = feed_site(feeds[0]);
    int done = 0;
    for (size_t i = 0; i < ticket_count(site); i++)
        done += ticket_at(site, i)->state == TICKET_ON_SITE;
    return done >= CALLS && (size_t)done == ticket_count(site);
}

/* All lines are cut again, as the calls go on. */
static void cut_at_times(int *wanted)
{
    int work = callers->answered * 2 + won;
    if (*wanted >= CUTS || bed.proxy.cuts < *wanted || work < *wanted * CALLS * 5 / CUTS)
        return;
    proxy_cut_after(&bed.proxy, 1 + feed_bed_chance(&bed, CUT_BYTES));
    ++*wanted;
}

static void work(void)
{
    static struct contest contest;
    struct mono since = clock_mono();
    bool is_open = false;
    int cuts = 0;
    while (is_open || !is_all_done()) {
        if (mono_ms_since(since, clock_mono()) > PATIENCE_MS)
            fail_msg("waited in vain: %d calls answered, %d contests", callers->answered, won);
        if (is_open && contest.open_answers == 0) {
            judge(&contest);
            is_open = false;
        }
        cut_at_times(&cuts);
        if (!is_open)
            is_open = begin(&contest);
        uv_run(&bed.loop, UV_RUN_ONCE);
    }
}

static pid_t caller_pids[CALLERS];

static bool are_calls_said(struct feed_bed *b)
{
    bool are_said = true;
    (void)b;
    for (int i = 0; i < CALLERS; i++) {
        int status = 0;
        if (caller_pids[i] && waitpid(caller_pids[i], &status, WNOHANG) == caller_pids[i]) {
            assert_int_equal(status, 0);
            caller_pids[i] = 0;
        }
        are_said &= !caller_pids[i];
    }
    return are_said;
}

/* Each call is one ticket, and whoever was told a number was told this one's. */
static void expect_calls(void)
{
    char sql[200];
    ground_expect(bed.root, "select count(*) || ' ' || count(distinct text) from hd.ticket",
                  "100 100");
    for (int call = 0; call < CALLS; call++) {
        snprintf(sql, sizeof sql, "select id from hd.ticket where text like '#%d %%'", call);
        long long ticket = ground_number(bed.root, sql);
        for (int i = 0; i < CALLERS; i++)
            if (callers->answer[i][call])
                assert_int_equal(callers->answer[i][call], ticket);
    }
}

/* However many desks asked, and however often: once. */
static void expect_steps(void)
{
    char sql[200];
    for (int i = TICKET_ACCEPTED; i < TICKET_ON_SITE; i++) {
        snprintf(sql, sizeof sql,
                 "select count(*) || ' ' || count(distinct command_id) from hd.fact where kind ="
                 " '%s'",
                 steps[i].fact);
        ground_expect(bed.root, sql, "100 100");
    }
}

static void start_all(void)
{
    char conninfo[200];
    int go[2];
    assert_int_equal(pipe(go), 0);
    snprintf(conninfo, sizeof conninfo,
             "host=127.0.0.1 port=%d dbname=%s user=proof_intake sslmode=disable"
             " gssencmode=disable",
             bed.proxy.port, bed.ground.name);
    for (int i = 0; i < CALLERS; i++)
        caller_pids[i] = callers_start(callers, i, conninfo, go);
    close(go[0]);
    start_feeds();
    close(go[1]);
}

/* Every console has each ticket, each fact once, and nothing besides. */
static void expect_feeds(void)
{
    for (int i = 0; i < FEEDS; i++) {
        bed.feed = feeds[i];
        feed_bed_wait_equal(&bed, "in the end");
        const struct site *site = feed_site(feeds[i]);
        assert_int_equal(ticket_count(site), CALLS);
        assert_int_equal(site->journal_count,
                         ground_number(bed.root, "select seq from hd.fact_head"));
    }
}

static void test_load(void **state)
{
    (void)state;
    start_all();
    work();
    feed_bed_wait(&bed, are_calls_said, "all calls are said");
    expect_calls();
    expect_steps();
    expect_feeds();
    assert_int_equal(bed.proxy.cuts, CUTS);
    assert_true(callers->repeated > 0 && won > CALLS);
    ground_expect(bed.root, "select broken from hd.fact_verify()", "");
    print_message("%d cuts, %d calls said again; %d contests won, %d desks told, %d answers lost\n",
                  bed.proxy.cuts, callers->repeated, won, told, unheard);
    stop_feeds();
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_load)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
