#include "ui/command_line.h"

#include "ui/command_words.h"
#include "ui/keymap.h"
#include "ui/lang.h"

#include <stdio.h>
#include <string.h>

struct split {
    char verb[FIELD_SIZE];
    const char *argument;
};

static struct split split(const char *text)
{
    struct split parts;
    text += strspn(text, " ");
    size_t length = strcspn(text, " ");
    snprintf(parts.verb, sizeof parts.verb, "%.*s", (int)length, text);
    parts.argument = text + length + strspn(text + length, " ");
    return parts;
}

void command_line_begin(struct console *console)
{
    console->command.at = (int)console->command.past.count;
    command_words_find(console);
}

/* ---- completion ---- */

static void replace_word(struct console *console, const char *word, int length, const char *behind)
{
    char text[FIELD_SIZE * 2];
    snprintf(text, sizeof text, "%.*s%.*s%s", (int)console->command.keep, console->field.text,
             length, word, behind);
    field_set(&console->field, text);
}

/* How far all that fit go on alike behind what is typed; 0 = one of them does not begin with it,
 * as a place found by its name. */
static size_t common_length(const struct command_memory *state, const char *typed)
{
    size_t common = strlen(state->fits[0].word);
    for (int i = 0; i < state->count; i++) {
        if (strncmp(state->fits[i].word, typed, strlen(typed)) != 0)
            return 0;
        while (strncmp(state->fits[0].word, state->fits[i].word, common) != 0)
            common--;
    }
    return common;
}

/* As far as it is clear; from there on Tab goes through what fits. */
static void complete(struct console *console)
{
    struct command_memory *state = &console->command;
    if (!state->count)
        return;
    const char *typed = console->field.text + state->keep;
    size_t common = state->chosen < 0 ? common_length(state, typed) : 0;
    bool is_whole = state->count < CANDIDATES_MOST; /* else more may fit */
    if (state->count == 1 || (common > strlen(typed) && is_whole)) {
        int length = state->count == 1 ? (int)strlen(state->fits[0].word) : (int)common;
        replace_word(console, state->fits[0].word, length, state->count == 1 ? " " : "");
        command_words_find(console);
        return;
    }
    if (!strchr(console->field.text, ' '))
        return; /* verbs are read, not gone through */
    state->chosen = (state->chosen + 1) % state->count;
    const char *word = state->fits[state->chosen].word;
    replace_word(console, word, (int)strlen(word), "");
}

static void go_through_past(struct console *console, int step)
{
    const char *text = command_memory_go(&console->command, step);
    if (!text)
        return;
    field_set(&console->field, text);
    command_words_find(console);
}

bool command_line_key(struct console *console, uint32_t press)
{
    struct field *field = &console->field;
    if (press == PRESS_ENTER) {
        char text[FIELD_SIZE];
        snprintf(text, sizeof text, "%s", field->text);
        command_memory_keep(&console->command, text);
        command_line_run(console, text);
        return true;
    }
    if (press == PRESS_ESC || (press == PRESS_BACKSPACE && !field->length))
        return true;
    if (press == PRESS_TAB) {
        complete(console);
    } else if (press == PRESS_UP || press == PRESS_DOWN) {
        go_through_past(console, press == PRESS_UP ? -1 : 1);
    } else {
        bool is_verb = !strchr(field->text, ' ');
        if (field_key(field, is_verb ? keymap_narrow(press) : press))
            command_words_find(console);
    }
    return false;
}

/* ---- the hint ---- */

static size_t append(char *out, size_t size, size_t at, const char *text)
{
    if (at < size)
        at += (size_t)snprintf(out + at, size - at, "%s", text);
    return at < size ? at : size;
}

void command_line_hint(const struct console *console, char *out, size_t size)
{
    const struct command_memory *state = &console->command;
    enum action_id id;
    struct split parts = split(console->field.text);
    bool is_verb = !strchr(console->field.text + state->keep, ' ') && !*parts.argument;
    size_t at = 0;
    *out = '\0';
    for (int i = 0; i < state->count; i++) {
        at = append(out, size, at, i ? "  " : "");
        at = append(out, size, at, i == state->chosen ? ">" : "");
        at = append(out, size, at, state->fits[i].label);
    }
    if ((state->count > 1 && state->chosen < 0) || !*parts.verb)
        return;
    if (state->count <= 1 && is_verb && action_match(parts.verb, &id, 1) == 1)
        snprintf(out, size, _("%s %s: %s"), actions[id].verb, lang_word(actions[id].argument),
                 _(actions[id].sentence));
}

/* ---- running ---- */

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
                    *actions[id[0]].label ? _(actions[id[0]].label) : actions[id[0]].verb);
    else
        console_act(console, id[0], parts.argument);
}
