/* A device whose values all stand still answers, but measures nothing: its program hangs, a gateway
 * repeats what it last heard, or somebody plays old values to us (TESTS A19). One value may rest
 * for a quarter of an hour, all of them do not. */
#pragma once
#include "backend/device/profile.h"

#define STILL_LEAST 6 /* measured values: fewer tell nothing */

/* A fingerprint of all that it measures; 0: too few have a number. */
uint64_t still_print(const struct profile *profile, const struct reading *readings);
