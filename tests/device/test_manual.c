/* heatdesk-profile(5) cannot lie: its example is a profile, and it tells every key. */
#include "backend/device/draft.h"
#include "tests/device/shelf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static char *read_manual(void)
{
    char why[300] = "";
    size_t length = 0;
    char *text = conf_read_file(HEATDESK_MANUAL, 1U << 20, &length, why, sizeof why);
    if (!text)
        fail_msg("%s", why);
    return text;
}

static void the_example_is_a_profile(void **state)
{
    (void)state;
    static const char *const opening = ".Bd -literal -offset indent\n";
    char *manual = read_manual();
    char *example = strstr(manual, opening);
    assert_non_null(example);
    example += strlen(opening);
    char *end = strstr(example, ".Ed\n");
    assert_non_null(end);
    *end = 0;
    struct conf_errors errors;
    struct profile *profile = shelf_parse(example, &errors);
    if (!profile)
        fail_msg("%s", errors.text);
    assert_true(profile->point_count >= 6 && profile->unlock_address == 99);
    profile_free(profile);
    free(manual);
}

/* Whether a line ".It Cm …" names the key. */
static bool is_told(const char *manual, const char *key)
{
    size_t length = strlen(key);
    for (const char *line = manual; (line = strstr(line, "\n.It Cm ")) != NULL;) {
        line += strlen("\n.It Cm ");
        const char *end = line + strcspn(line, "\n");
        for (const char *at = line; at < end; at += strcspn(at, " \n") + 1)
            if (strncmp(at, key, length) == 0 && (at[length] == ' ' || at[length] == '\n'))
                return true;
    }
    return false;
}

static void every_key_is_told(void **state)
{
    (void)state;
    char *manual = read_manual();
    for (int key = 0; key < DRAFT_KEYS; key++)
        if (!is_told(manual, draft_key_name((enum draft_key)key)))
            fail_msg("the manual does not tell \"%s\"", draft_key_name((enum draft_key)key));
    free(manual);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_is_a_profile),
        cmocka_unit_test(every_key_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
