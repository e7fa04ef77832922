#include "backend/base/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Reads all of `text` into one line: fields in [], records ended by ';', a mistake as !line:text.
 */
static void read_all(const char *text, size_t length, char *out, size_t size)
{
    struct csv csv;
    size_t used = 0;
    out[0] = 0;
    csv_init(&csv, text, length);
    while (csv_next(&csv)) {
        used += (size_t)snprintf(out + used, size - used, "%d:", csv.line);
        for (int i = 0; i < csv.fields; i++) {
            assert_int_equal(csv.field_length[i], strlen(csv.field[i]));
            used += (size_t)snprintf(out + used, size - used, "[%s]", csv.field[i]);
        }
        used += (size_t)snprintf(out + used, size - used, ";");
    }
    if (csv.error)
        snprintf(out + used, size - used, "!%d:%.12s", csv.error_line, csv.error);
    assert_false(csv_next(&csv));
    csv_finish(&csv);
}

struct csv_case {
    const char *in, *out;
};

static const struct csv_case cases[] = {
    {"", ""},
    {"\xef\xbb\xbf", ""},
    {"a", "1:[a];"},
    {"a\n", "1:[a];"},
    {"\xef\xbb\xbf"
     "a,b\r\nc,d\r\n",
     "1:[a][b];2:[c][d];"},
    {"a,\n,b\n,\n", "1:[a][];2:[][b];3:[][];"},
    {"\n\na\n\n\r\nb", "3:[a];6:[b];"},
    {"\"a,b\",\"c\"\"d\"\n", "1:[a,b][c\"d];"},
    {"\"x\ny\",z\nw", "1:[x\ny][z];3:[w];"},
    {"\"\",\"\"\n", "1:[][];"},
    {"a,\"\"", "1:[a][];"},
    {"a,", "1:[a][];"},
    {"ok\na\"b\n", "1:[ok];!2:a quote insi"},
    {"ok\n\"ab\nc\n", "1:[ok];!2:a quoted fie"},
    {"\"ab\"c\n", "!1:text behind "},
    {"a\rb\n", "!1:a carriage r"},
    {"a\r", "!1:a carriage r"},
    {"\"", "!1:a quoted fie"},
    {"\"a\"\"", "!1:a quoted fie"},
};

static void test_cases(void **state)
{
    (void)state;
    char out[256];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        read_all(cases[i].in, strlen(cases[i].in), out, sizeof out);
        assert_string_equal(out, cases[i].out);
    }
    read_all("a\nb\0c", 5, out, sizeof out);
    assert_string_equal(out, "1:[a];!2:a NUL byte, ");
    read_all("\"b\0c\"", 5, out, sizeof out);
    assert_string_equal(out, "!1:a NUL byte, ");
}

/* A field of 100 MB is refused without being held in memory. */
static void test_long_field(void **state)
{
    (void)state;
    for (int is_quoted = 0; is_quoted < 2; is_quoted++) {
        size_t length = 100 << 20;
        char *text = malloc(length);
        assert_non_null(text);
        memset(text, 'x', length);
        memcpy(text, "a\n", 2);
        if (is_quoted)
            text[2] = '"';
        struct csv csv;
        csv_init(&csv, text, length);
        assert_true(csv_next(&csv));
        assert_false(csv_next(&csv));
        assert_non_null(strstr(csv.error, "too long"));
        assert_int_equal(csv.error_line, 2);
        assert_true(csv.buffer_room <= 4 * CSV_FIELD_MOST);
        csv_finish(&csv);
        free(text);
    }
}

static void test_longest_field_and_most_fields(void **state)
{
    (void)state;
    static char text[CSV_FIELD_MOST + 2];
    memset(text, 'x', CSV_FIELD_MOST);
    struct csv csv;
    csv_init(&csv, text, CSV_FIELD_MOST);
    assert_true(csv_next(&csv));
    assert_int_equal(csv.field_length[0], CSV_FIELD_MOST);
    csv_finish(&csv);
    text[CSV_FIELD_MOST] = 'x';
    csv_init(&csv, text, CSV_FIELD_MOST + 1);
    assert_false(csv_next(&csv));
    csv_finish(&csv);
    memset(text, ',', CSV_FIELDS_MOST);
    csv_init(&csv, text, CSV_FIELDS_MOST - 1);
    assert_true(csv_next(&csv));
    assert_int_equal(csv.fields, CSV_FIELDS_MOST);
    csv_finish(&csv);
    csv_init(&csv, text, CSV_FIELDS_MOST);
    assert_false(csv_next(&csv));
    csv_finish(&csv);
}

struct put_case {
    const char *field, *written;
};

/* What a spreadsheet would run is marked, and reading gives back exactly what was written. */
static void test_put_and_plain(void **state)
{
    (void)state;
    static const struct put_case puts[] = {
        {"", ""},          {"plain", "plain"}, {"a,b", "\"a,b\""}, {"a\"b", "\"a\"\"b\""},
        {"=1+1", "'=1+1"}, {"+86", "'+86"},    {"-3", "'-3"},      {"@x", "'@x"},
        {"'=1", "''=1"},   {"'abc", "'abc"},   {"''-", "'''-"},    {"=a,\"b", "\"'=a,\"\"b\""},
        {"'", "'"},
    };
    for (size_t i = 0; i < sizeof puts / sizeof puts[0]; i++) {
        char *text = NULL;
        size_t length = 0;
        FILE *out = open_memstream(&text, &length);
        csv_put(out, puts[i].field, true, true);
        csv_put(out, "-3", false, false);
        fclose(out);
        size_t written = strlen(puts[i].written);
        assert_memory_equal(text, puts[i].written, written);
        assert_string_equal(text + written, ",-3");
        struct csv csv;
        csv_init(&csv, text, length);
        assert_true(csv_next(&csv));
        assert_string_equal(csv_plain(csv.field[0]), puts[i].field);
        csv_finish(&csv);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_long_field),
        cmocka_unit_test(test_longest_field_and_most_fields),
        cmocka_unit_test(test_put_and_plain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
