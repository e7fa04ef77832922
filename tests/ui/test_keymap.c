/* A person's own keys: taken as a whole or not at all, every mistake with its line, and what the
 * bottom line and the help say is what the keys do. */
#include "tests/ui/check.h"
#include "tests/ui/scene.h"
#include "ui/keymap.h"
#include "ui/keymap_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct conf_errors errors;

static bool takes(const char *text)
{
    memset(&errors, 0, sizeof errors);
    errors.file = "keymap";
    return keymap_file_read(text, strlen(text), &errors);
}

static void test_own_keys(void **state)
{
    (void)state;
    struct fixture *f = calloc(1, sizeof *f);
    assert_true(takes("# mine\nset = W\nquit = Q F10\njournal = \"# 9\"\n"));
    fixture_start(f, "en");
    fixture_draw(f, 200, 60);
    assert_true(fixture_shows(f, "Q quit"));
    assert_int_equal(keymap_action(ON_STATION, 'W'), ACTION_WRITE);
    assert_int_equal(keymap_action(ON_STATION, 'w'), ACTION_NONE);
    assert_int_equal(keymap_action(ON_NETWORK, '#'), ACTION_JOURNAL);
    fixture_keys(f, "q");
    assert_int_equal(f->quits, 0);
    fixture_keys(f, "Q");
    assert_int_equal(f->quits, 1);
    keymap_file_forget();
    assert_int_equal(keymap_action(ON_STATION, 'w'), ACTION_WRITE);
    fixture_finish(f);
    free(f);
}

static void test_mistakes(void **state)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"sett = W\n", "keymap:1: no verb \"sett\", did you mean \"set\"?"},
        {"\nset = Win\n", "keymap:2: \"Win\" is no key"},
        {"set = W\nset = w\n", "keymap:2: \"set\" stands on line 1 already"},
        {"[keys]\nset = W\n", "keymap:1: [keys]"},
        {"quit = w\n", "keymap:1: \"w\" is also \"set\" on one screen"},
        {"set\n", "keymap:1:"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_false(takes(cases[i].text));
        if (!strstr(errors.text, cases[i].says))
            fail_msg("\"%s\" says: %s", cases[i].text, errors.text);
        assert_int_equal(keymap_action(ON_STATION, 'w'), ACTION_WRITE); /* nothing half-applied */
    }
    /* two that change places are no conflict */
    assert_true(takes("set = u\nundo = w\n"));
    assert_int_equal(keymap_action(ON_STATION, 'u'), ACTION_WRITE);
    keymap_file_forget();
}

/* With an input method on, its full-width and Chinese signs are the keys they stand on. */
static void test_input_method(void **state)
{
    static const struct {
        uint32_t press, key;
    } signs[] = {{0xFF11, '1'}, {0xFF1F, '?'}, {0xFF1A, ':'}, {0x3000, ' '},
                 {0x3001, '/'}, {0x3002, '.'}, {0x3010, '['}, {0x3011, ']'}};
    (void)state;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        assert_int_equal(keymap_action(ON_NETWORK, signs[i].press),
                         keymap_action(ON_NETWORK, signs[i].key));
    assert_int_equal(keymap_action(ON_NETWORK, 0x3010), ACTION_STEP_BACK);
}

static void test_rubbish(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (int round = 0; round < 3000; round++) {
        char text[300];
        for (int i = 0; i < 299; i++)
            text[i] = "setquit =\n#\"F1 [\\\x01\xe6"[chance(&seed) % 19];
        text[299] = '\0';
        takes(text);
        keymap_file_forget();
    }
    assert_int_equal(keymap_action(ON_STATION, 'w'), ACTION_WRITE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_own_keys),
        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_input_method),
        cmocka_unit_test(test_rubbish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
