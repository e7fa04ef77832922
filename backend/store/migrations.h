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

/* Migrations from the first on; the number of the last is the version they lead to. */
struct schema_plan {
    const struct migration *migration;
    int count;
};
/* As schema_init(), along another plan: an older or newer program's. */
bool schema_migrate(const char *conninfo, const struct schema_plan *plan, FILE *out, char *why,
                    size_t size);
