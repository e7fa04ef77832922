#include "backend/base/nearest.h"
#include "backend/device/endpoint.h"
#include "backend/store/inventory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NODE, DEVICE, PROFILE, ENDPOINT, UNIT, PERIOD, COLUMNS };
static const struct exchange_column columns[COLUMNS] = {
    [NODE] = {"node", INVENTORY_CODE_MOST, true, true},
    [DEVICE] = {"device", INVENTORY_CODE_MOST, true, true},
    [PROFILE] = {"profile", 63, true, false},
    [ENDPOINT] = {"endpoint", 160, true, false},
    [UNIT] = {"unit", 8, true, false},
    [PERIOD] = {"period_s", 16, false, false},
};

struct device_reader {
    struct inventory *inventory;
    struct exchange_table table;
    struct exchange_names codes; /* "STATION/DEVICE" to line */
    struct exchange_names lines; /* "ENDPOINT UNIT" to line */
};

/* The station that a node is or lies in, else the node itself. */
static int32_t station_of(const struct inventory *inventory, int32_t node)
{
    const struct inventory_node *at = inventory->nodes.at;
    int32_t up = node;
    for (int steps = 0; up >= 0 && steps < 64; steps++, up = at[up].parent)
        if (at[up].kind == NODE_STATION)
            return up;
    return node;
}

static int32_t read_node(const struct device_reader *reader)
{
    const struct inventory *inventory = reader->inventory;
    const char *code = exchange_table_text(&reader->table, NODE);
    int32_t node = inventory_find_node(inventory, code);
    if (node < 0 && *code)
        exchange_table_error(&reader->table, "unknown node '%s', expected a code of nodes.csv",
                             code);
    if (node < 0 || inventory->nodes.at[node].is_bad)
        return -1;
    enum node_kind kind = inventory->nodes.at[node].kind;
    if (!inventory_has_devices(kind))
        exchange_table_error(&reader->table,
                             "a device at the %s '%s', expected a source, network, station or "
                             "circuit",
                             node_kind_name(kind), code);
    return node;
}

static int32_t find_profile(const struct inventory *inventory, const char *name)
{
    for (size_t i = 0; i < inventory->profiles.count; i++)
        if (strcmp(inventory->profiles.at[i].name, name) == 0)
            return (int32_t)i;
    return -1;
}

static void report_profile(const struct device_reader *reader, const char *name)
{
    VEC(const char *) names = {0};
    const char *shipped;
    for (size_t i = 0; (shipped = profile_shipped_name(i)); i++)
        *VEC_PUSH(&names) = shipped;
    for (size_t i = 0; i < reader->inventory->profiles.count; i++)
        *VEC_PUSH(&names) = reader->inventory->profiles.at[i].name;
    const char *near = nearest_of(name, names.at, names.count);
    exchange_table_error(&reader->table, "unknown profile '%s', expected %s%s%s", name,
                         near ? "'" : "a file profiles/*.profile or a shipped profile",
                         near ? near : "", near ? "'" : "");
    free(names.at);
}

/* A profile of the directory, or else a shipped one, which then joins the inventory. */
static int32_t read_profile(struct device_reader *reader)
{
    const char *name = exchange_table_text(&reader->table, PROFILE);
    int32_t found = find_profile(reader->inventory, name);
    size_t length;
    if (found >= 0 || !*name)
        return found;
    const char *text = profile_shipped(name, &length);
    if (!text) {
        report_profile(reader, name);
        return -1;
    }
    inventory_add_profile(reader->inventory, reader->table.errors, name, text, length);
    return find_profile(reader->inventory, name);
}

/* Canonical, kept; NULL if it is none. */
static const char *read_endpoint(const struct device_reader *reader)
{
    const char *text = exchange_table_text(&reader->table, ENDPOINT);
    struct endpoint endpoint;
    char why[200], canonical[200];
    if (!*text)
        return NULL;
    if (!endpoint_parse(text, &endpoint, why, sizeof why)) {
        exchange_table_error(&reader->table, "endpoint %s", why);
        return NULL;
    }
    endpoint_text(&endpoint, canonical, sizeof canonical);
    return exchange_names_keep(&reader->inventory->names, canonical);
}

/* Each device has its own code in its station, and its own unit on its line. */
static void check_alone(struct device_reader *reader, const struct inventory_device *device)
{
    const struct inventory *inventory = reader->inventory;
    char key[300];
    int32_t line;
    const char *station = inventory->nodes.at[station_of(inventory, device->node)].code;
    snprintf(key, sizeof key, "%s/%s", station, device->code);
    exchange_names_add(&reader->codes, key, device->line, &line);
    if (line != device->line)
        exchange_table_error(&reader->table,
                             "device '%s' again in '%s', expected another code than that of line "
                             "%d",
                             device->code, station, line);
    if (!device->endpoint)
        return;
    snprintf(key, sizeof key, "%s %d", device->endpoint, device->unit);
    exchange_names_add(&reader->lines, key, device->line, &line);
    if (line != device->line)
        exchange_table_error(&reader->table,
                             "endpoint %s unit %d again, expected another than that of line %d",
                             device->endpoint, device->unit, line);
}

static void read_device(struct device_reader *reader)
{
    const struct exchange_table *table = &reader->table;
    const char *code = exchange_table_text(table, DEVICE);
    double period_s = exchange_table_number(table, PERIOD, 0.1, 86400);
    struct inventory_device device = {
        .code = exchange_names_keep(&reader->inventory->names, code),
        .endpoint = read_endpoint(reader),
        .node = read_node(reader),
        .profile = read_profile(reader),
        .line = table->line,
        .period_ms = isnan(period_s) ? 0 : (int32_t)lround(period_s * 1000),
        .unit = (uint8_t)exchange_table_integer(table, UNIT, 0, 255, 0),
    };
    if (strchr(code, '/'))
        exchange_table_error(table, "device '%s' holds a '/', expected none", code);
    if (device.node < 0 || !*code)
        return;
    check_alone(reader, &device);
    *VEC_PUSH(&reader->inventory->devices) = device;
}

void inventory_read_devices(struct inventory *inventory, struct exchange_errors *errors,
                            const char *text, size_t length)
{
    struct device_reader reader = {.inventory = inventory};
    if (exchange_table_init(&reader.table, errors, "devices.csv", text, length, columns, COLUMNS))
        while (exchange_table_next(&reader.table))
            read_device(&reader);
    exchange_table_finish(&reader.table);
    exchange_names_finish(&reader.codes);
    exchange_names_finish(&reader.lines);
}
