/* A small plant for the alarm tests: sources with stations and their controllers, of the shipped
 * profiles, and facts about alarms by hand. */
#pragma once
#include "backend/core/alarm_book.h"
#include "backend/core/site.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define GROUND_SECOND 1000000LL
#define GROUND_START  1768000000000000LL /* µs */

/* Ids: source 1 + s, branch 100 + s, station 1000 + n, circuits 10000 + 10 n + c, device 100000 +
 * n. Stations hang under branch n % sources; `gateway` of them share one endpoint, from the first.
 */
struct site *ground_site(int sources, int stations, const char *profile, int gateway);
int32_t ground_device(const struct site *site, int station); /* index */

struct fact ground_raise(int64_t id, int32_t node, int32_t device, const char *point,
                         const char *code);
/* Any other alarm fact; `name` the rule's. */
struct fact ground_fact(enum fact_kind kind, int64_t at, int64_t id, int32_t node, int32_t device,
                        const char *point, const char *name);
