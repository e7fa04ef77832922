#include "backend/plant/roster.h"

#include "backend/plant/sheet.h"

#include <stdlib.h>
#include <string.h>

enum { CODE, KIND, PARENT, CIRCUIT, HOUSEHOLDS };
static const char *const columns[] = {"code", "kind", "parent", "circuit", "households", NULL};

static void add_node(struct roster *roster, struct sheet *sheet)
{
    enum node_kind kind;
    const char *code = sheet_field(sheet, CODE);
    if (!node_kind_of(sheet_field(sheet, KIND), &kind)) {
        sheet_mistake(sheet,
                      "unknown kind '%s', expected source, network, station, circuit, building, "
                      "household or junction",
                      sheet_field(sheet, KIND));
        return;
    }
    if (kind == NODE_HOUSEHOLD)
        return;
    struct roster_node node = {.code = alloc_text(code),
                               .parent = -1,
                               .line = sheet->csv.line,
                               .kind = (uint8_t)kind,
                               .place = -1};
    node.circuit = (uint8_t)sheet_number(sheet, CIRCUIT, 1, 99, 0);
    node.households = (int32_t)sheet_number(sheet, HOUSEHOLDS, 0, 1e7, 0);
    if (kind == NODE_CIRCUIT && node.circuit == 0)
        sheet_mistake(sheet, "a circuit without number, expected 1 to 99");
    *VEC_PUSH(&roster->node) = node;
    if (!codes_add(&roster->index, node.code, (int32_t)roster->node.count - 1))
        sheet_mistake(sheet, "code '%s' again, expected another", code);
}

/* The second reading: parents may stand after their children. */
static void add_parent(struct roster *roster, struct sheet *sheet)
{
    const char *parent = sheet_field(sheet, PARENT);
    if (!*parent)
        return;
    int32_t above = codes_find(&roster->index, parent);
    if (above < 0) {
        sheet_mistake(sheet, "unknown parent '%s', expected a code of this file", parent);
        return;
    }
    int32_t node = codes_find(&roster->index, sheet_field(sheet, CODE));
    if (strcmp(sheet_field(sheet, KIND), "household") == 0)
        roster->node.at[above].households++;
    else if (node >= 0)
        roster->node.at[node].parent = above;
}

bool roster_load(struct roster *roster, const char *path, FILE *out)
{
    struct sheet sheet;
    *roster = (struct roster){0};
    bool is_open = sheet_open(&sheet, path, columns, 2, out);
    while (is_open && sheet_next(&sheet))
        add_node(roster, &sheet);
    if (is_open)
        sheet_rewind(&sheet);
    while (is_open && sheet_next(&sheet))
        add_parent(roster, &sheet);
    bool is_good = sheet.mistakes == 0;
    sheet_finish(&sheet);
    return is_good;
}

void roster_finish(struct roster *roster)
{
    for (size_t i = 0; i < roster->node.count; i++)
        free(roster->node.at[i].code);
    free(roster->node.at);
    codes_finish(&roster->index);
    *roster = (struct roster){0};
}

int32_t roster_above(const struct roster *roster, int32_t node, enum node_kind kind)
{
    for (int steps = 0; node >= 0 && steps < 64; steps++) {
        if (roster->node.at[node].kind == kind)
            return node;
        node = roster->node.at[node].parent;
    }
    return -1;
}
