#include "backend/store/inventory.h"

#include <math.h>
#include <string.h>

enum { CODE, FROM, TO, LENGTH, DIAMETER, VALVE, COLUMNS };
static const struct exchange_column columns[COLUMNS] = {
    [CODE] = {"code", INVENTORY_CODE_MOST, true, true},
    [FROM] = {"from", INVENTORY_CODE_MOST, true, true},
    [TO] = {"to", INVENTORY_CODE_MOST, true, true},
    [LENGTH] = {"length_m", 32, true, false},
    [DIAMETER] = {"diameter_mm", 32, false, false},
    [VALVE] = {"valve", 8, false, false},
};

const char *const inventory_valve_names[INVENTORY_VALVE_COUNT] = {
    [VALVE_NONE] = "none", [VALVE_OPEN] = "open", [VALVE_CLOSED] = "closed"};

static uint8_t read_valve(const struct exchange_table *table)
{
    const char *text = exchange_table_text(table, VALVE);
    for (uint8_t i = 0; i < INVENTORY_VALVE_COUNT; i++)
        if (strcmp(text, inventory_valve_names[i]) == 0)
            return i;
    if (*text)
        exchange_table_error(table, "valve '%s', expected open, closed or none", text);
    return VALVE_NONE;
}

static int32_t read_end(const struct inventory *inventory, const struct exchange_table *table,
                        size_t column)
{
    const char *code = exchange_table_text(table, column);
    int32_t node = inventory_find_node(inventory, code);
    if (node < 0 && *code)
        exchange_table_error(table, "unknown node '%s' in '%s', expected a code of nodes.csv", code,
                             columns[column].name);
    return node;
}

static void read_link(struct inventory *inventory, struct exchange_names *codes,
                      const struct exchange_table *table)
{
    const char *code = exchange_table_text(table, CODE);
    int32_t line = table->line;
    if (*code)
        code = exchange_names_add(codes, code, table->line, &line);
    if (line != table->line)
        exchange_table_error(table, "code '%s' again, expected another than that of line %d", code,
                             line);
    struct inventory_link link = {
        .from = read_end(inventory, table, FROM),
        .to = read_end(inventory, table, TO),
        .line = table->line,
        .length_m = exchange_table_number(table, LENGTH, 0, 1e6),
        .diameter_mm = exchange_table_number(table, DIAMETER, 1, 5000),
        .valve = read_valve(table),
        .is_closing = true,
    };
    if (link.from >= 0 && link.from == link.to)
        exchange_table_error(table, "from and to are both '%s', expected two nodes",
                             inventory->nodes.at[link.from].code);
    if (link.from < 0 || link.to < 0 || isnan(link.length_m))
        return;
    link.code = exchange_names_keep(&inventory->names, code);
    *VEC_PUSH(&inventory->links) = link;
}

void inventory_read_links(struct inventory *inventory, struct exchange_errors *errors,
                          const char *text, size_t length)
{
    struct exchange_table table;
    struct exchange_names codes = {0};
    int before = errors->count;
    if (exchange_table_init(&table, errors, "links.csv", text, length, columns, COLUMNS))
        while (exchange_table_next(&table))
            read_link(inventory, &codes, &table);
    exchange_table_finish(&table);
    exchange_names_finish(&codes);
    inventory->has_bad_links = errors->count > before;
}
