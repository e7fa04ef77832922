/* A device profile: which registers a controller has, what they mean, and how it wants to be
 * treated. One text file a type of controller (README "Profiles"); the shipped ones are in
 * backend/device/profiles/. A profile never changes after profile_parse(). */
#pragma once
#include "backend/base/conf.h"
#include "backend/device/reading.h"

#include <stddef.h>
#include <stdint.h>

enum area { AREA_HOLDING, AREA_INPUT, AREA_COIL, AREA_DISCRETE };

enum point_type {
    POINT_BOOL, /* one coil or discrete input, or one bit of a register (`bit`) */
    POINT_INT16,
    POINT_UINT16,
    POINT_INT32,
    POINT_UINT32,
    POINT_INT64,
    POINT_FLOAT32,
    POINT_FLOAT64,
    POINT_BITS,   /* uint16 shown by the names of its set bits */
    POINT_ENUM,   /* uint16 shown by the name of its value */
    POINT_STRING, /* words * 2 characters; never a number (no value in readings) */
};

enum point_access { ACCESS_READ, ACCESS_WRITE }; /* ACCESS_WRITE: a set-point, readable too */

#define POINT_ID_SIZE 24

/* value name of an enum, or name of a bit */
struct point_label {
    int32_t value; /* enum value, or bit number 0..15 */
    char *zh, *en;
};

/* A further register that makes up the value (decimal limbs, integer and fraction):
 * value = (raw * scale + sum of weight * part) * unit factor + offset. */
struct point_part {
    uint16_t address;
    uint8_t words; /* as the point's, in its order, or 1, high byte first unless order is BA.. */
    uint8_t type;  /* enum point_type */
    double weight;
};

struct point {
    char
        id[POINT_ID_SIZE]; /* "T2g.1": the standard code of DOMAIN §6, '.', the circuit (0: none) */
    uint8_t circuit;       /* digits after the dot, 0 = station or primary side */
    uint8_t area, type, access; /* enums above */
    uint16_t address;           /* 0-based, as on the wire */
    uint8_t words;              /* registers it takes (1..125), 1 for bits */
    int8_t bit;                 /* POINT_BOOL in a register: 0..15; else -1 */
    uint8_t order[8];           /* byte k of the big-endian value is byte order[k] on the wire */
    double scale, offset;       /* value = raw * scale + offset */
    double divisor;             /* 1 / scale if that is a whole number, else 0 */
    double low, high;           /* plausible range in engineering units; -INF/INF if not given */
    uint64_t *invalid;          /* raw values that mean "no value" */
    size_t invalid_count;
    size_t part_count;
    struct point_part *part; /* further limbs, read in the same request as the point */
    int32_t unit_address;    /* register that chooses the factor, or -1; same request */
    int32_t status_address;  /* companion status register, or -1; same request */
    uint16_t status_mask;    /* invalid if (status & mask) != status_good */
    uint16_t status_good;
    /* down to here is what codec_read() looks at in every point of every reply */
    struct {
        int32_t raw;
        double factor;
    } * unit_factor;
    size_t unit_factor_count;
    double set_low, set_high; /* limits of a set-point; equal to low/high if not given */
    double step;              /* most change a write, 0 = any */
    int32_t step_wait_s;      /* all changes within it together are at most a step; 0 = none */
    int32_t frozen_s;         /* unchanged for longer: QUALITY_FROZEN; 0 = never */
    int32_t every;            /* polled each n-th round, from 1 */
    bool is_optional;         /* a sensor that need not be fitted: its "no value" is no trouble */
    double resolution;        /* history keeps multiples of this; default: scale */
    char *document;           /* the number that the maker's document prints, or "" */
    char *unit, *zh, *en;     /* unit "" if none; names */
    char *group;              /* a heading for the station screen, or "" */
    struct point_label *label;
    size_t label_count;
    /* writing */
    int16_t level_coil; /* point index of a coil to be brought to level_value first, or -1 */
    bool level_value;
    int16_t authority; /* point index that must read authority_value (remote), or -1 */
    double authority_value;
    /* without effect while that point does not read in_force_value; -1 = always in force */
    int16_t in_force;
    double in_force_value;
    /* while that point reads curve_value, the circuit's heating curve stands in for it; -1 = never
     */
    int16_t curve;
    double curve_value;
    int line; /* where it stands in the file */
};

struct address_range {
    uint8_t area;
    uint16_t first, last;
};

enum gap_policy { GAP_NONE, GAP_SPAN }; /* SPAN: read over holes of at most `gap` registers */

struct profile {
    char *name; /* "trovis-5578": the file's name without its ending, no blanks */
    char *zh, *en;
    struct point *point;
    size_t point_count;
    int64_t
        layout; /* hash of the points' ids and units in order: kept values of one are no other's */
    struct address_range *range; /* readable ranges; none of an area = everything there */
    size_t range_count;
    uint16_t most_registers; /* a read request, 1..125 */
    uint16_t most_bits;      /* a read request, 1..2000 */
    uint32_t functions;      /* bit n = function code n is allowed */
    uint8_t gap_policy;
    uint16_t gap;
    bool one_point_a_read;       /* drives that answer one parameter at a time */
    int32_t pause_ms;            /* between a reply and the next request */
    int32_t timeout_ms;          /* for a reply */
    int32_t period_ms;           /* default polling period */
    uint8_t connections;         /* most connections the device serves */
    uint8_t write_function;      /* one register: 6 or 16; several at once always go by 16 */
    uint8_t write_coil_function; /* 5 or 15 */
    int32_t write_budget_day;    /* most writes a register and day, 0 = no limit */
    int32_t unlock_address;      /* register that must hold unlock_value before a write, or -1 */
    uint16_t unlock_value;
    int32_t identity_address; /* register that identifies the type, or -1 */
    uint16_t identity_low, identity_high;
    bool ignores_transaction_id; /* answers id 0 always; off by default */
};

/* Reads a profile from text. NULL if errors->count > 0. `name` becomes profile->name.
 * Every mistake is reported; nothing is guessed. Free with profile_free(). */
struct profile *profile_parse(const char *name, const char *text, size_t length,
                              struct conf_errors *errors);
void profile_free(struct profile *profile);

/* Index of a point by id; "T2g" finds "T2g.1" when no other point has that code. -1: none. */
int profile_find(const struct profile *profile, const char *id);

/* The declared range that holds first..last whole, or everything where the area has none; NULL if
 * the device does not answer there. Read requests never leave one range. */
const struct address_range *profile_range(const struct profile *profile, enum area area,
                                          uint16_t first, uint16_t last);

/* The shipped profiles, embedded: text of one by name, or NULL; names by index, or NULL. */
const char *profile_shipped(const char *name, size_t *length);
const char *profile_shipped_name(size_t index);

/* Name in the language ("zh…" or else English), falling back to the other, then the id. */
const char *point_name(const struct point *point, bool chinese);
/* The label of an enum value or "" ; for POINT_BITS writes all set names joined by ", ". */
void point_value_text(const struct point *point, double value, bool chinese, char *out,
                      size_t size);
/* Decimals that a screen shows, from the resolution: 0..3. */
int point_decimals(const struct point *point);
