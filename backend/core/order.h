/* Keeps each parent's children in order of code. Rows usually come sorted, then a child is simply
 * put last; the first one out of order makes a search tree (treap) of that parent's children, so
 * that any order costs n log n. */
#pragma once
#include "backend/core/site.h"

struct order {
    int32_t *root, *left,
        *right;    /* one a node, index or -1; NULL until something is out of order */
    int32_t *last; /* last child, one a node */
    int32_t first_root, last_root; /* the children of "no parent" */
    int32_t top;                   /* their search tree */
    size_t room, tree_room;
};

void order_init(struct order *order);
void order_finish(struct order *order);
/* Links node `index`, already in the array with its parent set, among its siblings. Roots
 * (parent -1) are linked through `next` too; order->first_root is the first. */
void order_link(struct order *order, struct site_node *node, size_t count, int32_t index);
