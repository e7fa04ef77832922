#include "backend/store/bytes.h"
#include "backend/base/alloc.h"

#include <string.h>

void bytes_put(struct bytes *bytes, const void *from, size_t length)
{
    if (bytes->room - bytes->count < length) {
        bytes->room = 2 * bytes->room + length + 64;
        bytes->at = alloc_resize(bytes->at, bytes->room, 1);
    }
    if (length)
        memcpy(bytes->at + bytes->count, from, length);
    bytes->count += length;
}

void bytes_put_int(struct bytes *bytes, uint64_t value, int width)
{
    unsigned char out[8];
    for (int i = 0; i < width; i++)
        out[i] = (unsigned char)(value >> 8 * i);
    bytes_put(bytes, out, (size_t)width);
}

void bytes_put_float(struct bytes *bytes, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    bytes_put_int(bytes, bits, 8);
}

void bytes_put_text(struct bytes *bytes, const char *text)
{
    size_t length = strlen(text);
    if (length > 255)
        length = 255;
    bytes_put_int(bytes, length, 1);
    bytes_put(bytes, text, length);
}

void bytes_put_varint(struct bytes *bytes, uint64_t value)
{
    unsigned char out[10];
    size_t length = 0;
    for (; value > 127; value >>= 7)
        out[length++] = (unsigned char)(value | 128);
    out[length++] = (unsigned char)value;
    bytes_put(bytes, out, length);
}

void bytes_put_zigzag(struct bytes *bytes, int64_t value)
{
    bytes_put_varint(bytes, (uint64_t)value << 1 ^ (value < 0 ? UINT64_MAX : 0));
}

const unsigned char *bytes_take(struct bytes_reader *reader, size_t length)
{
    const unsigned char *at = reader->at;
    if (reader->is_bad || reader->left < length) {
        reader->is_bad = true;
        return NULL;
    }
    reader->at += length;
    reader->left -= length;
    return at;
}

uint64_t bytes_take_int(struct bytes_reader *reader, int width)
{
    const unsigned char *at = bytes_take(reader, (size_t)width);
    uint64_t value = 0;
    for (int i = 0; at && i < width; i++)
        value |= (uint64_t)at[i] << 8 * i;
    return value;
}

double bytes_take_float(struct bytes_reader *reader)
{
    uint64_t bits = bytes_take_int(reader, 8);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

void bytes_take_text(struct bytes_reader *reader, char *out, size_t size)
{
    size_t length = (size_t)bytes_take_int(reader, 1);
    const unsigned char *at = bytes_take(reader, length);
    out[0] = '\0';
    if (!at || length >= size) {
        reader->is_bad = true;
        return;
    }
    memcpy(out, at, length);
    out[length] = '\0';
}

uint64_t bytes_take_varint(struct bytes_reader *reader)
{
    uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
        uint64_t byte = bytes_take_int(reader, 1);
        value |= (byte & 127) << shift;
        if (byte < 128)
            return value;
    }
    reader->is_bad = true;
    return 0;
}

int64_t bytes_take_zigzag(struct bytes_reader *reader)
{
    uint64_t value = bytes_take_varint(reader);
    return (int64_t)(value >> 1 ^ (value & 1 ? UINT64_MAX : 0));
}
