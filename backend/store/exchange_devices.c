#include "backend/store/batch.h"
#include "backend/store/exchange_write.h"

#include <stdlib.h>

enum { NODE, CODE, PROFILE, ENDPOINT, UNIT, PERIOD, COLUMNS };

/* A device is known by its node and code. */
static void key_of(char *out, size_t size, int32_t node_id, const char *code)
{
    snprintf(out, size, "%d/%s", node_id, code);
}

static void put_device(struct exchange_write *write, struct batch *batch,
                       const struct inventory_device *device)
{
    batch_integer(batch, NODE, write->node_id[device->node]);
    batch_text(batch, CODE, device->code);
    batch_text(batch, PROFILE, write->inventory->profiles.at[device->profile].name);
    batch_text(batch, ENDPOINT, device->endpoint);
    batch_integer(batch, UNIT, device->unit);
    batch_integer(batch, PERIOD, device->period_ms);
    batch_row(batch);
}

static bool run_upsert(struct exchange_write *write, struct batch *batch)
{
    return batch_run(
        batch, write->pg,
        "insert into hd.device as d (node_id, code, profile, endpoint, unit, period_ms) "
        "select u.node, u.code, u.profile, u.endpoint, u.unit, nullif(u.period, 0) "
        "from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::smallint[], $6::int[]) "
        "u (node, code, profile, endpoint, unit, period) "
        "on conflict (node_id, code) do update set profile = excluded.profile, "
        "endpoint = excluded.endpoint, unit = excluded.unit, period_ms = excluded.period_ms, "
        "retired = null "
        "where (d.profile, d.endpoint, d.unit, d.period_ms, d.retired) is distinct from "
        "(excluded.profile, excluded.endpoint, excluded.unit, excluded.period_ms, null)",
        write->why, write->why_size);
}

/* Rows of known devices keep their ids. */
static bool upsert(struct exchange_write *write)
{
    const struct inventory *inventory = write->inventory;
    struct batch batch;
    bool is_good = true;
    batch_init(&batch, COLUMNS);
    for (size_t i = 0; is_good && i < inventory->devices.count; i++) {
        put_device(write, &batch, &inventory->devices.at[i]);
        if (batch.rows == BATCH_ROWS)
            is_good = run_upsert(write, &batch);
    }
    is_good = is_good && run_upsert(write, &batch);
    batch_finish(&batch);
    return is_good;
}

/* Notes the ids of our devices; those of others go to `vanished`. */
static bool read_ids(struct exchange_write *write, const struct exchange_names *keys,
                     struct batch *vanished)
{
    char key[200];
    struct pg_rows *rows =
        pg_ask(write->pg, "select id, node_id, code from hd.device where retired is null", NULL, 0,
               write->why, write->why_size);
    for (int i = 0; rows && i < pg_rows_count(rows); i++) {
        int32_t id = (int32_t)strtol(pg_cell(rows, i, 0), NULL, 10);
        key_of(key, sizeof key, (int32_t)strtol(pg_cell(rows, i, 1), NULL, 10),
               pg_cell(rows, i, 2));
        int32_t index = exchange_names_find(keys, key);
        if (index >= 0) {
            write->device_id[index] = id;
        } else {
            batch_integer(vanished, 0, id);
            batch_row(vanished);
        }
    }
    pg_rows_free(rows);
    return rows != NULL;
}

static bool retire_vanished(struct exchange_write *write, const struct exchange_names *keys)
{
    struct batch vanished;
    batch_init(&vanished, 1);
    bool is_good = read_ids(write, keys, &vanished);
    write->retired_devices = vanished.rows;
    is_good =
        is_good && batch_run(&vanished, write->pg,
                             "update hd.device set retired = now() where id = any ($1::int[])",
                             write->why, write->why_size);
    batch_finish(&vanished);
    return is_good;
}

bool exchange_write_devices(struct exchange_write *write)
{
    const struct inventory *inventory = write->inventory;
    struct exchange_names keys = {0};
    char key[200];
    int32_t index;
    write->device_id = alloc_array(inventory->devices.count, sizeof *write->device_id);
    for (size_t i = 0; i < inventory->devices.count; i++) {
        const struct inventory_device *device = &inventory->devices.at[i];
        key_of(key, sizeof key, write->node_id[device->node], device->code);
        exchange_names_add(&keys, key, (int32_t)i, &index);
    }
    bool is_good = upsert(write) && retire_vanished(write, &keys);
    exchange_names_finish(&keys);
    return is_good;
}
