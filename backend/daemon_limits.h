/* Root's limits file, as the collector reads it: at its start, and again for each plant. */
#pragma once
#include "backend/core/limits.h"
#include "backend/core/site.h"

/* NULL with the mistakes as lines in errors. */
struct limits *daemon_limits_read(const char *path, struct conf_errors *errors);
/* For this plant; NULL without a file. A wrong file is told and forbids all writes; sections that
 * bind no set-point of the plant are told, too. Free with limits_free(). */
struct limits *daemon_limits_for(const char *path, const struct site *site);
