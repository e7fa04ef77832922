/* The feed's site against the database, row by row. */
#include "tests/store/feed_bed.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static bool differ(bool is_loud, const char *what, const char *there, const char *here)
{
    if (is_loud)
        print_error("%s: the database has %s, the site %s\n", what, there, here);
    return false;
}

static struct pg_rows *ask(struct feed_bed *bed, const char *sql)
{
    char why[300];
    struct pg_rows *rows = pg_ask(bed->root, sql, NULL, 0, why, sizeof why);
    if (!rows)
        fail_msg("%s", why);
    return rows;
}

static double number(const struct pg_rows *rows, int row, int column)
{
    return pg_is_null(rows, row, column) ? NAN : strtod(pg_cell(rows, row, column), NULL);
}

static bool is_same(double a, double b)
{
    return (isnan(a) && isnan(b)) || fabs(a - b) < 1e-9;
}

static bool is_fact(const struct pg_rows *rows, int row, const struct fact *fact)
{
    return strtoll(pg_cell(rows, row, 0), NULL, 10) == fact->seq &&
           strtoll(pg_cell(rows, row, 1), NULL, 10) == fact->at.us &&
           !strcmp(pg_cell(rows, row, 2), fact_kind_name(fact->kind)) &&
           atoi(pg_cell(rows, row, 3)) == fact->node &&
           atoi(pg_cell(rows, row, 4)) == fact->device &&
           !strcmp(pg_cell(rows, row, 5), fact->point) &&
           strtoll(pg_cell(rows, row, 6), NULL, 10) == fact->command &&
           is_same(number(rows, row, 7), fact->old_value) &&
           is_same(number(rows, row, 8), fact->new_value) &&
           !strcmp(pg_cell(rows, row, 9), fact->who) &&
           !strcmp(pg_cell(rows, row, 10), fact->code) &&
           !strcmp(pg_cell(rows, row, 11), fact->text);
}

/* The newest facts, each once and in their order. */
static bool is_journal_equal(struct feed_bed *bed, const struct site *site, bool is_loud)
{
    struct pg_rows *rows =
        ask(bed, "select * from (select seq, (extract(epoch from at) * 1e6)::bigint, kind, node_id,"
                 " device_id, point, command_id, old_value, new_value, who, code, text from hd.fact"
                 " order by seq desc limit 1000) f order by seq");
    int count = pg_rows_count(rows);
    bool is_equal = site->journal_count >= (size_t)count;
    if (!is_equal)
        differ(is_loud, "journal", "more facts", "fewer");
    for (int i = 0; i < count && is_equal; i++) {
        const struct fact *fact =
            &site->journal[(site->journal_count - (size_t)(count - i)) % SITE_JOURNAL];
        is_equal = is_fact(rows, i, fact);
        if (!is_equal)
            differ(is_loud, "journal, fact", pg_cell(rows, i, 0), fact->text);
    }
    pg_rows_free(rows);
    return is_equal;
}

static bool is_value(const struct pg_rows *rows, int row, const struct site *site)
{
    int32_t index = site_device_of_id(site, atoi(pg_cell(rows, row, 0)));
    if (index < 0)
        return false;
    const struct site_device *device = &site->device[index];
    int point = atoi(pg_cell(rows, row, 1)) - 1;
    return device->reading && device->at.us == strtoll(pg_cell(rows, row, 2), NULL, 10) &&
           is_same(device->reading[point].value, number(rows, row, 3)) &&
           device->reading[point].quality == atoi(pg_cell(rows, row, 4)) &&
           device->reading[point].lag_ms == strtoul(pg_cell(rows, row, 5), NULL, 10);
}

static bool are_values_equal(struct feed_bed *bed, const struct site *site, bool is_loud)
{
    struct pg_rows *rows =
        ask(bed, "select device_id, i, (extract(epoch from at) * 1e6)::bigint, v[i],"
                 " get_byte(q, i - 1), coalesce(lag[i], 0) from hd.latest, generate_series(1, "
                 "cardinality(v)) i"
                 " order by 1, 2");
    bool is_equal = true;
    for (int i = 0; i < pg_rows_count(rows) && is_equal; i++) {
        is_equal = is_value(rows, i, site);
        if (!is_equal)
            differ(is_loud, "values of device", pg_cell(rows, i, 0), "others");
    }
    pg_rows_free(rows);
    return is_equal;
}

static bool are_states_equal(struct feed_bed *bed, const struct site *site, bool is_loud)
{
    struct pg_rows *rows =
        ask(bed, "select device_id, is_lost, bad_points,"
                 " (extract(epoch from since) * 1e6)::bigint from hd.device_state");
    bool is_equal = true;
    int lost = 0;
    for (int i = 0; i < pg_rows_count(rows) && is_equal; i++) {
        int32_t index = site_device_of_id(site, atoi(pg_cell(rows, i, 0)));
        const struct site_device *device = &site->device[index];
        bool is_lost = pg_cell(rows, i, 1)[0] == 't';
        lost += is_lost;
        is_equal = device->is_lost == is_lost && device->bad_points == atoi(pg_cell(rows, i, 2)) &&
                   device->link_since.us == strtoll(pg_cell(rows, i, 3), NULL, 10);
        if (!is_equal)
            differ(is_loud, "state of device", pg_cell(rows, i, 0), "another");
    }
    /* the marks that bubble up add up */
    int marks = 0;
    for (int32_t root = site_first_root(site); root >= 0; root = site->node[root].next)
        marks += site->node[root].lost;
    if (is_equal && marks != lost)
        is_equal = differ(is_loud, "lost marks", "others", "those of its roots");
    pg_rows_free(rows);
    return is_equal;
}

/* Those that the journal still speaks of, and those that are under way. A ticket's facts have its
 * number where a command's have the command's. */
static bool are_commands_equal(struct feed_bed *bed, const struct site *site, bool is_loud)
{
    struct pg_rows *rows =
        ask(bed, "select id, state, device_id, point, who, wanted, code"
                 " from hd.command where id in (select command_id from"
                 " (select command_id, kind from hd.fact order by seq desc limit 1000) f"
                 " where kind like 'command\\_%') or state in"
                 " ('asked', 'approved', 'claimed', 'sent', 'accepted', 'unknown')"
                 " order by id desc limit 100");
    bool is_equal = true;
    for (int i = 0; i < pg_rows_count(rows) && is_equal; i++) {
        const struct command *command =
            site_command_of_id(site, strtoll(pg_cell(rows, i, 0), NULL, 10));
        is_equal = command && !strcmp(command_state_name(command->state), pg_cell(rows, i, 1)) &&
                   command->device == atoi(pg_cell(rows, i, 2)) &&
                   !strcmp(command->point, pg_cell(rows, i, 3)) &&
                   !strcmp(command->code, pg_cell(rows, i, 6));
        /* who asked for what stands in a fact that may lie before the journal */
        if (is_equal && command->who[0])
            is_equal = !strcmp(command->who, pg_cell(rows, i, 4)) &&
                       is_same(command->wanted, number(rows, i, 5));
        if (!is_equal)
            differ(is_loud, "command", pg_cell(rows, i, 0),
                   command ? command_state_name(command->state) : "none");
    }
    pg_rows_free(rows);
    return is_equal;
}

static bool is_plant_equal(struct feed_bed *bed, const struct site *site, bool is_loud)
{
    struct pg_rows *rows = ask(bed, "select node_id, code, name, kind from hd.tree order by rank");
    bool is_equal = true;
    for (int i = 0; i < pg_rows_count(rows) && is_equal; i++) {
        int32_t index = site_node_of_id(site, atoi(pg_cell(rows, i, 0)));
        is_equal = index >= 0 && !strcmp(site->node[index].code, pg_cell(rows, i, 1)) &&
                   !strcmp(site->node[index].name, pg_cell(rows, i, 2)) &&
                   !strcmp(node_kind_name(site->node[index].kind), pg_cell(rows, i, 3));
        if (!is_equal)
            differ(is_loud, "node", pg_cell(rows, i, 1), "another");
    }
    pg_rows_free(rows);
    rows = ask(bed, "select id, endpoint from hd.device where retired is null");
    if (is_equal && pg_rows_count(rows) != (int)site->device_count)
        is_equal = differ(is_loud, "devices", "others", "more or fewer");
    for (int i = 0; i < pg_rows_count(rows) && is_equal; i++) {
        int32_t index = site_device_of_id(site, atoi(pg_cell(rows, i, 0)));
        is_equal = index >= 0 && !strcmp(site->device[index].endpoint, pg_cell(rows, i, 1));
        if (!is_equal)
            differ(is_loud, "device", pg_cell(rows, i, 0), "another");
    }
    pg_rows_free(rows);
    return is_equal;
}

bool feed_bed_is_equal(struct feed_bed *bed, bool is_loud)
{
    const struct site *site = feed_site(bed->feed);
    if (!site)
        return differ(is_loud, "site", "one", "none");
    return is_plant_equal(bed, site, is_loud) && is_journal_equal(bed, site, is_loud) &&
           are_values_equal(bed, site, is_loud) && are_states_equal(bed, site, is_loud) &&
           are_commands_equal(bed, site, is_loud) &&
           feed_bed_are_alarms_equal(bed, site, is_loud) &&
           feed_bed_are_tickets_equal(bed, site, is_loud);
}
