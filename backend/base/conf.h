/* Text files that people write: "[section]" lines and "key = value" lines, '#' comments, UTF-8 with
 * or without BOM, LF or CRLF. A '#' opens a comment at the start of a line or after a blank, so
 * that "1#泵" needs no quotes; a value in double quotes may hold any '#' and outer blanks, with \"
 * and \\ inside. Used by profiles, themes, limits and settings. Reading never stops at the first
 * mistake: each is reported with its line. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#define CONF_FILE_MOST (16U << 20) /* bytes of a text */
#define CONF_LINE_MOST 4096        /* bytes of a line */

struct conf_line {
    const char *section; /* "" before the first section */
    const char *key;     /* NULL on the line that opens a section */
    const char *value;   /* NULL on the line that opens a section */
    int line;            /* from 1 */
};

#define CONF_SHOWN_MOST 1024

/* Collects mistakes as "file:line: what, expected what" lines in the order of the file, whatever
 * the order they are found in. Owned by the caller. */
struct conf_errors {
    const char *file;
    int count;                 /* mistakes */
    int notes;                 /* besides them: what is allowed and yet may be none's wish */
    char text[65536];          /* newline-separated, cut with a closing "… N more" */
    int shown;                 /* of both, in `text`; the rest is the closing line */
    size_t used;               /* bytes of `text` before the closing line */
    int line[CONF_SHOWN_MOST]; /* of each that is shown */
};

/* Outside text in the message is made safe; a line below 1 stands for the whole file. The same
 * said of the same line again is not said twice. */
void conf_error(struct conf_errors *errors, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same for what is no mistake: "file:line: note: …". */
void conf_note(struct conf_errors *errors, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Calls `on_line` for each section and key line in order. Mistakes of form go to `errors`.
 * The strings of a conf_line live until the callback returns. False if the whole is no such text,
 * and nothing more is to be said of it. */
bool conf_parse(const char *text, size_t length, struct conf_errors *errors,
                void (*on_line)(void *ctx, const struct conf_line *line), void *ctx);

/* Reads a whole file of at most `most` bytes; NULL with `why` filled on failure, without the
 * path. Caller frees. */
char *conf_read_file(const char *path, size_t most, size_t *length, char *why, size_t why_size);

/* Strict numbers: the whole text, in range, or false. */
bool conf_int(const char *text, long long low, long long high, long long *out);
bool conf_number(const char *text, double *out); /* finite only */
bool conf_bool(const char *text, bool *out);     /* yes/no, true/false, on/off, 1/0 */
