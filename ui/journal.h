/* The journal's facts, newest first: the site's ring and the older pages asked for, filtered. */
#pragma once
#include "backend/base/vec.h"
#include "ui/world.h"

#define JOURNAL_PAGE   200
#define JOURNAL_OLDEST 10000 /* older facts held at most */
#define JOURNAL_FILTER 64

/* Embedded; journal_finish() frees. */
struct journal {
    VEC(struct fact) older; /* newest first, all before the ring's oldest when they came */
    VEC(int64_t) shown;     /* seq of each row, newest first */
    char filter[JOURNAL_FILTER];
    bool is_asked;      /* a page is on its way */
    bool is_torn;       /* … and would leave a hole: it is thrown away when it comes */
    bool is_complete;   /* nothing older exists */
    size_t built_count; /* site->journal_count at the last build */
    bool is_dirty;
    int64_t older_than; /* the ring's oldest when the older pages began */
};

void journal_finish(struct journal *journal);
/* True if the rows were made anew. */
bool journal_build(struct journal *journal, const struct world *world);
/* The fact of a row, NULL if it is gone. */
const struct fact *journal_fact(const struct journal *journal, const struct site *site, int row);
/* The site came anew, perhaps after an answer was lost with its connection. */
void journal_reload(struct journal *journal);
void journal_set_filter(struct journal *journal, const char *filter);
/* Before which number the next page begins. */
int64_t journal_oldest(const struct journal *journal, const struct site *site);
void journal_add_older(struct journal *journal, const struct fact *facts, size_t count);
