/* The registers of one simulated device: the plant's state as its profile's map shows it, and back.
 * Values are taken when somebody reads, at most once a step of the plant. The device keeps its
 * protocol's rules: what exists, what may be written, unlock register, level coils and their timers
 * (those run on real time, whatever the plant's speed). Pure but for the time it is given. */
#pragma once
#include "backend/base/clock.h"
#include "backend/plant/layout.h"

#define IMAGE_UNLOCK_MS 300000  /* an access code holds so long */
#define IMAGE_LEVEL_MS  3600000 /* then control returns from the supervisor to the controller */

enum image_mark { MARK_FROZEN = 1, MARK_INVALID = 2 };

/* Embedded; image_finish() frees what it owns. */
struct image {
    const struct layout *layout; /* not owned */
    struct signal_place place;
    uint16_t *slot;
    uint8_t *mark; /* by point: enum image_mark bits */
    struct chance chance;
    double seen_s; /* simulated time of the values */
    struct mono unlocked_until, level_until;
    bool is_local; /* refuses set-points */
};

void image_init(struct image *image, const struct layout *layout, struct signal_place place,
                uint64_t seed);
void image_finish(struct image *image);

/* Both answer an exception code, 0 for none. Reads fill `out` (bits as 0/1). */
uint8_t image_read(struct image *image, enum area area, uint16_t first, uint16_t count,
                   uint16_t *out);
uint8_t image_write(struct image *image, enum area area, uint16_t first, uint16_t count,
                    const uint16_t *value, struct mono now);

/* As if somebody turned it at the device: no unlocking, no limits. False if it does not fit. */
bool image_turn(struct image *image, int point, double value);
/* Takes new values from the plant. */
void image_refresh(struct image *image);
/* Lets unlocking and level coils run out. */
void image_age(struct image *image, struct mono now);
