/* One section of a profile as it was typed: keys with their text and line, not yet understood.
 * Inside backend/device only. Mistakes go to `errors` as "key = value: expected …". */
#pragma once
#include "backend/base/conf.h"
#include "backend/base/vec.h"

#include <stdint.h>

/* Sections that a key may stand in. */
enum draft_scope { IN_PROFILE = 1, IN_DEFAULTS = 2, IN_POINT = 4 };

enum draft_key {
    /* [profile] */
    KEY_RANGES,
    KEY_MOST_REGISTERS,
    KEY_MOST_BITS,
    KEY_FUNCTIONS,
    KEY_GAP,
    KEY_ONE_POINT_A_READ,
    KEY_PAUSE_MS,
    KEY_TIMEOUT_MS,
    KEY_PERIOD_S,
    KEY_CONNECTIONS,
    KEY_WRITE_FUNCTION,
    KEY_WRITE_COIL_FUNCTION,
    KEY_WRITE_BUDGET_DAY,
    KEY_UNLOCK,
    KEY_IDENTITY,
    KEY_IGNORES_TRANSACTION_ID,
    KEY_DOCUMENT_BASE,
    /* a point */
    KEY_ZH,
    KEY_EN,
    KEY_GROUP,
    KEY_AREA,
    KEY_ADDRESS,
    KEY_DOCUMENT,
    KEY_TYPE,
    KEY_WORDS,
    KEY_ORDER,
    KEY_BIT,
    KEY_SCALE,
    KEY_OFFSET,
    KEY_UNIT,
    KEY_LOW,
    KEY_HIGH,
    KEY_INVALID,
    KEY_STATUS,
    KEY_PARTS,
    KEY_UNIT_REGISTER,
    KEY_LABELS,
    KEY_LABEL,
    KEY_EVERY,
    KEY_FROZEN_S,
    KEY_OPTIONAL,
    KEY_RESOLUTION,
    KEY_ACCESS,
    KEY_SET_LOW,
    KEY_SET_HIGH,
    KEY_STEP,
    KEY_STEP_WAIT_S,
    KEY_LEVEL_COIL,
    KEY_AUTHORITY,
    KEY_IN_FORCE_WHEN,
    KEY_CURVE_WHEN,
    DRAFT_KEYS
};

struct draft_entry {
    uint8_t key;
    int line;
    char *value;
};

/* Owns its entries. */
struct draft {
    char *name; /* the section's */
    int line;
    uint8_t scope;
    bool is_typed;                /* set by the reader: area and type are known */
    bool is_placed;               /* and the address, and all its registers have one */
    bool is_located;              /* area and address are known */
    const struct draft *fallback; /* the [defaults], or NULL */
    struct conf_errors *errors;
    VEC(struct draft_entry) entry;
};

void draft_init(struct draft *draft, const struct conf_line *section, enum draft_scope scope,
                struct conf_errors *errors);
void draft_finish(struct draft *draft);

/* Takes in a key line; an unknown, misplaced or repeated key is a mistake. */
void draft_add(struct draft *draft, const struct conf_line *line);

/* The key's entry in this section or else in the fallback; NULL if it stands nowhere. */
const struct draft_entry *draft_find(const struct draft *draft, enum draft_key key);
/* The same, never from the fallback. */
const struct draft_entry *draft_own(const struct draft *draft, enum draft_key key);
/* The key's line, or the section's if it is not given. */
int draft_line(const struct draft *draft, enum draft_key key);
const char *draft_key_name(enum draft_key key);

/* Reports `key = value: expected …`. */
void draft_expect(const struct draft *draft, const struct draft_entry *entry, const char *format,
                  ...) __attribute__((format(printf, 3, 4)));

/* A value by type; `otherwise` if the key is not given or wrong. */
long long draft_int(const struct draft *draft, enum draft_key key, long long low, long long high,
                    long long otherwise);
double draft_number(const struct draft *draft, enum draft_key key, double otherwise);
/* What values are multiplied by: neither 0 nor so small or large that nothing is left of them. */
double draft_factor(const struct draft *draft, enum draft_key key, double otherwise);
bool draft_is_factor(double value);
#define DRAFT_FACTORS "anything but 0, in size from 1e-12 to 1e12"
bool draft_bool(const struct draft *draft, enum draft_key key, bool otherwise);
char *draft_text(const struct draft *draft, enum draft_key key); /* "" if not given; caller frees */

/* Cuts the next piece out of a list, trimmed; false at the end. Pieces that are too long for `out`
 * are cut. `any_of` are the separators; runs of them count as one. */
bool draft_piece(const char **at, const char *any_of, char *out, size_t size);
