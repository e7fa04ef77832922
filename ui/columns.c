#include "ui/columns.h"

#include "ui/lang.h"
#include "ui/unit.h"
#include "ui/value.h"

#include <stdio.h>
#include <string.h>

const struct column columns[COLUMN_COUNT] = {
    [COLUMN_SUPPLY] = {N_("supply"), "C", 7, 1, {"T2g", "T1g"}, {"T1g", "Tg"}},
    [COLUMN_RETURN] = {N_("return"), "C", 7, 1, {"T2h", "T1h"}, {"T1h", "Th"}},
    [COLUMN_SUPPLY_PRESSURE] = {N_("P sup"), "MPa", 6, 2, {"P2g", "P1g"}, {"P1g", "Pg"}},
    [COLUMN_RETURN_PRESSURE] = {N_("P ret"), "MPa", 6, 2, {"P2h", "P1h"}, {"P1h", "Ph"}},
    [COLUMN_FLOW] = {N_("flow"), "t/h", 8, 1, {"F1", "F2"}, {"F1", "F"}},
    [COLUMN_HEAT] = {N_("heat"), "MW", 7, 2, {"Q1"}, {"Q1", "Q"}},
    [COLUMN_VALVE] = {N_("valve"), "%", 6, 0, {"CV_U", "CV"}, {NULL}},
    [COLUMN_PUMP] = {N_("pump"), "Hz", 6, 1, {"CP1_Hz", "CP_Hz", "XP_Hz"}, {"CP1_Hz"}},
};

void columns_reset(struct columns *kept)
{
    memset(kept->node, 0, sizeof kept->node);
}

/* A station with several circuits shows its first where the plain code names no single point. */
static bool find(const struct site *site, int32_t node, const char *code, int32_t *device,
                 int *point)
{
    char first[32];
    if (site_find_point(site, node, code, device, point))
        return true;
    snprintf(first, sizeof first, "%s.1", code);
    return site->node[node].kind == NODE_STATION &&
           site_find_point(site, node, first, device, point);
}

/* A point whose unit cannot be brought to the column's is none of it. */
static struct column_place look(const struct site *site, int32_t node, const char *const *codes,
                                const char *unit)
{
    for (int i = 0; i < 4 && codes[i]; i++) {
        int32_t device;
        int point;
        if (find(site, node, codes[i], &device, &point) &&
            unit_factor(value_unit(&site->device[device].profile->point[point]), unit) > 0)
            return (struct column_place){device, (int16_t)point};
    }
    return (struct column_place){-1, -1};
}

const struct column_place *columns_of(struct columns *kept, const struct site *site, int32_t node)
{
    size_t slot = (uint32_t)node % COLUMNS_KEPT;
    if (kept->node[slot] == node + 1)
        return kept->place[slot];
    kept->node[slot] = node + 1;
    enum node_kind kind = site->node[node].kind;
    bool is_secondary = kind == NODE_STATION || kind == NODE_CIRCUIT;
    for (int i = 0; i < COLUMN_COUNT; i++)
        kept->place[slot][i] =
            kind >= NODE_BUILDING
                ? (struct column_place){-1, -1}
                : look(site, node, is_secondary ? columns[i].secondary : columns[i].primary,
                       columns[i].unit);
    return kept->place[slot];
}

int columns_that_fit(int cells, int name_cells)
{
    int count = 0, rest = cells - name_cells;
    while (count < COLUMN_COUNT && rest >= columns[count].cells)
        rest -= columns[count++].cells;
    return count;
}
