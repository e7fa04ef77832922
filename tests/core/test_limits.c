/* Root's limits file: what it says holds, and every mistake is told with its line (TESTS A3). */
#include "backend/core/limits.h"
#include "backend/core/site.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct conf_errors errors;

static struct limits *parse(const char *text)
{
    errors = (struct conf_errors){.file = "limits.conf"};
    return limits_parse(text, strlen(text), &errors);
}

static void expect_error(const char *text, const char *message)
{
    struct limits *limits = parse(text);
    if (limits || !errors.count)
        fail_msg("accepted, expected \"%s\"", message);
    if (!strstr(errors.text, message))
        fail_msg("\"%s\", expected \"%s\" in it", errors.text, message);
}

static void test_every_scope_that_matches_counts(void **state)
{
    (void)state;
    struct limits *limits = parse("# the house's own\n[any/T2g_SP]\nhigh = 75\nstep = 5\n"
                                  "[trovis-5578/T2g_SP]\nlow = 30\n"
                                  "[S0417/T2g_SP.2]\nhigh = 60\nstep = 2\n");
    assert_non_null(limits);
    struct guard_limits one = limits_for(limits, "trovis-5578", "S0417", "T2g_SP.1");
    assert_true(one.low == 30 && one.high == 75 && one.step == 5);
    struct guard_limits two = limits_for(limits, "trovis-5578", "S0417", "T2g_SP.2");
    assert_true(two.low == 30 && two.high == 60 && two.step == 2);
    struct guard_limits other = limits_for(limits, "station-plc", "S0001", "T2g_SP.2");
    assert_true(isinf(other.low) && other.high == 75 && other.step == 5);
    struct guard_limits none = limits_for(limits, "trovis-5578", "S0417", "T2g_SPX");
    assert_true(isinf(none.low) && isinf(none.high) && none.step == 0);
    assert_null(limits_forbid(limits, "p", "S1", "X"));
    limits_free(limits);
}

static void test_an_empty_file_limits_nothing(void **state)
{
    (void)state;
    struct limits *limits = parse("");
    assert_non_null(limits);
    assert_null(limits_forbid(limits, "p", "S1", "X"));
    limits_free(limits);
    assert_null(limits_forbid(NULL, "p", "S1", "X"));
    struct guard_limits none = limits_for(NULL, "p", "s", "T");
    assert_true(isinf(none.low) && isinf(none.high) && none.step == 0);
    limits_free(NULL);
}

static void test_writes_can_be_forbidden(void **state)
{
    (void)state;
    struct limits *limits = parse("[collector]\nwrites = no\n");
    assert_non_null(limits);
    assert_non_null(limits_forbid(limits, "p", "S1", "X"));
    limits_free(limits);
}

/* What root does not name is not written: called otherwise it does not slip past its section. */
static void test_unlisted_can_be_forbidden(void **state)
{
    (void)state;
    struct limits *limits = parse("[any/CV_SP]\nhigh = 10\n[S1/X]\nlow = 1\n"
                                  "[collector]\nunlisted = no\n");
    assert_non_null(limits);
    assert_null(limits_forbid(limits, "p", "S2", "CV_SP"));
    assert_null(limits_forbid(limits, "p", "S2", "CV_SP.2"));
    assert_null(limits_forbid(limits, "p", "S1", "X"));
    assert_non_null(limits_forbid(limits, "p", "S2", "X"));
    assert_non_null(limits_forbid(limits, "p", "S2", "CVSP"));
    assert_non_null(limits_forbid(limits, "p", "S2", "CV_SPX"));
    limits_free(limits);
    expect_error("[collector]\nunlisted = perhaps\n",
                 "limits.conf:2: unlisted = perhaps, expected yes or no");
    expect_error("[collector]\nunlisted = no\nunlisted = no\n",
                 "limits.conf:3: unlisted stands here a second time");
}

static void test_mistakes_have_line_and_expectation(void **state)
{
    (void)state;
    expect_error("low = 3\n",
                 "limits.conf:1: \"low\" before the first section, expected [SCOPE/POINT]");
    expect_error("[any]\nlow = 3\n",
                 "limits.conf:1: section [any], expected [collector] or [SCOPE/POINT]");
    expect_error("[/T2g]\n", "limits.conf:1: section [/T2g]");
    expect_error("[any/]\n", "limits.conf:1: section [any/]");
    expect_error("\n\n[any/T]\nlow = warm\n", "limits.conf:4: low = warm, expected a number");
    expect_error("[any/T]\nlow = inf\n", "limits.conf:2: low = inf, expected a number");
    expect_error("[any/T]\nlow = 1\nlow = 2\n", "limits.conf:3: low stands here a second time");
    expect_error("[any/T]\nlow = 5\nhigh = 4\n", "limits.conf:1: [any/T] low 5 is above high 4");
    expect_error("[any/T]\nstep = 0\n", "limits.conf:2: step = 0, expected more than 0");
    expect_error("[any/T]\nwait = 5\n", "limits.conf:2: \"wait\", expected low, high or step");
    expect_error("[any/T]\n", "limits.conf:1: [any/T] limits nothing, expected low, high or step");
    expect_error("[any/T]\nlow = 1\n[any/T]\nhigh = 2\n",
                 "limits.conf:3: [any/T] stands here a second time");
    expect_error("[collector]\nwrites = perhaps\n",
                 "limits.conf:2: writes = perhaps, expected yes or no");
    expect_error("[collector]\nspeed = 1\n",
                 "limits.conf:2: \"speed\" in [collector], expected writes");
    expect_error("[collector]\nwrites = no\nwrites = yes\n",
                 "limits.conf:3: writes stands here a second");
    expect_error("[any/T\nlow = 3\n", "limits.conf:1:");
}

static void test_all_mistakes_are_told(void **state)
{
    (void)state;
    assert_null(parse("[any/T]\nlow = a\nhigh = b\nstep = c\n[x]\n[any/U]\n"));
    assert_int_equal(errors.count, 5);
}

static void add_plant(struct site *site)
{
    static const char text[] = "[profile]\nzh=甲\nen=A\n"
                               "[T2g_SP.1]\naddress=1\ntype=int16\naccess=write\n"
                               "[T2g.1]\naddress=2\ntype=int16\n";
    errors = (struct conf_errors){.file = "plc"};
    site_add_profile(site, profile_parse("plc", text, strlen(text), &errors));
    const struct node_input network = {
        .id = 1, .kind = NODE_NETWORK, .code = "N1", .name = "", .initials = ""};
    struct node_input station = {
        .id = 2, .parent_id = 1, .kind = NODE_STATION, .code = "S0417", .name = "", .initials = ""};
    site_add_node(site, &network);
    site_add_node(site, &station);
    station.id = 3;
    station.code = "S0418";
    site_add_node(site, &station);
    const struct device_input device = {
        .id = 1, .node_id = 2, .code = "plc", .endpoint = "", .profile = "plc"};
    assert_int_equal(site_add_device(site, &device), 0);
}

static char idle[400];

static void on_idle(void *ctx, const char *scope, const char *point, int line)
{
    (void)ctx;
    snprintf(idle + strlen(idle), sizeof idle - strlen(idle), "%d %s/%s, ", line, scope, point);
}

/* Root is told of a section that binds nothing there: it was meant to. */
static void test_sections_that_match_nothing(void **state)
{
    (void)state;
    struct site *site = site_new();
    struct limits *limits = parse("[any/T2g_SP]\nlow = 1\n"
                                  "[any/T2g_sp]\nlow = 1\n"
                                  "[plc/T2g_SP.1]\nlow = 1\n"
                                  "[plc/T2g_SP.2]\nlow = 1\n"
                                  "[S0417/T2g_SP]\nlow = 1\n"
                                  "[S0418/T2g_SP]\nlow = 1\n"
                                  "[N1/T2g_SP]\nlow = 1\n"
                                  "[S0417/T2g.1]\nlow = 1\n");
    assert_non_null(limits);
    add_plant(site);
    idle[0] = 0;
    limits_find_idle(limits, site, on_idle, NULL);
    assert_string_equal(idle, "3 any/T2g_sp, 7 plc/T2g_SP.2, 11 S0418/T2g_SP, 13 N1/T2g_SP, "
                              "15 S0417/T2g.1, ");
    limits_find_idle(NULL, site, on_idle, NULL);
    limits_free(limits);
    site_free(site);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_scope_that_matches_counts),
        cmocka_unit_test(test_an_empty_file_limits_nothing),
        cmocka_unit_test(test_writes_can_be_forbidden),
        cmocka_unit_test(test_unlisted_can_be_forbidden),
        cmocka_unit_test(test_mistakes_have_line_and_expectation),
        cmocka_unit_test(test_all_mistakes_are_told),
        cmocka_unit_test(test_sections_that_match_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
