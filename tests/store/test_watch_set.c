/* What a hint says of the devices that somebody looks at; anybody may send anything. */
#include "backend/store/watch_set.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void test_news(void **state)
{
    static const struct {
        const char *hint;
        enum watch_news news;
    } row[] = {
        {"17 5", WATCH_OTHER},
        {"17 1 2 5 ; 3", WATCH_OTHER},
        {"17 1 ; 2 5", WATCH_AGAIN},
        {"17 ; 5", WATCH_AGAIN},
        {"17 5 ; 9", WATCH_OTHER},
        {"17 9 ; 5", WATCH_OTHER}, /* both are looked at: the first says more */
        {"17 1 ; 2", WATCH_NOTHING},
        {"17 55 ; 99", WATCH_NOTHING},
        {"17 *", WATCH_OTHER},
        {"17", WATCH_NOTHING},
        {"", WATCH_NOTHING},
        {"17 ;", WATCH_NOTHING},
        {"17 ; ; 5", WATCH_NOTHING},
        {"17 x 5", WATCH_NOTHING},
        {"17 ;5", WATCH_NOTHING},
        {"17 4294967301", WATCH_OTHER}, /* wraps: a read too many, nothing false */
    };
    struct watch_set set = {0}, none = {0};
    (void)state;
    int32_t *id = watch_set_room(&set, 2);
    id[0] = 9;
    id[1] = 5;
    watch_set_sort(&set);
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        print_message("\"%s\"\n", row[i].hint);
        assert_int_equal(watch_set_news(&set, row[i].hint), row[i].news);
        assert_int_equal(watch_set_news(&none, row[i].hint), WATCH_NOTHING);
    }
    watch_set_finish(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_news)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
