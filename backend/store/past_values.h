/* A chunk of history read at one moment: all points of a device. */
#pragma once
#include "backend/core/site.h"
#include "backend/store/binary.h"

/* $1 devices, $2 moment. */
#define PAST_VALUES_SQL                                                                            \
    "select device_id, t0, dt, n, points, resolution, base, d, wide_at, wide, q"                   \
    " from hd.past_values($1::int[], $2::timestamptz)"
/* A row of it into the site: the last sample not after the moment. */
void past_values_take(const struct pg_rows *rows, int row, struct wall at, struct site *site);
