#include "ui/station_list.h"

#include "ui/lang.h"
#include "ui/unit.h"
#include "ui/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct point *point_of(const struct site *site, const struct station_row *row)
{
    return &site->device[row->device].profile->point[row->point];
}

static const char *group_of(const struct point *point)
{
    return point->group ? point->group : "";
}

static void add_heading(struct station_list *list, enum station_row_kind kind, int circuit,
                        const char *group)
{
    *VEC_PUSH(&list->row) = (struct station_row){
        .kind = kind, .device = -1, .circuit = (uint8_t)circuit, .group = group};
}

/* Which points are wanted: of one circuit, set-points or not, of one group (NULL = any). */
struct wanted {
    int circuit;
    bool setpoints;
    const char *group;
};

static bool is_wanted(const struct wanted *wanted, const struct point *point)
{
    return point->circuit == wanted->circuit &&
           (point->access == ACCESS_WRITE) == wanted->setpoints &&
           (!wanted->group || !strcmp(wanted->group, group_of(point)));
}

typedef void on_point(struct station_list *list, const struct site *site, int32_t device, int point,
                      const struct wanted *wanted);

static void each_of_devices(struct station_list *list, const struct site *site, int32_t first,
                            const struct wanted *wanted, on_point *call)
{
    for (int32_t d = first; d >= 0; d = site->device[d].next) {
        const struct profile *profile = site->device[d].profile;
        for (size_t i = 0; i < profile->point_count; i++)
            if (is_wanted(wanted, &profile->point[i]))
                call(list, site, d, (int)i, wanted);
    }
}

/* Of the station's devices and its circuits'. */
static void each_point(struct station_list *list, const struct site *site,
                       const struct wanted *wanted, on_point *call)
{
    const struct site_node *station = &site->node[list->station];
    each_of_devices(list, site, station->first_device, wanted, call);
    for (int32_t child = station->first_child; child >= 0; child = site->node[child].next)
        if (site->node[child].kind == NODE_CIRCUIT)
            each_of_devices(list, site, site->node[child].first_device, wanted, call);
}

static void add_point(struct station_list *list, const struct site *site, int32_t device, int point,
                      const struct wanted *wanted)
{
    (void)site;
    *VEC_PUSH(&list->row) = (struct station_row){.kind = STATION_POINT,
                                                 .device = device,
                                                 .point = (int16_t)point,
                                                 .circuit = (uint8_t)wanted->circuit};
}

/* Profiles may mix their groups; each gets one heading, in order of its first point. */
static void add_group(struct station_list *list, const struct site *site, int32_t device, int point,
                      const struct wanted *wanted)
{
    const char *group = group_of(&site->device[device].profile->point[point]);
    for (size_t i = list->row.count; i > 0; i--) {
        const struct station_row *row = &list->row.at[i - 1];
        if (row->kind == STATION_SETPOINTS || row->circuit != wanted->circuit)
            break;
        if (row->kind == STATION_SIDE && !strcmp(row->group, group))
            return;
    }
    add_heading(list, STATION_SIDE, wanted->circuit, group);
    struct wanted of_group = *wanted;
    of_group.group = group;
    each_point(list, site, &of_group, add_point);
}

#define CIRCUITS_MOST 16

/* A profile may have more circuits than the station: then the circuits' nodes tell. */
bool station_list_has_circuit(const struct site *site, int32_t station, int circuit)
{
    if (circuit == 0 || station_list_circuit(site, station, circuit) >= 0)
        return true;
    for (int32_t child = site->node[station].first_child; child >= 0;
         child = site->node[child].next)
        if (site->node[child].kind == NODE_CIRCUIT)
            return false;
    return true;
}

const struct station_column station_columns[STATION_COLUMNS] = {
    {N_("supply"), "C", "T1g", "T2g", 1},
    {N_("return"), "C", "T1h", "T2h", 1},
    [STATION_TARGET] = {N_("target"), "C", NULL, "T2g_SP", 1},
    {N_("P sup"), "MPa", "P1g", "P2g", 2},
    {N_("P ret"), "MPa", "P1h", "P2h", 2},
    {N_("flow"), "t/h", "F1", "F2", 1},
    {N_("heat"), "MW", "Q1", NULL, 2},
    {N_("valve"), "%", NULL, "CV_U", 0},
    {N_("pump"), "Hz", NULL, "CP1_Hz", 1},
};

static struct station_place find_place(const struct site *site, int32_t station, const char *code,
                                       int circuit, const char *unit)
{
    char id[POINT_ID_SIZE];
    int32_t device;
    int point;
    if (!code)
        return (struct station_place){-1, -1};
    if (circuit)
        snprintf(id, sizeof id, "%s.%d", code, circuit);
    else
        snprintf(id, sizeof id, "%s", code);
    if (!site_find_point(site, station, id, &device, &point) ||
        unit_factor(value_unit(&site->device[device].profile->point[point]), unit) <= 0)
        return (struct station_place){-1, -1};
    return (struct station_place){device, (int16_t)point};
}

/* Found once: a frame searches nothing. */
static void find_sides(struct station_list *list, const struct site *site)
{
    for (int side = 0; side < STATION_SIDES; side++) {
        bool is_there = station_list_has_circuit(site, list->station, side);
        for (int i = 0; i < STATION_COLUMNS; i++) {
            const char *code = side ? station_columns[i].secondary : station_columns[i].primary;
            list->side[side][i] = find_place(site, list->station, is_there ? code : NULL, side,
                                             station_columns[i].unit);
            struct station_place place = list->side[side][i];
            const struct profile *profile =
                place.device >= 0 ? site->device[place.device].profile : NULL;
            if (profile && profile->point[place.point].curve >= 0)
                curve_find(&list->curve[side], profile, profile->point[place.point].circuit);
        }
    }
}

void station_list_build(struct station_list *list, const struct site *site, int32_t station)
{
    list->row.count = 0;
    list->station = station;
    find_sides(list, site);
    for (int circuit = 1; circuit <= CIRCUITS_MOST; circuit++) {
        struct wanted wanted = {circuit % CIRCUITS_MOST, true, NULL};
        if (!station_list_has_circuit(site, station, wanted.circuit))
            continue;
        size_t before = list->row.count;
        add_heading(list, STATION_SETPOINTS, wanted.circuit, "");
        each_point(list, site, &wanted, add_point);
        if (list->row.count == before + 1)
            list->row.count = before;
    }
    for (int circuit = 0; circuit < CIRCUITS_MOST; circuit++) {
        struct wanted wanted = {circuit, false, NULL};
        if (station_list_has_circuit(site, station, circuit))
            each_point(list, site, &wanted, add_group);
    }
}

void station_list_finish(struct station_list *list)
{
    free(list->row.at);
    *list = (struct station_list){.station = -1};
}

int64_t station_list_key(const struct station_list *list, const struct site *site, size_t row)
{
    const struct station_row *r = &list->row.at[row];
    if (r->kind != STATION_POINT)
        return 0;
    return ((int64_t)site->device[r->device].id << 16 | (uint16_t)r->point) + 1;
}

/* What is set most often: the supply temperature a circuit is to have. */
static bool is_supply_target(const struct point *point)
{
    static const char code[] = "T2g_SP";
    char next = strncmp(point->id, code, sizeof code - 1) ? 'x' : point->id[sizeof code - 1];
    return next == '.' || next == '\0';
}

int station_list_start(const struct station_list *list, const struct site *site, int circuit)
{
    int first = -1, first_setpoint = -1;
    for (size_t i = 0; i < list->row.count; i++) {
        const struct station_row *row = &list->row.at[i];
        if (row->kind != STATION_POINT || (circuit && row->circuit != circuit))
            continue;
        bool is_setpoint = point_of(site, row)->access == ACCESS_WRITE;
        if (is_setpoint && is_supply_target(point_of(site, row)))
            return (int)i;
        if (is_setpoint && first_setpoint < 0)
            first_setpoint = (int)i;
        if (first < 0)
            first = (int)i;
    }
    if (first_setpoint >= 0)
        return first_setpoint;
    return first < 0 && circuit ? station_list_start(list, site, 0) : first;
}

int32_t station_list_circuit(const struct site *site, int32_t station, int circuit)
{
    for (int32_t child = site->node[station].first_child; child >= 0;
         child = site->node[child].next)
        if (site->node[child].kind == NODE_CIRCUIT && site->node[child].circuit == circuit)
            return child;
    return -1;
}
