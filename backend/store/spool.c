#include "backend/store/spool.h"
#include "backend/base/alloc.h"
#include "backend/base/log.h"
#include "backend/store/spool_record.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEGMENT_BYTES ((size_t)64 << 20)
#define RESET_BYTES   ((size_t)1 << 20) /* an empty spool's file may grow to this */
#define READ_BYTES    ((size_t)1 << 16)
#define MARK          0 /* the number of a record that only says up to where all is done */

struct segment {
    int fd;
    bool is_file;  /* else memory */
    bool is_dirty; /* written since the last fdatasync */
    uint64_t number;
    size_t bytes;
    uint64_t first, last; /* numbers of its records, 0 = none */
};

struct place {
    size_t segment;
    size_t offset;
};

struct spool {
    char *dir; /* NULL: memory */
    char *name;
    int lock;
    size_t segment_bytes;
    VEC(struct segment) segment;
    bool is_writing; /* the last segment takes more; those of earlier processes never do */
    uint64_t next_number;
    uint64_t last, done;
    struct place cursor;  /* of the next record to read */
    struct place done_at; /* where reading starts again */
    size_t peeked;        /* length of the record at the cursor, 0 = not looked at */
    uint64_t read;        /* number of the newest read */
    size_t damage;
    bool has_complained;
    struct bytes out;
    struct {
        unsigned char *at;
        size_t room, count, offset;
        int fd; /* whose bytes these are, -1 = nobody's */
    } in;
};

static void complain(struct spool *spool, const char *what)
{
    if (!spool->has_complained)
        log_error("spool %s in %s: %s: %s; held in memory", spool->name, spool->dir, what,
                  strerror(errno));
    spool->has_complained = true;
}

static char *path_of(const struct spool *spool, uint64_t number)
{
    static char path[4096];
    snprintf(path, sizeof path, "%s/%s-%016llx.spool", spool->dir, spool->name,
             (unsigned long long)number);
    return path;
}

/* ---- reading ---- */

/* `length` bytes of a segment, or NULL if it has not that many. They live until the next call. */
static const unsigned char *load(struct spool *spool, const struct segment *segment, size_t offset,
                                 size_t length)
{
    if (offset > segment->bytes || length > segment->bytes - offset)
        return NULL;
    bool is_held = spool->in.fd == segment->fd && offset >= spool->in.offset &&
                   offset + length <= spool->in.offset + spool->in.count;
    if (!is_held) {
        size_t wanted = length > READ_BYTES ? length : READ_BYTES;
        if (wanted > spool->in.room) {
            spool->in.at = alloc_resize(spool->in.at, wanted, 1);
            spool->in.room = wanted;
        }
        ssize_t got = pread(segment->fd, spool->in.at, wanted, (off_t)offset);
        spool->in.fd = segment->fd;
        spool->in.offset = offset;
        spool->in.count = got > 0 ? (size_t)got : 0;
        if (spool->in.count < length)
            return NULL;
    }
    return spool->in.at + (offset - spool->in.offset);
}

/* The first sound record at or after `*offset`, which then is its place. */
static bool find_record(struct spool *spool, const struct segment *segment, size_t *offset,
                        struct spool_record *out)
{
    for (;; ++*offset) {
        size_t length;
        const unsigned char *at = load(spool, segment, *offset, SPOOL_HEADER);
        if (!at)
            return false;
        if (!spool_record_begins(at, &length))
            continue;
        at = load(spool, segment, *offset, length);
        if (!at || !spool_record_check(at, length, &out->seq))
            continue;
        out->bytes = at + SPOOL_HEADER;
        out->length = length - SPOOL_HEADER;
        return true;
    }
}

bool spool_peek(struct spool *spool, struct spool_record *out)
{
    struct place *cursor = &spool->cursor;
    while (cursor->segment < spool->segment.count) {
        const struct segment *segment = &spool->segment.at[cursor->segment];
        while (find_record(spool, segment, &cursor->offset, out)) {
            spool->peeked = SPOOL_HEADER + out->length;
            if (out->seq != MARK && out->seq > spool->done)
                return true;
            cursor->offset += spool->peeked;
        }
        spool->peeked = 0;
        if (cursor->segment + 1 >= spool->segment.count)
            return false;
        *cursor = (struct place){cursor->segment + 1, 0};
    }
    return false;
}

void spool_next(struct spool *spool)
{
    struct spool_record record;
    if (!spool_peek(spool, &record))
        return;
    spool->cursor.offset += spool->peeked;
    spool->peeked = 0;
    spool->read = record.seq;
}

void spool_rewind(struct spool *spool)
{
    spool->cursor = spool->done_at;
    spool->peeked = 0;
    spool->read = spool->done;
}

/* ---- segments ---- */

static void forget_first(struct spool *spool)
{
    struct segment *first = &spool->segment.at[0];
    if (first->is_file && unlink(path_of(spool, first->number)) != 0)
        log_warning("spool: %s: %s", path_of(spool, first->number), strerror(errno));
    if (spool->in.fd == first->fd)
        spool->in.fd = -1;
    close(first->fd);
    spool->segment.count--;
    memmove(first, first + 1, spool->segment.count * sizeof *first);
    struct place *places[] = {&spool->cursor, &spool->done_at};
    for (size_t i = 0; i < 2; i++)
        *places[i] = places[i]->segment ? (struct place){places[i]->segment - 1, places[i]->offset}
                                        : (struct place){0};
    spool->peeked = 0;
    if (!spool->segment.count)
        spool->is_writing = false;
}

static bool is_last(const struct spool *spool, const struct segment *segment)
{
    return segment == &spool->segment.at[spool->segment.count - 1];
}

/* From the front only: a later segment's marks speak of the records of earlier ones. */
static void forget_done(struct spool *spool, bool is_closing)
{
    while (spool->segment.count) {
        const struct segment *first = &spool->segment.at[0];
        bool is_kept =
            spool->is_writing && is_last(spool, first) && first->bytes < RESET_BYTES && !is_closing;
        if (first->last > spool->done || is_kept)
            return;
        forget_first(spool);
    }
}

static int open_memory(const struct spool *spool)
{
    int fd = memfd_create(spool->name, MFD_CLOEXEC);
    if (fd < 0) {
        log_error("spool: no memory: %s", strerror(errno));
        abort();
    }
    return fd;
}

static void sync_folder(const struct spool *spool)
{
    int fd = open(spool->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0)
        fsync(fd);
    if (fd >= 0)
        close(fd);
}

static void sync_segment(struct spool *spool, struct segment *segment)
{
    if (segment->is_file && segment->is_dirty && fdatasync(segment->fd) != 0)
        complain(spool, "fdatasync");
    segment->is_dirty = false;
}

static struct segment *begin_segment(struct spool *spool, bool is_file)
{
    struct segment segment = {.fd = -1, .number = spool->next_number++};
    if (spool->is_writing)
        sync_segment(spool, &spool->segment.at[spool->segment.count - 1]);
    if (is_file && spool->dir) {
        segment.fd =
            open(path_of(spool, segment.number), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        segment.is_file = segment.fd >= 0;
        if (segment.is_file)
            sync_folder(spool);
        else
            complain(spool, "open");
    }
    if (segment.fd < 0)
        segment.fd = open_memory(spool);
    *VEC_PUSH(&spool->segment) = segment;
    spool->is_writing = true;
    return &spool->segment.at[spool->segment.count - 1];
}

static struct segment *writable(struct spool *spool, size_t length)
{
    struct segment *segment =
        spool->is_writing ? &spool->segment.at[spool->segment.count - 1] : NULL;
    if (segment && (!segment->bytes || segment->bytes + length <= spool->segment_bytes))
        return segment;
    return begin_segment(spool, true);
}

/* ---- writing ---- */

static bool write_whole(const struct segment *segment, const struct bytes *bytes)
{
    for (size_t sent = 0; sent < bytes->count;) {
        ssize_t wrote = pwrite(segment->fd, bytes->at + sent, bytes->count - sent,
                               (off_t)(segment->bytes + sent));
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return false;
        sent += (size_t)wrote;
    }
    return true;
}

static struct segment *put_record(struct spool *spool, uint64_t seq, const void *bytes,
                                  size_t length)
{
    spool->out.count = 0;
    spool_record_write(&spool->out, seq, bytes, length);
    struct segment *segment = writable(spool, spool->out.count);
    if (!write_whole(segment, &spool->out)) {
        complain(spool, "write");
        if (ftruncate(segment->fd, (off_t)segment->bytes) != 0)
            log_warning("spool: a torn record stays: %s", strerror(errno));
        segment = begin_segment(spool, false);
        if (!write_whole(segment, &spool->out)) {
            log_error("spool: no memory: %s", strerror(errno));
            abort();
        }
    }
    segment->bytes += spool->out.count;
    segment->is_dirty = true;
    return segment;
}

uint64_t spool_put(struct spool *spool, const void *bytes, size_t length)
{
    uint64_t seq = spool->last + 1;
    struct segment *segment = put_record(spool, seq, bytes, length);
    spool->last = seq;
    segment->last = seq;
    if (!segment->first)
        segment->first = seq;
    return seq;
}

void spool_sync(struct spool *spool)
{
    if (spool->is_writing)
        sync_segment(spool, &spool->segment.at[spool->segment.count - 1]);
}

void spool_done(struct spool *spool, uint64_t seq)
{
    if (seq <= spool->done)
        return;
    spool->done = seq;
    if (spool->read == seq)
        spool->done_at = spool->cursor;
    forget_done(spool, false);
    if (spool->segment.count) {
        unsigned char mark[8];
        for (int i = 0; i < 8; i++)
            mark[i] = (unsigned char)(seq >> 8 * i);
        put_record(spool, MARK, mark, sizeof mark);
    }
}

uint64_t spool_limit(struct spool *spool, size_t most)
{
    uint64_t lost = 0;
    while (spool->segment.count > 1 && spool_bytes(spool) > most) {
        const struct segment *first = &spool->segment.at[0];
        if (first->last > spool->done) {
            uint64_t from = first->first > spool->done ? first->first : spool->done + 1;
            lost += first->last - from + 1;
            spool->done = first->last;
        }
        forget_first(spool);
    }
    return lost;
}

/* ---- what an earlier process left ---- */

static void take_mark(struct spool *spool, const struct spool_record *record)
{
    struct bytes_reader reader = {record->bytes, record->length, false};
    uint64_t done = bytes_take_int(&reader, 8);
    if (!reader.is_bad && done > spool->done)
        spool->done = done;
}

static void scan(struct spool *spool, struct segment *segment)
{
    struct spool_record record;
    size_t end = 0;
    for (size_t offset = 0; find_record(spool, segment, &offset, &record);) {
        spool->damage += offset - end;
        offset += SPOOL_HEADER + record.length;
        end = offset;
        if (record.seq == MARK) {
            take_mark(spool, &record);
            continue;
        }
        if (!segment->first)
            segment->first = record.seq;
        segment->last = record.seq;
        spool->last = record.seq > spool->last ? record.seq : spool->last;
    }
    spool->damage += segment->bytes - end;
}

static int compare_numbers(const void *a, const void *b)
{
    const struct segment *x = a, *y = b;
    return (x->number > y->number) - (x->number < y->number);
}

static bool is_segment(const struct spool *spool, const char *file, uint64_t *number)
{
    size_t length = strlen(spool->name);
    char *end;
    if (strncmp(file, spool->name, length) != 0 || file[length] != '-')
        return false;
    *number = strtoull(file + length + 1, &end, 16);
    return end == file + length + 17 && !strcmp(end, ".spool");
}

static void find_segments(struct spool *spool, DIR *folder)
{
    for (const struct dirent *entry; (entry = readdir(folder));) {
        struct segment segment = {.is_file = true};
        struct stat about;
        if (!is_segment(spool, entry->d_name, &segment.number))
            continue;
        if (segment.number >= spool->next_number)
            spool->next_number = segment.number + 1;
        segment.fd = open(path_of(spool, segment.number), O_RDONLY | O_CLOEXEC);
        if (segment.fd < 0 || fstat(segment.fd, &about) != 0) {
            log_error("spool: %s stays unread: %s", path_of(spool, segment.number),
                      strerror(errno));
            continue;
        }
        segment.bytes = (size_t)about.st_size;
        *VEC_PUSH(&spool->segment) = segment;
    }
    if (!spool->segment.count)
        return;
    qsort(spool->segment.at, spool->segment.count, sizeof spool->segment.at[0], compare_numbers);
    for (size_t i = 0; i < spool->segment.count; i++)
        scan(spool, &spool->segment.at[i]);
    if (spool->last < spool->done)
        spool->last = spool->done;
    if (spool->damage)
        log_error("spool %s in %s: %zu bytes are damaged", spool->name, spool->dir, spool->damage);
    forget_done(spool, false);
    spool_rewind(spool);
}

/* Two processes with one folder would undo each other. */
static bool lock_folder(struct spool *spool)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.lock", spool->dir, spool->name);
    if (mkdir(spool->dir, 0700) != 0 && errno != EEXIST)
        return false;
    spool->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    return spool->lock >= 0 && flock(spool->lock, LOCK_EX | LOCK_NB) == 0;
}

struct spool *spool_open(const struct spool_options *options)
{
    struct spool *spool = alloc_new(sizeof *spool);
    DIR *folder = NULL;
    spool->name = alloc_text(options->name);
    spool->dir = options->dir ? alloc_text(options->dir) : NULL;
    spool->segment_bytes = options->segment_bytes ? options->segment_bytes : SEGMENT_BYTES;
    spool->next_number = 1;
    spool->lock = spool->in.fd = -1;
    if (spool->dir && (!lock_folder(spool) || !(folder = opendir(spool->dir)))) {
        complain(spool, errno == EWOULDBLOCK ? "another process uses it" : "not usable");
        free(spool->dir);
        spool->dir = NULL;
    }
    if (folder) {
        find_segments(spool, folder);
        closedir(folder);
    }
    return spool;
}

void spool_close(struct spool *spool)
{
    if (!spool)
        return;
    spool_sync(spool);
    forget_done(spool, true);
    for (size_t i = 0; i < spool->segment.count; i++) {
        const struct segment *segment = &spool->segment.at[i];
        if (!segment->is_file && segment->last > spool->done)
            log_error("spool %s: records %llu to %llu were held in memory and are lost",
                      spool->name, (unsigned long long)segment->first,
                      (unsigned long long)segment->last);
        close(segment->fd);
    }
    if (spool->lock >= 0)
        close(spool->lock);
    free(spool->segment.at);
    free(spool->out.at);
    free(spool->in.at);
    free(spool->dir);
    free(spool->name);
    free(spool);
}

uint64_t spool_last(const struct spool *spool)
{
    return spool->last;
}

uint64_t spool_waiting(const struct spool *spool)
{
    return spool->last > spool->done ? spool->last - spool->done : 0;
}

size_t spool_bytes(const struct spool *spool)
{
    size_t bytes = 0;
    for (size_t i = 0; i < spool->segment.count; i++)
        bytes += spool->segment.at[i].bytes;
    return bytes;
}

size_t spool_damage(const struct spool *spool)
{
    return spool->damage;
}
