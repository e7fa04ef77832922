#include "backend/base/conf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct heard {
    char text[4096];
    size_t used;
};

static void hear(void *ctx, const struct conf_line *line)
{
    struct heard *heard = ctx;
    heard->used += (size_t)snprintf(heard->text + heard->used, sizeof heard->text - heard->used,
                                    line->key ? "%d %s|%s|%s\n" : "%d %s\n", line->line,
                                    line->section, line->key, line->value);
}

static int parse(const char *text, size_t length, struct heard *heard, struct conf_errors *errors)
{
    *heard = (struct heard){0};
    *errors = (struct conf_errors){.file = "a.conf"};
    conf_parse(text, length, errors, hear, heard);
    return errors->count;
}

static void lines_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text, *heard;
    } cases[] = {
        {"", ""},
        {"\n\n# only a comment\n   \n", ""},
        {"a = 1", "1 |a|1\n"},
        {"[s]\na=1\nb =\t2  # two\n", "1 s\n2 s|a|1\n3 s|b|2\n"},
        {"\xef\xbb\xbf[s]\r\na = 1\r\n", "1 s\n2 s|a|1\n"},
        {"zh = 1#泵 # the pump", "1 |zh|1#泵\n"},
        {"a = \"  # not a comment \" # one", "1 |a|  # not a comment \n"},
        {"a = \"say \\\"x\\\" \\\\ y\"", "1 |a|say \"x\" \\ y\n"},
        {"a =", "1 |a|\n"},
        {"a = b = c", "1 |a|b = c\n"},
        {"[ two words ] # c\nk k = v", "1 two words\n2 two words|k k|v\n"},
        {"size = 5\" # inch", "1 |size|5\"\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct heard heard;
        struct conf_errors errors;
        assert_int_equal(parse(cases[i].text, strlen(cases[i].text), &heard, &errors), 0);
        assert_string_equal(heard.text, cases[i].heard);
    }
}

static void mistakes_have_their_line(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t length;
        const char *message;
    } cases[] = {
        {"a\n", 2, "a.conf:1: \"a\": expected \"key = value\""},
        {"\n= 1", 4, "a.conf:2: \"= 1\": expected \"key = value\""},
        {"[s\nb = 1", 8, "a.conf:1: [s: expected a section as \"[name]\""},
        {"[ ]\n", 4, "a.conf:1: empty section name"},
        {"[a] b\n", 6, "a.conf:1: [a] b: expected a section"},
        {"x = \"open\n", 10, "a.conf:1: x: expected a closing quote"},
        {"x = \"a\" b\n", 10, "a.conf:1: x: expected a closing quote"},
        {"ok = 1\nx = \xb3\xc7\n", 14, "a.conf:2: byte 0xb3 at column 5 is not UTF-8"},
        {"x = a\0b\n", 8, "a.conf:1: unprintable character U+0000 at column 6"},
        {"x = \033[2J\n", 9, "a.conf:1: unprintable character U+001B"},
        {"x = \xe2\x80\xae\n", 8, "a.conf:1: unprintable character U+202E"},
        {"a ＝ 1\n", 8, "this is a full-width ＝"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct heard heard;
        struct conf_errors errors;
        assert_int_equal(parse(cases[i].text, cases[i].length, &heard, &errors), 1);
        if (!strstr(errors.text, cases[i].message))
            fail_msg("case %zu: %s", i, errors.text);
    }
}

static void long_lines_and_texts_are_refused(void **state)
{
    (void)state;
    size_t length = (size_t)CONF_FILE_MOST + 1;
    char *text = malloc(length);
    assert_non_null(text);
    memset(text, 'a', length);
    struct heard heard;
    struct conf_errors errors;
    assert_int_equal(parse(text, length, &heard, &errors), 1);
    assert_non_null(strstr(errors.text, "a.conf: 16777217 bytes, expected at most 16777216"));
    assert_int_equal(parse(text, CONF_LINE_MOST + 1, &heard, &errors), 1);
    assert_non_null(strstr(errors.text, "a.conf:1: the line has 4097 bytes"));
    memcpy(text, "k = ", 4);
    assert_int_equal(parse(text, CONF_LINE_MOST, &heard, &errors), 0);
    free(text);
}

static void very_many_mistakes_are_counted(void **state)
{
    (void)state;
    struct conf_errors errors = {.file = "b"};
    for (int i = 1; i <= 5000; i++)
        conf_error(&errors, i, "mistake %d", i);
    assert_int_equal(errors.count, 5000);
    assert_true(strlen(errors.text) < sizeof errors.text);
    char closing[64];
    snprintf(closing, sizeof closing, "\n… %d more", 5000 - errors.shown);
    assert_string_equal(errors.text + errors.used, closing);
    assert_true(errors.shown > 500);
}

static void mistakes_are_in_the_files_order(void **state)
{
    (void)state;
    struct conf_errors errors = {.file = "b"};
    conf_error(&errors, 7, "seven");
    conf_error(&errors, 3, "three");
    conf_error(&errors, 7, "again seven");
    conf_note(&errors, 5, "five");
    conf_error(&errors, 0, "all");
    conf_error(&errors, 3, "three");
    assert_string_equal(errors.text, "b: all\nb:3: three\nb:5: note: five\nb:7: seven\n"
                                     "b:7: again seven");
    assert_int_equal(errors.count, 4);
    assert_int_equal(errors.notes, 1);
}

static void the_first_of_too_many_stay(void **state)
{
    (void)state;
    struct conf_errors errors = {.file = "b"};
    for (int i = 5000; i >= 1; i--)
        conf_error(&errors, i, "mistake %d", i);
    assert_int_equal(errors.count, 5000);
    assert_true(errors.shown > 500);
    assert_memory_equal(errors.text, "b:1: mistake 1\nb:2: mistake 2\n", 30);
    char closing[64];
    snprintf(closing, sizeof closing, "b:%d: mistake %d\n… %d more", errors.shown, errors.shown,
             5000 - errors.shown);
    assert_string_equal(strstr(errors.text, closing), closing);
}

static void outside_text_is_made_safe(void **state)
{
    (void)state;
    struct conf_errors errors = {.file = "c"};
    conf_error(&errors, 1, "%s", "a\nb\033[31m");
    assert_string_equal(errors.text, "c:1: a?b?[31m");
}

static void numbers_are_strict(void **state)
{
    (void)state;
    long long whole = 0;
    double number = 0;
    bool flag = false;
    assert_true(conf_int("0x7FFF", 0, 65535, &whole) && whole == 32767);
    assert_true(conf_int("-12", -20, 0, &whole) && whole == -12);
    assert_true(conf_int("010", 0, 20, &whole) && whole == 10);
    static const char *const bad_ints[] = {"",   " 1",  "1 ",  "1.0",  "0x",
                                           "x1", "1e3", "--1", "65536"};
    for (size_t i = 0; i < sizeof bad_ints / sizeof *bad_ints; i++)
        assert_false(conf_int(bad_ints[i], 0, 65535, &whole));
    assert_false(conf_int("99999999999999999999", 0, 65535, &whole));
    assert_true(conf_number("-1.5e-3", &number) && number == -1.5e-3);
    static const char *const bad_numbers[] = {"", "nan", "inf", "0x10", "1,5", "1 ", "1e999", "."};
    for (size_t i = 0; i < sizeof bad_numbers / sizeof *bad_numbers; i++)
        assert_false(conf_number(bad_numbers[i], &number));
    assert_true(conf_bool("Yes", &flag) && flag);
    assert_true(conf_bool("off", &flag) && !flag);
    assert_false(conf_bool("maybe", &flag));
}

static void files_are_read_whole(void **state)
{
    (void)state;
    char path[] = "/tmp/heatdesk-conf-XXXXXX", why[256];
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    FILE *file = fdopen(fd, "w");
    assert_non_null(file);
    for (int i = 0; i < 3000; i++)
        fputs("key = 1\n", file);
    fclose(file);
    size_t length = 0;
    char *text = conf_read_file(path, 24000, &length, why, sizeof why);
    assert_non_null(text);
    assert_int_equal(length, 24000);
    assert_int_equal(text[24000], 0);
    free(text);
    assert_null(conf_read_file(path, 23999, &length, why, sizeof why));
    assert_string_equal(why, "longer than 23999 bytes");
    remove(path);
    assert_null(conf_read_file(path, 1, &length, why, sizeof why));
    assert_string_equal(why, "No such file or directory");
    assert_null(conf_read_file("/tmp", 1, &length, why, sizeof why));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_read),
        cmocka_unit_test(mistakes_have_their_line),
        cmocka_unit_test(long_lines_and_texts_are_refused),
        cmocka_unit_test(very_many_mistakes_are_counted),
        cmocka_unit_test(mistakes_are_in_the_files_order),
        cmocka_unit_test(the_first_of_too_many_stay),
        cmocka_unit_test(outside_text_is_made_safe),
        cmocka_unit_test(numbers_are_strict),
        cmocka_unit_test(files_are_read_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
