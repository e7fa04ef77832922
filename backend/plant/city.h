/* `heatplant city`: makes up a city district and writes it as the CSV files that `heatdesk import`
 * and heatplant read. The same wish gives the same files. */
#pragma once
#include "backend/base/vec.h"
#include "backend/plant/chance.h"

#include <stdbool.h>
#include <stdio.h>

struct city_wish {
    const char *dir;
    int stations, sources, households;
    uint64_t seed;
    const char *address; /* of the first endpoint, loopback */
    int port_base, serial_lines, gateways;
    const char *line_dir; /* of serial lines; NULL: DIR/lines */
};

struct city_station {
    char name[64];
    int source, branch; /* branch counts over the whole city */
    int circuits, households;
    int role;        /* enum city_role */
    int line, unit;  /* of a shared line or gateway */
    double flow_kgs; /* primary, at design */
};

/* What stands in a station. */
enum city_role { ROLE_PLC, ROLE_TROVIS, ROLE_ECL, ROLE_SERIAL, ROLE_GATEWAY };

struct city_branch {
    char name[64], code[32];
    int source, number; /* number within its source */
    int first, count;   /* stations */
    int last_junction;  /* number of its far end, for loops */
};

struct city {
    const struct city_wish *wish;
    struct chance chance;
    struct city_station *station;
    VEC(struct city_branch) branch;
    int code_digits;
    char line_dir[4096];
};

/* False with `why`. The folder is made; files in it are replaced. */
bool city_write(const struct city_wish *wish, char *why, size_t why_size);

/* Whom a station serves. */
struct city_home {
    const char *community, *circuit; /* name and code */
    int building, unit, floor, door; /* from 1; of a building only the first */
};
struct city_visitor {
    void *ctx;
    void (*on_circuit)(void *ctx, const char *circuit, int number); /* may be NULL … */
    void (*on_building)(void *ctx, const struct city_home *home);   /* … as well */
    void (*on_home)(void *ctx, const struct city_home *home);
};
/* Circuits, buildings, homes, always in the same order. */
void city_visit(const struct city *city, int station, const struct city_visitor *visitor);
void city_home_code(const struct city_home *home, char *out, size_t size);

/* The parts, each one file. */
void city_station_code(const struct city *city, int station, char *out, size_t size);
void city_put_nodes(const struct city *city, FILE *out);
void city_put_links(struct city *city, FILE *out);
void city_put_devices(const struct city *city, FILE *out);
void city_put_points(const struct city *city, FILE *out);
void city_put_households(const struct city *city, FILE *out);
/* Junctions of a branch, known before the links are. */
int city_junctions(const struct city_branch *branch);
