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

struct guard_input {
    struct mono now;
    struct mono deadline;            /* of the command, monotonic */
    const struct profile *profile;
    const struct point *point;
    struct guard_limits database;    /* narrowed override, or none */
    struct guard_limits root;        /* from the collector's own file, or none */
    bool is_identity_good;
    bool is_link_up;
    struct reading before;           /* the fresh read just made */
    double seen, wanted;
    struct reading authority;        /* value of the authority point; ignored if there is none */
    struct mono last_write;          /* of this point; ns 0 = never */
    int32_t writes_today;
    bool is_other_under_way;
};

/* REFUSAL_NONE if it may be written; else why, with the figures in `text`. */
enum refusal guard_check(const struct guard_input *in, char *text, size_t size);

/* The narrower of two: database limits can never widen the profile's or root's. */
struct guard_limits guard_narrow(struct guard_limits a, struct guard_limits b);
