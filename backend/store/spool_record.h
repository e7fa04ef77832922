/* How a record lies in a spool's segment: u32 magic, u32 length, u32 crc32c (of length, seq and
 * payload), u64 seq, payload; little-endian. The magic is what a reader finds its way back by after
 * damage; the check sum decides. */
#pragma once
#include "backend/store/bytes.h"

#define SPOOL_HEADER      20
#define SPOOL_RECORD_MOST (8u << 20) /* bytes of payload */

uint32_t crc32c(uint32_t crc, const void *bytes, size_t length); /* starts with 0 */

/* Appends one record to `out`. */
void spool_record_write(struct bytes *out, uint64_t seq, const void *payload, size_t length);

/* Whether `header` may start a record; then its length in all. */
bool spool_record_begins(const unsigned char header[SPOOL_HEADER], size_t *length);
/* Whether the whole record of that length is sound; then its seq and payload. */
bool spool_record_check(const unsigned char *record, size_t length, uint64_t *seq);
