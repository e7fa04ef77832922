/* The points of a station in the order of its screen: set-points first, because they are what a
 * person acts on, then the primary side, then circuit by circuit. Pure. */
#pragma once
#include "backend/base/vec.h"
#include "backend/core/target.h"

enum station_row_kind { STATION_SETPOINTS, STATION_SIDE, STATION_POINT }; /* two headings, a row */

struct station_row {
    enum station_row_kind kind;
    int32_t device; /* STATION_POINT: index */
    int16_t point;
    uint8_t circuit;   /* 0 = primary side or the whole station */
    const char *group; /* STATION_SIDE: the profile's heading or ""; lives as long as the site */
};

/* The figures of a side, the most important first: what a narrow pane has room for. */
struct station_column {
    const char *title, *unit; /* msgid; what its figures are brought to */
    const char *primary, *secondary;
    int decimals; /* at most; the list shows all of them */
};
#define STATION_COLUMNS 9
#define STATION_TARGET  2 /* of them: the supply's set-point */
extern const struct station_column station_columns[STATION_COLUMNS];

struct station_place {
    int32_t device; /* index, -1 = no such point */
    int16_t point;
};

#define STATION_SIDES 5 /* the primary one, then as many circuits */

/* Embedded; station_list_finish() frees. Built anew after each load. */
struct station_list {
    VEC(struct station_row) row;
    int32_t station; /* index of the node */
    struct station_place side[STATION_SIDES][STATION_COLUMNS];
    struct curve curve[STATION_SIDES]; /* what may stand in for a side's target */
};

void station_list_build(struct station_list *list, const struct site *site, int32_t station);
void station_list_finish(struct station_list *list);

/* Survives a reload: device id and point number. 0 = a heading. */
int64_t station_list_key(const struct station_list *list, const struct site *site, size_t row);
/* The supply set-point of the circuit (0 = of any), else its first set-point, else its first point;
 * -1 if there is none. */
int station_list_start(const struct station_list *list, const struct site *site, int circuit);
/* Whether the station has it: its profile may have more than there are. */
bool station_list_has_circuit(const struct site *site, int32_t station, int circuit);
/* Circuit number's node below the station, or -1. */
int32_t station_list_circuit(const struct site *site, int32_t station, int circuit);
