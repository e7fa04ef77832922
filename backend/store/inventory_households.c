#include "backend/store/inventory.h"

#include "backend/base/conf.h"

#include <stdlib.h>
#include <string.h>

#define PHONE_LEAST 3 /* digits */
#define PHONE_MOST  20

enum { NODE, NAME, PHONE, CARD, AREA, STATUS, ARREARS, CONTRACT, COLUMNS };
static const struct exchange_column columns[COLUMNS] = {
    [NODE] = {"node", INVENTORY_CODE_MOST, true, true},
    [NAME] = {"name", INVENTORY_NAME_MOST, false, true},
    [PHONE] = {"phone", 95, false, true},
    [CARD] = {"card", 63, false, true},
    [AREA] = {"area_m2", 32, false, false},
    [STATUS] = {"heat_status", 16, true, false},
    [ARREARS] = {"arrears", 8, false, false},
    [CONTRACT] = {"contract_c", 32, false, false},
};

const char *const inventory_heat_names[HEAT_STATUS_COUNT] = {
    [HEAT_SUPPLIED] = "supplied", [HEAT_STOPPED] = "stopped", [HEAT_RESUMED] = "resumed"};

int inventory_heat_of(const char *name)
{
    int status = 0;
    while (status < HEAT_STATUS_COUNT && strcmp(name, inventory_heat_names[status]) != 0)
        status++;
    return status;
}

struct reader {
    struct inventory *inventory;
    struct exchange_table table;
    struct exchange_names cards; /* to lines */
    int32_t *line;               /* of each node's row, 0 = none */
};

static int32_t read_node(const struct reader *reader)
{
    const char *code = exchange_table_text(&reader->table, NODE);
    int32_t node = *code ? inventory_find_node(reader->inventory, code) : -1;
    if (*code && node < 0)
        exchange_table_error(&reader->table, "unknown node '%s', expected a code of nodes.csv",
                             code);
    if (node < 0)
        return -1;
    const struct inventory_node *at = &reader->inventory->nodes.at[node];
    if (!at->is_bad && at->kind != NODE_HOUSEHOLD && at->kind != NODE_BUILDING)
        exchange_table_error(&reader->table,
                             "a user at the %s '%s', expected a household or a building",
                             node_kind_name(at->kind), code);
    if (reader->line[node])
        exchange_table_error(&reader->table, "node '%s' again, expected it once (line %d)", code,
                             reader->line[node]);
    else
        reader->line[node] = reader->table.line;
    return node;
}

/* One phone of a cell: digits, a + before them, - between them. Returns where it ends, NULL if it
 * is none. */
static const char *skip_phone(const char *at)
{
    int digits = 0;
    if (*at == '+')
        at++;
    for (; *at && *at != ' '; at++) {
        bool is_digit = *at >= '0' && *at <= '9';
        bool is_joint = *at == '-' && digits > 0 && at[1] >= '0' && at[1] <= '9';
        if (!is_digit && !is_joint)
            return NULL;
        digits += is_digit;
    }
    return digits >= PHONE_LEAST && digits <= PHONE_MOST ? at : NULL;
}

static const char *read_phone(const struct reader *reader)
{
    const char *cell = exchange_table_text(&reader->table, PHONE);
    const char *at = *cell ? cell : NULL;
    while (at) {
        at = skip_phone(at);
        if (at && *at == 0)
            return cell;
        if (at)
            at++;
    }
    if (*cell)
        exchange_table_error(&reader->table,
                             "phone '%s', expected %d to %d digits with + before or - between, one "
                             "blank between two phones",
                             cell, PHONE_LEAST, PHONE_MOST);
    return "";
}

static const char *read_card(struct reader *reader)
{
    const char *card = exchange_table_text(&reader->table, CARD);
    int32_t line;
    if (!*card)
        return "";
    card = exchange_names_add(&reader->cards, card, reader->table.line, &line);
    if (line != reader->table.line)
        exchange_table_error(&reader->table,
                             "card '%s' again, expected another than that of line %d", card, line);
    return card;
}

static uint8_t read_status(const struct reader *reader)
{
    const char *text = exchange_table_text(&reader->table, STATUS);
    int status = inventory_heat_of(text);
    if (status == HEAT_STATUS_COUNT && *text)
        exchange_table_error(&reader->table,
                             "unknown heat_status '%s', expected supplied, stopped or resumed",
                             text);
    return (uint8_t)(status % HEAT_STATUS_COUNT);
}

static bool read_arrears(const struct reader *reader)
{
    const char *text = exchange_table_text(&reader->table, ARREARS);
    bool is_in_arrears = false;
    if (*text && !conf_bool(text, &is_in_arrears))
        exchange_table_error(&reader->table, "arrears '%s', expected yes or no", text);
    return is_in_arrears;
}

static const char *keep(struct reader *reader, const char *text)
{
    return *text ? exchange_names_keep(&reader->inventory->names, text) : "";
}

static void read_household(struct reader *reader)
{
    const struct exchange_table *table = &reader->table;
    struct inventory_household household = {
        .node = read_node(reader),
        .name = keep(reader, exchange_table_text(table, NAME)),
        .phone = keep(reader, read_phone(reader)),
        .card = keep(reader, read_card(reader)),
        .area_m2 = exchange_table_number(table, AREA, 0, 1e7),
        .heat_status = read_status(reader),
        .is_in_arrears = read_arrears(reader),
        .contract_c = exchange_table_number(table, CONTRACT, 5, 40),
        .line = table->line,
    };
    if (household.node >= 0)
        *VEC_PUSH(&reader->inventory->households) = household;
}

void inventory_read_households(struct inventory *inventory, struct exchange_errors *errors,
                               const char *text, size_t length)
{
    struct reader reader = {.inventory = inventory};
    inventory->has_households = true;
    reader.line = alloc_array(inventory->nodes.count + 1, sizeof *reader.line);
    if (exchange_table_init(&reader.table, errors, "households.csv", text, length, columns,
                            COLUMNS))
        while (exchange_table_next(&reader.table))
            read_household(&reader);
    exchange_table_finish(&reader.table);
    exchange_names_finish(&reader.cards);
    free(reader.line);
}
