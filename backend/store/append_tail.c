/* The tail: each device's last full minute, so that a trend reaches to the present while its chunk
 * is still being filled. Best effort: the chunk brings everything again. */
#include "backend/store/append_inside.h"

#include <string.h>

#define ROWS_MOST 32    /* a transaction */
#define SPREAD_MS 12000 /* a crowd of minutes is halved in this time */

static const char put_sql[] =
    "select hd.tail_put($1::int, $2::smallint, $3::int, $4::timestamptz, $5::int, $6::int,"
    " $7::float8[], $8::int2[], $9::int[], $10::float8[], $11::bytea)";
static const char end_sql[] = "select 1 as tail_end";

static void on_tails(void *ctx, const struct pg_rows *rows, const char *state)
{
    (void)rows;
    (void)state;
    ((struct append *)ctx)->history.tail_asked = 0;
}

static void send_tail(struct append *append, const struct append_device *device, int32_t layout_id)
{
    const struct chunk *chunk = &device->tail;
    struct chunk_params *arrays = &append->history.params;
    struct scalar id, slot, layout, t0, dt, n;
    int64_t minute = chunk->t0.us / 1000 / HISTORY_TAIL_MS;
    struct pg_param params[11] = {
        param_int4(&id, device->id),    param_int2(&slot, (int16_t)(minute % HISTORY_TAIL_SLOTS)),
        param_int4(&layout, layout_id), param_wall(&t0, chunk->t0),
        param_int4(&dt, chunk->dt_ms),  param_int4(&n, chunk->n)};
    chunk_write(chunk, arrays);
    memcpy(params + 6, arrays->param, sizeof arrays->param);
    session_ask(
        append->session,
        &(struct question){
            .sql = put_sql, .params = params, .count = 11, .is_joined = true, .ctx = append});
    append->history.tail_asked++;
}

void append_tail_pump(struct append *append)
{
    struct history_queue *queue = &append->history;
    size_t waiting = queue->tail.count - queue->tail_head;
    size_t most = 1 + waiting * (size_t)append->batch_ms / SPREAD_MS;
    if (!append_is_up(append) || queue->tail_asked || !waiting)
        return;
    for (size_t i = 0; i < most && i < ROWS_MOST && queue->tail_head < queue->tail.count; i++) {
        struct append_device *device = append->values.device.at[queue->tail.at[queue->tail_head]];
        int32_t layout = layout_id(device->layout, append->session);
        if (!layout)
            break;
        queue->tail_head++;
        device->is_tail_waiting = false;
        if (device->tail.n) /* else its layout has changed meanwhile */
            send_tail(append, device, layout);
    }
    if (queue->tail_head == queue->tail.count)
        queue->tail_head = queue->tail.count = 0;
    if (queue->tail_asked)
        session_ask(append->session,
                    &(struct question){.sql = end_sql, .on_answer = on_tails, .ctx = append});
}
