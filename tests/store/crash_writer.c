/* crash_writer prepare|append SPOOL|ask|check FACTS ASKED: the programs of crash.sh, on the PG*
 * environment. append and ask write a line for whatever the database has acknowledged, and go on
 * through its crashes until SIGTERM; then the last line is how many they were. */
#include "backend/base/alloc.h"
#include "backend/store/append.h"
#include "backend/store/query.h"
#include "backend/store/schema.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define COLLECTOR "user=proof_collector"
#define UNDER_WAY 500 /* facts not yet acknowledged, at most */

static int complain(const char *what, const char *why)
{
    fprintf(stderr, "crash_writer: %s: %s\n", what, why);
    return 1;
}

static int prepare(void)
{
    char why[300];
    if (!schema_init("", stderr, why, sizeof why) ||
        !query_user_add("", "proof_collector", "collector", why, sizeof why) ||
        !query_user_add("", "proof_dispatcher", "dispatcher", why, sizeof why))
        return complain("prepare", why);
    struct pg *pg = pg_open("", "prepare", why, sizeof why);
    bool ok = pg && pg_run(pg,
                           "insert into hd.node (code, kind, name) values ('S', 'station', 'S');"
                           "insert into hd.profile values ('p', '');"
                           "insert into hd.device (code, node_id, profile, endpoint, unit)"
                           " select 'plc', id, 'p', 'tcp:192.0.2.1', 1 from hd.node",
                           why, sizeof why);
    pg_close(pg);
    return ok ? 0 : complain("prepare", why);
}

struct writer {
    struct append *append;
    uv_timer_t beat;
    uv_signal_t end;
    VEC(uint64_t) ticket; /* of fact number i + 1 */
    size_t durable;       /* facts */
    bool is_ending;
};

static void on_all_closed(void *ctx)
{
    struct writer *writer = ctx;
    uv_close((uv_handle_t *)&writer->beat, NULL);
    uv_close((uv_handle_t *)&writer->end, NULL);
}

static void end_if_done(struct writer *writer)
{
    if (!writer->is_ending || writer->durable < writer->ticket.count || !writer->append)
        return;
    append_free(writer->append, on_all_closed, writer);
    writer->append = NULL;
}

static void on_durable(void *ctx, uint64_t ticket)
{
    struct writer *writer = ctx;
    while (writer->durable < writer->ticket.count && writer->ticket.at[writer->durable] <= ticket)
        printf("%zu\n", ++writer->durable);
    fflush(stdout);
}

static void on_beat(uv_timer_t *timer)
{
    struct writer *writer = timer->data;
    struct fact fact;
    if (!writer->is_ending && writer->ticket.count - writer->durable < UNDER_WAY) {
        fact_init(&fact, FACT_CHANGED_OUTSIDE, clock_wall());
        snprintf(fact.text, sizeof fact.text, "%zu", writer->ticket.count + 1);
        *VEC_PUSH(&writer->ticket) = append_facts(writer->append, &fact, 1);
    }
    end_if_done(writer);
}

static void on_end(uv_signal_t *signal, int number)
{
    (void)number;
    ((struct writer *)signal->data)->is_ending = true;
}

static void on_status(void *ctx, const struct session_status *status)
{
    (void)ctx, (void)status;
}

static void on_plant(void *ctx, struct site *site)
{
    (void)ctx;
    site_free(site);
}

static void on_lease(void *ctx, int64_t epoch, struct mono until)
{
    (void)ctx, (void)epoch, (void)until;
}

static void on_command(void *ctx, const struct command *command, int64_t life_ms, bool is_orphan)
{
    (void)ctx, (void)command, (void)life_ms, (void)is_orphan;
}

static void on_word(void *ctx, const struct fact *fact)
{
    (void)ctx, (void)fact;
}

static int append(const char *spool)
{
    uv_loop_t loop;
    struct writer writer = {0};
    uv_loop_init(&loop);
    uv_timer_init(&loop, &writer.beat);
    uv_signal_init(&loop, &writer.end);
    writer.beat.data = writer.end.data = &writer;
    uv_signal_start(&writer.end, on_end, SIGTERM);
    uv_timer_start(&writer.beat, on_beat, 2, 2);
    writer.append = append_new(
        &loop, &(struct append_options){.conninfo = COLLECTOR, .name = "crash", .spool_dir = spool},
        &(struct append_events){&writer, on_status, on_plant, on_lease, on_command, on_word,
                                on_durable, NULL});
    uv_run(&loop, UV_RUN_DEFAULT);
    uv_loop_close(&loop);
    free(writer.ticket.at);
    return 0;
}

static volatile sig_atomic_t is_ending;

static void on_term(int number)
{
    (void)number;
    is_ending = 1;
}

/* The same question until it is answered. */
static struct pg *ask_until_answered(struct pg *pg)
{
    unsigned char b[16];
    char why[300], sql[300], hex[33];
    if (getrandom(b, sizeof b, 0) != sizeof b)
        abort();
    for (int i = 0; i < 16; i++)
        snprintf(hex + 2 * i, 3, "%02x", b[i]);
    snprintf(sql, sizeof sql, "select hd.setpoint_ask('%s', 1, 'SP', 1, 2, '')", hex);
    while (!pg || !pg_run(pg, sql, why, sizeof why)) {
        pg_close(pg);
        pg = pg_open("user=proof_dispatcher", "ask", why, sizeof why);
        if (!pg)
            poll(NULL, 0, 20); /* between two tries, not for a result */
    }
    printf("%s\n", hex);
    fflush(stdout);
    return pg;
}

static int ask(void)
{
    struct pg *pg = NULL;
    signal(SIGTERM, on_term);
    while (!is_ending)
        pg = ask_until_answered(pg);
    pg_close(pg);
    return 0;
}

/* Each acknowledged question (a line of the file) has its command. */
static bool check_asked(struct pg *pg, const char *path, char *why, size_t size)
{
    char line[64];
    long count = 0;
    FILE *in = fopen(path, "r");
    bool ok = in && pg_run(pg, "create temp table asked (client uuid)", why, size) &&
              pg_copy_in(pg, "copy asked from stdin", why, size);
    for (; ok && fgets(line, sizeof line, in); count++)
        ok = pg_copy_put(pg, line, strlen(line), why, size);
    ok = ok && pg_copy_end(pg, true, why, size);
    if (in)
        fclose(in);
    printf("crash: %ld questions acknowledged\n", count);
    return ok && count > 0;
}

static bool expect(struct pg *pg, const char *what, const char *sql, const char *number, char *why,
                   size_t size)
{
    struct pg_rows *rows = pg_ask(pg, sql, NULL, 0, why, size);
    bool ok = rows && !strcmp(pg_cell(rows, 0, 0), number);
    if (rows && !ok)
        snprintf(why, size, "%s: %s, expected %s", what, pg_cell(rows, 0, 0), number);
    pg_rows_free(rows);
    return ok;
}

static int check(const char *facts, const char *asked)
{
    char why[300] = "";
    long long count;
    if (schema_audit("", &count, why, sizeof why) != 0)
        return complain("the chain", why);
    struct pg *pg = pg_open("", "check", why, sizeof why);
    bool ok =
        pg && check_asked(pg, asked, why, sizeof why) &&
        expect(pg, "questions lost",
               "select count(*) from asked where client not in (select client from hd.command)",
               "0", why, sizeof why) &&
        expect(pg, "commands", "select count(*) - (select count(*) from asked) from hd.command",
               "0", why, sizeof why) &&
        expect(pg, "facts",
               "select count(distinct text) from hd.fact where kind = 'changed_outside'", facts,
               why, sizeof why) &&
        expect(pg, "facts twice or out of order",
               "select count(*) from (select text::int - lag(text::int, 1, 0) over (order by seq) d"
               " from hd.fact where kind = 'changed_outside') s where d <> 1",
               "0", why, sizeof why);
    pg_close(pg);
    if (ok)
        printf("crash: %s facts acknowledged, all there in order; a chain of %lld is whole\n",
               facts, count);
    return ok ? 0 : complain("check", why);
}

int main(int argc, char **argv)
{
    const char *mode = argc > 1 ? argv[1] : "";
    if (!strcmp(mode, "prepare"))
        return prepare();
    if (!strcmp(mode, "append") && argc == 3)
        return append(argv[2]);
    if (!strcmp(mode, "ask"))
        return ask();
    if (!strcmp(mode, "check") && argc == 4)
        return check(argv[2], argv[3]);
    return complain("usage", "prepare|append SPOOL|ask|check FACTS ASKED");
}
