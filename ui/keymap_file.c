#include "ui/keymap_file.h"

#include "backend/base/alloc.h"
#include "backend/base/nearest.h"
#include "ui/keymap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reading {
    struct conf_errors *errors;
    char *keys[ACTION_COUNT];
    int line[ACTION_COUNT]; /* 0 = not in the file */
};

static enum action_id action_of_verb(const char *verb)
{
    for (int id = 1; id < ACTION_COUNT; id++)
        if (*actions[id].verb && !strcmp(actions[id].verb, verb))
            return (enum action_id)id;
    return ACTION_NONE;
}

static void say_no_verb(struct reading *reading, const struct conf_line *line)
{
    const char *verbs[ACTION_COUNT];
    size_t count = 0;
    for (int id = 1; id < ACTION_COUNT; id++)
        if (*actions[id].verb)
            verbs[count++] = actions[id].verb;
    const char *near = nearest_of(line->key, verbs, count);
    conf_error(reading->errors, line->line, "no verb \"%s\"%s%s%s", line->key,
               near ? ", did you mean \"" : ", expected one of the help's", near ? near : "",
               near ? "\"?" : "");
}

static bool are_keys_known(struct reading *reading, const struct conf_line *line)
{
    bool is_good = true;
    int count = 0;
    char name[32];
    for (const char *at = line->value + strspn(line->value, " "); *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        snprintf(name, sizeof name, "%.*s", (int)length, at);
        at += length;
        if (++count == KEYMAP_KEYS + 1) {
            conf_error(reading->errors, line->line, "more than %d keys for one action",
                       KEYMAP_KEYS);
            return false;
        }
        if (length < sizeof name && keymap_press(name))
            continue;
        conf_error(reading->errors, line->line,
                   "\"%s\" is no key, expected one character, F1 to F12, Enter, Tab, Space, …",
                   name);
        is_good = false;
    }
    return is_good;
}

static void on_line(void *ctx, const struct conf_line *line)
{
    struct reading *reading = ctx;
    if (!line->key) {
        conf_error(reading->errors, line->line, "[%s], expected lines \"verb = keys\" alone",
                   line->section);
        return;
    }
    enum action_id id = action_of_verb(line->key);
    if (id == ACTION_NONE) {
        say_no_verb(reading, line);
    } else if (reading->line[id]) {
        conf_error(reading->errors, line->line, "\"%s\" stands on line %d already", line->key,
                   reading->line[id]);
    } else if (are_keys_known(reading, line)) {
        reading->keys[id] = alloc_text(line->value);
        reading->line[id] = line->line;
    }
}

static const char *keys_of(const struct reading *reading, int id)
{
    return reading->line[id] ? reading->keys[id] : actions[id].keys;
}

static bool holds(const char *keys, const char *key, size_t length)
{
    for (const char *at = keys; *at; at += strspn(at, " ")) {
        size_t own = strcspn(at, " ");
        if (own == length && !strncmp(at, key, length))
            return true;
        at += own;
    }
    return false;
}

/* A key of the file that another action of the same screen has as well. */
static void check_shared(struct reading *reading, int id)
{
    const char *keys = reading->keys[id];
    for (const char *at = keys + strspn(keys, " "); *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        for (int other = 1; other < ACTION_COUNT; other++)
            if (other != id && (actions[other].place & actions[id].place) &&
                holds(keys_of(reading, other), at, length))
                conf_error(reading->errors, reading->line[id],
                           "\"%.*s\" is also \"%s\" on one screen, expected another key there",
                           (int)length, at,
                           *actions[other].verb ? actions[other].verb : actions[other].sentence);
        at += length;
    }
}

static char *own[ACTION_COUNT];

void keymap_file_forget(void)
{
    for (int id = 1; id < ACTION_COUNT; id++) {
        action_use_keys((enum action_id)id, NULL);
        free(own[id]);
        own[id] = NULL;
    }
}

bool keymap_file_read(const char *text, size_t length, struct conf_errors *errors)
{
    struct reading reading = {.errors = errors};
    conf_parse(text, length, errors, on_line, &reading);
    for (int id = 1; id < ACTION_COUNT; id++)
        if (reading.line[id])
            check_shared(&reading, id);
    if (errors->count == 0) {
        keymap_file_forget();
        for (int id = 1; id < ACTION_COUNT; id++) {
            own[id] = reading.keys[id];
            action_use_keys((enum action_id)id, own[id]);
        }
        return true;
    }
    for (int id = 1; id < ACTION_COUNT; id++)
        free(reading.keys[id]);
    return false;
}
