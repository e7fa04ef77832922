/* History: chunks are filled, finished into the spool, and sent from there a few at a time, so that
 * the chunks of thousands of devices, which all end together, do not come together. */
#include "backend/base/log.h"
#include "backend/store/append_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNKS_MOST 16    /* a transaction */
#define SPREAD_MS   25000 /* a crowd of chunks is halved in this time */
#define LATE_MS     10000 /* a chunk ends so long after its time without a sample */

static const char put_sql[] =
    "select hd.history_put($1::int, $2::int, $3::timestamptz, $4::int, $5::int, $6::float8[],"
    " $7::int2[], $8::int[], $9::float8[], $10::bytea, $11::float8[], $12::float4[],"
    " $13::float4[])";
static const char end_sql[] = "select 1 as chunks_end";

/* ---- in ---- */

static void tell_lost(struct append *append, uint64_t lost)
{
    struct fact fact;
    fact_init(&fact, FACT_SAMPLES_LOST, clock_wall());
    fact.new_value = (double)lost;
    snprintf(fact.text, sizeof fact.text, "the spool was full: %llu chunks of samples",
             (unsigned long long)lost);
    append_facts(append, &fact, 1);
}

static void finish_chunk(struct append *append, struct append_device *device)
{
    struct history_queue *queue = &append->history;
    struct outgoing *out = &queue->out;
    if (!device->chunk.n)
        return;
    queue->bytes.count = 0;
    chunk_record_write(&queue->bytes, device->id, device->layout, &device->chunk);
    spool_put(out->spool, queue->bytes.at, queue->bytes.count);
    chunk_clear(&device->chunk);
    if (append_is_away(append))
        outgoing_away(out);
    size_t facts = spool_bytes(append->facts.out.spool);
    uint64_t lost =
        spool_limit(out->spool, append->spool_bytes > facts ? append->spool_bytes - facts : 0);
    if (lost)
        tell_lost(append, lost);
    append_wake(append);
}

/* The full minute changes places with the one that was sent last: nothing is allocated. */
static void finish_minute(struct append *append, int32_t index)
{
    struct append_device *device = append->values.device.at[index];
    struct chunk full = device->minute;
    if (!full.n)
        return;
    device->minute = device->tail;
    device->tail = full;
    chunk_clear(&device->minute);
    if (!device->is_tail_waiting)
        *VEC_PUSH(&append->history.tail) = index;
    device->is_tail_waiting = true;
}

static void take_layout(struct append *append, int32_t index, const struct profile *profile)
{
    struct append_device *device = append->values.device.at[index];
    if (device->layout && layout_fits(device->layout, profile))
        return;
    struct chunk *chunks[] = {&device->chunk, &device->minute, &device->tail};
    if (device->layout)
        finish_chunk(append, device);
    device->layout = layout_of_profile(&append->history.layouts, profile);
    for (size_t i = 0; i < 3; i++) {
        chunk_finish(chunks[i]);
        chunk_init(chunks[i], profile->point_count);
    }
}

void append_history_add(struct append *append, int32_t index, const struct profile *profile,
                        struct wall at, const struct reading *readings)
{
    struct append_device *device = append->values.device.at[index];
    int32_t period = device->period_ms ? device->period_ms : profile->period_ms;
    if (!profile->point_count)
        return;
    take_layout(append, index, profile);
    if (!chunk_add(&device->chunk, profile, period, HISTORY_CHUNK_MS, at, readings)) {
        finish_chunk(append, device);
        chunk_add(&device->chunk, profile, period, HISTORY_CHUNK_MS, at, readings);
    }
    if (!chunk_add(&device->minute, profile, period, HISTORY_TAIL_MS, at, readings)) {
        finish_minute(append, index);
        chunk_add(&device->minute, profile, period, HISTORY_TAIL_MS, at, readings);
    }
}

static bool is_over(const struct chunk *chunk, int64_t length_ms, struct wall now)
{
    int64_t end_ms = (chunk->t0.us / 1000 / length_ms + 1) * length_ms;
    return chunk->n && now.us / 1000 > end_ms + LATE_MS;
}

void append_history_sweep(struct append *append, bool is_all)
{
    struct wall now = clock_wall();
    for (size_t i = 0; i < append->values.device.count; i++) {
        struct append_device *device = append->values.device.at[i];
        if (is_all || is_over(&device->chunk, HISTORY_CHUNK_MS, now))
            finish_chunk(append, device);
        if (is_over(&device->minute, HISTORY_TAIL_MS, now))
            finish_minute(append, (int32_t)i);
    }
}

/* ---- out ---- */

static void write_spans(struct history_queue *queue)
{
    const struct chunk_record *record = &queue->record;
    array_begin(&queue->mean, ELEMENT_FLOAT8);
    array_begin(&queue->below, ELEMENT_FLOAT4);
    array_begin(&queue->above, ELEMENT_FLOAT4);
    for (int32_t p = 0; p < record->chunk.points; p++) {
        struct chunk_span span = chunk_span_of(&record->chunk, p, record->layout->resolution[p]);
        array_float8(&queue->mean, span.mean);
        array_float4(&queue->below, span.below);
        array_float4(&queue->above, span.above);
    }
}

/* Refused or not: the first refusal of a group names the cause, the others were only skipped. */
static void on_chunk(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct outgoing *out = &((struct append *)ctx)->history.out;
    if (rows && pg_rows_count(rows) == 1 && !binary_int(rows, 0, 0))
        log_warning("database: a chunk is too old or from a clock far off, it is not kept");
    if (!rows && !out->refused[0])
        snprintf(out->refused, sizeof out->refused, "%s", state);
}

static void send_chunk(struct append *append)
{
    struct history_queue *queue = &append->history;
    const struct chunk *chunk = &queue->record.chunk;
    struct scalar device, layout, t0, dt, n;
    struct pg_param params[13] = {
        param_int4(&device, queue->record.device), param_int4(&layout, queue->record.layout->id),
        param_wall(&t0, chunk->t0), param_int4(&dt, chunk->dt_ms), param_int4(&n, chunk->n)};
    chunk_write(chunk, &queue->params);
    write_spans(queue);
    memcpy(params + 5, queue->params.param, sizeof queue->params.param);
    params[10] = array_param(&queue->mean);
    params[11] = array_param(&queue->below);
    params[12] = array_param(&queue->above);
    session_ask(append->session, &(struct question){.sql = put_sql,
                                                    .params = params,
                                                    .count = 13,
                                                    .is_joined = true,
                                                    .on_answer = on_chunk,
                                                    .ctx = append});
}

/* A single chunk is refused for what is in it: it can only be left out, and that is told. */
static void leave_out(struct append *append)
{
    struct outgoing *out = &append->history.out;
    struct fact fact;
    for (struct spool_record at; spool_peek(out->spool, &at) && at.seq <= out->asked_last;)
        spool_next(out->spool);
    spool_done(out->spool, out->asked_last);
    fact_init(&fact, FACT_SAMPLES_LOST, clock_wall());
    fact.new_value = 1;
    snprintf(fact.text, sizeof fact.text, "the database refused a chunk of samples (%s)",
             out->refused);
    append_facts(append, &fact, 1);
}

static void on_chunks(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct append *append = ctx;
    struct outgoing *out = &append->history.out;
    bool is_single = out->sent_count == 1;
    (void)state;
    if (outgoing_answered(out, rows != NULL, out->refused, CHUNKS_MOST))
        append_tell_replay(append);
    else if (is_single && outgoing_is_at_fault(out->refused))
        leave_out(append);
    if (append->is_closing)
        append_history_pump(append);
}

/* As many as may go at this tick: a part of what waits, so that a crowd thins out. */
static int allowance(const struct append *append)
{
    const struct outgoing *out = &append->history.out;
    uint64_t waiting = spool_waiting(out->spool);
    uint64_t share = 1 + waiting * (uint64_t)append->batch_ms / SPREAD_MS;
    if (append->is_closing || share > (uint64_t)out->limit)
        return out->limit;
    return (int)share;
}

static void send_chunks(struct append *append, int most)
{
    struct history_queue *queue = &append->history;
    struct outgoing *out = &queue->out;
    struct spool_record at;
    out->asked_count = out->sent_count = 0;
    while (out->sent_count < most && spool_peek(out->spool, &at)) {
        if (chunk_record_read(at.bytes, at.length, &queue->layouts, &queue->record)) {
            if (!layout_id(queue->record.layout, append->session))
                break;
            backlog_see(out, at.seq, queue->record.chunk.t0);
            send_chunk(append);
            out->sent_count++;
        } else {
            log_error("spool: chunk %llu is of no form known here and is left out",
                      (unsigned long long)at.seq);
        }
        out->asked_last = at.seq;
        out->asked_count++;
        spool_next(out->spool);
    }
}

void append_history_pump(struct append *append)
{
    struct outgoing *out = &append->history.out;
    if (!append_is_up(append) || !outgoing_is_ready(out) || !spool_waiting(out->spool))
        return;
    out->refused[0] = '\0';
    send_chunks(append, allowance(append));
    if (out->sent_count)
        out->is_asked =
            session_ask(append->session,
                        &(struct question){.sql = end_sql, .on_answer = on_chunks, .ctx = append});
    else if (out->asked_count)
        spool_done(out->spool, out->asked_last);
}

void append_history_init(struct append *append, const struct append_options *options)
{
    outgoing_init(&append->history.out, options, "samples", CHUNKS_MOST);
}

void append_history_finish(struct append *append)
{
    struct history_queue *queue = &append->history;
    spool_close(queue->out.spool);
    layouts_finish(&queue->layouts);
    chunk_record_finish(&queue->record);
    chunk_params_finish(&queue->params);
    array_finish(&queue->mean);
    array_finish(&queue->below);
    array_finish(&queue->above);
    free(queue->bytes.at);
    free(queue->tail.at);
}
