#include "backend/core/alarm_rule.h"
#include "ground.h"

static void test_shipped(void **state)
{
    struct conf_errors errors = {.file = "alarm_rules.csv"};
    size_t length;
    const char *text = alarm_rules_shipped(&length);
    (void)state;
    struct alarm_rules *rules =
        alarm_rules_parse(text, length, NULL, &alarm_plant_shipped, &errors);
    if (!rules)
        fail_msg("%s", errors.text);
    alarm_rules_free(rules);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_shipped)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
