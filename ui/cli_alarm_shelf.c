/* What is shelved, suppressed or out of service: nodes first, then alarms. */
#include "ui/alarm_text.h"
#include "ui/cli_alarm.h"
#include "ui/cli_json.h"
#include "ui/cli_table.h"
#include "ui/lang.h"

#include <stdio.h>

struct shelf {
    const struct site *site;
    struct wall now;
    struct cli_table *table; /* NULL: JSON */
    int count;
};

#define COLUMNS 7

static void until_text(const struct alarm_word *word, int64_t until, char *out, size_t size)
{
    if (!until && word && word->is_one_shot)
        snprintf(out, size, "%s", _("until clear"));
    else
        cli_alarm_time((struct wall){until}, out, size);
}

static const char *text_of(const struct alarm_word *word)
{
    return word && word->text ? word->text : "";
}

static const char *who_of(const struct alarm_word *word)
{
    return word && word->who && *word->who ? word->who : "-";
}

static void json_node(const struct site_node *node, const struct alarm_word *word,
                      enum alarm_state state)
{
    struct cli_json json;
    cli_json_open(&json);
    cli_json_none(&json, "id");
    cli_json_text(&json, "state", alarm_state_name(state));
    cli_json_text(&json, "node", node->code);
    cli_json_bool(&json, "subtree", true);
    cli_json_time(&json, "shelved_until", (struct wall){word->until});
    cli_json_text(&json, "held_by", word->who);
    cli_json_text(&json, "held_at", node->code);
    cli_json_text(&json, "reason", word->text);
    cli_json_close(&json);
}

static void show_node(struct shelf *shelf, const struct alarm_subtree *subtree,
                      enum alarm_state state)
{
    const struct alarm_word *word = state == ALARM_SHELVED ? &subtree->shelf : &subtree->service;
    int32_t index = site_node_of_id(shelf->site, subtree->node);
    const struct alarm at = {.node = subtree->node, .site_node = index};
    char until[40], where[ALARM_TEXT];
    if (!cli_alarm_word_runs(word, shelf->now) || index < 0)
        return;
    shelf->count++;
    if (!shelf->table) {
        json_node(&shelf->site->node[index], word, state);
        return;
    }
    until_text(word, word->until, until, sizeof until);
    alarm_text_where(shelf->site, &at, where, sizeof where);
    cli_table_add(shelf->table,
                  (const char *const[COLUMNS]){shelf->site->node[index].code,
                                               _(alarm_state_name(state)), until, who_of(word),
                                               where, _("and all below it"), text_of(word)});
}

static void show_alarm(struct shelf *shelf, const struct alarm *alarm)
{
    int32_t node;
    const struct alarm_word *word = cli_alarm_held_by(shelf->site, alarm, &node);
    char id[24], until[40], where[ALARM_TEXT], what[ALARM_TEXT];
    shelf->count++;
    if (!shelf->table) {
        cli_alarm_json(&(struct cli_alarm){shelf->site, alarm, NULL, 0});
        return;
    }
    if (alarm->id)
        snprintf(id, sizeof id, "%lld", (long long)alarm->id);
    else
        snprintf(id, sizeof id, "-");
    until_text(word, alarm_hold_of(shelf->site, alarm).until, until, sizeof until);
    alarm_text_where(shelf->site, alarm, where, sizeof where);
    alarm_text_condition(shelf->site, alarm, what, sizeof what);
    cli_table_add(shelf->table,
                  (const char *const[COLUMNS]){id, _(alarm_state_phrase(alarm)), until,
                                               who_of(word), where, what, text_of(word)});
}

enum cli_exit cli_alarm_shelf(const struct cli_call *call)
{
    struct query_site loaded;
    enum cli_exit code = cli_alarm_site(call, &loaded);
    if (code != CLI_DONE)
        return code;
    struct shelf shelf = {.site = loaded.site,
                          .now = loaded.now,
                          .table = call->json ? NULL : cli_table_new(COLUMNS)};
    for (size_t i = 0; i < alarm_subtree_count(loaded.site); i++) {
        show_node(&shelf, alarm_subtree_at(loaded.site, i), ALARM_SHELVED);
        show_node(&shelf, alarm_subtree_at(loaded.site, i), ALARM_OUT_OF_SERVICE);
    }
    for (size_t i = 0; i < alarm_open_count(loaded.site); i++)
        if (!alarm_state_is_shown(alarm_open_at(loaded.site, i)->state))
            show_alarm(&shelf, alarm_open_at(loaded.site, i));
    if (shelf.table)
        cli_table_end(shelf.table);
    if (!shelf.count)
        cli_say(_("nothing is shelved, suppressed or out of service"));
    site_free(loaded.site);
    return CLI_DONE;
}
