#include "ui/columns.h"

#include "ui/lang.h"
#include "ui/unit.h"
#include "ui/value.h"

#include <stdio.h>
#include <string.h>

const struct column columns[COLUMN_COUNT] = {
    [COLUMN_SUPPLY] = {"supply", N_("supply"), "C", 7, 1, {"T2g"}, {"T1g", "Tg"}},
    [COLUMN_RETURN] = {"return", N_("return"), "C", 7, 1, {"T2h"}, {"T1h", "Th"}},
    [COLUMN_SUPPLY_PRESSURE] =
        {"supply-pressure", N_("P sup"), "MPa", 6, 2, {"P2g"}, {"P1g", "Pg"}},
    [COLUMN_RETURN_PRESSURE] =
        {"return-pressure", N_("P ret"), "MPa", 6, 2, {"P2h"}, {"P1h", "Ph"}},
    [COLUMN_FLOW] = {"flow", N_("flow"), "t/h", 8, 1, {"F1", "F2"}, {"F1", "F"}},
    [COLUMN_HEAT] = {"heat", N_("heat"), "MW", 7, 2, {"Q1"}, {"Q1", "Q"}},
    [COLUMN_VALVE] = {"valve", N_("valve"), "%", 6, 0, {"CV_U", "CV"}, {NULL}},
    [COLUMN_PUMP] = {"pump", N_("pump"), "Hz", 6, 1, {"CP1_Hz", "CP_Hz", "XP_Hz"}, {"CP1_Hz"}},
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

static int column_of(const char *word, size_t length)
{
    for (int i = 0; i < COLUMN_COUNT; i++)
        if (strlen(columns[i].word) == length && !strncmp(columns[i].word, word, length))
            return i;
    return -1;
}

bool columns_choose(struct columns *kept, const char *words)
{
    signed char chosen[COLUMN_COUNT];
    int count = 0;
    for (words += strspn(words, " ,"); *words; words += strspn(words, " ,")) {
        size_t length = strcspn(words, " ,");
        int column = column_of(words, length);
        if (column < 0 || memchr(chosen, column, (size_t)count))
            return false;
        chosen[count++] = (signed char)column;
        words += length;
    }
    memcpy(kept->chosen, chosen, (size_t)count);
    kept->chosen_count = count;
    return true;
}

enum column_id columns_at(const struct columns *kept, int at)
{
    return (enum column_id)(kept->chosen_count ? kept->chosen[at] : at);
}

int columns_that_fit(const struct columns *kept, int cells, int name_cells)
{
    int count = 0, most = kept->chosen_count ? kept->chosen_count : COLUMN_COUNT;
    for (int rest = cells - name_cells; count < most; count++) {
        rest -= columns[columns_at(kept, count)].cells;
        if (rest < 0)
            break;
    }
    return count;
}
