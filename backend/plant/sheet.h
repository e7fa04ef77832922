/* A CSV file with named columns, for the plant's loaders: mistakes go to `out` with file and line.
 */
#pragma once
#include "backend/base/csv.h"

#include <stdint.h>

#define SHEET_MISTAKES 20
#define SHEET_COLUMNS  8

struct sheet {
    const char *path;
    char *text; /* owned */
    size_t length;
    struct csv csv;
    int column[SHEET_COLUMNS]; /* where each wanted column stands, -1 = nowhere */
    int wanted, mistakes;
    FILE *out;
};

/* Opens a file; `columns` is a NULL-ended list, of which the first `needed` must be there. False
 * after telling `out` why. Close it with sheet_finish() either way. */
bool sheet_open(struct sheet *sheet, const char *path, const char *const *columns, int needed,
                FILE *out);
/* From the first record on again. */
void sheet_rewind(struct sheet *sheet);
/* The next record; false at the end. */
bool sheet_next(struct sheet *sheet);
/* A field of the record, "" if it is not there. */
const char *sheet_field(const struct sheet *sheet, int column);
void sheet_mistake(struct sheet *sheet, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A number in [low, high]; `empty` for an empty field; a mistake gives `empty` too. */
double sheet_number(struct sheet *sheet, int column, double low, double high, double empty);
void sheet_finish(struct sheet *sheet);
