#include "backend/base/csv.h"

#include "backend/base/alloc.h"

#include <stdlib.h>
#include <string.h>

void csv_init(struct csv *csv, const char *text, size_t length)
{
    *csv = (struct csv){.text = text, .length = length, .line = 1, .next_line = 1};
    if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        csv->at = 3;
}

void csv_finish(struct csv *csv)
{
    free(csv->field);
    free(csv->field_length);
    free(csv->buffer);
    *csv = (struct csv){0};
}

static bool fail(struct csv *csv, const char *error)
{
    csv->error = error;
    csv->error_line = csv->next_line;
    csv->at = csv->length;
    return false;
}

static bool has_newline(const struct csv *csv, size_t at)
{
    return at < csv->length &&
           (csv->text[at] == '\n' ||
            (csv->text[at] == '\r' && at + 1 < csv->length && csv->text[at + 1] == '\n'));
}

static void pass_newline(struct csv *csv)
{
    csv->at += csv->text[csv->at] == '\r' ? 2 : 1;
    csv->next_line++;
}

/* Room for one more field of the current record, and for `more` bytes of it. */
static void make_room(struct csv *csv, size_t used, size_t more)
{
    if (csv->fields == csv->field_room) {
        csv->field_room = csv->field_room ? csv->field_room * 2 : 16;
        csv->field = alloc_resize(csv->field, (size_t)csv->field_room, sizeof *csv->field);
        csv->field_length =
            alloc_resize(csv->field_length, (size_t)csv->field_room, sizeof *csv->field_length);
    }
    if (used + more > csv->buffer_room) {
        csv->buffer_room = (used + more) * 2;
        csv->buffer = alloc_resize(csv->buffer, csv->buffer_room, 1);
    }
}

/* Reads an unquoted field to `used`; false on a mistake. */
static bool read_plain(struct csv *csv, size_t *used)
{
    size_t from = csv->at, end = csv->length;
    if (end - from > CSV_FIELD_MOST)
        end = from + CSV_FIELD_MOST + 1;
    size_t at = from;
    for (; at < end; at++) {
        char c = csv->text[at];
        if (c == ',' || c == '\n' || c == '\r')
            break;
        if (c == '"')
            return fail(csv, "a quote inside an unquoted field, expected the whole field in quotes "
                             "and the quote twice");
        if (c == 0)
            return fail(csv, "a NUL byte, expected text");
    }
    if (at - from > CSV_FIELD_MOST)
        return fail(csv, "a field too long, expected at most 65536 bytes");
    make_room(csv, *used, at - from + 1);
    memcpy(csv->buffer + *used, csv->text + from, at - from);
    *used += at - from;
    csv->at = at;
    return true;
}

/* The same for a quoted one; csv->at is behind the opening quote. */
static bool read_quoted(struct csv *csv, size_t *used)
{
    size_t from = *used;
    int opened = csv->next_line;
    for (; csv->at < csv->length; csv->at++) {
        char c = csv->text[csv->at];
        if (c == '"') {
            if (csv->at + 1 == csv->length || csv->text[csv->at + 1] != '"') {
                csv->at++;
                return true;
            }
            csv->at++;
        }
        if (c == 0)
            return fail(csv, "a NUL byte, expected text");
        if (*used - from == CSV_FIELD_MOST) {
            csv->next_line = opened;
            return fail(csv, "a field too long, expected at most 65536 bytes");
        }
        csv->next_line += c == '\n';
        make_room(csv, *used, 2);
        csv->buffer[(*used)++] = c;
    }
    csv->next_line = opened;
    return fail(csv, "a quoted field that never ends, expected a closing quote");
}

static bool read_field(struct csv *csv, size_t *used)
{
    if (csv->fields == CSV_FIELDS_MOST)
        return fail(csv, "too many fields, expected at most 256");
    size_t from = *used;
    make_room(csv, *used, 1);
    bool is_quoted = csv->at < csv->length && csv->text[csv->at] == '"';
    if (is_quoted)
        csv->at++;
    if (!(is_quoted ? read_quoted(csv, used) : read_plain(csv, used)))
        return false;
    bool is_end = csv->at == csv->length || csv->text[csv->at] == ',' || has_newline(csv, csv->at);
    if (!is_end)
        return fail(csv, csv->text[csv->at] == '\r'
                             ? "a carriage return alone, expected LF or CR LF at a line's end"
                             : "text behind a closing quote, expected a comma or the line's end");
    csv->field_length[csv->fields++] = *used - from;
    make_room(csv, *used, 1);
    csv->buffer[(*used)++] = 0;
    return true;
}

bool csv_next(struct csv *csv)
{
    while (has_newline(csv, csv->at))
        pass_newline(csv);
    csv->line = csv->next_line;
    csv->fields = 0;
    if (csv->at >= csv->length)
        return false;
    size_t used = 0;
    while (read_field(csv, &used) && csv->at < csv->length && csv->text[csv->at] == ',')
        csv->at++;
    if (csv->error)
        return false;
    if (csv->at < csv->length)
        pass_newline(csv);
    char *field = csv->buffer;
    for (int i = 0; i < csv->fields; i++) { /* only now: the buffer may have moved */
        csv->field[i] = field;
        field += csv->field_length[i] + 1;
    }
    return true;
}

/* Whether a spreadsheet would run it, or it would be taken for one made safe. */
static bool needs_mark(const char *field)
{
    field += strspn(field, "'");
    return *field && strchr("=+-@\t\r", *field) != NULL;
}

const char *csv_plain(const char *field)
{
    return field[0] == '\'' && needs_mark(field) ? field + 1 : field;
}

void csv_put(FILE *out, const char *field, bool first, bool formula_safe)
{
    bool is_marked = formula_safe && needs_mark(field);
    bool is_quoted = strpbrk(field, ",\"\r\n") != NULL;
    if (!first)
        putc(',', out);
    if (is_quoted)
        putc('"', out);
    if (is_marked)
        putc('\'', out);
    for (; *field; field++) {
        if (*field == '"')
            putc('"', out);
        putc(*field, out);
    }
    if (is_quoted)
        putc('"', out);
}
