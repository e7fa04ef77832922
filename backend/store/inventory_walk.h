/* The shortest ways over the links: from all sources at once, then from one node of each part that
 * no source reaches. Depends on codes and lengths only, never on the order of rows. */
#pragma once
#include "backend/store/inventory.h"

/* Marks the links on shortest ways as not closing. Returns, for each node, the node before it on
 * its way, -1 where a way starts or no link leads. The caller frees it. */
int32_t *inventory_walk(struct inventory *inventory);
