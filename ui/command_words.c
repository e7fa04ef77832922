#include "ui/command_words.h"

#include "backend/base/text.h"
#include "backend/core/crew.h"
#include "backend/core/ticket_book.h"
#include "ui/finder.h"
#include "ui/ticket_text.h"
#include "widgets/theme.h"

#include <stdio.h>
#include <string.h>

static void add(struct command_memory *state, const char *word, const char *label)
{
    if (state->count == CANDIDATES_MOST)
        return;
    struct candidate *to = &state->fits[state->count++];
    if (!*label)
        label = word;
    snprintf(to->word, sizeof to->word, "%s", word);
    text_clean(to->label, sizeof to->label, label, strlen(label)); /* cut at a character's edge */
}

static bool begins(const char *word, const char *typed)
{
    return !strncmp(word, typed, strlen(typed));
}

/* ---- by what the verb takes ---- */

typedef void word_source(struct console *console, const char *typed);

static void add_places(struct console *console, const char *typed)
{
    struct finder finder;
    const struct site *site = console->world.site;
    finder_find(&finder, site, typed);
    for (int i = 0; i < finder.count; i++) {
        const struct site_node *node = &site->node[finder.node[i]];
        char label[96];
        snprintf(label, sizeof label, "%s %s", node->code, node->name ? node->name : "");
        add(&console->command, node->code, label);
    }
}

/* "S0042/T2": the place is clear, its points are asked for. */
static void add_points(struct console *console, const char *typed)
{
    const struct site *site = console->world.site;
    const char *slash = strchr(typed, '/');
    char code[64], word[96];
    if (!slash) {
        add_places(console, typed);
        return;
    }
    snprintf(code, sizeof code, "%.*s", (int)(slash - typed), typed);
    int32_t node = site ? site_node_of_code(site, code) : -1;
    if (node < 0)
        return;
    for (int32_t d = site->node[node].first_device; d >= 0; d = site->device[d].next) {
        const struct profile *profile = site->device[d].profile;
        for (size_t i = 0; i < profile->point_count; i++)
            if (begins(profile->point[i].id, slash + 1)) {
                snprintf(word, sizeof word, "%s/%s", code, profile->point[i].id);
                add(&console->command, word, profile->point[i].id);
            }
    }
}

static void add_crews(struct console *console, const char *typed)
{
    const struct site *site = console->world.site;
    for (size_t i = 0; site && i < crew_count(site); i++) {
        const struct crew *crew = crew_at(site, i);
        char label[96];
        snprintf(label, sizeof label, "%s %s", crew->code, crew->name);
        if (begins(crew->code, typed) || (*typed && begins(crew->name, typed)))
            add(&console->command, crew->code, label);
    }
}

static void add_tickets(struct console *console, const char *typed)
{
    const struct site *site = console->world.site;
    const uint32_t *places;
    size_t count = site ? ticket_board(site, &places) : 0;
    for (size_t i = 0; i < count; i++) { /* what is due next comes first */
        const struct ticket *ticket = ticket_at(site, places[i]);
        char word[32], place[TICKET_TEXT], label[TICKET_TEXT + 40];
        snprintf(word, sizeof word, "%lld", (long long)ticket->id);
        ticket_text_where(site, ticket, place, sizeof place);
        snprintf(label, sizeof label, "%s %s", word, place);
        if (begins(word, typed))
            add(&console->command, word, label);
    }
}

static void add_themes(struct console *console, const char *typed)
{
    const char *name;
    if (begins("auto", typed))
        add(&console->command, "auto", "");
    for (size_t i = 0; (name = theme_shipped_name(i)) != NULL; i++)
        if (begins(name, typed))
            add(&console->command, name, "");
}

static void add_set(struct console *console, const char *typed, const char *const *words)
{
    for (; *words; words++)
        if (begins(*words, typed))
            add(&console->command, *words, "");
}

static void add_languages(struct console *console, const char *typed)
{
    static const char *const words[] = {"zh_CN", "en", NULL};
    add_set(console, typed, words);
}

static void add_spans(struct console *console, const char *typed)
{
    for (int i = 0; i <= TREND_LAST_SPAN; i++)
        if (begins(trend_spans[i].name, typed))
            add(&console->command, trend_spans[i].name, "");
}

static void add_notices(struct console *console, const char *typed)
{
    static const char *const words[] = {"test", "off", "critical", "high", "all", NULL};
    add_set(console, typed, words);
}

static void add_crew_words(struct console *console, const char *typed)
{
    static const char *const words[] = {"taken", "under_way", "on_site", "refused", NULL};
    add_set(console, typed, words);
}

static const struct {
    enum action_id id;
    word_source *first, *second; /* of the argument's first and second word */
} sources[] = {
    {ACTION_GO, add_places, NULL},
    {ACTION_STATION, add_places, NULL},
    {ACTION_TREND, add_points, NULL},
    {ACTION_DISPATCH, add_crews, NULL},
    {ACTION_CREW_SAID, add_crews, add_crew_words},
    {ACTION_TICKET, add_tickets, NULL},
    {ACTION_THEME, add_themes, NULL},
    {ACTION_LANGUAGE, add_languages, NULL},
    {ACTION_SPAN, add_spans, NULL},
    {ACTION_NOTIFY, add_notices, NULL},
};

static void add_arguments(struct console *console, enum action_id id, const char *argument)
{
    const char *blank = strrchr(argument, ' '), *word = blank ? blank + 1 : argument;
    bool is_second = blank != NULL;
    console->command.keep = (size_t)(word - console->field.text);
    if (is_second && strchr(argument, ' ') != blank)
        return; /* free words */
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        if (sources[i].id == id) {
            word_source *source = is_second ? sources[i].second : sources[i].first;
            if (source)
                source(console, word);
            return;
        }
}

#define VERBS_MOST 64

void command_words_find(struct console *console)
{
    struct command_memory *state = &console->command;
    const char *text = console->field.text, *verb = text + strspn(text, " ");
    size_t length = strcspn(verb, " ");
    char typed[64];
    enum action_id ids[VERBS_MOST];
    state->count = 0;
    state->chosen = -1;
    state->keep = (size_t)(verb - text);
    snprintf(typed, sizeof typed, "%.*s", (int)length, verb);
    size_t count = action_match(typed, ids, VERBS_MOST);
    if (verb[length] != ' ') {
        for (size_t i = 0; i < count && i < VERBS_MOST; i++)
            add(state, actions[ids[i]].verb, "");
        return;
    }
    if (count == 1)
        add_arguments(console, ids[0], verb + length + strspn(verb + length, " "));
}
