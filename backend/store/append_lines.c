/* What the lines count: all of them in one question, the newest only. Lost is what the database
 * does not take: the next ones say more. */
#include "backend/store/append_inside.h"

static const char put_sql[] =
    "select hd.lines_put($1, $2::bigint, $3::timestamptz, $4::text[], $5::int[], $6::int[],"
    " $7::int[], $8::boolean[], $9::boolean[], $10::bigint[], $11::bigint[], $12::bigint[],"
    " $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[], $17::bigint[], $18::bigint[],"
    " $19::bigint[], $20::bigint[], $21::bigint[], $22::bigint[])";

enum { NUMBERS = 13, OTHERS = 9 };

static void on_put(void *ctx, const struct pg_rows *rows, const char *state)
{
    (void)rows;
    (void)state;
    ((struct append *)ctx)->lines.is_asked = false;
}

static void begin(struct line_batch *batch)
{
    array_begin(&batch->endpoints, ELEMENT_TEXT);
    array_begin(&batch->devices, ELEMENT_INT4);
    array_begin(&batch->units, ELEMENT_INT4);
    array_begin(&batch->lost, ELEMENT_INT4);
    array_begin(&batch->up, ELEMENT_BOOL);
    array_begin(&batch->overloaded, ELEMENT_BOOL);
    for (int i = 0; i < NUMBERS; i++)
        array_begin(&batch->number[i], ELEMENT_INT8);
}

static void add(struct line_batch *batch, const struct append_line *line)
{
    const int64_t numbers[NUMBERS] = {
        line->requests,    line->replies,     line->timeouts, line->exceptions, line->broken,
        line->connects,    line->asked,       line->failed,   line->replied,    line->unopened,
        line->rtt_us_mean, line->rtt_us_most, line->round_ms};
    array_text(&batch->endpoints, line->endpoint);
    array_int4(&batch->devices, line->device_id);
    array_int4(&batch->units, line->units);
    array_int4(&batch->lost, line->lost);
    array_bool(&batch->up, line->is_up);
    array_bool(&batch->overloaded, line->is_overloaded);
    for (int i = 0; i < NUMBERS; i++)
        array_int8(&batch->number[i], numbers[i]);
}

void append_lines(struct append *append, struct wall since, const struct append_line *lines,
                  size_t count)
{
    struct line_batch *batch = &append->lines;
    struct scalar epoch, from;
    if (append->is_closing || !append->lease.epoch || !append_is_up(append) || batch->is_asked)
        return;
    begin(batch);
    for (size_t i = 0; i < count; i++)
        add(batch, &lines[i]);
    struct pg_param params[OTHERS + NUMBERS] = {
        PG_TEXT(append->name),           param_int8(&epoch, append->lease.epoch),
        param_wall(&from, since),        array_param(&batch->endpoints),
        array_param(&batch->devices),    array_param(&batch->units),
        array_param(&batch->lost),       array_param(&batch->up),
        array_param(&batch->overloaded),
    };
    for (int i = 0; i < NUMBERS; i++)
        params[OTHERS + i] = array_param(&batch->number[i]);
    batch->is_asked = session_ask(append->session, &(struct question){.sql = put_sql,
                                                                      .params = params,
                                                                      .count = OTHERS + NUMBERS,
                                                                      .on_answer = on_put,
                                                                      .ctx = append});
}

void append_lines_finish(struct append *append)
{
    struct line_batch *batch = &append->lines;
    struct array *arrays[] = {&batch->endpoints, &batch->devices, &batch->units,
                              &batch->lost,      &batch->up,      &batch->overloaded};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        array_finish(arrays[i]);
    for (int i = 0; i < NUMBERS; i++)
        array_finish(&batch->number[i]);
}
