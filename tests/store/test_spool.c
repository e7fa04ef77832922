/* The spool: whatever happens to its files, a record that was not hit is read again, in order. */
#include "backend/store/spool.h"
#include "backend/store/spool_record.h"
#include "tests/device/chance.h"
#include "tests/exchange/folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

static struct spool *open_small(const struct folder *folder)
{
    return spool_open(&(struct spool_options){folder ? folder->path : NULL, "facts", 2000});
}

/* Record i is i as text, followed by i % 97 times a letter. */
static size_t make_text(int i, char out[200])
{
    int length = snprintf(out, 200, "%d ", i);
    memset(out + length, 'a' + i % 26, (size_t)(i % 97));
    return (size_t)length + (size_t)(i % 97);
}

static void put(struct spool *spool, int i)
{
    char text[200];
    size_t length = make_text(i, text);
    spool_put(spool, text, length);
}

/* Reads the next record and checks that it is whole; its i, or -1 at the end. */
static int take(struct spool *spool)
{
    struct spool_record record;
    char text[200];
    if (!spool_peek(spool, &record))
        return -1;
    int i = atoi((const char *)record.bytes);
    size_t length = make_text(i, text);
    assert_int_equal(record.length, length);
    assert_memory_equal(record.bytes, text, length);
    spool_next(spool);
    return i;
}

static int count_files(const struct folder *folder, char *last, size_t size)
{
    int count = 0;
    DIR *dir = opendir(folder->path);
    assert_non_null(dir);
    for (const struct dirent *entry; (entry = readdir(dir));) {
        if (!strstr(entry->d_name, ".spool"))
            continue;
        count++;
        if (last)
            snprintf(last, size, "%s/%s", folder->path, entry->d_name);
    }
    closedir(dir);
    return count;
}

static void test_sum(void **state)
{
    (void)state;
    assert_int_equal(crc32c(0, "123456789", 9), 0xe3069283u);
    assert_int_equal(crc32c(crc32c(0, "1234", 4), "56789", 5), 0xe3069283u);
}

static void go_through(const struct folder *folder)
{
    struct spool *spool = open_small(folder);
    for (int i = 0; i < 300; i++)
        put(spool, i);
    assert_int_equal(spool_waiting(spool), 300);
    for (int i = 0; i < 100; i++)
        assert_int_equal(take(spool), i);
    spool_done(spool, 50);
    assert_int_equal(spool_waiting(spool), 250);
    assert_int_equal(take(spool), 100);
    spool_rewind(spool);
    for (int i = 50; i < 300; i++)
        assert_int_equal(take(spool), i);
    assert_int_equal(take(spool), -1);
    put(spool, 300);
    assert_int_equal(take(spool), 300);
    spool_done(spool, 301);
    assert_int_equal(spool_waiting(spool), 0);
    assert_in_range(spool_bytes(spool), 0, 2000);
    spool_close(spool);
}

static void test_queue(void **state)
{
    (void)state;
    struct folder folder;
    folder_make(&folder);
    go_through(NULL);
    go_through(&folder);
    assert_int_equal(count_files(&folder, NULL, 0), 0);
    folder_remove(&folder);
}

static void test_next_process(void **state)
{
    (void)state;
    struct folder folder;
    folder_make(&folder);
    struct spool *spool = open_small(&folder);
    for (int i = 0; i < 100; i++)
        put(spool, i);
    for (int i = 0; i < 40; i++)
        take(spool);
    spool_done(spool, 40);
    spool_close(spool);
    spool = open_small(&folder);
    assert_int_equal(spool_waiting(spool), 60);
    put(spool, 100);
    assert_int_equal(spool_last(spool), 101);
    for (int i = 40; i <= 100; i++)
        assert_int_equal(take(spool), i);
    assert_int_equal(take(spool), -1);
    spool_done(spool, 101);
    spool_close(spool);
    assert_int_equal(count_files(&folder, NULL, 0), 0);
    folder_remove(&folder);
}

/* Five records in one file; `bytes` is its content. */
static size_t make_file(const struct folder *folder, char *path, size_t size, char *bytes)
{
    struct spool *spool = open_small(folder);
    for (int i = 0; i < 5; i++)
        put(spool, i * 10);
    spool_close(spool);
    assert_int_equal(count_files(folder, path, size), 1);
    int fd = open(path, O_RDONLY);
    ssize_t length = read(fd, bytes, 2000);
    close(fd);
    assert_true(length > 0);
    return (size_t)length;
}

static void write_file(const char *path, const char *bytes, size_t length)
{
    int fd = open(path, O_WRONLY | O_TRUNC | O_CREAT, 0600);
    assert_int_equal(write(fd, bytes, length), length);
    close(fd);
}

/* What is left is read, and the spool serves on; the new record comes after. */
static void expect_left(const struct folder *folder, const bool is_left[5])
{
    struct spool *spool = open_small(folder);
    put(spool, 50);
    for (int i = 0; i < 5; i++)
        if (is_left[i])
            assert_int_equal(take(spool), i * 10);
    assert_int_equal(take(spool), 50);
    assert_int_equal(take(spool), -1);
    spool_done(spool, spool_last(spool));
    spool_close(spool);
}

static void test_torn_tail(void **state)
{
    (void)state;
    struct folder folder;
    char path[512], bytes[2000];
    folder_make(&folder);
    size_t length = make_file(&folder, path, sizeof path, bytes);
    size_t last = SPOOL_HEADER + 3 + 40; /* "40 " and 40 letters */
    for (size_t cut = 0; cut <= last; cut++) {
        write_file(path, bytes, length - cut);
        expect_left(&folder, (bool[5]){true, true, true, true, cut == 0});
        assert_int_equal(count_files(&folder, NULL, 0), 0);
    }
    folder_remove(&folder);
}

static void test_flipped_byte(void **state)
{
    (void)state;
    struct folder folder;
    char path[512], bytes[2000];
    folder_make(&folder);
    size_t length = make_file(&folder, path, sizeof path, bytes), end = 0;
    for (int hit = 0; hit < 5; hit++) {
        char text[200];
        size_t start = end;
        end += SPOOL_HEADER + make_text(hit * 10, text);
        for (size_t at = start; at < end; at++) {
            for (int flip = 1; flip < 256; flip += 127) {
                bytes[at] = (char)(bytes[at] ^ flip);
                write_file(path, bytes, length);
                bytes[at] = (char)(bytes[at] ^ flip);
                expect_left(&folder, (bool[5]){hit != 0, hit != 1, hit != 2, hit != 3, hit != 4});
            }
        }
    }
    assert_int_equal(end, length);
    folder_remove(&folder);
}

static void test_damage_is_told(void **state)
{
    (void)state;
    struct folder folder;
    char path[512], bytes[2000];
    folder_make(&folder);
    size_t length = make_file(&folder, path, sizeof path, bytes);
    bytes[length / 2] ^= 1;
    write_file(path, bytes, length);
    struct spool *spool = open_small(&folder);
    assert_in_range(spool_damage(spool), SPOOL_HEADER, length);
    spool_close(spool);
    folder_remove(&folder);
}

static void limit(const struct folder *folder)
{
    struct spool *spool = open_small(folder);
    uint64_t lost = 0;
    int i = 0;
    for (; i < 500; i++) {
        put(spool, i);
        lost += spool_limit(spool, 8000);
        assert_in_range(spool_bytes(spool), 0, 8000);
        if (i == 10)
            for (int k = 0; k < 5; k++)
                assert_int_equal(take(spool), k);
        if (i == 10)
            spool_done(spool, 5);
    }
    assert_in_range(lost, 300, 495);
    assert_int_equal(spool_waiting(spool), 495 - lost);
    for (int k = 5 + (int)lost; k < 500; k++)
        assert_int_equal(take(spool), k);
    assert_int_equal(take(spool), -1);
    spool_done(spool, 500);
    spool_close(spool);
}

static void test_limit(void **state)
{
    (void)state;
    struct folder folder;
    folder_make(&folder);
    limit(NULL);
    limit(&folder);
    assert_int_equal(count_files(&folder, NULL, 0), 0);
    folder_remove(&folder);
}

static void test_one_owner(void **state)
{
    (void)state;
    struct folder folder;
    folder_make(&folder);
    struct spool *first = open_small(&folder);
    put(first, 1);
    struct spool *second = open_small(&folder);
    assert_int_equal(spool_waiting(second), 0);
    put(second, 2);
    assert_int_equal(take(second), 2);
    spool_done(second, 1);
    spool_close(second);
    assert_int_equal(take(first), 1);
    assert_int_equal(count_files(&folder, NULL, 0), 1);
    spool_close(first);
    folder_remove(&folder);
}

/* A disk that takes no more costs nothing while this process lives. */
static void test_full_disk(void **state)
{
    (void)state;
    struct folder folder;
    struct rlimit before, narrow;
    folder_make(&folder);
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before);
    narrow = (struct rlimit){1000, before.rlim_max};
    struct spool *spool = open_small(&folder);
    setrlimit(RLIMIT_FSIZE, &narrow);
    for (int i = 0; i < 100; i++)
        put(spool, i);
    setrlimit(RLIMIT_FSIZE, &before);
    for (int i = 100; i < 200; i++)
        put(spool, i);
    for (int i = 0; i < 200; i++)
        assert_int_equal(take(spool), i);
    assert_int_equal(take(spool), -1);
    spool_done(spool, 200);
    spool_close(spool);
    folder_remove(&folder);
}

/* Any order of calls, against an array. */
static void roam(uint64_t seed)
{
    struct chance chance = {seed};
    struct folder folder;
    folder_make(&folder);
    struct spool *spool = open_small(&folder);
    int next = 0, read = 0, done = 0;
    uint64_t shift = 0; /* number of record i is i + 1 + shift: an empty spool may start anew */
    for (int step = 0; step < 2000; step++) {
        switch (chance_below(&chance, 8)) {
        case 0:
        case 1:
        case 2: put(spool, next++); break;
        case 3:
        case 4:
            assert_int_equal(take(spool), read < next ? read : -1);
            read += read < next;
            break;
        case 5:
            if (read > done) {
                done += 1 + (int)chance_below(&chance, (uint32_t)(read - done));
                spool_done(spool, (uint64_t)done + shift);
            }
            break;
        case 6:
            spool_rewind(spool);
            read = done;
            break;
        default:
            if (chance_below(&chance, 20))
                break;
            spool_close(spool);
            spool = open_small(&folder);
            read = done;
            if (next == done)
                shift = spool_last(spool) - (uint64_t)done;
        }
        assert_int_equal(spool_waiting(spool), next - done);
    }
    spool_close(spool);
    folder_remove(&folder);
}

static void test_any_order(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++)
        roam(seed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sum),          cmocka_unit_test(test_queue),
        cmocka_unit_test(test_next_process), cmocka_unit_test(test_torn_tail),
        cmocka_unit_test(test_flipped_byte), cmocka_unit_test(test_damage_is_told),
        cmocka_unit_test(test_limit),        cmocka_unit_test(test_one_owner),
        cmocka_unit_test(test_full_disk),    cmocka_unit_test(test_any_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
