/* Facts: into the spool at once, out of it in order, many a transaction. */
#include "backend/base/alloc.h"
#include "backend/base/log.h"
#include "backend/store/append_inside.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define FACTS_MOST 500 /* a transaction; others wait for it some 40 ms */

static const char append_sql[] =
    "select hd.facts_append($1::uuid[], $2::timestamptz[], $3::text[], $4::int[], $5::int[],"
    " $6::text[], $7::bigint[], $8::float8[], $9::float8[], $10::text[], $11::text[])";

static const enum element column_type[] = {
    ELEMENT_UUID, ELEMENT_WALL,   ELEMENT_TEXT,   ELEMENT_INT4, ELEMENT_INT4, ELEMENT_TEXT,
    ELEMENT_INT8, ELEMENT_FLOAT8, ELEMENT_FLOAT8, ELEMENT_TEXT, ELEMENT_TEXT};
#define COLUMNS (sizeof column_type / sizeof column_type[0])

/* ---- in ---- */

uint64_t append_facts(struct append *append, const struct fact *facts, size_t count)
{
    struct fact_queue *queue = &append->facts;
    struct spool *spool = queue->out.spool;
    for (size_t i = 0; i < count; i++) {
        unsigned char ticket[16];
        uint64_t number = spool_last(spool) + 1;
        memcpy(ticket, queue->source, 8);
        memcpy(ticket + 8, &number, 8);
        queue->bytes.count = 0;
        fact_record_write(&queue->bytes, &facts[i], ticket);
        spool_put(spool, queue->bytes.at, queue->bytes.count);
    }
    if (append_is_away(append))
        outgoing_away(&queue->out);
    append_turn(append);
    return spool_last(spool);
}

/* ---- out ---- */

/* Refused once with its particulars: what is left of it still tells that it happened. */
static void make_plain(struct fact_queue *queue, struct fact_record *record)
{
    struct fact *fact = &record->fact;
    char what[128];
    snprintf(what, sizeof what, "the database refused the particulars (%s), see the log",
             queue->out.refused);
    fact->at = clock_wall();
    fact->old_value = fact->new_value = NAN;
    fact->point[0] = '\0';
    snprintf(fact->text, sizeof fact->text, "%s", what);
}

static void log_fact(const struct fact_record *record, const char *state)
{
    const struct fact *fact = &record->fact;
    log_error("database: a fact is refused (%s): %s at %lld us, node %d, device %d, point %s, "
              "command %lld, %g -> %g, %s, %s",
              state, record->kind, (long long)fact->at.us, (int)fact->node, (int)fact->device,
              fact->point, (long long)fact->command, fact->old_value, fact->new_value, fact->code,
              fact->text);
}

static void add_fact(struct fact_queue *queue, const struct fact_record *record)
{
    const struct fact *fact = &record->fact;
    struct array *column = queue->column;
    array_uuid(&column[0], record->ticket);
    array_wall(&column[1], fact->at);
    array_text(&column[2], record->kind);
    array_int4(&column[3], fact->node);
    array_int4(&column[4], fact->device);
    array_text(&column[5], fact->point);
    array_int8(&column[6], fact->command);
    array_float8(&column[7], fact->old_value);
    array_float8(&column[8], fact->new_value);
    array_text(&column[9], fact->code);
    array_text(&column[10], fact->text);
}

/* Takes the next facts out of the spool into the columns. */
static void gather(struct fact_queue *queue)
{
    struct outgoing *out = &queue->out;
    struct spool_record at;
    for (size_t i = 0; i < COLUMNS; i++)
        array_begin(&queue->column[i], column_type[i]);
    out->asked_count = out->sent_count = 0;
    while (out->sent_count < out->limit && spool_peek(out->spool, &at)) {
        struct fact_record record;
        if (!fact_record_read(at.bytes, at.length, &record)) {
            log_error("spool: fact %llu is of no form known here and is left out",
                      (unsigned long long)at.seq);
        } else {
            if (at.seq == queue->plain)
                make_plain(queue, &record);
            backlog_see(out, at.seq, record.fact.at);
            add_fact(queue, &record);
            out->sent_count++;
        }
        out->asked_last = at.seq;
        out->asked_count++;
        spool_next(out->spool);
    }
}

/* The oldest fact; what is none is passed for good. */
static bool peek_fact(struct fact_queue *queue, uint64_t *seq, struct fact_record *record)
{
    struct spool *spool = queue->out.spool;
    struct spool_record at;
    while (spool_peek(spool, &at)) {
        *seq = at.seq;
        if (fact_record_read(at.bytes, at.length, record))
            return true;
        spool_next(spool);
        spool_done(spool, *seq);
    }
    return false;
}

/* A single fact is refused for what is in it: plainer, and if that does not help, only logged. */
static void give_way(struct append *append)
{
    struct fact_queue *queue = &append->facts;
    struct fact_record record;
    uint64_t seq;
    if (!peek_fact(queue, &seq, &record))
        return;
    log_fact(&record, queue->out.refused);
    if (queue->plain == seq) {
        spool_next(queue->out.spool);
        spool_done(queue->out.spool, seq);
        if (append->events.on_lost && !append->is_closing)
            append->events.on_lost(append->events.ctx, seq);
    }
    queue->plain = seq;
}

static void on_facts(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct append *append = ctx;
    struct fact_queue *queue = &append->facts;
    bool is_single = queue->out.sent_count == 1;
    snprintf(queue->out.refused, sizeof queue->out.refused, "%s", state);
    if (outgoing_answered(&queue->out, rows != NULL, state, FACTS_MOST)) {
        append_tell_replay(append);
        if (!append->is_closing)
            append->events.on_durable(append->events.ctx, queue->out.asked_last);
    } else if (is_single && outgoing_is_at_fault(state)) {
        give_way(append);
    }
    append_facts_pump(append);
}

void append_facts_pump(struct append *append)
{
    struct fact_queue *queue = &append->facts;
    struct pg_param params[COLUMNS];
    if (!append_is_up(append) || !outgoing_is_ready(&queue->out) ||
        !spool_waiting(queue->out.spool))
        return;
    gather(queue);
    if (!queue->out.sent_count) { /* nothing that could be sent: done with all the same */
        if (queue->out.asked_count)
            spool_done(queue->out.spool, queue->out.asked_last);
        return;
    }
    for (size_t i = 0; i < COLUMNS; i++)
        params[i] = array_param(&queue->column[i]);
    queue->out.is_asked = session_ask(append->session, &(struct question){.sql = append_sql,
                                                                          .params = params,
                                                                          .count = COLUMNS,
                                                                          .on_answer = on_facts,
                                                                          .ctx = append});
    if (!queue->out.is_asked)
        spool_rewind(queue->out.spool);
}

/* ---- after an outage ---- */

static struct wall earlier(struct wall a, struct wall b)
{
    if (!a.us || !b.us)
        return a.us ? a : b;
    return a.us < b.us ? a : b;
}

void append_tell_replay(struct append *append)
{
    struct outgoing *facts = &append->facts.out, *chunks = &append->history.out;
    char from[24], to[24];
    struct fact fact;
    if (!facts->backlog.count && !chunks->backlog.count)
        return;
    if (!backlog_is_gone(facts) || !backlog_is_gone(chunks))
        return;
    struct backlog a = facts->backlog, b = chunks->backlog;
    facts->backlog = chunks->backlog = (struct backlog){0};
    wall_text(earlier(a.from, b.from), from, sizeof from);
    wall_text(a.to.us > b.to.us ? a.to : b.to, to, sizeof to);
    fact_init(&fact, FACT_SPOOL_REPLAYED, clock_wall());
    fact.new_value = (double)a.count;
    snprintf(fact.text, sizeof fact.text, "%llu facts, %llu chunks of samples, %s to %s",
             (unsigned long long)a.count, (unsigned long long)b.count, from, to);
    append_facts(append, &fact, 1);
}

void append_facts_init(struct append *append, const struct append_options *options)
{
    struct fact_queue *queue = &append->facts;
    outgoing_init(&queue->out, options, "facts", FACTS_MOST);
    if (getrandom(queue->source, sizeof queue->source, 0) != (ssize_t)sizeof queue->source)
        abort(); /* tickets that repeat would swallow facts */
    size_t damage = spool_damage(queue->out.spool);
    if (damage) {
        struct fact fact;
        fact_init(&fact, FACT_SPOOL_REPLAYED, clock_wall());
        snprintf(fact.code, sizeof fact.code, "damaged");
        snprintf(fact.text, sizeof fact.text, "%zu bytes of kept facts were unreadable", damage);
        append_facts(append, &fact, 1);
    }
}

void append_facts_finish(struct append *append)
{
    struct fact_queue *queue = &append->facts;
    spool_close(queue->out.spool);
    free(queue->bytes.at);
    for (size_t i = 0; i < COLUMNS; i++)
        array_finish(&queue->column[i]);
}
