#include "backend/base/pinyin.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
