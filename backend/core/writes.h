/* What was written to which set-point within the last day: the rate window and the write budget of
 * a register (EEPROM wear). Kept in memory, filled again at start from the stored commands. */
#pragma once
#include "backend/base/clock.h"
#include "backend/base/vec.h"

struct write_done {
    int32_t device, point; /* id, index */
    struct mono at;
    double before, after;
};

struct writes {
    VEC(struct write_done) done; /* oldest first */
};

void writes_add(struct writes *writes, const struct write_done *done);
/* The newest write of this point never left. */
void writes_take_back(struct writes *writes, int32_t device, int32_t point);
void writes_finish(struct writes *writes);

struct writes_summary {
    struct mono last;           /* ns 0 = never */
    double held_low, held_high; /* values held within the window, NaN = no write in it */
    int32_t day;                /* writes within 24 hours */
};
struct writes_summary writes_of(const struct writes *writes, int32_t device, int32_t point,
                                int32_t window_s, struct mono now);
