/* A6: whatever comes in, only printable characters come out, as wide as the C library says. */
#include "backend/base/text.h"
#include "backend/base/text_class.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include <cmocka.h>

/* The sanitizers make it ten times slower: fewer strings there, all of them in the plain build. */
#ifdef __SANITIZE_ADDRESS__
#define STRINGS 1000000
#else
#define STRINGS 10000000
#endif

static size_t put_utf8(char *out, uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const unsigned lead[] = {0, 0xc0, 0xe0, 0xf0};
    out[0] = (char)(lead[more] | c >> (6 * more));
    for (int i = 1; i <= more; i++)
        out[i] = (char)(0x80 | (c >> (6 * (more - i)) & 0x3f));
    return (size_t)more + 1;
}

/* Format characters that iswcntrl() does not know: written here by hand, not taken from our table.
 */
static bool is_known_evil(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x61c || c == 0x180e ||
           (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
           (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) ||
           (c >= 0xe000 && c <= 0xf8ff) || (c >= 0xd800 && c <= 0xdfff) ||
           (c >= 0xe0000 && c <= 0xe007f) || (c & 0xfffe) == 0xfffe || c >= 0xf0000;
}

static int libc_width(const char *text)
{
    static wchar_t wide[512];
    size_t count = mbstowcs(wide, text, 512);
    assert_true(count < 512);
    return wcswidth(wide, count);
}

/* Fails unless `text` is clean; cheap enough to be called ten million times. */
static void check_clean(const char *text, size_t length)
{
    uint32_t c = 0;
    bool was_mark = true;
    for (size_t at = 0; at < length;) {
        int bytes = text_next(text + at, length - at, &c);
        if (bytes <= 0 || is_known_evil(c) || text_class_of(c) == TEXT_BAD)
            fail_msg("U+%04X came through", c);
        bool is_mark = text_class_of(c) == TEXT_MARK;
        if (is_mark && was_mark)
            fail_msg("two marks in a row before U+%04X", c);
        was_mark = is_mark;
        at += (size_t)bytes;
    }
}

static void check_bytes(const char *bytes, size_t length)
{
    char once[256], twice[256];
    size_t used = text_clean(once, sizeof once, bytes, length);
    assert_true(used < sizeof once && once[used] == 0);
    check_clean(once, used);
    size_t again = text_clean(twice, sizeof twice, once, used);
    if (again != used || memcmp(once, twice, used) != 0)
        fail_msg("cleaning again changed it");
    if (text_width(once) != libc_width(once))
        fail_msg("width %d, wcswidth %d of '%s'", text_width(once), libc_width(once), once);
}

static void test_every_character(void **state)
{
    (void)state;
    char bytes[8];
    for (uint32_t c = 0; c < 0x110000; c++) {
        int expected = wcwidth((wchar_t)c);
        int cells = text_cells(c);
        if (cells >= 0 && cells != expected)
            fail_msg("U+%04X: %d cells, wcwidth %d", c, cells, expected);
        if (is_known_evil(c) && cells != -1)
            fail_msg("U+%04X is shown", c);
        if (cells < 0 && iswprint((wint_t)c) && !is_known_evil(c) && expected > 0 &&
            iswalnum((wint_t)c))
            fail_msg("U+%04X is not shown", c);
        bytes[0] = 'a';
        check_bytes(bytes, 1 + put_utf8(bytes + 1, c));
    }
    assert_int_equal(text_cells(0x110000), -1);
    assert_int_equal(text_cells(0xffffffff), -1);
}

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

/* Half raw bytes, half characters, so that both bad UTF-8 and odd sequences occur. */
static void test_random_strings(void **state)
{
    (void)state;
    uint64_t seed = 20260115;
    char bytes[128];
    for (int n = 0; n < STRINGS; n++) {
        size_t length = 0, want = next_random(&seed) % 24;
        while (length < want) {
            uint64_t r = next_random(&seed);
            if (n & 1)
                bytes[length++] = (char)(r >> 20);
            else
                length += put_utf8(bytes + length, (uint32_t)((r >> 8) % ((r & 3) == 0   ? 0x110000
                                                                          : (r & 3) == 1 ? 0x3000
                                                                                         : 0x400)));
        }
        check_bytes(bytes, length);
    }
}

struct clean_case {
    const char *in, *out;
};

static void test_clean_cases(void **state)
{
    (void)state;
    static const struct clean_case cases[] = {
        {"滨河换热站 No.1", "滨河换热站 No.1"},
        {"a\x1b[31mb", "a?[31mb"},
        {"a\nb\tc\rd", "a?b?c?d"},
        {"a\xe2\x80\xae"
         "b",
         "a?b"},                                        /* right to left override */
        {"\xff\xc3", "??"},                             /* not UTF-8, cut off */
        {"\xc0\xaf", "??"},                             /* overlong */
        {"\xed\xa0\x80", "???"},                        /* surrogate */
        {"e\xcc\x81\xcc\x81", "e\xcc\x81"},             /* second mark */
        {"\xcc\x81x", "x"},                             /* mark with nothing before it */
        {"\xe2\x9d\xa4\xef\xb8\x8f!", "\xe2\x9d\xa4!"}, /* emoji selector */
        {"", ""},
    };
    char out[64];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        text_clean(out, sizeof out, cases[i].in, strlen(cases[i].in));
        assert_string_equal(out, cases[i].out);
    }
    text_clean(out, sizeof out, "a\0b", 3);
    assert_string_equal(out, "a?b");
}

static void test_clean_cuts_at_a_character(void **state)
{
    (void)state;
    char out[8];
    assert_int_equal(text_clean(out, 6, "滨河", 6), 3);
    assert_string_equal(out, "滨");
    assert_int_equal(text_clean(out, 1, "x", 1), 0);
    assert_string_equal(out, "");
    assert_int_equal(text_clean(out, 0, "x", 1), 0);
}

struct fit_case {
    const char *text;
    int cells;
    const char *out;
};

static void test_fit(void **state)
{
    (void)state;
    static const struct fit_case cases[] = {
        {"abc", 5, "abc  "},    {"abcdef", 4, "abc~"},
        {"abc", 3, "abc"},      {"滨河站", 6, "滨河站"},
        {"滨河站", 5, "滨河~"}, {"滨河站", 4, "滨~ "},
        {"滨河站", 3, "滨~"},   {"滨河站", 2, "~ "},
        {"滨", 1, "~"},         {"x", 0, ""},
        {"", 2, "  "},          {"e\xcc\x81x", 2, "e\xcc\x81x"},
        {"ab", 1, "~"},
    };
    char out[64];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t used = text_fit(out, sizeof out, cases[i].text, cases[i].cells);
        assert_string_equal(out, cases[i].out);
        assert_int_equal(used, strlen(out));
        assert_int_equal(text_width(out), cases[i].cells);
    }
}

/* Whatever the room, it stays in it and ends at a character's edge. */
static void test_fit_in_little_room(void **state)
{
    (void)state;
    char out[16], clean[16];
    for (size_t size = 1; size <= sizeof out; size++)
        for (int cells = -1; cells < 12; cells++) {
            size_t used = text_fit(out, size, "滨河abc换热", cells);
            assert_true(used < size);
            assert_true(text_width(out) <= (cells < 0 ? 0 : cells));
            text_clean(clean, sizeof clean, out, used);
            assert_string_equal(out, clean);
        }
}

static void test_contains(void **state)
{
    (void)state;
    assert_true(text_contains("S0417 滨河", "s04"));
    assert_true(text_contains("S0417 滨河", "河"));
    assert_true(text_contains("", ""));
    assert_false(text_contains("abc", "abcd"));
    assert_false(text_contains("", "a"));
}

/* Of an address the community gives way, the flat's number stays. */
static void test_place(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int cells;
        const char *wanted;
    } rows[] = {
        {"医院家属院 3-4-502", 18, "医院家属院 3-4-502"},
        {"医院家属院 3-4-502", 16, "医院家属~3-4-502"},
        {"医院家属院 3-4-502", 15, "医院家~3-4-502 "},
        {"惠民园5-2-301", 20, "惠民园5-2-301       "},
        {"惠民园5-2-301", 12, "惠民~5-2-301"},
        {"惠民园5-2-301", 10, "惠~5-2-301"},
        {"惠民园5-2-301", 8, "惠民园5~"}, /* no room for both */
        {"Hospital Court 18-3-402", 17, "Hospital~18-3-402"},
        {"S0007 政府换热站", 11, "S0007 政府~"},
        {"", 4, "    "},
        {"惠民园", 0, ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char out[100];
        size_t used = text_fit_place(out, sizeof out, rows[i].text, rows[i].cells);
        assert_string_equal(out, rows[i].wanted);
        assert_int_equal(used, strlen(out));
        assert_int_equal(text_width(out), rows[i].cells);
    }
}

int main(void)
{
    if (!setlocale(LC_CTYPE, "C.UTF-8"))
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_character),
        cmocka_unit_test(test_random_strings),
        cmocka_unit_test(test_clean_cases),
        cmocka_unit_test(test_clean_cuts_at_a_character),
        cmocka_unit_test(test_fit),
        cmocka_unit_test(test_fit_in_little_room),
        cmocka_unit_test(test_place),
        cmocka_unit_test(test_contains),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
