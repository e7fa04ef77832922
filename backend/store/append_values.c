/* The newest values and states of devices, in batches: one question a batch, the newest a device.
 */
#include "backend/base/alloc.h"
#include "backend/store/append_inside.h"

#include <stdlib.h>
#include <string.h>

#define DEVICES_MOST  500 /* a batch; the database names as many in its hint */
#define RETRY_MS      2000
#define RETRY_MOST_MS 60000

static const char put_sql[] = "select hd.values_put($1::int[], $2::timestamptz[], $3::bigint[], "
                              "$4::int[], $5::float8[], $6::bytea,"
                              " $7::int[], $8::boolean[], $9::smallint[], $10::timestamptz[],"
                              " $11::int[], $12::int[])";

/* ---- devices ---- */

static bool is_id(const void *ctx, int32_t index, const void *key)
{
    const struct value_batch *values = ctx;
    return values->device.at[index]->id == *(const int32_t *)key;
}

static uint32_t hash_id(const void *ctx, int32_t index)
{
    const struct value_batch *values = ctx;
    return lookup_hash_int(values->device.at[index]->id);
}

static int32_t index_of(struct value_batch *values, int32_t id)
{
    int32_t index = lookup_find(&values->by_id, lookup_hash_int(id), is_id, values, &id);
    if (index >= 0)
        return index;
    struct append_device *device = alloc_new(sizeof *device);
    device->id = id;
    *VEC_PUSH(&values->device) = device;
    index = (int32_t)values->device.count - 1;
    lookup_add(&values->by_id, index, hash_id, values);
    return index;
}

/* Values of an earlier plant are not sent once more: their points may stand otherwise now. */
void append_values_take_plant(struct append *append, const struct site *site)
{
    struct value_batch *values = &append->values;
    for (size_t i = 0; i < values->device.count; i++)
        values->device.at[i]->has_values = false;
    for (size_t i = 0; i < site->device_count; i++) {
        int32_t index = index_of(values, site->device[i].id);
        values->device.at[index]->period_ms = site->device[i].period_ms;
    }
    values->lost = 0;
    for (size_t i = 0; i < values->device.count; i++) {
        struct append_device *device = values->device.at[i];
        device->has_state = device->has_state && site_device_of_id(site, device->id) >= 0;
        values->lost += device->has_state && device->is_lost;
    }
}

/* ---- in ---- */

static void mark_fresh(struct value_batch *values, int32_t index)
{
    struct append_device *device = values->device.at[index];
    if (!device->is_fresh)
        *VEC_PUSH(&values->fresh) = index;
    device->is_fresh = true;
}

static void mark_state(struct value_batch *values, int32_t index)
{
    struct append_device *device = values->device.at[index];
    if (!device->is_state_fresh)
        *VEC_PUSH(&values->fresh_state) = index;
    device->is_state_fresh = true;
}

void append_values(struct append *append, int32_t device_id, const struct profile *profile,
                   struct wall at, const struct reading *readings)
{
    int32_t index = index_of(&append->values, device_id);
    struct append_device *device = append->values.device.at[index];
    size_t points = profile->point_count;
    if (append->is_closing)
        return;
    if (device->points != points || !device->value) {
        device->value = alloc_resize(device->value, points + 1, sizeof *device->value);
        device->quality = alloc_resize(device->quality, points + 1, 1);
        device->lag_ms = alloc_resize(device->lag_ms, points + 1, sizeof *device->lag_ms);
        device->points = points;
    }
    device->has_lag = false;
    for (size_t i = 0; i < points; i++) {
        device->value[i] = readings[i].value;
        device->quality[i] = readings[i].quality;
        device->lag_ms[i] = readings[i].lag_ms;
        device->has_lag = device->has_lag || readings[i].lag_ms > 0;
    }
    device->at = at;
    device->value_layout = profile->layout;
    device->has_values = true;
    mark_fresh(&append->values, index);
    append_history_add(append, index, profile, at, readings);
    append_wake(append);
}

void append_device_state(struct append *append, int32_t device_id, bool is_lost, int bad_points,
                         struct wall since)
{
    int32_t index = index_of(&append->values, device_id);
    struct append_device *device = append->values.device.at[index];
    append->values.lost += is_lost - (device->has_state && device->is_lost);
    device->has_state = true;
    device->is_lost = is_lost;
    device->bad_points = (int16_t)(bad_points < INT16_MAX ? bad_points : INT16_MAX);
    device->since = since;
    mark_state(&append->values, index);
    append_wake(append);
}

void append_values_resend(struct append *append)
{
    struct value_batch *values = &append->values;
    if (!values->is_resend_due || !mono_is_due(values->retry, clock_mono()))
        return;
    values->is_resend_due = false;
    for (size_t i = 0; i < values->device.count; i++) {
        if (values->device.at[i]->has_values)
            mark_fresh(values, (int32_t)i);
        if (values->device.at[i]->has_state)
            mark_state(values, (int32_t)i);
    }
    append_wake(append);
}

/* ---- out ---- */

static void on_put(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct append *append = ctx;
    struct value_batch *values = &append->values;
    values->is_asked = false;
    if (rows)
        values->retry_ms = 0;
    if (rows || !state[0])
        return;
    /* a measured value comes again by itself, a state does not */
    int64_t longer_ms = values->retry_ms ? values->retry_ms * 2 : RETRY_MS;
    values->retry_ms = longer_ms < RETRY_MOST_MS ? longer_ms : RETRY_MOST_MS;
    values->retry = mono_after_ms(clock_mono(), values->retry_ms);
    values->is_resend_due = true;
}

static void add_values(struct value_batch *values, struct append_device *device)
{
    device->is_fresh = false;
    if (!device->has_values)
        return;
    array_int4(&values->ids, device->id);
    array_wall(&values->ats, device->at);
    array_int8(&values->layouts, device->value_layout);
    array_int4(&values->counts, (int32_t)device->points);
    for (size_t i = 0; i < device->points; i++)
        array_float8(&values->v, device->value[i]);
    bytes_put(&values->q, device->quality, device->points);
    array_int4(&values->lag_counts, device->has_lag ? (int32_t)device->points : 0);
    for (size_t i = 0; device->has_lag && i < device->points; i++)
        array_int4(&values->lags,
                   device->lag_ms[i] < INT32_MAX ? (int32_t)device->lag_ms[i] : INT32_MAX);
}

static void add_state(struct value_batch *values, struct append_device *device)
{
    device->is_state_fresh = false;
    if (!device->has_state)
        return;
    array_int4(&values->state_ids, device->id);
    array_bool(&values->state_lost, device->is_lost);
    array_int2(&values->state_bad, device->bad_points);
    array_wall(&values->state_since, device->since);
}

static void begin(struct value_batch *values)
{
    array_begin(&values->ids, ELEMENT_INT4);
    array_begin(&values->ats, ELEMENT_WALL);
    array_begin(&values->layouts, ELEMENT_INT8);
    array_begin(&values->counts, ELEMENT_INT4);
    array_begin(&values->v, ELEMENT_FLOAT8);
    array_begin(&values->state_ids, ELEMENT_INT4);
    array_begin(&values->state_lost, ELEMENT_BOOL);
    array_begin(&values->state_bad, ELEMENT_INT2);
    array_begin(&values->state_since, ELEMENT_WALL);
    array_begin(&values->lags, ELEMENT_INT4);
    array_begin(&values->lag_counts, ELEMENT_INT4);
    values->q.count = 0;
}

/* The newest go out from the back of the list, which needs no moving. */
static void gather(struct value_batch *values)
{
    begin(values);
    for (int i = 0; i < DEVICES_MOST && values->fresh.count; i++)
        add_values(values, values->device.at[values->fresh.at[--values->fresh.count]]);
    for (int i = 0; i < DEVICES_MOST && values->fresh_state.count; i++)
        add_state(values, values->device.at[values->fresh_state.at[--values->fresh_state.count]]);
}

void append_values_pump(struct append *append)
{
    struct value_batch *values = &append->values;
    if (!append_is_up(append) || values->is_asked || !mono_is_due(values->retry, clock_mono()))
        return;
    gather(values);
    if (!values->ids.count && !values->state_ids.count)
        return;
    struct pg_param params[] = {
        array_param(&values->ids),
        array_param(&values->ats),
        array_param(&values->layouts),
        array_param(&values->counts),
        array_param(&values->v),
        {.text = values->q.at ? (const char *)values->q.at : "",
         .length = (int)values->q.count,
         .is_binary = true},
        array_param(&values->state_ids),
        array_param(&values->state_lost),
        array_param(&values->state_bad),
        array_param(&values->state_since),
        array_param(&values->lags),
        array_param(&values->lag_counts),
    };
    values->is_asked = session_ask(
        append->session,
        &(struct question){
            .sql = put_sql, .params = params, .count = 12, .on_answer = on_put, .ctx = append});
}

void append_values_finish(struct append *append)
{
    struct value_batch *values = &append->values;
    struct array *arrays[] = {&values->ids,        &values->ats,       &values->layouts,
                              &values->counts,     &values->v,         &values->state_ids,
                              &values->state_lost, &values->state_bad, &values->state_since,
                              &values->lags,       &values->lag_counts};
    for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++)
        array_finish(arrays[i]);
    for (size_t i = 0; i < values->device.count; i++) {
        struct append_device *device = values->device.at[i];
        free(device->value);
        free(device->quality);
        free(device->lag_ms);
        chunk_finish(&device->chunk);
        chunk_finish(&device->minute);
        chunk_finish(&device->tail);
        free(device);
    }
    free(values->device.at);
    free(values->fresh.at);
    free(values->fresh_state.at);
    free(values->q.at);
    lookup_finish(&values->by_id);
}
