/* The network tree flattened to rows: only what is unfolded is visited, so that 10,000 stations
 * cost no more than their rows. Sources and networks start unfolded, stations folded. Pure. */
#pragma once
#include "backend/base/vec.h"
#include "backend/core/site.h"

struct outline_row {
    int32_t node; /* index into site->node */
    uint8_t depth;
    bool has_children, is_open;
    bool is_hit; /* the filter matches this node itself; true without a filter */
};

#define OUTLINE_FILTER_SIZE 64

/* Embedded by its screen; outline_finish() frees what it holds. */
struct outline {
    VEC(struct outline_row) row;
    VEC(int32_t) toggled; /* ids of nodes folded other than by default, sorted */
    char filter[OUTLINE_FILTER_SIZE];
    size_t hits;
};

void outline_init(struct outline *outline);
void outline_finish(struct outline *outline);
/* Makes the rows anew: after loading, folding, a filter, or children that arrived. */
void outline_build(struct outline *outline, const struct site *site);

bool outline_is_open(const struct outline *outline, const struct site_node *node);
void outline_set_open(struct outline *outline, const struct site_node *node, bool open);
/* Row of a node (by index into site->node), -1 if it is not shown. */
int outline_row_of(const struct outline *outline, int32_t node);
/* Next (step 1) or previous (-1) row that fits `accepts`, round the end; -1 if none. */
int outline_seek(const struct outline *outline, int from, int step,
                 bool (*accepts)(const void *ctx, const struct outline_row *row), const void *ctx);

/* The filter's rule: name, code or pinyin initials contain it, letters without case. */
bool outline_matches(const struct site_node *node, const char *filter);
