/* Bytes being written, and read back with bounds: little-endian numbers, short texts, varints. The
 * form of what a spool keeps. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Owned by whoever declares it; starts zeroed, `at` is freed by free(). */
struct bytes {
    unsigned char *at;
    size_t count, room;
};
void bytes_put(struct bytes *bytes, const void *from, size_t length);
void bytes_put_int(struct bytes *bytes, uint64_t value, int width); /* 1, 2, 4, 8 bytes */
void bytes_put_float(struct bytes *bytes, double value);
void bytes_put_text(struct bytes *bytes, const char *text); /* at most 255 bytes are kept */
void bytes_put_varint(struct bytes *bytes, uint64_t value); /* seven bits a byte, low ones first */
/* Small numbers of either sign are short. */
void bytes_put_zigzag(struct bytes *bytes, int64_t value);

/* What is read past the end is 0, and is_bad then stays set. */
struct bytes_reader {
    const unsigned char *at; /* borrowed */
    size_t left;
    bool is_bad;
};
/* NULL if so many are not left. */
const unsigned char *bytes_take(struct bytes_reader *reader, size_t length);
uint64_t bytes_take_int(struct bytes_reader *reader, int width);
double bytes_take_float(struct bytes_reader *reader);
/* Bad if it does not fit `size` with its end. */
void bytes_take_text(struct bytes_reader *reader, char *out, size_t size);
uint64_t bytes_take_varint(struct bytes_reader *reader);
int64_t bytes_take_zigzag(struct bytes_reader *reader);
