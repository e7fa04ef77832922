/* Whether a set-point may be written: a numbered ladder over one struct that holds everything,
 * the time included. The database's request function checks rights and limits too; this is the
 * last word, in the collector (TESTS T2–T6). */
#pragma once
#include "backend/core/command.h"
#include "backend/device/profile.h"

struct guard_limits {
    double low, high; /* -INF/INF = none */
    double step;      /* 0 = none */
};
extern const struct guard_limits guard_no_limits;

struct guard_input {
    struct mono now;
    struct mono deadline; /* of the command, monotonic */
    const struct profile *profile;
    const struct point *point;
    struct guard_limits database; /* narrowed override, or none */
    struct guard_limits root;     /* from the collector's own file, or none */
    const char *forbidden;        /* why root's file lets nobody write it, NULL = it does */
    bool is_identity_good;
    bool is_link_up;
    struct reading before; /* the fresh read just made */
    double seen, wanted;
    struct reading authority; /* value of the authority point; ignored if there is none */
    struct mono last_write;   /* of this point; ns 0 = never */
    /* Lowest and highest value held within the last step_wait_s (TESTS A23: many small steps must
     * not add up to more than one step); NaN = no write in that time. */
    double held_low, held_high;
    /* What was changed from outside within that time may be brought back at once, or step by step;
     * NaN = nothing was. */
    double replaced;
    int32_t writes_today;
    bool is_other_under_way;
};

/* REFUSAL_NONE if it may be written; else why, with the figures in `text`. */
enum refusal guard_check(const struct guard_input *in, char *text, size_t size);

/* The narrower of two: database limits can never widen the profile's or root's. */
struct guard_limits guard_narrow(struct guard_limits a, struct guard_limits b);
/* The profile's, the database's and the root's limits of a set-point together. */
struct guard_limits guard_limits_of(const struct guard_input *in);

/* Whether two values are the same number on the device: half a raw step apart at most; float
 * points, which the database keeps as float4, within its rounding. NaN equals nothing. */
bool guard_same(const struct point *point, double a, double b);
