/* A device whose values all stand still answers, but measures nothing: its program hangs, a gateway
 * repeats what it last heard, or somebody plays an old round to us (TESTS A19). One value may rest
 * for a quarter of an hour, all of them do not. */
#pragma once
#include "backend/device/profile.h"

#define STILL_LEAST 6 /* measured values that can be compared: fewer tell nothing */

enum still { STILL_UNKNOWN, STILL_MOVES, STILL_RESTS };

/* `held`, one a point: the number that it gave last, NaN before the first; goes on with the round.
 * A value that comes and goes is compared with what it was when it went. */
enum still still_look(const struct profile *profile, const struct reading *readings, double *held);
void still_forget(const struct profile *profile, double *held);
/* Goes on where another one stood, if the points are the same. */
void still_follow(const struct profile *profile, double *held, const struct profile *former,
                  const double *was);
