#include "backend/base/pinyin.h"
#include "backend/base/surname.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

struct pinyin_case {
    const char *text, *initials;
};

static void test_cases(void **state)
{
    (void)state;
    static const struct pinyin_case cases[] = {
        {"滨河换热站", "bhhrz"},
        {"唐山路北区", "tslbq"},
        {"S0417 滨河", "s0417bh"},
        {"鑫馨家园3-2-301", "xxjy3-2-301"},
        {"曹妃甸", "cfd"},
        {"医院（东）", "yyd"},
        {"安波次东鹅佛关黑家开路马南偶平秦热三塔王夏烟中", "abcdefghjklmnopqrstwxyz"},
        {"", ""},
        {"Zoë \xff", "zo"},
    };
    char out[64];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        pinyin_initials(out, sizeof out, cases[i].text);
        assert_string_equal(out, cases[i].initials);
    }
    pinyin_initials(out, 3, "滨河换热站");
    assert_string_equal(out, "bh");
    pinyin_initials(out, 1, "滨");
    assert_string_equal(out, "");
}

static void test_surnames(void **state)
{
    (void)state;
    static const struct {
        const char *name, *pinyin;
        size_t bytes;
    } cases[] = {
        {"王小红", "wang", 3},  {"欧阳修", "ouyang", 6}, {"欧小明", "ou", 3}, {"单田芳", "shan", 3},
        {"邝美云", "kuang", 3}, {"囍", "", 0},           {"Wang", "", 0},     {"", "", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char out[12] = "";
        assert_int_equal(surname_pinyin(out, sizeof out, cases[i].name), cases[i].bytes);
        assert_string_equal(out, cases[i].pinyin);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases),
                                       cmocka_unit_test(test_surnames)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
