/* CSV after RFC 4180, UTF-8 with or without BOM, CRLF or LF, header first. A reader over one
 * in-memory text; quoted fields may hold newlines. Mistakes carry the line they start on. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct csv {
    const char *text; /* not owned */
    size_t length, at;
    int line; /* line on which the current record starts, from 1 */
    int next_line;
    int fields;   /* fields of the current record */
    char **field; /* cleaned of nothing: raw bytes, NUL-ended, owned by the reader */
    size_t *field_length;
    int field_room;
    char *buffer; /* holds the current record's fields */
    size_t buffer_room;
    const char *error; /* a mistake of form in the current record, else NULL */
    int error_line;    /* line on which that mistake stands */
};

#define CSV_FIELD_MOST  65536 /* bytes of a field; a longer one is a mistake of form */
#define CSV_FIELDS_MOST 256   /* fields of a record */

void csv_init(struct csv *csv, const char *text, size_t length);
void csv_finish(struct csv *csv);
/* Reads the next record; empty lines are passed over. False at the end of the text, or on a mistake
 * of form (csv->error set), after which nothing more is read. */
bool csv_next(struct csv *csv);

/* Writes one field, quoted where needed; a text field that starts with = + - @ gets a '
 * before it where `formula_safe` (spreadsheets would run it), and so does one that starts with
 * such a ' itself. csv_plain() takes that ' away again, so that reading gives what was written. */
void csv_put(FILE *out, const char *field, bool first, bool formula_safe);
const char *csv_plain(const char *field);
