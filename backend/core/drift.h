/* "Changed outside": a set-point whose value moved without a command of ours (TESTS A18). It holds
 * the last value that was explained; a good reading that differs from it is news, within one poll.
 * Own writes set it, and fence off the readings that were already under way. */
#pragma once
#include "backend/core/flap.h"
#include "backend/device/profile.h"

/* A value that a command may still bring after it was given up. */
struct drift_late {
    double value;
    int64_t command; /* 0 = none */
    struct mono until;
};

#define DRIFT_LATE_MOST 4 /* the oldest is forgotten */

struct drift {
    double last;       /* last value that was explained or reported */
    struct mono fence; /* readings begun before it say nothing */
    struct drift_late late[DRIFT_LATE_MOST];
    double unjudged;            /* a value that differs, seen without the lease … */
    struct mono unjudged_since; /* … since then, ns 0 = none */
    struct flap flap;
    bool has_last;
    bool is_stored; /* `last` is from before this program's start */
};

enum drift_news {
    DRIFT_NONE,
    DRIFT_HELD,    /* it differs, but cannot be judged yet */
    DRIFT_OUTSIDE, /* nobody here did that */
    DRIFT_LATE,    /* an own command took effect after it was given up */
};

struct drift_input {
    const struct point *point;
    double value;        /* good */
    struct mono started; /* when its reading began */
    struct mono now;
    bool is_settled; /* false: the commands of an earlier leader may not be known yet */
};

/* If there is news, `old` gets the value before and `command` whose late effect it is, or 0. */
enum drift_news drift_observe(struct drift *drift, const struct drift_input *in, double *old,
                              int64_t *command);

/* The value is known to be this, by a write of ours that was read back. */
void drift_set(struct drift *drift, double value, struct mono fence);
/* The next reading is taken as it is. */
void drift_forget(struct drift *drift, struct mono fence);
/* While nobody here may judge: the difference is kept, with the time at which it was seen first. */
void drift_keep(struct drift *drift, const struct drift_input *in);
void drift_expect_late(struct drift *drift, double value, int64_t command, struct mono until);
