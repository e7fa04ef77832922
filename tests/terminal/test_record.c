/* The record of a session: any piece of any output gives JSON lines in UTF-8 (asciicast v2). */
#include "tests/exchange/folder.h"
#include "ui/record.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Reads the strings of all events back, as JSON would, into `out`. */
static void shown(const char *cast, char *out)
{
    for (const char *line = strchr(cast, '\n') + 1; *line; line = strchr(line, '\n') + 1) {
        const char *at = strstr(line, "\"o\", \"");
        assert_non_null(at);
        for (at += 6; *at != '"'; at++) {
            unsigned code;
            assert_true((unsigned char)*at >= ' ');
            if (*at != '\\') {
                *out++ = *at;
            } else if (at[1] == 'u') {
                assert_int_equal(sscanf(at + 2, "%4x", &code), 1);
                *out++ = code == 0xfffd ? '?' : (char)code;
                at += 5;
            } else {
                *out++ = *++at;
            }
        }
        assert_memory_equal(at, "\"]\n", 3);
    }
    *out = '\0';
}

static void check(const char *bytes, size_t length, size_t piece, const char *expected)
{
    struct folder folder;
    char path[200], text[4000];
    folder_make(&folder);
    snprintf(path, sizeof path, "%s/cast", folder.path);
    struct record *record = record_open(path, 80, 24);
    assert_non_null(record);
    for (size_t at = 0; at < length; at += piece)
        record_write(record, bytes + at, length - at < piece ? length - at : piece);
    record_close(record);
    char *cast = folder_read(&folder, "cast");
    assert_non_null(cast);
    assert_memory_equal(cast, "{\"version\": 2, \"width\": 80, \"height\": 24, ", 40);
    shown(cast, text);
    assert_string_equal(text, expected);
    free(cast);
    folder_remove(&folder);
}

static void test_any_piece(void **state)
{
    static const char text[] =
        "\033[1m\"\\ \xe6\xbb\xa8\xe6\xb2\xb3 \xc2\xb7 \xf0\x9f\x94\xa5\r\n\t\x7f end";
    (void)state;
    for (size_t piece = 1; piece < sizeof text; piece++)
        check(text, sizeof text - 1, piece, text);
}

static void test_what_is_no_text(void **state)
{
    static const char text[] = "a\xff\xe6\xbb"
                               "b\xc0\xaf\xed\xa0\x80"
                               "c\xf0\x9f\x94";
    (void)state;
    for (size_t piece = 1; piece < sizeof text; piece++)
        check(text, sizeof text - 1, piece, "a???b?????c"); /* its last character never came */
}

static void test_no_file(void **state)
{
    (void)state;
    assert_null(record_open("/no such folder/cast", 80, 24));
    assert_int_equal(errno, ENOENT);
    record_write(NULL, "x", 1);
    record_size(NULL, 1, 1);
    record_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_piece),
        cmocka_unit_test(test_what_is_no_text),
        cmocka_unit_test(test_no_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
