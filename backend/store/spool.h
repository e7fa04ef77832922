/* A queue of records that outlives the process: an append-only file in segments, in a folder. A
 * torn tail or flipped bytes cost the records they hit, no others. A record is in it from put to
 * done; a segment goes when all its records are done. Every record has a number, growing from 1;
 * those of earlier processes come first. Without a folder, or while its disk refuses, the same is
 * held in memory. For the thread of its owner; calls block on the disk. */
#pragma once
#include "backend/base/vec.h"

#include <stdbool.h>
#include <stdint.h>

struct spool;

struct spool_options {
    const char *dir;      /* NULL: memory; another process' folder is not touched */
    const char *name;     /* "facts": files are NAME-NUMBER.spool */
    size_t segment_bytes; /* 0 = 64 MB */
};

struct spool_record {
    uint64_t seq;
    const unsigned char *bytes; /* borrowed until the next call */
    size_t length;
};

/* Never NULL: what is wrong with the folder is logged, and memory serves instead. */
struct spool *spool_open(const struct spool_options *options);
/* What is not done stays for the next. NULL is fine. */
void spool_close(struct spool *spool);

/* Its number. In the file at once, so that it survives this process; the machine's fall only after
 * spool_sync(). */
uint64_t spool_put(struct spool *spool, const void *bytes, size_t length);
void spool_sync(struct spool *spool);

/* The next record not yet read, or false; spool_next() goes on to the one after it. */
bool spool_peek(struct spool *spool, struct spool_record *out);
void spool_next(struct spool *spool);
/* Reading starts again with the oldest that is not done. */
void spool_rewind(struct spool *spool);
/* All up to this number, which have been read, are needed no more. */
void spool_done(struct spool *spool, uint64_t seq);

uint64_t spool_last(const struct spool *spool);    /* number of the newest, 0 = none */
uint64_t spool_waiting(const struct spool *spool); /* records not done, at most */
size_t spool_bytes(const struct spool *spool);
size_t spool_damage(const struct spool *spool); /* bytes found unreadable when it was opened */

/* Drops the oldest segments, never the one being written, until no more than `most` bytes are
 * held. Returns how many records not done went with them. */
uint64_t spool_limit(struct spool *spool, size_t most);
