/* What a terminal may be sent by us: UTF-8 text and a short list of sequences (TESTS A32). */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* False with the first thing that is neither in `why`. An unfinished end is fine: more follows. */
bool sequences_are_ours(const char *bytes, size_t length, char *why, size_t size);
