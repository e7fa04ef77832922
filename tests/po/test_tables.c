/* The tables of the backend and the console, walked in Chinese: nothing that is shown stays
 * English, and what stands in a narrow place fits there. */
#include "backend/base/text.h"
#include "backend/core/command.h"
#include "backend/device/frame.h"
#include "backend/device/reading.h"
#include "ui/action.h"
#include "ui/columns.h"
#include "ui/lang.h"
#include "ui/phrase.h"
#include "ui/sentence.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void check(const char *text)
{
    if (lang_word(text) == text || !strcmp(lang_word(text), text))
        fail_msg("no Chinese for \"%s\"", text);
}

static int in_chinese(void **state)
{
    const char *why;
    (void)state;
    setenv("HEATDESK_LOCALE_DIR", CATALOGUE_DIR, 1);
    return lang_init("zh_CN", &why) ? 0 : -1;
}

static void test_facts(void **state)
{
    (void)state;
    for (int kind = 0; kind < FACT_KIND_COUNT; kind++) {
        struct fact fact;
        char chinese[400], english[400];
        check(fact_kind_phrase((enum fact_kind)kind));
        fact_init(&fact, (enum fact_kind)kind, (struct wall){1});
        sentence_fact(NULL, &fact, chinese, sizeof chinese);
        lang_set("en");
        sentence_fact(NULL, &fact, english, sizeof english);
        lang_set("zh_CN");
        if (!strcmp(chinese, english))
            fail_msg("no Chinese sentence for %s: \"%s\"", fact_kind_name(fact.kind), english);
    }
}

static void test_commands(void **state)
{
    (void)state;
    for (int i = 0; i < COMMAND_STATE_COUNT; i++) {
        check(command_state_name((enum command_state)i));
        assert_string_equal(sentence_state((enum command_state)i),
                            lang_word(command_state_name((enum command_state)i)));
    }
    for (int i = REFUSAL_NONE + 1; i < REFUSAL_COUNT; i++)
        check(refusal_sentence((enum refusal)i));
}

static void test_qualities(void **state)
{
    (void)state;
    for (int i = 0; i < QUALITY_COUNT; i++)
        check(quality_name((enum quality)i));
}

static void test_exceptions(void **state)
{
    (void)state;
    for (int i = 1; i < 256; i++)
        check(exception_name((uint8_t)i));
}

static void test_actions(void **state)
{
    (void)state;
    for (int id = 1; id < ACTION_COUNT; id++) {
        const struct action *action = &actions[id];
        check(action->sentence);
        if (*action->argument)
            check(action->argument);
        if (!*action->label)
            continue;
        check(action->label);
        /* Two characters are allowed to the shortest English word. */
        int most = text_width(action->label) > 4 ? text_width(action->label) : 4;
        if (text_width(lang_word(action->label)) > most)
            fail_msg("\"%s\" takes more cells than \"%s\"", lang_word(action->label),
                     action->label);
    }
}

static void test_columns(void **state)
{
    (void)state;
    for (int i = 0; i < COLUMN_COUNT; i++) {
        check(columns[i].title);
        assert_true(text_width(columns[i].title) < columns[i].cells);
        assert_true(text_width(lang_word(columns[i].title)) < columns[i].cells);
    }
}

static void check_phrase(const char *english, const char *chinese)
{
    char out[300];
    phrase_text(english, out, sizeof out);
    assert_string_equal(out, chinese);
    lang_set("en");
    phrase_text(english, out, sizeof out);
    assert_string_equal(out, english);
    lang_set("zh_CN");
}

static void test_phrases(void **state)
{
    (void)state;
    check_phrase("ordered 53.5, the device holds -50", "下发 53.5，设备现值 -50");
    check_phrase("99 outside 30..70", "99 不在 30..70 内");
    check_phrase("30..70 within 1800 s, at most 3 in that time",
                 "1800 秒内 30..70，其间最多调整 3");
    check_phrase("read just now: out of range", "刚刚读取：超量程");
    check_phrase("there is no station 'open'; did you mean 'S1'?",
                 "没有换热站「open」；是否指「S1」？");
    check_phrase("", "");
    check_phrase("{a}", "{a}");
    check_phrase("seen , now 5", "seen , now 5");
    check_phrase("a person's own words", "a person's own words");
}

/* Whatever the text and however short the place, the result ends within it. */
static void test_phrase_cut(void **state)
{
    static const char *const texts[] = {
        "the device answered with exception 2: illegal data address",
        "ordered 1, the device holds 2", "none of ours", ""};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (size_t size = 1; size < 120; size++) {
            char *out = test_malloc(size);
            phrase_text(texts[i], out, size);
            assert_true(strlen(out) < size);
            test_free(out);
        }
}

static void test_reason_is_kept(void **state)
{
    struct fact fact;
    char out[400];
    (void)state;
    fact_init(&fact, FACT_COMMAND_ASKED, (struct wall){1});
    snprintf(fact.text, sizeof fact.text, "the device does not answer");
    sentence_fact(NULL, &fact, out, sizeof out);
    assert_non_null(strstr(out, "the device does not answer"));
    fact.kind = FACT_COMMAND_REFUSED;
    sentence_fact(NULL, &fact, out, sizeof out);
    assert_null(strstr(out, "the device does not answer"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_facts),          cmocka_unit_test(test_commands),
        cmocka_unit_test(test_qualities),      cmocka_unit_test(test_exceptions),
        cmocka_unit_test(test_actions),        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_phrases),        cmocka_unit_test(test_phrase_cut),
        cmocka_unit_test(test_reason_is_kept),
    };
    return cmocka_run_group_tests(tests, in_chinese, NULL);
}
