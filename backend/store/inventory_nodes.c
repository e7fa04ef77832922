#include "backend/store/inventory.h"

#include <string.h>

enum { CODE, KIND, NAME, PARENT, CIRCUIT, HOUSEHOLDS, COLUMNS };
static const struct exchange_column columns[COLUMNS] = {
    [CODE] = {"code", INVENTORY_CODE_MOST, true, true},
    [KIND] = {"kind", 16, true, false},
    [NAME] = {"name", INVENTORY_NAME_MOST, false, true},
    [PARENT] = {"parent", INVENTORY_CODE_MOST, false, true},
    [CIRCUIT] = {"circuit", 8, false, false},
    [HOUSEHOLDS] = {"households", 8, false, false},
};

static bool read_kind(const struct exchange_table *table, enum node_kind *kind)
{
    const char *text = exchange_table_text(table, KIND);
    if (node_kind_of(text, kind))
        return true;
    if (*text)
        exchange_table_error(table,
                             "unknown kind '%s', expected source, network, station, circuit, "
                             "building, household or junction",
                             text);
    return false;
}

static uint8_t read_circuit(const struct exchange_table *table, enum node_kind kind)
{
    int32_t circuit = exchange_table_integer(table, CIRCUIT, 1, 99, 0);
    bool is_circuit = kind == NODE_CIRCUIT;
    if (is_circuit && exchange_table_text(table, CIRCUIT)[0] == 0)
        exchange_table_error(table, "no circuit number, expected 1 to 99 for a circuit");
    if (!is_circuit && circuit > 0)
        exchange_table_error(table, "circuit %d on a %s, expected an empty cell", circuit,
                             node_kind_name(kind));
    return is_circuit ? (uint8_t)circuit : 0;
}

static int32_t read_households(const struct exchange_table *table, enum node_kind kind)
{
    int32_t households = exchange_table_integer(table, HOUSEHOLDS, 0, 10000000, 0);
    if (kind == NODE_HOUSEHOLD && households > 1)
        exchange_table_error(table, "%d households in one household, expected 1 or an empty cell",
                             households);
    return kind == NODE_HOUSEHOLD ? 0 : households;
}

/* The cells that depend on the kind. */
static void read_rest(const struct exchange_table *table, struct inventory_node *node)
{
    enum node_kind kind;
    node->is_bad = !read_kind(table, &kind);
    if (node->is_bad)
        return;
    node->kind = (uint8_t)kind;
    node->circuit = read_circuit(table, kind);
    node->households = read_households(table, kind);
    /* STATION/POINT names a set-point, so a node that can have points holds no '/' */
    if (inventory_has_devices(kind) && strchr(node->code, '/'))
        exchange_table_error(table, "code '%s' holds a '/', expected none in the code of a %s",
                             node->code, node_kind_name(kind));
}

static void read_node(struct inventory *inventory, const struct exchange_table *table)
{
    const char *code = exchange_table_text(table, CODE);
    const char *name = exchange_table_text(table, NAME);
    const char *parent = exchange_table_text(table, PARENT);
    int32_t index, next = (int32_t)inventory->nodes.count;
    if (code[0] == 0)
        return;
    code = exchange_names_add(&inventory->names, code, next, &index);
    if (index < next) {
        exchange_table_error(table, "code '%s' again, expected another than that of line %d", code,
                             inventory->nodes.at[index].line);
        return;
    }
    struct inventory_node *node = VEC_PUSH(&inventory->nodes);
    *node = (struct inventory_node){
        .code = code,
        .name = *name ? exchange_names_keep(&inventory->names, name) : code,
        .parent_code = *parent ? exchange_names_keep(&inventory->names, parent) : NULL,
        .parent = -1,
        .line = table->line,
    };
    read_rest(table, node);
}

void inventory_read_nodes(struct inventory *inventory, struct exchange_errors *errors,
                          const char *text, size_t length)
{
    struct exchange_table table;
    if (exchange_table_init(&table, errors, "nodes.csv", text, length, columns, COLUMNS))
        while (exchange_table_next(&table))
            read_node(inventory, &table);
    exchange_table_finish(&table);
}

int32_t inventory_find_node(const struct inventory *inventory, const char *code)
{
    return exchange_names_find(&inventory->names, code);
}
