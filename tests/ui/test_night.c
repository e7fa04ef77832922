/* The scripted night: each of its tasks comes to what it should, and no task takes more keys than
 * a hurried person forgives; the count of each is printed. */
#include "tests/ui/night.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define KEYS_MOST   7
#define MEDIAN_MOST 4

static int by_number(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static void test_night(void **state)
{
    int keys[64], wrong = 0;
    (void)state;
    assert_true(night_task_count >= 20 && night_task_count <= 64);
    for (size_t i = 0; i < night_task_count; i++) {
        char why[600] = "";
        bool is_done = night_play(&night_tasks[i], &keys[i], why, sizeof why);
        print_message("%2d keys  %s  (%s) %s\n", keys[i], night_tasks[i].name, night_tasks[i].keys,
                      why);
        wrong += !is_done || keys[i] > KEYS_MOST;
    }
    qsort(keys, night_task_count, sizeof *keys, by_number);
    assert_int_equal(wrong, 0);
    assert_true(keys[night_task_count / 2] <= MEDIAN_MOST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_night)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
