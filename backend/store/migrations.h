/* The migrations as built in, out of schema/NNN_name.sql in order; number n is migrations[n - 1].
 * The file that defines them is made by embed.cmake. */
#pragma once
#include "backend/store/schema.h"

struct migration {
    const char *name; /* "001_roles" */
    const char *sql;
};

extern const struct migration migrations[];
extern const int migration_count;
