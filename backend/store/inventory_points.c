#include "backend/base/nearest.h"
#include "backend/store/inventory.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { NODE, DEVICE, POINT, LOW, HIGH, STEP, COLUMNS };
static const struct exchange_column columns[COLUMNS] = {
    [NODE] = {"node", INVENTORY_CODE_MOST, true, true},
    [DEVICE] = {"device", INVENTORY_CODE_MOST, true, true},
    [POINT] = {"point", POINT_ID_SIZE - 1, true, true},
    [LOW] = {"low", 32, false, false},
    [HIGH] = {"high", 32, false, false},
    [STEP] = {"step", 32, false, false},
};

struct point_reader {
    struct inventory *inventory;
    struct exchange_table table;
    struct exchange_names devices; /* "NODE/DEVICE" to index */
    struct exchange_names points;  /* "DEVICE INDEX/POINT" to line */
};

static void index_devices(struct point_reader *reader)
{
    const struct inventory *inventory = reader->inventory;
    char key[200];
    int32_t index;
    for (size_t i = 0; i < inventory->devices.count; i++) {
        const struct inventory_device *device = &inventory->devices.at[i];
        snprintf(key, sizeof key, "%s/%s", inventory->nodes.at[device->node].code, device->code);
        exchange_names_add(&reader->devices, key, (int32_t)i, &index);
    }
}

/* Index of the row's device, or -1 (reported). */
static int32_t read_device(const struct point_reader *reader)
{
    char key[200];
    const char *node = exchange_table_text(&reader->table, NODE);
    const char *code = exchange_table_text(&reader->table, DEVICE);
    snprintf(key, sizeof key, "%s/%s", node, code);
    int32_t device = exchange_names_find(&reader->devices, key);
    if (device < 0 && *node && *code)
        exchange_table_error(&reader->table,
                             "unknown device '%s' of node '%s', expected one of devices.csv", code,
                             node);
    return device;
}

static int read_point(const struct point_reader *reader, const struct profile *profile)
{
    const char *id = exchange_table_text(&reader->table, POINT);
    int point = profile_find(profile, id);
    if (point >= 0 && profile->point[point].access != ACCESS_WRITE)
        exchange_table_error(&reader->table,
                             "point '%s' of profile %s can only be read, expected a set-point", id,
                             profile->name);
    if (point >= 0 || !*id)
        return point;
    const char **ids = alloc_array(profile->point_count, sizeof *ids);
    for (size_t i = 0; i < profile->point_count; i++)
        ids[i] = profile->point[i].id;
    const char *near = nearest_of(id, ids, profile->point_count);
    exchange_table_error(&reader->table, "unknown point '%s' of profile %s, expected %s", id,
                         profile->name, near ? near : "one of its points");
    free(ids);
    return -1;
}

static void check_limits(const struct point_reader *reader, const struct inventory_override *o,
                         const struct point *point)
{
    const struct exchange_table *table = &reader->table;
    if (isnan(o->low) && isnan(o->high) && isnan(o->step))
        exchange_table_error(table, "low, high and step are all empty, expected one of them");
    if (o->low > o->high)
        exchange_table_error(table, "low %g above high %g, expected low first", o->low, o->high);
    if (o->low < point->set_low || o->low > point->set_high)
        exchange_table_error(table, "low %g widens the profile's, expected %g to %g", o->low,
                             point->set_low, point->set_high);
    if (o->high > point->set_high || o->high < point->set_low)
        exchange_table_error(table, "high %g widens the profile's, expected %g to %g", o->high,
                             point->set_low, point->set_high);
    if (point->step > 0 && o->step > point->step)
        exchange_table_error(table, "step %g widens the profile's, expected at most %g", o->step,
                             point->step);
}

static void check_alone(struct point_reader *reader, int32_t device, const char *id)
{
    char key[64];
    int32_t line;
    snprintf(key, sizeof key, "%d/%s", device, id);
    exchange_names_add(&reader->points, key, reader->table.line, &line);
    if (line != reader->table.line)
        exchange_table_error(&reader->table, "point '%s' again, expected it once (line %d)", id,
                             line);
}

static void read_override(struct point_reader *reader)
{
    struct inventory *inventory = reader->inventory;
    int32_t device = read_device(reader);
    struct inventory_override override = {
        .device = device,
        .line = reader->table.line,
        .low = exchange_table_number(&reader->table, LOW, -1e9, 1e9),
        .high = exchange_table_number(&reader->table, HIGH, -1e9, 1e9),
        .step = exchange_table_number(&reader->table, STEP, 1e-9, 1e9),
    };
    if (device < 0 || inventory->devices.at[device].profile < 0)
        return;
    const struct profile *profile =
        inventory->profiles.at[inventory->devices.at[device].profile].profile;
    int point = profile ? read_point(reader, profile) : -1;
    if (point < 0)
        return;
    override.point = (uint16_t)point;
    check_limits(reader, &override, &profile->point[point]);
    check_alone(reader, device, profile->point[point].id);
    *VEC_PUSH(&inventory->overrides) = override;
}

void inventory_read_points(struct inventory *inventory, struct exchange_errors *errors,
                           const char *text, size_t length)
{
    struct point_reader reader = {.inventory = inventory};
    index_devices(&reader);
    if (exchange_table_init(&reader.table, errors, "points.csv", text, length, columns, COLUMNS))
        while (exchange_table_next(&reader.table))
            read_override(&reader);
    exchange_table_finish(&reader.table);
    exchange_names_finish(&reader.devices);
    exchange_names_finish(&reader.points);
}
