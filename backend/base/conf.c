#include "backend/base/conf.h"

#include "backend/base/alloc.h"
#include "backend/base/text.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define CLOSING_ROOM 64 /* bytes kept free for "… N more" */

/* Where the first shown line behind `line` begins; `index` becomes its number. */
static size_t place_of(const struct conf_errors *errors, int line, int *index)
{
    size_t at = 0;
    for (*index = 0; *index < errors->shown && errors->line[*index] <= line; ++*index)
        at += strcspn(errors->text + at, "\n") + 1;
    return at < errors->used ? at : errors->used;
}

static bool is_said(const struct conf_errors *errors, int line, const char *message, size_t length)
{
    size_t at = 0;
    if (errors->shown == 0 || errors->line[errors->shown - 1] < line)
        return false;
    for (int i = 0; i < errors->shown; i++) {
        size_t bytes = strcspn(errors->text + at, "\n");
        if (errors->line[i] == line && bytes == length &&
            memcmp(errors->text + at, message, length) == 0)
            return true;
        at += bytes + 1;
    }
    return false;
}

static void drop_last(struct conf_errors *errors)
{
    while (errors->used > 0 && errors->text[errors->used - 1] != '\n')
        errors->used--;
    if (errors->used > 0)
        errors->used--;
    errors->shown--;
}

/* The first ones of the file stay, and the later ones give way to them. */
static void show(struct conf_errors *errors, int line, const char *message, size_t length)
{
    size_t most = sizeof errors->text - CLOSING_ROOM;
    int index = 0;
    while (errors->used + length + 1 >= most || errors->shown == CONF_SHOWN_MOST) {
        if (errors->shown == 0 || errors->line[errors->shown - 1] <= line)
            return;
        drop_last(errors);
    }
    size_t at = place_of(errors, line, &index);
    bool is_last = index == errors->shown;
    size_t newline = errors->shown > 0;
    memmove(errors->text + at + length + newline, errors->text + at, errors->used - at);
    memcpy(errors->text + at + (is_last ? newline : 0), message, length);
    if (newline)
        errors->text[is_last ? at : at + length] = '\n';
    errors->used += length + newline;
    errors->text[errors->used] = 0;
    memmove(errors->line + index + 1, errors->line + index,
            (size_t)(errors->shown - index) * sizeof *errors->line);
    errors->line[index] = line;
    errors->shown++;
}

static void say(struct conf_errors *errors, int *counter, int line, const char *format,
                va_list arguments)
{
    char raw[768], message[768], whole[1200];
    vsnprintf(raw, sizeof raw, format, arguments);
    text_clean(message, sizeof message, raw, strlen(raw));
    const char *file = errors->file ? errors->file : "?";
    const char *kind = counter == &errors->notes ? "note: " : "";
    int length = line > 0
                     ? snprintf(whole, sizeof whole, "%.300s:%d: %s%s", file, line, kind, message)
                     : snprintf(whole, sizeof whole, "%.300s: %s%s", file, kind, message);
    if (is_said(errors, line, whole, (size_t)length))
        return;
    ++*counter;
    show(errors, line, whole, (size_t)length);
    int hidden = errors->count + errors->notes - errors->shown;
    if (hidden > 0)
        snprintf(errors->text + errors->used, CLOSING_ROOM, "\n… %d more", hidden);
}

void conf_error(struct conf_errors *errors, int line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(errors, &errors->count, line, format, arguments);
    va_end(arguments);
}

void conf_note(struct conf_errors *errors, int line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(errors, &errors->notes, line, format, arguments);
    va_end(arguments);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static char *trim(char *text)
{
    while (is_blank(*text))
        text++;
    size_t length = strlen(text);
    while (length > 0 && is_blank(text[length - 1]))
        length--;
    text[length] = 0;
    return text;
}

struct conf_reader {
    struct conf_errors *errors;
    void (*on_line)(void *ctx, const struct conf_line *line);
    void *ctx;
    int line;
    bool is_skipping; /* the section's own line was wrong: one message, not one a key */
    char section[CONF_LINE_MOST + 1];
};

/* Ends the line where a comment opens outside quotes. */
static void cut_comment(char *text)
{
    bool is_quoted = false, may_quote = false;
    for (char *at = text; *at; at++) {
        if (is_quoted && *at == '\\' && at[1])
            at++;
        else if (is_quoted)
            is_quoted = *at != '"';
        else if (*at == '"' && may_quote)
            is_quoted = true;
        else if (*at == '#' && (at == text || is_blank(at[-1]))) {
            *at = 0;
            return;
        }
        /* only a quote that opens the value counts: 5" is an inch */
        may_quote = !is_quoted && (*at == '=' || (may_quote && is_blank(*at)));
    }
}

/* Takes the quotes off in place; false if they are wrong. */
static bool unquote(char *value)
{
    if (*value != '"')
        return true;
    char *out = value, *at = value + 1;
    while (*at && *at != '"') {
        if (*at == '\\' && (at[1] == '"' || at[1] == '\\'))
            at++;
        *out++ = *at++;
    }
    bool is_closed = *at == '"' && at[1] == 0;
    *out = 0;
    return is_closed;
}

static void read_section(struct conf_reader *reader, char *text)
{
    char *end = strrchr(text, ']');
    reader->is_skipping = true;
    if (!end || end[1]) {
        conf_error(reader->errors, reader->line, "%.60s: expected a section as \"[name]\"", text);
        return;
    }
    *end = 0;
    char *name = trim(text + 1);
    if (!*name) {
        conf_error(reader->errors, reader->line, "empty section name, expected \"[name]\"");
        return;
    }
    reader->is_skipping = false;
    snprintf(reader->section, sizeof reader->section, "%s", name);
    struct conf_line out = {.section = reader->section, .line = reader->line};
    reader->on_line(reader->ctx, &out);
}

static void read_key(struct conf_reader *reader, char *text)
{
    char *equals = strchr(text, '=');
    if (!equals || equals == text) {
        bool is_wide = strstr(text, "＝") != NULL;
        conf_error(reader->errors, reader->line, "\"%.60s\": expected \"key = value\"%s", text,
                   is_wide ? " (with a plain =, this is a full-width ＝)"
                           : ", \"[section]\" or \"# comment\"");
        return;
    }
    *equals = 0;
    char *value = trim(equals + 1);
    if (!unquote(value)) {
        conf_error(reader->errors, reader->line,
                   "%.60s: expected a closing quote (\") at the end of the value", trim(text));
        return;
    }
    struct conf_line out = {reader->section, trim(text), value, reader->line};
    if (!reader->is_skipping)
        reader->on_line(reader->ctx, &out);
}

/* False if the line holds bytes that no text file has. */
static bool check_bytes(struct conf_reader *reader, const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        uint32_t character = 0;
        int bytes = text_next(text + at, length - at, &character);
        if (bytes <= 0) {
            conf_error(reader->errors, reader->line,
                       "byte 0x%02x at column %zu is not UTF-8, expected the file saved as UTF-8",
                       (unsigned)(unsigned char)text[at], at + 1);
            return false;
        }
        if (character != '\t' && text_cells(character) < 0) {
            conf_error(reader->errors, reader->line,
                       "unprintable character U+%04X at column %zu, expected plain text",
                       (unsigned)character, at + 1);
            return false;
        }
        at += (size_t)bytes;
    }
    return true;
}

static void read_line(struct conf_reader *reader, const char *text, size_t length)
{
    char copy[CONF_LINE_MOST + 1];
    if (length > 0 && text[length - 1] == '\r')
        length--;
    if (length > CONF_LINE_MOST) {
        conf_error(reader->errors, reader->line, "the line has %zu bytes, expected at most %d",
                   length, CONF_LINE_MOST);
        return;
    }
    if (!check_bytes(reader, text, length))
        return;
    memcpy(copy, text, length);
    copy[length] = 0;
    cut_comment(copy);
    char *content = trim(copy);
    if (*content == '[')
        read_section(reader, content);
    else if (*content)
        read_key(reader, content);
}

bool conf_parse(const char *text, size_t length, struct conf_errors *errors,
                void (*on_line)(void *ctx, const struct conf_line *line), void *ctx)
{
    if (length > CONF_FILE_MOST) {
        conf_error(errors, 0, "%zu bytes, expected at most %u", length, CONF_FILE_MOST);
        return false;
    }
    if (length >= 2 && (memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0)) {
        conf_error(errors, 1, "UTF-16, expected the file saved as UTF-8");
        return false;
    }
    struct conf_reader *reader = alloc_new(sizeof *reader);
    reader->errors = errors;
    reader->on_line = on_line;
    reader->ctx = ctx;
    size_t at = length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    while (at < length) {
        const char *end = memchr(text + at, '\n', length - at);
        size_t bytes = end ? (size_t)(end - text) - at : length - at;
        reader->line++;
        read_line(reader, text + at, bytes);
        at += bytes + 1;
    }
    free(reader);
    return true;
}

char *conf_read_file(const char *path, size_t most, size_t *length, char *why, size_t why_size)
{
    FILE *file = fopen(path, "rbe");
    if (!file) {
        snprintf(why, why_size, "%s", strerror(errno));
        return NULL;
    }
    char *text = NULL;
    size_t used = 0, room = 0, got = 0;
    do {
        if (used + 1 >= room) {
            room = room ? room * 2 : 4096;
            text = alloc_resize(text, room, 1);
        }
        got = fread(text + used, 1, room - used - 1, file);
        used += got;
    } while (got > 0 && used <= most);
    int error = ferror(file) ? errno : 0;
    fclose(file);
    if (error || used > most) {
        free(text);
        if (error)
            snprintf(why, why_size, "%s", strerror(error));
        else
            snprintf(why, why_size, "longer than %zu bytes", most);
        return NULL;
    }
    text[used] = 0;
    *length = used;
    return text;
}

bool conf_int(const char *text, long long low, long long high, long long *out)
{
    const char *digits = *text == '-' || *text == '+' ? text + 1 : text;
    bool is_hex = digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X');
    const char *allowed = is_hex ? "0123456789abcdefABCDEF" : "0123456789";
    const char *first = is_hex ? digits + 2 : digits;
    if (!*first || first[strspn(first, allowed)])
        return false;
    errno = 0;
    long long value = strtoll(text, NULL, is_hex ? 16 : 10);
    if (errno || value < low || value > high)
        return false;
    *out = value;
    return true;
}

bool conf_number(const char *text, double *out)
{
    if (!*text || text[strspn(text, "0123456789+-.eE")])
        return false;
    /* The decimal point is a point whatever the user's locale says. */
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    char *end = NULL;
    double value = plain ? strtod_l(text, &end, plain) : NAN;
    if (plain)
        freelocale(plain);
    if (!end || *end || end == text || !isfinite(value))
        return false;
    *out = value;
    return true;
}

bool conf_bool(const char *text, bool *out)
{
    static const struct {
        const char *text;
        bool value;
    } words[] = {{"yes", true}, {"true", true},   {"on", true},   {"1", true},
                 {"no", false}, {"false", false}, {"off", false}, {"0", false}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcasecmp(text, words[i].text) == 0) {
            *out = words[i].value;
            return true;
        }
    }
    return false;
}
