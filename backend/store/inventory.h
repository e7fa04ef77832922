/* The plant as its CSV files describe it, read and checked before the database hears of it.
 * Indices go across, codes are kept by `names`; lines are kept for messages. Pure: texts in, errors
 * out. The readers run in the order in which they stand here; each reports all it finds. */
#pragma once
#include "backend/base/vec.h"
#include "backend/core/site.h"
#include "backend/store/crew_sheet.h"
#include "backend/store/exchange_names.h"
#include "backend/store/exchange_table.h"
#include "backend/store/plan_sheet.h"

#define INVENTORY_CODE_MOST 63 /* bytes */
#define INVENTORY_NAME_MOST 127

struct inventory_node {
    const char *code, *name;
    const char *parent_code; /* as written, NULL if empty */
    int32_t parent;          /* index, -1 = none */
    int32_t line;
    int32_t households; /* not listed as nodes of their own */
    uint8_t kind, circuit;
    bool is_bad; /* its row was wrong: nothing more is said about it */
};

enum inventory_valve { VALVE_NONE, VALVE_OPEN, VALVE_CLOSED };
#define INVENTORY_VALVE_COUNT 3
extern const char *const inventory_valve_names[INVENTORY_VALVE_COUNT];

struct inventory_link {
    const char *code;
    int32_t from, to; /* node indices, never -1 */
    int32_t line;
    double length_m, diameter_mm; /* diameter NaN = unknown */
    uint8_t valve;
    bool is_closing; /* on no node's shortest way from a source */
};

struct inventory_device {
    const char *code, *endpoint; /* endpoint in its canonical form */
    int32_t node, profile;       /* indices; profile -1 = its row was wrong */
    int32_t line;
    int32_t period_ms; /* 0 = the profile's */
    uint8_t unit;
};

struct inventory_override {
    int32_t device; /* index */
    int32_t line;
    uint16_t point;         /* index in the device's profile */
    double low, high, step; /* NaN = none */
};

enum heat_status { HEAT_SUPPLIED, HEAT_STOPPED, HEAT_RESUMED };
#define HEAT_STATUS_COUNT 3
extern const char *const inventory_heat_names[HEAT_STATUS_COUNT]; /* as written and stored */
/* HEAT_STATUS_COUNT if it is none of them. */
int inventory_heat_of(const char *name);

/* A user of heat: a household, or a building that is one. */
struct inventory_household {
    const char *card, *name, *phone; /* "" = not known; several phones with a blank between */
    double area_m2, contract_c;      /* NaN = not known */
    int32_t node;                    /* index */
    int32_t line;
    uint8_t heat_status;
    bool is_in_arrears;
};

struct inventory_profile {
    struct profile *profile; /* owned; NULL if the text was wrong */
    char *name, *text;       /* owned */
    size_t length;
};

struct inventory {
    struct exchange_names names; /* keeps all texts; numbers node codes */
    VEC(struct inventory_node) nodes;
    VEC(struct inventory_link) links;
    VEC(struct inventory_device) devices;
    VEC(struct inventory_override) overrides;
    VEC(struct inventory_household) households;
    VEC(struct inventory_profile) profiles;
    struct crew_sheet crews;
    struct plan_sheet plans;
    bool has_households; /* households.csv was there; else what the database has of them stays */
    bool has_bad_links;  /* so that nodes behind them are not blamed for having no way */
};

void inventory_finish(struct inventory *inventory);

void inventory_read_nodes(struct inventory *inventory, struct exchange_errors *errors,
                          const char *text, size_t length);
void inventory_read_links(struct inventory *inventory, struct exchange_errors *errors,
                          const char *text, size_t length);
/* Walks the links from the sources, shortest way first: marks closing links and gives each node
 * without a written parent the nearest node on its way that may be one. Then checks that each
 * parent may be one and that no node is above itself. */
void inventory_resolve(struct inventory *inventory, struct exchange_errors *errors);
/* Takes a profile's text, from file "profiles/NAME.profile". */
void inventory_add_profile(struct inventory *inventory, struct exchange_errors *errors,
                           const char *name, const char *text, size_t length);
void inventory_read_devices(struct inventory *inventory, struct exchange_errors *errors,
                            const char *text, size_t length);
void inventory_read_points(struct inventory *inventory, struct exchange_errors *errors,
                           const char *text, size_t length);
void inventory_read_households(struct inventory *inventory, struct exchange_errors *errors,
                               const char *text, size_t length);

/* Index or -1. */
int32_t inventory_find_node(const struct inventory *inventory, const char *code);
bool inventory_has_devices(enum node_kind kind);
bool inventory_may_be_parent(enum node_kind parent, enum node_kind child);
