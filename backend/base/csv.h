/* CSV after RFC 4180, UTF-8 with or without BOM, CRLF or LF, header first. A reader over one
 * in-memory text; quoted fields may hold newlines. Mistakes carry the line they start on. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct csv {
    const char *text; /* not owned */
    size_t length, at;
    int line;          /* line on which the current record starts, from 1 */
    int next_line;
    int fields;        /* fields of the current record */
    char **field;      /* cleaned of nothing: raw bytes, NUL-ended, owned by the reader */
    size_t *field_length;
    int field_room;
    char *buffer;      /* holds the current record's fields */
    size_t buffer_room;
    const char *error; /* a mistake of form in the current record, else NULL */
};

void csv_init(struct csv *csv, const char *text, size_t length);
void csv_finish(struct csv *csv);
/* Reads the next record. False at the end of the text, or on a mistake of form (csv->error set). */
bool csv_next(struct csv *csv);

/* Writes one field, quoted where needed; a leading = + - @ in a text field gets a ' before it
 * where `formula_safe` (spreadsheets would run it). Import takes that ' away again. */
void csv_put(FILE *out, const char *field, bool first, bool formula_safe);
