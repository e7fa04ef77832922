/* The station as a picture: primary side, exchanger and one secondary circuit in pipes, with the
 * values where they belong. Which point stands where is found once a load, so that a frame costs
 * no searching. Pure. */
#pragma once
#include "backend/core/target.h"
#include "ui/glyph.h"
#include "ui/row.h"
#include "ui/station_alarms.h"
#include "ui/station_list.h"
#include "ui/world.h"

enum mimic_part { /* ids are DOMAIN §6's */
                  MIMIC_T1G,
                  MIMIC_P1G,
                  MIMIC_T1H,
                  MIMIC_P1H,
                  MIMIC_FLOW1,
                  MIMIC_HEAT,
                  MIMIC_TANK,
                  MIMIC_VALVE,
                  MIMIC_T2G,
                  MIMIC_P2G,
                  MIMIC_T2H,
                  MIMIC_P2H,
                  MIMIC_FLOW2,
                  MIMIC_TARGET,
                  MIMIC_STRAINER,
                  MIMIC_MAKEUP,
                  MIMIC_RELIEF,
                  MIMIC_PUMP1_RUN, /* … _FLT, _HZ follow, of both pumps and both make-up pumps */
                  MIMIC_PUMP1_FLT,
                  MIMIC_PUMP1_HZ,
                  MIMIC_PUMP2_RUN,
                  MIMIC_PUMP2_FLT,
                  MIMIC_PUMP2_HZ,
                  MIMIC_FILL1_RUN,
                  MIMIC_FILL1_FLT,
                  MIMIC_FILL1_HZ,
                  MIMIC_FILL2_RUN,
                  MIMIC_FILL2_FLT,
                  MIMIC_FILL2_HZ,
                  MIMIC_PARTS
};

struct mimic { /* plain memory, by mimic_build() */
    int circuits;
    int32_t node[STATION_SIDES]; /* of the circuit, index; -1 = the profile alone knows it */
    struct station_place part[STATION_SIDES][MIMIC_PARTS]; /* by circuit, from 1 */
    struct curve curve[STATION_SIDES];                     /* of the controller of the target */
};

void mimic_build(struct mimic *mimic, const struct site *site, int32_t station);

struct mimic_look {
    const struct world *world;
    const struct glyphs *glyphs;
    const struct mimic *mimic;
    const struct station_alarms *alarms; /* values that raised one bear its chip */
    int cells;
};

#define MIMIC_LEAST_CELLS 64
/* Lines of a circuit: 3, or 4 with make-up water. */
int mimic_lines(const struct mimic *mimic, int circuit);
/* `is_first`: with the figures of the primary side, which all circuits share. */
void mimic_row(const struct mimic_look *look, int circuit, bool is_first, int line,
               struct row *out);
