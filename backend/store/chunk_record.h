/* A chunk of history as a spool keeps it, with its layout, so that it can be read when the profile
 * it was made by is gone: one to two bytes a sample. */
#pragma once
#include "backend/store/bytes.h"
#include "backend/store/history.h"
#include "backend/store/layout.h"

struct chunk_record {
    int32_t device;
    struct layout *layout;
    struct chunk chunk; /* read into again and again; without `number` */
};

void chunk_record_write(struct bytes *out, int32_t device, const struct layout *layout,
                        const struct chunk *chunk);
/* False for what no program wrote, or a newer one. */
bool chunk_record_read(const unsigned char *bytes, size_t length, struct layouts *layouts,
                       struct chunk_record *out);
void chunk_record_finish(struct chunk_record *record);

/* What ten minutes come to: mean, and how far the least and the most are from it. NaN = no good
 * sample. One a point. */
struct chunk_span {
    double mean;
    float below, above;
};
struct chunk_span chunk_span_of(const struct chunk *chunk, int32_t point, double resolution);
