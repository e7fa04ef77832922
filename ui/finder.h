/* Finds a place of the network by what a person remembers of it: its code, its name, the initials
 * of its pinyin. Pure; one pass over the site. */
#pragma once
#include "backend/core/site.h"

#define FINDER_MOST 16

struct finder {
    int32_t node[FINDER_MOST]; /* indices, the best first; among equals in order of the tree */
    int count;
};

/* `text` "" finds nothing. */
void finder_find(struct finder *finder, const struct site *site, const char *text);
/* The best, index; -1 = none. */
int32_t finder_best(const struct site *site, const char *text);
