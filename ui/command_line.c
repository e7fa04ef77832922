#include "ui/command_line.h"

#include "ui/lang.h"
#include "widgets/theme.h"

#include <stdio.h>
#include <string.h>

/* Arguments that are words out of a set: the n-th, NULL at the end. */
static const char *lang_word_at(size_t index)
{
    static const char *const words[] = {"zh_CN", "en", NULL};
    return words[index];
}

static const char *no_word(size_t index)
{
    (void)index;
    return NULL;
}

typedef const char *word_at(size_t index);

static word_at *words_of(enum action_id id)
{
    return id == ACTION_THEME ? theme_shipped_name : id == ACTION_LANGUAGE ? lang_word_at : no_word;
}

struct split {
    char verb[FIELD_SIZE];
    const char *argument;
    bool has_blank; /* the verb is complete */
};

static struct split split(const char *text)
{
    struct split parts = {.has_blank = false};
    text += strspn(text, " ");
    size_t length = strcspn(text, " ");
    snprintf(parts.verb, sizeof parts.verb, "%.*s", (int)length, text);
    parts.has_blank = text[length] == ' ';
    parts.argument = text + length + strspn(text + length, " ");
    return parts;
}

#define MATCHES_MOST 32

/* The words that could stand where the cursor is. */
static size_t candidates(const char *text, const char *out[MATCHES_MOST], const char **typed)
{
    static struct split parts;
    enum action_id ids[MATCHES_MOST];
    parts = split(text);
    size_t count = action_match(parts.verb, ids, MATCHES_MOST), kept = 0;
    *typed = parts.verb;
    if (!parts.has_blank) {
        for (size_t i = 0; i < count && i < MATCHES_MOST; i++)
            out[kept++] = actions[ids[i]].verb;
        return kept;
    }
    *typed = parts.argument;
    if (count != 1)
        return 0;
    const char *word;
    for (size_t i = 0; (word = words_of(ids[0])(i)) && kept < MATCHES_MOST; i++)
        if (!strncmp(word, parts.argument, strlen(parts.argument)))
            out[kept++] = word;
    return kept;
}

void command_line_complete(struct console *console)
{
    const char *words[MATCHES_MOST], *typed;
    struct field *field = &console->field;
    size_t count = candidates(field->text, words, &typed);
    if (count == 0)
        return;
    size_t common = strlen(words[0]);
    for (size_t i = 1; i < count; i++)
        while (strncmp(words[0], words[i], common))
            common--;
    size_t keep = field->length - strlen(typed);
    char text[FIELD_SIZE * 2];
    snprintf(text, sizeof text, "%.*s%.*s%s", (int)keep, field->text, (int)common, words[0],
             count == 1 ? " " : "");
    field_set(field, text);
}

void command_line_hint(const struct console *console, char *out, size_t size)
{
    const char *words[MATCHES_MOST], *typed;
    size_t count = candidates(console->field.text, words, &typed), at = 0;
    *out = '\0';
    for (size_t i = 0; i < count && at < size; i++)
        at += (size_t)snprintf(out + at, size - at, "%s%s", i ? " " : "", words[i]);
    if (count == 1) {
        enum action_id id;
        if (action_match(words[0], &id, 1) == 1)
            snprintf(out, size, "%s %s: %s", words[0], lang_word(actions[id].argument),
                     _(actions[id].sentence));
    }
}

void command_line_run(struct console *console, const char *text)
{
    char trimmed[FIELD_SIZE];
    snprintf(trimmed, sizeof trimmed, "%s", text);
    for (size_t end = strlen(trimmed); end && trimmed[end - 1] == ' '; end--)
        trimmed[end - 1] = '\0';
    struct split parts = split(trimmed);
    enum action_id id[2];
    if (!*parts.verb)
        return;
    size_t count = action_match(parts.verb, id, 2);
    if (count == 0)
        console_say(console, STYLE_NOTICE, _("no such command: %s"), parts.verb);
    else if (count > 1)
        console_say(console, STYLE_NOTICE, _("%s could be %s or %s"), parts.verb,
                    actions[id[0]].verb, actions[id[1]].verb);
    else if (!(actions[id[0]].place & console->place))
        console_say(console, STYLE_NOTICE, _("%s does nothing on this screen"),
                    actions[id[0]].verb);
    else
        console_act(console, id[0], parts.argument);
}
