#include "ui/record.h"

#include "backend/base/alloc.h"
#include "backend/base/clock.h"

#include <stdio.h>
#include <stdlib.h>

struct record {
    FILE *out;
    struct mono start;
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

void record_write(struct record *record, const char *bytes, size_t length)
{
    double at = (double)mono_ms_since(record->start, clock_mono()) / 1000;
    fprintf(record->out, "[%.3f, \"o\", \"", at);
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c == '"' || c == '\\')
            fprintf(record->out, "\\%c", c);
        else if (c < 0x20 || c == 0x7f)
            fprintf(record->out, "\\u%04x", c);
        else
            fputc(c, record->out);
    }
    fputs("\"]\n", record->out);
}

void record_close(struct record *record)
{
    if (!record)
        return;
    fclose(record->out);
    free(record);
}
