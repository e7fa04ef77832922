#include "backend/store/inventory.h"
#include "backend/store/inventory_walk.h"

#include <stdlib.h>

#define BIT(kind) (1U << (kind))

/* Which kinds a node may stand under, and whether it may stand under none. */
static const struct {
    unsigned parents;
    bool may_be_root, has_devices;
    const char *expected;
} rules[NODE_KIND_COUNT] = {
    [NODE_SOURCE] = {BIT(NODE_NETWORK), true, true, "a network or no parent"},
    [NODE_NETWORK] = {BIT(NODE_SOURCE) | BIT(NODE_NETWORK), true, true,
                      "a source, a network or no parent"},
    [NODE_STATION] = {BIT(NODE_SOURCE) | BIT(NODE_NETWORK) | BIT(NODE_JUNCTION), false, true,
                      "a source, network or junction"},
    [NODE_CIRCUIT] = {BIT(NODE_STATION), false, true, "a station"},
    [NODE_BUILDING] = {BIT(NODE_SOURCE) | BIT(NODE_NETWORK) | BIT(NODE_STATION) |
                           BIT(NODE_CIRCUIT) | BIT(NODE_JUNCTION),
                       false, false, "a circuit, station, junction, network or source"},
    [NODE_HOUSEHOLD] = {BIT(NODE_BUILDING) | BIT(NODE_CIRCUIT) | BIT(NODE_STATION) |
                            BIT(NODE_JUNCTION),
                        false, false, "a building, circuit, station or junction"},
    [NODE_JUNCTION] = {BIT(NODE_SOURCE) | BIT(NODE_NETWORK) | BIT(NODE_STATION) |
                           BIT(NODE_CIRCUIT) | BIT(NODE_JUNCTION),
                       false, false, "a source, network, station, circuit or junction"},
};

bool inventory_has_devices(enum node_kind kind)
{
    return rules[kind].has_devices;
}

bool inventory_may_be_parent(enum node_kind parent, enum node_kind child)
{
    return rules[child].parents & BIT(parent);
}

/* The nearest node on the way that a person wants to see it under: junctions are not shown. */
static int32_t derived_parent(const struct inventory *inventory, const int32_t *before,
                              int32_t node)
{
    const struct inventory_node *at = inventory->nodes.at;
    for (int32_t up = before[node]; up >= 0; up = before[up])
        if (at[up].kind != NODE_JUNCTION && inventory_may_be_parent(at[up].kind, at[node].kind))
            return up;
    return -1;
}

static void resolve_parent(struct inventory *inventory, struct exchange_errors *errors,
                           const int32_t *before, int32_t index)
{
    struct inventory_node *node = &inventory->nodes.at[index];
    if (node->is_bad)
        return;
    if (!node->parent_code) {
        node->parent = derived_parent(inventory, before, index);
        if (node->parent < 0 && !rules[node->kind].may_be_root && !inventory->has_bad_links)
            exchange_error(errors, "nodes.csv", node->line,
                           "%s '%s' has no parent, expected a code, or links that lead to it from "
                           "%s",
                           node_kind_name(node->kind), node->code, rules[node->kind].expected);
        return;
    }
    node->parent = inventory_find_node(inventory, node->parent_code);
    if (node->parent < 0) {
        exchange_error(errors, "nodes.csv", node->line,
                       "unknown parent '%s', expected the code of a node in this file",
                       node->parent_code);
        return;
    }
    const struct inventory_node *parent = &inventory->nodes.at[node->parent];
    if (!parent->is_bad && !inventory_may_be_parent(parent->kind, node->kind))
        exchange_error(errors, "nodes.csv", node->line, "%s '%s' under %s '%s', expected %s",
                       node_kind_name(node->kind), node->code, node_kind_name(parent->kind),
                       parent->code, rules[node->kind].expected);
}

/* Walks up from each node until it meets one seen before; seen in the same walk, it is a circle,
 * which is cut so that it is reported once. */
static void check_circles(struct inventory *inventory, struct exchange_errors *errors)
{
    struct inventory_node *at = inventory->nodes.at;
    int32_t *walk = alloc_array(inventory->nodes.count, sizeof *walk);
    for (int32_t i = 0; i < (int32_t)inventory->nodes.count; i++) {
        int32_t up = i;
        while (at[up].parent >= 0 && walk[up] == 0) {
            walk[up] = i + 1;
            up = at[up].parent;
        }
        if (at[up].parent < 0 || walk[up] != i + 1)
            continue;
        exchange_error(errors, "nodes.csv", at[up].line,
                       "'%s' is above itself (under '%s'), expected parents that lead up to a "
                       "source or network",
                       at[up].code, at[at[up].parent].code);
        at[up].parent = -1;
    }
    free(walk);
}

/* A station's points are told apart by the circuit's number. */
static void check_circuits(struct inventory *inventory, struct exchange_errors *errors)
{
    struct exchange_names numbers = {0};
    for (size_t i = 0; i < inventory->nodes.count; i++) {
        const struct inventory_node *node = &inventory->nodes.at[i];
        char key[32];
        int32_t line;
        if (node->kind != NODE_CIRCUIT || node->parent < 0 || node->circuit == 0)
            continue;
        snprintf(key, sizeof key, "%d/%d", node->parent, node->circuit);
        exchange_names_add(&numbers, key, node->line, &line);
        if (line != node->line)
            exchange_error(errors, "nodes.csv", node->line,
                           "circuit %d again in '%s', expected another number than that of line %d",
                           node->circuit, inventory->nodes.at[node->parent].code, line);
    }
    exchange_names_finish(&numbers);
}

void inventory_resolve(struct inventory *inventory, struct exchange_errors *errors)
{
    int32_t *before = inventory_walk(inventory);
    for (size_t i = 0; i < inventory->nodes.count; i++)
        resolve_parent(inventory, errors, before, (int32_t)i);
    free(before);
    check_circles(inventory, errors);
    check_circuits(inventory, errors);
}
