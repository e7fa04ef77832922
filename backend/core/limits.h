/* The collector's own limits file, root's, that the database can only narrow:
 *   [profile/POINT] or [STATION/POINT] or [any/POINT]   low = …  high = …  step = …
 *   [collector]  writes = yes|no   unlisted = yes|no
 * POINT is a point's id ("T2g_SP.1") or its code, then for all circuits ("T2g_SP"). */
#pragma once
#include "backend/base/conf.h"
#include "backend/core/guard.h"

struct limits;
struct site;
/* NULL if errors->count > 0; every mistake is reported. Free with limits_free(). */
struct limits *limits_parse(const char *text, size_t length, struct conf_errors *errors);
void limits_free(struct limits *limits);
/* Why this set-point is not written at all, whatever its limits, or NULL; NULL limits forbid
 * nothing. With "unlisted = no" what no section names: a point that the database calls otherwise
 * than root knew it does not slip past root's section. */
const char *limits_forbid(const struct limits *limits, const char *profile, const char *station,
                          const char *point);
/* The narrowest of all entries that match; NULL limits give none. */
struct guard_limits limits_for(const struct limits *limits, const char *profile,
                               const char *station, const char *point);
/* Calls for each section that binds no set-point of the site: a misspelt point, a station that is
 * gone. NULL limits have none. */
void limits_find_idle(const struct limits *limits, const struct site *site,
                      void (*on_idle)(void *ctx, const char *scope, const char *point, int line),
                      void *ctx);
