/* What was written to which set-point within the last day: the rate window and the write budget of
 * a register (EEPROM wear). Kept in memory, filled again at start from the stored commands. Changes
 * from outside are no writes; they are kept to know what they took away. */
#pragma once
#include "backend/base/clock.h"
#include "backend/base/vec.h"

struct write_done {
    int32_t device, point; /* id, index */
    struct mono at;
    double before, after;
    bool is_outside; /* nobody here did it */
};

struct writes {
    VEC(struct write_done) done; /* oldest first */
};

void writes_add(struct writes *writes, const struct write_done *done);
/* The newest write of ours of this point never left. */
void writes_take_back(struct writes *writes, int32_t device, int32_t point);
void writes_finish(struct writes *writes);

struct writes_summary {
    struct mono last;           /* ns 0 = never */
    double held_low, held_high; /* values held within the window, NaN = no write in it */
    int32_t day;                /* writes within 24 hours */
    /* The value before the changes from outside within the window, NaN = none, or it is back. Who
     * brings it back has gone nowhere: what was held meanwhile is forgotten. */
    double replaced;
};
struct writes_summary writes_of(const struct writes *writes, int32_t device, int32_t point,
                                int32_t window_s, struct mono now);
