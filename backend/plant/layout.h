/* A profile's register map laid out for serving: which registers exist, which may be written, what
 * they mean. One for all devices of a profile. */
#pragma once
#include "backend/plant/signal.h"

#define LAYOUT_NONE (-2) /* no such register: exception 2 */
#define LAYOUT_ZERO (-1) /* answers, but nobody knows its meaning: reads 0 */

struct layout {
    const struct profile *profile; /* not owned */
    int32_t *slot_of[4]; /* by area: 65,536 entries, slot or LAYOUT_…; NULL: no such area */
    uint8_t serves[4]; /* area that answers for the area: a device may read one by two functions */
    int32_t slots;
    uint8_t *can_write;             /* by slot */
    struct signal_binding *binding; /* by point */
    uint8_t *is_shadowed;           /* by point: a set-point lies on the same register */
    int32_t *authority_for;         /* by point: a point whose authority it is, or -1 */
};

struct layout *layout_new(const struct profile *profile);
void layout_free(struct layout *layout);

static inline int32_t layout_slot(const struct layout *layout, int area, uint32_t address)
{
    const int32_t *slot_of = layout->slot_of[layout->serves[area]];
    return slot_of && address < 65536 ? slot_of[address] : LAYOUT_NONE;
}
