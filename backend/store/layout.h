/* Which points stand where in a chunk, and the units they are counted in: what hd.layout keeps.
 * A chunk carries its layout until the database has numbered it. */
#pragma once
#include "backend/base/vec.h"
#include "backend/device/profile.h"
#include "backend/store/session.h"

struct layout {
    size_t count;
    char (*point)[POINT_ID_SIZE];
    double *resolution;
    int32_t id; /* in the database, 0 = not known yet */
    bool is_asked;
    struct layouts *of;
};

/* Each layout is in it once, until the end. Starts zeroed. */
struct layouts {
    VEC(struct layout *) all;
    struct mono retry; /* a refused question is not repeated before */
};

bool layout_fits(const struct layout *layout, const struct profile *profile);
struct layout *layout_of_profile(struct layouts *layouts, const struct profile *profile);
/* Of a chunk out of the spool; the arrays are copied. */
struct layout *layout_of_points(struct layouts *layouts, size_t count,
                                const char (*point)[POINT_ID_SIZE], const double *resolution);
/* Its number; 0 if that has to be asked for first, which is then under way. */
int32_t layout_id(struct layout *layout, struct session *session);
/* A new connection: the numbers are asked for anew. */
void layouts_forget(struct layouts *layouts);
void layouts_finish(struct layouts *layouts);
