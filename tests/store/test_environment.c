/* Whatever a person's environment holds, a session is the same one (TESTS A35): its settings are
 * ours, or the connection is refused with a sentence. */
#include "tests/store/ground.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SETTINGS                                                                                   \
    "select concat_ws('|', current_setting('search_path'), current_setting('timezone'),"           \
    " current_setting('datestyle'), current_setting('intervalstyle'),"                             \
    " current_setting('client_encoding'), current_setting('standard_conforming_strings'),"         \
    " current_setting('default_transaction_isolation'),"                                           \
    " current_setting('default_transaction_read_only'), current_setting('row_security'),"          \
    " current_setting('statement_timeout'), current_setting('bytea_output'),"                      \
    " current_setting('extra_float_digits'), current_setting('client_min_messages'),"              \
    " current_setting('idle_in_transaction_session_timeout'), current_setting('geqo'),"            \
    " current_setting('application_name'), session_user)"

static const char *const variables[] = {
    "PGOPTIONS",
    "PGTZ",
    "PGDATESTYLE",
    "PGGEQO",
    "PGCLIENTENCODING",
    "PGAPPNAME",
    "PGSERVICE",
    "PGSERVICEFILE",
    "PGSYSCONFDIR",
    "PGLOCALEDIR",
    "PGPASSFILE",
    "PGPASSWORD",
    "PGCONNECT_TIMEOUT",
    "PGSSLMODE",
    "PGREQUIRESSL",
    "PGSSLCERT",
    "PGSSLKEY",
    "PGSSLROOTCERT",
    "PGSSLCRL",
    "PGSSLCOMPRESSION",
    "PGSSLMINPROTOCOLVERSION",
    "PGKRBSRVNAME",
    "PGGSSLIB",
    "PGGSSENCMODE",
    "PGTARGETSESSIONATTRS",
    "PGREQUIREPEER",
    "PGCHANNELBINDING",
    "PGDATABASE",
    "PGUSER",
    "LANG",
    "LC_ALL",
    "LC_NUMERIC",
    "LC_TIME",
    "LC_MESSAGES",
    "LANGUAGE",
    "TZ",
    "TZDIR",
    "NLSPATH",
    "IFS",
    "HOME",
    "TMPDIR",
    "POSIXLY_CORRECT",
    "OPENSSL_CONF",
    "KRB5_CONFIG",
    "LOCPATH",
};
static const char *const values[] = {
    "",
    "-c search_path=evil,public -c row_security=off -c statement_timeout=1 -c timezone=Asia/Tokyo",
    "Asia/Tokyo",
    "German, DMY",
    "off",
    "SQL_ASCII",
    "../../../../etc/passwd",
    "\x1b]0;owned\x07\xff\xfe",
    "' ; drop schema hd cascade; --",
    "%n%s%n",
};

static struct ground ground;

static int set_up(void **state)
{
    (void)state;
    ground_make(&ground, "hd_environment");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    ground_drop(&ground);
    return 0;
}

/* The settings, or "refused" with a sentence that can be shown. */
static void settings_of(const char *conninfo, char *out, size_t size)
{
    char why[256] = "";
    struct pg *pg = pg_open(conninfo, "heatdesk", why, sizeof why);
    if (!pg) {
        assert_true(why[0] >= ' ');
        for (const char *at = why; *at; at++)
            assert_true((unsigned char)*at >= ' ');
        snprintf(out, size, "refused");
        return;
    }
    struct pg_rows *rows = pg_ask(pg, SETTINGS, NULL, 0, why, sizeof why);
    assert_non_null(rows);
    snprintf(out, size, "%s", pg_cell(rows, 0, 0));
    pg_rows_free(rows);
    pg_close(pg);
}

static void test_matrix(void **state)
{
    char conninfo[200], clean[400], found[400], long_value[5000];
    int refused = 0, tried = 0;
    (void)state;
    snprintf(conninfo, sizeof conninfo, "%s user=%s", ground.conninfo, ground_login[DISPATCHER]);
    settings_of(conninfo, clean, sizeof clean);
    assert_non_null(strstr(clean, "pg_catalog|UTC|ISO"));
    memset(long_value, 'A', sizeof long_value - 1);
    long_value[sizeof long_value - 1] = '\0';
    for (size_t v = 0; v < sizeof variables / sizeof *variables; v++) {
        const char *kept = getenv(variables[v]);
        char *before = kept ? strdup(kept) : NULL;
        for (size_t i = 0; i <= sizeof values / sizeof *values; i++) {
            const char *value = i < sizeof values / sizeof *values ? values[i] : long_value;
            setenv(variables[v], value, 1);
            settings_of(conninfo, found, sizeof found);
            tried++;
            if (!strcmp(found, "refused"))
                refused++;
            else if (strcmp(found, clean) != 0)
                fail_msg("%s=%s: %s, expected %s", variables[v], value, found, clean);
        }
        if (before)
            setenv(variables[v], before, 1);
        else
            unsetenv(variables[v]);
        free(before);
    }
    settings_of(conninfo, found, sizeof found);
    assert_string_equal(found, clean);
    print_message("%d environments, %d refused\n", tried, refused);
    assert_true(refused < tried / 2);
}

/* What a person writes behind --db does not change it either. */
static void test_conninfo(void **state)
{
    char conninfo[300], clean[400], found[400];
    (void)state;
    snprintf(conninfo, sizeof conninfo, "%s user=%s", ground.conninfo, ground_login[DISPATCHER]);
    settings_of(conninfo, clean, sizeof clean);
    snprintf(conninfo, sizeof conninfo,
             "%s user=%s options='-c search_path=evil' client_encoding=SQL_ASCII"
             " application_name=other",
             ground.conninfo, ground_login[DISPATCHER]);
    settings_of(conninfo, found, sizeof found);
    assert_string_equal(found, clean);
}

/* A server that another user runs in a folder that anybody may write to is not talked to. */
static void test_peer(void **state)
{
    char conninfo[300], found[400];
    const char *port = getenv("PGPORT");
    (void)state;
    snprintf(conninfo, sizeof conninfo, "%s user=%s host=/var/run/postgresql port=%s",
             ground.conninfo, ground_login[DISPATCHER], port ? port : "5432");
    settings_of(conninfo, found, sizeof found);
    if (!strcmp(found, "refused")) {
        print_message("skipped: no socket in /var/run/postgresql\n");
        skip();
    }
    setenv("PGREQUIREPEER", "nobody", 1);
    settings_of(conninfo, found, sizeof found);
    unsetenv("PGREQUIREPEER");
    assert_string_equal(found, "refused");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_matrix),
        cmocka_unit_test(test_conninfo),
        cmocka_unit_test(test_peer),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
