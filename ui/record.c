#include "ui/record.h"

#include "backend/base/alloc.h"
#include "backend/base/clock.h"
#include "backend/base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct record {
    FILE *out;
    struct mono start;
    char cut[4]; /* a character's beginning, its rest not yet seen */
    size_t cut_length;
};

struct record *record_open(const char *path, int width, int height)
{
    FILE *out = fopen(path, "we");
    if (!out)
        return NULL;
    struct record *record = alloc_new(sizeof *record);
    record->out = out;
    record->start = clock_mono();
    fprintf(out, "{\"version\": 2, \"width\": %d, \"height\": %d, \"timestamp\": %lld}\n", width,
            height, (long long)(clock_wall().us / 1000000));
    return record;
}

static void open_event(struct record *record, char kind)
{
    double at = (double)mono_ms_since(record->start, clock_mono()) / 1000;
    fprintf(record->out, "[%.3f, \"%c\", \"", at, kind);
}

static void close_event(struct record *record)
{
    fputs("\"]\n", record->out);
    fflush(record->out);
}

static void put(FILE *out, const char *bytes, size_t length)
{
    unsigned char c = (unsigned char)bytes[0];
    if (c == '"' || c == '\\')
        fprintf(out, "\\%c", c);
    else if (c < 0x20 || c == 0x7f)
        fprintf(out, "\\u%04x", c);
    else
        fwrite(bytes, 1, length, out);
}

/* Whether these bytes may be the beginning of a character that more bytes would finish. */
static bool is_cut(const char *bytes, size_t length)
{
    unsigned char first = (unsigned char)bytes[0];
    size_t whole = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1;
    for (size_t i = 1; i < length; i++)
        if (((unsigned char)bytes[i] & 0xc0) != 0x80)
            return false;
    return length < whole;
}

void record_write(struct record *record, const char *bytes, size_t length)
{
    if (!record)
        return;
    size_t total = record->cut_length + length, at = 0;
    char *text = alloc_array(total + 1, 1);
    memcpy(text, record->cut, record->cut_length);
    memcpy(text + record->cut_length, bytes, length);
    record->cut_length = 0;
    open_event(record, 'o');
    while (at < total) {
        uint32_t character;
        int used = text_next(text + at, total - at, &character);
        if (used <= 0 && is_cut(text + at, total - at)) {
            record->cut_length = total - at;
            memcpy(record->cut, text + at, record->cut_length);
            break;
        }
        if (used > 0)
            put(record->out, text + at, (size_t)used);
        else
            fputs("\\ufffd", record->out);
        at += used > 0 ? (size_t)used : 1;
    }
    close_event(record);
    free(text);
}

void record_size(struct record *record, int width, int height)
{
    if (!record)
        return;
    open_event(record, 'r');
    fprintf(record->out, "%dx%d", width, height);
    close_event(record);
}

void record_close(struct record *record)
{
    if (!record)
        return;
    fclose(record->out);
    free(record);
}
