/* The schema: numbered migrations, each in one transaction. Blocking calls for the command line
 * and start-up only. `out` gets progress for a person. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* SCHEMA_VERSION, of this program, is how many migrations it was built with (CMakeLists.txt). */

/* What a program says about a schema that is not its own (printf with there, own version). */
#define SCHEMA_NEWER                                                                               \
    "the database's schema is version %d, newer than this program (%d): install the newer "        \
    "heatdesk"
#define SCHEMA_OLDER "the database's schema is version %d, this program needs %d: run heatdesk init"

#define SCHEMA_SUPERUSER                                                                           \
    "the first init makes roles and takes rights from everybody: expected a superuser, as in "     \
    "sudo -u postgres heatdesk init"

/* Creates or migrates; ok if nothing was to do. `why` says what failed and what was expected. */
bool schema_init(const char *conninfo, FILE *out, char *why, size_t size);

/* Checks the hash chain of the fact log. 0 = whole, 1 = broken (`why` names the first broken row),
 * -1 = could not be checked. `count` = facts checked. */
int schema_audit(const char *conninfo, long long *count, char *why, size_t size);
