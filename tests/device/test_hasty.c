/* Files full of mistakes, as they are typed in a hurry: all are told in the file's order, each
 * once, and what may be meant otherwise is noted. */
#include "tests/device/shelf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* Exactly these lines are said, in this order. */
static void assert_lines(const struct conf_errors *errors, const int *lines, int count)
{
    const char *at = errors->text;
    bool is_same = errors->count == count && errors->shown == count;
    for (int i = 0; is_same && i < count; i++) {
        char where[32];
        snprintf(where, sizeof where, "t.profile:%d: ", lines[i]);
        is_same = strncmp(at, where, strlen(where)) == 0;
        at = strchr(at, '\n') ? strchr(at, '\n') + 1 : "";
    }
    if (!is_same)
        fail_msg("%d mistakes:\n%s", errors->count, errors->text);
}

static void every_mistake_is_told_at_once(void **state)
{
    (void)state;
    struct conf_errors errors;
    assert_null(shelf_parse("a = 1\n[profile]\nperiod_s = x\n[A]\ntype = y\n[B]\naddress = 1\n"
                            "[C]\ntype = int16\naddress = 99999\nlow = z\n[profile]\nzh = 1\n",
                            &errors));
    assert_lines(&errors, (const int[]){1, 3, 4, 5, 6, 10, 11, 12}, 8);
}

/* What else stands beside an unknown area, type or address is judged too, in the file's order. */
static void no_mistake_hides_another(void **state)
{
    (void)state;
    struct conf_errors errors;
    assert_null(shelf_parse("[A]\ntype = int61\naddress = q\nscale = 0,1\nlow = zz\nevery = q\n"
                            "access = rww\norder = DCAB\ninvalid = 1\nparts = x\nstatus = 1\n"
                            "unit_register = 1\nfrozen_s = -1\noptional = maybe\n"
                            "resolution = 0\n"
                            "[B]\narea = holdin\naddress = 99\ntype = int16\nscale = 1e-320\n"
                            "[C]\ntype = string\naddress = 70000\nevery = 0\n"
                            "[profile]\nranges = holding 0-9\nfunctions = 99, 3\n"
                            "[D]\ntype = nothing\naddress = 40001\n"
                            "[defaults]\nevery = often\n",
                            &errors));
    assert_lines(&errors, (const int[]){2,  3,  4,  5,  6,  7,  8,  10, 11, 12, 13,
                                        14, 15, 17, 20, 21, 23, 24, 27, 29, 30, 32},
                 22);
    assert_non_null(strstr(errors.text, "area = holding, address = 0"));
}

/* Both that lie in a wide one, the second behind the first, too. */
static void overlaps_are_seen_behind_others(void **state)
{
    (void)state;
    struct conf_errors errors;
    assert_null(shelf_parse("[profile]\n[A]\ntype = float64\naddress = 0\n[B]\ntype = float32\n"
                            "address = 1\n[C]\ntype = float32\naddress = 3\n",
                            &errors));
    assert_lines(&errors, (const int[]){7, 10}, 2);
}

/* One wrong default is one mistake, however many points follow it. */
static void a_default_is_judged_once(void **state)
{
    (void)state;
    struct conf_errors errors;
    assert_null(shelf_parse("[profile]\n[defaults]\ntype = int16\nscale = 0\nevery = x\n[A]\n"
                            "address = 0\n[B]\naddress = 1\n[C]\naddress = 2\n",
                            &errors));
    assert_lines(&errors, (const int[]){4, 5}, 2);
}

static void printed_numbers_are_noted(void **state)
{
    (void)state;
    struct conf_errors errors;
    struct profile *profile =
        shelf_parse("[profile]\n[A]\ntype = int16\naddress = 40001\n[B]\ntype = int16\n"
                    "address = 40002\n[C]\ntype = int16\naddress = 30007\n[D]\narea = holding\n"
                    "type = int16\naddress = 10200\ndocument = PNU 10201\n[E]\narea = discrete\n"
                    "address = 10004\n[F]\narea = holding\ntype = int16\naddress = 41000\n"
                    "document = 41001\n",
                    &errors);
    assert_non_null(profile);
    assert_int_equal(errors.count, 0);
    assert_int_equal(errors.notes, 3);
    assert_non_null(strstr(errors.text, "t.profile:4: note: [A] address = 40001"));
    assert_non_null(strstr(errors.text, "document_base = 40001), and so 1 more"));
    assert_non_null(strstr(errors.text, "t.profile:10: note: [C] address = 30007 is read as"));
    assert_non_null(strstr(errors.text, "number of input 6, expected address = 6"));
    assert_non_null(strstr(errors.text, "t.profile:18: note: [E] address = 10004"));
    profile_free(profile);
    assert_null(shelf_parse("[profile]\nranges = holding 40001-40100\n[A]\ntype = int16\n"
                            "address = 4\n",
                            &errors));
    assert_non_null(strstr(errors.text, "t.profile:2: note: ranges: holding 40001-40100 are"));
    assert_non_null(strstr(errors.text, "expected 0-99"));
    profile = shelf_parse("[profile]\n[A]\ntype = int16\naddress = 4\naccess = rw\nset_low = 1\n",
                          &errors);
    assert_non_null(profile);
    assert_non_null(
        strstr(errors.text, "t.profile:5: note: [A] may be set to whatever type int16"));
    profile_free(profile);
}

static void utf_16_is_one_mistake(void **state)
{
    (void)state;
    struct conf_errors errors = {.file = "t.profile"};
    assert_null(profile_parse("t", "\xff\xfe[\0p\0]\0\n\0", 10, &errors));
    assert_string_equal(errors.text, "t.profile:1: UTF-16, expected the file saved as UTF-8");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_mistake_is_told_at_once),
        cmocka_unit_test(no_mistake_hides_another),
        cmocka_unit_test(overlaps_are_seen_behind_others),
        cmocka_unit_test(a_default_is_judged_once),
        cmocka_unit_test(printed_numbers_are_noted),
        cmocka_unit_test(utf_16_is_one_mistake),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
