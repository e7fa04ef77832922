/* The life of a command: the table, and that the database keeps the same one. */
#include "backend/base/alloc.h"
#include "backend/base/conf.h"
#include "backend/core/command.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct fact fact_of(enum fact_kind kind)
{
    struct fact fact;
    fact_init(&fact, kind, (struct wall){1000});
    fact.command = 7;
    return fact;
}

static const struct command_row *find_row(enum command_state from, enum fact_kind event)
{
    for (size_t i = 0; i < command_row_count; i++)
        if (command_rows[i].from == from && command_rows[i].event == event)
            return &command_rows[i];
    return NULL;
}

/* Every state with every fact: a row is obeyed, anything else changes nothing. */
static void test_only_rows_move_a_command(void **state)
{
    (void)state;
    for (int from = 0; from < COMMAND_STATE_COUNT; from++) {
        for (int kind = 0; kind < FACT_KIND_COUNT; kind++) {
            const struct command_row *row =
                find_row((enum command_state)from, (enum fact_kind)kind);
            struct command command = {.id = 7, .state = (enum command_state)from, .read_back = NAN};
            struct fact fact = fact_of((enum fact_kind)kind);
            bool is_moved = command_apply(&command, &fact);
            assert_int_equal(is_moved, row != NULL);
            assert_int_equal(command.state, row ? (int)row->to : from);
        }
    }
}

static void test_rows_have_a_sentence_and_stand_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < command_row_count; i++) {
        assert_true(strlen(command_rows[i].sentence) > 10);
        assert_ptr_equal(find_row(command_rows[i].from, command_rows[i].event), &command_rows[i]);
    }
}

/* States reachable from `state`, itself included only if something leads back to it. */
static unsigned reach(enum command_state state)
{
    unsigned reached = 0, before = ~0u;
    while (reached != before) {
        before = reached;
        for (size_t i = 0; i < command_row_count; i++)
            if (command_rows[i].from == state || reached >> command_rows[i].from & 1)
                reached |= 1u << command_rows[i].to;
    }
    return reached;
}

static void test_every_state_is_reached_from_asked(void **state)
{
    (void)state;
    assert_int_equal(reach(COMMAND_ASKED), (1u << COMMAND_STATE_COUNT) - 1 - (1u << COMMAND_ASKED));
}

/* At most once: no other state leads to sent, and none comes again (a precondition stays in sent).
 */
static void test_nothing_leads_back_to_sent(void **state)
{
    (void)state;
    for (size_t i = 0; i < command_row_count; i++) {
        const struct command_row *row = &command_rows[i];
        if (row->to == COMMAND_SENT)
            assert_true(row->from == COMMAND_CLAIMED ||
                        (row->from == COMMAND_SENT && row->event == FACT_COMMAND_PREPARED));
        if (row->to != row->from)
            assert_false(reach(row->to) >> row->from & 1);
    }
    assert_false(reach(COMMAND_SENT) >> COMMAND_CLAIMED & 1);
}

static void test_final_states_have_no_way_out(void **state)
{
    (void)state;
    for (int from = 0; from < COMMAND_STATE_COUNT; from++) {
        bool has_way = reach((enum command_state)from) != 0;
        assert_int_equal(command_is_final((enum command_state)from), !has_way);
    }
}

/* Refused and expired mean "never sent": no way leads there from sent. */
static void test_refused_and_expired_were_never_sent(void **state)
{
    (void)state;
    unsigned never = 1u << COMMAND_REFUSED | 1u << COMMAND_EXPIRED;
    assert_int_equal(reach(COMMAND_SENT) & never, 0);
}

static void test_keeps_what_the_fact_says(void **state)
{
    (void)state;
    struct command command = {.state = COMMAND_SENT, .read_back = NAN, .text = "a reason"};
    struct fact fact = fact_of(FACT_COMMAND_FAILED);
    fact.new_value = 51;
    snprintf(fact.code, sizeof fact.code, "read-back differs");
    assert_true(command_apply(&command, &fact));
    assert_true(command.read_back == 51);
    assert_string_equal(command.code, "read-back differs");
    assert_string_equal(command.text, "a reason");
    assert_int_equal(command.changed_at.us, 1000);
}

static void test_names_are_there_and_back(void **state)
{
    (void)state;
    bool is_known;
    for (int i = 0; i < COMMAND_STATE_COUNT; i++) {
        assert_int_equal(command_state_of(command_state_name((enum command_state)i), &is_known), i);
        assert_true(is_known);
    }
    assert_int_equal(command_state_of("elsewhere", &is_known), COMMAND_UNRESOLVED);
    assert_false(is_known);
    for (int i = 1; i < REFUSAL_COUNT; i++) {
        assert_int_equal(refusal_of(refusal_name((enum refusal)i)), i);
        assert_true(strlen(refusal_sentence((enum refusal)i)) > 10);
    }
    assert_int_equal(refusal_of(""), REFUSAL_NONE);
    assert_int_equal(refusal_of("no such word"), REFUSAL_NONE);
}

/* ---- the database's tables, as the schema has them ---- */

static char *schema;

static int load(void **state)
{
    (void)state;
    size_t length;
    char why[200];
    schema = conf_read_file(SCHEMA, 1 << 20, &length, why, sizeof why);
    if (!schema)
        print_error("%s\n", why);
    return schema ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    free(schema);
    return 0;
}

/* Calls back with up to three quoted texts of each "(…)" row of an insert. Its number of rows. */
static size_t each_row(const char *insert, void (*on_row)(char field[3][200]))
{
    const char *at = strstr(schema, insert);
    size_t rows = 0;
    assert_non_null(at);
    for (at += strlen(insert); *at != ';'; at++) {
        char field[3][200] = {"", "", ""};
        if (*at != '(')
            continue;
        for (int i = 0; *at != ')'; i++) {
            size_t length = 0;
            at = strchr(at, '\'') + 1;
            for (; *at != '\'' || at[1] == '\''; at++) {
                at += *at == '\'';
                field[i][length++] = *at;
            }
            at++;
        }
        on_row(field);
        rows++;
    }
    return rows;
}

static void check_rule(char field[3][200])
{
    bool is_known, is_next_known;
    enum command_state from = command_state_of(field[0], &is_known);
    enum command_state to = command_state_of(field[2], &is_next_known);
    const struct command_row *row = find_row(from, fact_kind_of(field[1]));
    if (!is_known || !is_next_known || !row || row->to != to)
        fail_msg("%s, %s, %s is no row of core's", field[0], field[1], field[2]);
}

static void test_database_keeps_the_same_rows(void **state)
{
    (void)state;
    size_t rows = each_row("insert into hd.command_rule values", check_rule);
    assert_int_equal(rows, command_row_count);
}

static void check_refusal(char field[3][200])
{
    enum refusal refusal = refusal_of(field[0]);
    assert_int_not_equal(refusal, REFUSAL_NONE);
    assert_string_equal(field[1], refusal_sentence(refusal));
}

static void test_database_keeps_the_same_sentences(void **state)
{
    (void)state;
    size_t rows = each_row("insert into hd.refusal values", check_refusal);
    assert_int_equal(rows, REFUSAL_COUNT - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_rows_move_a_command),
        cmocka_unit_test(test_rows_have_a_sentence_and_stand_once),
        cmocka_unit_test(test_every_state_is_reached_from_asked),
        cmocka_unit_test(test_nothing_leads_back_to_sent),
        cmocka_unit_test(test_final_states_have_no_way_out),
        cmocka_unit_test(test_refused_and_expired_were_never_sent),
        cmocka_unit_test(test_keeps_what_the_fact_says),
        cmocka_unit_test(test_names_are_there_and_back),
        cmocka_unit_test(test_database_keeps_the_same_rows),
        cmocka_unit_test(test_database_keeps_the_same_sentences),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
