#include "backend/store/copy.h"

#include "backend/base/alloc.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PIECE (256 * 1024) /* bytes sent at once */

void copy_init(struct copy *copy, struct pg *pg, const char *sql, char *why, size_t why_size)
{
    *copy = (struct copy){.pg = pg, .why = why, .why_size = why_size};
    copy->is_good = pg_copy_in(pg, sql, why, why_size);
}

static void send(struct copy *copy)
{
    if (copy->is_good && copy->used > 0)
        copy->is_good = pg_copy_put(copy->pg, copy->buffer, copy->used, copy->why, copy->why_size);
    copy->used = 0;
}

/* Room for a separator and `bytes` more. */
static char *make_room(struct copy *copy, size_t bytes)
{
    if (copy->used + bytes + 1 > copy->room) {
        copy->room = (copy->used + bytes + 1) * 2;
        copy->buffer = alloc_resize(copy->buffer, copy->room, 1);
    }
    if (copy->is_row_open)
        copy->buffer[copy->used++] = '\t';
    copy->is_row_open = true;
    return copy->buffer + copy->used;
}

static char escape_of(char c)
{
    switch (c) {
    case '\\': return '\\';
    case '\n': return 'n';
    case '\r': return 'r';
    case '\t': return 't';
    default: return 0;
    }
}

void copy_text(struct copy *copy, const char *text)
{
    size_t length = text ? strlen(text) : 2;
    char *to = make_room(copy, length * 2), *start = to;
    if (!text) {
        memcpy(to, "\\N", 2);
        to += 2;
    }
    for (; text && *text; text++) {
        char escape = escape_of(*text);
        if (escape)
            *to++ = '\\';
        *to++ = escape ? escape : *text;
    }
    copy->used += (size_t)(to - start);
}

void copy_integer(struct copy *copy, int64_t value)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRId64, value);
    copy_text(copy, text);
}

void copy_number(struct copy *copy, double value)
{
    char text[40];
    snprintf(text, sizeof text, "%.17g", value);
    copy_text(copy, isfinite(value) ? text : NULL);
}

void copy_row(struct copy *copy)
{
    copy->is_row_open = false;
    *make_room(copy, 1) = '\n';
    copy->used++;
    copy->is_row_open = false;
    if (copy->used >= PIECE)
        send(copy);
}

bool copy_end(struct copy *copy)
{
    send(copy);
    bool is_good = copy->is_good && pg_copy_end(copy->pg, true, copy->why, copy->why_size);
    free(copy->buffer);
    *copy = (struct copy){0};
    return is_good;
}

/* Unescapes up to the next separator; returns where it stands. */
static char *unescape(char *from, char **end)
{
    static const char codes[] = "bfnrtv", characters[] = "\b\f\n\r\t\v";
    char *to = from;
    for (; *from && *from != '\t' && *from != '\n'; from++) {
        const char *code = *from == '\\' && from[1] ? strchr(codes, from[1]) : NULL;
        if (*from == '\\' && from[1])
            from++;
        *to++ = code ? characters[code - codes] : *from;
    }
    *end = to;
    return from;
}

int copy_split(char *line, char **field, int most)
{
    int count = 0;
    for (char *at = line; count < most; at++) {
        char *end;
        bool is_null =
            at[0] == '\\' && at[1] == 'N' && (at[2] == '\t' || at[2] == '\n' || at[2] == 0);
        field[count++] = is_null ? NULL : at;
        at = unescape(at, &end);
        bool is_last = *at != '\t';
        *end = 0;
        if (is_last)
            break;
    }
    return count;
}
