/* One CSV file of the plant, read row by row against its columns. Cells come out as clean text;
 * what was wrong with them is reported, so that a mistake is said once and reading goes on. */
#pragma once
#include "backend/base/csv.h"

#include <stdarg.h>
#include <stdint.h>

#define EXCHANGE_ERRORS_SHOWN 100
#define EXCHANGE_COLUMNS_MOST 24

/* Mistakes as "file:line: what, expected what" lines, the first hundred printed. */
struct exchange_errors {
    FILE *out;
    int count;
    bool is_first_only; /* of each line: what follows from a mistake is none of its own */
    int line;           /* told of last */
};

/* `line` 0: the file as a whole; `file` NULL: the text says where. */
void exchange_error(struct exchange_errors *errors, const char *file, int line, const char *format,
                    ...) __attribute__((format(printf, 4, 5)));

struct exchange_column {
    const char *name;
    size_t most;      /* bytes of a cell */
    bool is_required; /* a cell may not be empty */
    bool is_text;     /* may carry the ' that keeps a spreadsheet from running it */
    bool is_prose;    /* what people said: ends of lines and tabs become blanks */
};

struct exchange_table {
    struct exchange_errors *errors;
    const char *file;
    const struct exchange_column *column;
    size_t column_count;
    struct csv csv;
    int at[EXCHANGE_COLUMNS_MOST]; /* field of each column */
    int line;                      /* of the current row */
};

/* Reads the header. False (reported) if there is none, or it lacks or does not know a column. */
bool exchange_table_init(struct exchange_table *table, struct exchange_errors *errors,
                         const char *file, const char *text, size_t length,
                         const struct exchange_column *column, size_t column_count);
void exchange_table_finish(struct exchange_table *table);
bool exchange_table_next(struct exchange_table *table);

/* Lives until the next row; "" if empty. */
const char *exchange_table_text(const struct exchange_table *table, size_t column);

/* An empty cell gives NaN or `absent`; a wrong one the same after it was reported. */
double exchange_table_number(const struct exchange_table *table, size_t column, double low,
                             double high);
int32_t exchange_table_integer(const struct exchange_table *table, size_t column, int32_t low,
                               int32_t high, int32_t absent);
/* Reports a mistake of the current row. */
void exchange_table_error(const struct exchange_table *table, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
