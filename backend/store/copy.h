/* Rows in PostgreSQL's COPY text format. */
#pragma once
#include "backend/store/pg.h"

/* Sends rows piece by piece. After the first failure every call does nothing; copy_end() tells. */
struct copy {
    struct pg *pg;
    char *why; /* the caller's, filled on failure */
    size_t why_size;
    bool is_good, is_row_open;
    char *buffer;
    size_t used, room;
};

void copy_init(struct copy *copy, struct pg *pg, const char *sql, char *why, size_t why_size);
void copy_text(struct copy *copy, const char *text); /* NULL = null */
void copy_integer(struct copy *copy, int64_t value);
void copy_number(struct copy *copy, double value); /* not finite = null */
void copy_row(struct copy *copy);                  /* ends the row */
bool copy_end(struct copy *copy);                  /* false: nothing of it is stored */

/* Splits a line of COPY output in place: fields unescaped, NULL for null. Returns their number, at
 * most `most`. */
int copy_split(char *line, char **field, int most);
