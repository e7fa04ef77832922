#include "backend/store/spool_record.h"

#define MAGIC 0xd5a10b8eu /* no text looks like it */

uint32_t crc32c(uint32_t crc, const void *bytes, size_t length)
{
    static uint32_t table[256];
    const unsigned char *at = bytes;
    if (!table[1]) {
        for (uint32_t i = 0; i < 256; i++) {
            uint32_t value = i;
            for (int bit = 0; bit < 8; bit++)
                value = value >> 1 ^ (value & 1 ? 0x82f63b78u : 0);
            table[i] = value;
        }
    }
    crc = ~crc;
    for (size_t i = 0; i < length; i++)
        crc = crc >> 8 ^ table[(crc ^ at[i]) & 255];
    return ~crc;
}

static uint64_t number_at(const unsigned char *at, int width)
{
    struct bytes_reader reader = {at, (size_t)width, false};
    return bytes_take_int(&reader, width);
}

/* The crc stands between what it covers: length first, then seq with the payload. */
static uint32_t sum_of(const unsigned char *record, size_t length)
{
    return crc32c(crc32c(0, record + 4, 4), record + 12, length - 12);
}

void spool_record_write(struct bytes *out, uint64_t seq, const void *payload, size_t length)
{
    size_t start = out->count;
    bytes_put_int(out, MAGIC, 4);
    bytes_put_int(out, length, 4);
    bytes_put_int(out, 0, 4);
    bytes_put_int(out, seq, 8);
    bytes_put(out, payload, length);
    uint32_t sum = sum_of(out->at + start, SPOOL_HEADER + length);
    for (int i = 0; i < 4; i++)
        out->at[start + 8 + (size_t)i] = (unsigned char)(sum >> 8 * i);
}

bool spool_record_begins(const unsigned char header[SPOOL_HEADER], size_t *length)
{
    if (number_at(header, 4) != MAGIC)
        return false;
    *length = SPOOL_HEADER + (size_t)number_at(header + 4, 4);
    return *length <= SPOOL_HEADER + SPOOL_RECORD_MOST;
}

bool spool_record_check(const unsigned char *record, size_t length, uint64_t *seq)
{
    *seq = number_at(record + 12, 8);
    return number_at(record + 8, 4) == sum_of(record, length);
}
