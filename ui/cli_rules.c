#include "backend/base/alloc.h"
#include "backend/base/conf.h"
#include "backend/base/csv.h"
#include "backend/core/alarm_rule.h"
#include "ui/cli_alarm.h"
#include "ui/cli_desk.h"
#include "ui/lang.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RULES_MOST (4 << 20) /* as the database takes them */

/* ---- writing ---- */

static void put_header(FILE *out)
{
    for (int c = 0; c < ALARM_COLUMNS; c++)
        csv_put(out, alarm_columns[c], c == 0, false);
    putc('\n', out);
}

/* A spreadsheet runs what starts with = + - @, but a number is a number. */
static void put_rows(FILE *out, const struct alarm_rules *rules)
{
    const char *cell[ALARM_COLUMNS];
    double number;
    for (size_t i = 0; rules && alarm_rules_row(rules, i, cell); i++) {
        for (int c = 0; c < ALARM_COLUMNS; c++)
            csv_put(out, cell[c], c == 0, !conf_number(cell[c], &number));
        putc('\n', out);
    }
}

static size_t row_count(const struct alarm_rules *rules)
{
    const char *cell[ALARM_COLUMNS];
    size_t count = 0;
    while (alarm_rules_row(rules, count, cell))
        count++;
    return count;
}

/* The form in which they are kept: one text, whoever wrote them. NULL is none. */
static char *kept_text(const struct alarm_rules *first, const struct alarm_rules *rules)
{
    char *text = NULL;
    size_t length;
    FILE *file = open_memstream(&text, &length);
    if (!file)
        abort();
    put_header(file);
    put_rows(file, first);
    put_rows(file, rules);
    if (fclose(file) != 0)
        abort();
    return text;
}

static bool say_errno(const char *path)
{
    cli_say("%s: %s", path, strerror(errno));
    return false;
}

/* Under its name only when it is whole. */
static bool write_file(const char *path, const char *text)
{
    char *temporary = alloc_new(strlen(path) + sizeof ".new");
    memcpy(temporary, path, strlen(path));
    memcpy(temporary + strlen(path), ".new", sizeof ".new");
    FILE *file = fopen(temporary, "w");
    bool is_good = file && fputs(text, file) >= 0;
    if (file && fclose(file) != 0)
        is_good = false;
    is_good = is_good && rename(temporary, path) == 0;
    if (!is_good) {
        say_errno(path);
        if (file)
            remove(temporary);
    }
    free(temporary);
    return is_good;
}

/* ---- reading ---- */

/* What rows are checked against: the plant as it is, and shipped profiles that it does not have, so
 * that the starting set can be edited and imported before such a device is there. */
struct wide_plant {
    const struct site *site;
    struct alarm_plant own;
    struct desk_table cards;
    void (*visit)(void *to, const struct profile *profile);
    void *to;
};

static void visit_other(void *ctx, const struct profile *profile)
{
    struct wide_plant *wide = ctx;
    for (size_t i = 0; i < wide->site->profile_count; i++)
        if (!strcmp(wide->site->profile[i]->name, profile->name))
            return;
    wide->visit(wide->to, profile);
}

static bool wide_profiles(void *ctx, const char *scope,
                          void (*visit)(void *to, const struct profile *profile), void *to)
{
    struct wide_plant *wide = ctx;
    bool is_known = wide->own.profiles(wide->own.ctx, scope, visit, to);
    if (is_known && (!strncmp(scope, "profile:", 8) || site_node_of_code(wide->site, scope) >= 0))
        return true;
    wide->visit = visit;
    wide->to = to;
    return alarm_plant_shipped.profiles(alarm_plant_shipped.ctx, scope, visit_other, wide) ||
           is_known;
}

static bool has_plan(void *ctx, const char *code)
{
    const struct wide_plant *wide = ctx;
    for (int row = 0; row < wide->cards.rows; row++)
        if (!strcmp(desk_cell(&wide->cards, row, 0), code))
            return true;
    return false;
}

/* NULL after every mistake was said; `is_check`: nobody wanted to import. With `plant` NULL only
 * the form is looked at. */
static struct alarm_rules *parse(const char *name, const char *text, size_t length,
                                 const struct alarm_plant *plant, bool is_check)
{
    struct conf_errors *errors = alloc_new(sizeof *errors);
    errors->file = name;
    struct alarm_rules *rules =
        alarm_rules_parse(text, length, plant ? alarm_rules_start() : NULL, plant, errors);
    if (!rules)
        fprintf(stderr, "%s\n", errors->text);
    if (!rules && is_check)
        cli_say(_("mistakes: %d"), errors->count);
    else if (!rules)
        cli_say(_("mistakes: %d; nothing imported"), errors->count);
    free(errors);
    return rules;
}

/* The file's rules, checked against the plant as it is; `code` if there are none. */
static struct alarm_rules *read_file(const struct cli_call *call, bool is_check,
                                     enum cli_exit *code)
{
    char why[256];
    size_t length;
    struct query_site loaded;
    *code = CLI_OTHER;
    char *text = conf_read_file(call->word[0], RULES_MOST, &length, why, sizeof why);
    if (!text) {
        cli_say("%s: %s", call->word[0], why);
        return NULL;
    }
    enum cli_exit can_load = cli_alarm_site(call, &loaded);
    struct alarm_rules *rules = NULL;
    if (can_load == CLI_DONE) {
        struct wide_plant wide = {.site = loaded.site, .own = alarm_plant_of(loaded.site)};
        const struct alarm_plant plant = {&wide, wide_profiles, has_plan};
        if (!cli_desk_read(call, DESK_LIST_PLANS, 0, NAN, NULL, &wide.cards))
            *code = CLI_AWAY;
        else
            rules = parse(call->word[0], text, length, &plant, is_check);
        desk_table_finish(&wide.cards);
        site_free(loaded.site);
    } else {
        *code = can_load;
    }
    free(text);
    return rules;
}

/* ---- verbs ---- */

enum cli_exit cli_rules_check(const struct cli_call *call)
{
    enum cli_exit code;
    struct alarm_rules *rules = read_file(call, true, &code);
    if (!rules)
        return code;
    printf(_("%zu definitions, no mistake\n"), row_count(rules));
    alarm_rules_free(rules);
    return CLI_DONE;
}

/* Whose definitions these are is what tells one who did not know. */
static enum cli_exit say_changed(const struct query_rules_head *head)
{
    char at[32];
    cli_alarm_time(head->changed, at, sizeof at);
    cli_say(_("nothing imported: %s imported version %lld at %s; export them, and put yours in"),
            head->who, (long long)head->version, at);
    return CLI_REFUSED;
}

/* Those that may be replaced: named with --over, or without it one's own, or none. */
static enum cli_exit find_head(const struct cli_call *call, struct query_rules_head *head)
{
    char why[400] = "", *end;
    char *kept = query_rules(call->db, head, why, sizeof why);
    if (!kept) {
        cli_tell(why);
        return CLI_AWAY;
    }
    free(kept);
    if (!call->over)
        return head->version && !head->is_mine ? say_changed(head) : CLI_DONE;
    long long over = strtoll(call->over, &end, 10);
    if (end == call->over || *end || over < 0) {
        cli_say(_("--over '%s', expected the version that 'rules export' named"), call->over);
        return CLI_OTHER;
    }
    return over == head->version ? CLI_DONE : say_changed(head);
}

static enum cli_exit import(const struct cli_call *call, const char *text, const char *counts,
                            struct query_rules_head *head)
{
    char why[400] = "";
    switch (query_rules_put(call->db, text, counts, head, why, sizeof why)) {
    case QUERY_PUT: printf(_("imported: %s definitions\n"), counts); return CLI_DONE;
    case QUERY_PUT_CHANGED: return say_changed(head);
    case QUERY_PUT_MAY_NOT: cli_tell(why); return CLI_REFUSED;
    case QUERY_PUT_FAILED: break;
    }
    cli_tell(why);
    return CLI_OTHER;
}

enum cli_exit cli_rules_import(const struct cli_call *call)
{
    char counts[24];
    enum cli_exit code;
    struct query_rules_head head;
    struct alarm_rules *rules = read_file(call, false, &code);
    if (!rules)
        return code;
    char *text = kept_text(NULL, rules);
    snprintf(counts, sizeof counts, "%zu", row_count(rules));
    alarm_rules_free(rules);
    code = find_head(call, &head);
    if (code == CLI_DONE)
        code = import(call, text, counts, &head);
    free(text);
    return code;
}

static bool print(const struct cli_call *call, const char *text)
{
    if (call->words)
        return write_file(call->word[0], text);
    fputs(text, stdout);
    return true;
}

enum cli_exit cli_rules_export(const struct cli_call *call)
{
    char why[400] = "";
    enum cli_exit code = cli_need_database(call);
    if (code != CLI_DONE)
        return code;
    struct query_rules_head head;
    char *kept = query_rules(call->db, &head, why, sizeof why);
    if (!kept) {
        cli_tell(why);
        return CLI_AWAY;
    }
    if (head.version)
        cli_say(_("version %lld, imported by %s; put it back with --over %lld"),
                (long long)head.version, head.who, (long long)head.version);
    struct alarm_rules *imported =
        *kept ? parse("hd.alarm_rules", kept, strlen(kept), NULL, false) : NULL;
    struct alarm_rules *start = call->all ? alarm_rules_start() : NULL;
    code = CLI_OTHER;
    if (imported || !*kept) {
        char *text = kept_text(start, imported);
        code = print(call, text) ? CLI_DONE : CLI_OTHER;
        free(text);
    }
    alarm_rules_free(start);
    alarm_rules_free(imported);
    free(kept);
    return code;
}
