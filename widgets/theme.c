#include "widgets/theme.h"

#include <stdio.h>
#include <string.h>

#define PALETTE_MOST 32

/* The embedded files, made by the build from themes/ *.theme. */
extern const char *const theme_file_names[];
extern const char *const theme_file_texts[];
extern const size_t theme_file_lengths[];

struct colour {
    char name[24];
    short number;
};

struct reader {
    struct theme *theme;
    struct conf_errors *errors;
    struct colour palette[PALETTE_MOST];
    int colours;
    bool is_set[STYLE_COUNT];
};

static const char *const eight[] = {"black", "red",     "green", "yellow",
                                    "blue",  "magenta", "cyan",  "white"};

static bool colour_of(const struct reader *reader, const char *name, short *out)
{
    long long number;
    if (!strcmp(name, "default")) {
        *out = -1;
        return true;
    }
    for (int i = 0; i < reader->colours; i++)
        if (!strcmp(reader->palette[i].name, name)) {
            *out = reader->palette[i].number;
            return true;
        }
    for (int i = 0; i < 8; i++)
        if (!strcmp(eight[i], name)) {
            *out = (short)i;
            return true;
        }
    if (!conf_int(name, 16, 255, &number))
        return false;
    *out = (short)number;
    return true;
}

static bool attribute_of(const char *word, unsigned char *attributes)
{
    static const char *const words[] = {"bold", "reverse", "underline"};
    for (int i = 0; i < 3; i++)
        if (!strcmp(word, words[i])) {
            *attributes |= (unsigned char)(1 << i);
            return true;
        }
    return !strcmp(word, "normal");
}

static void read_palette(struct reader *reader, const struct conf_line *line)
{
    long long number;
    if (!conf_int(line->value, 16, 255, &number)) {
        conf_error(reader->errors, line->line, "colour %s is \"%s\", expected a number 16 to 255",
                   line->key, line->value);
        return;
    }
    if (reader->colours == PALETTE_MOST || strlen(line->key) >= sizeof reader->palette[0].name) {
        conf_error(reader->errors, line->line, "\"%s\": expected at most %d colours, short names",
                   line->key, PALETTE_MOST);
        return;
    }
    struct colour *colour = &reader->palette[reader->colours++];
    snprintf(colour->name, sizeof colour->name, "%s", line->key);
    colour->number = (short)number;
}

/* "INK on PAPER ATTRIBUTE…" */
static void read_look(struct reader *reader, const struct conf_line *line)
{
    enum style style = style_of(line->key);
    if (style == STYLE_COUNT) {
        conf_error(reader->errors, line->line, "unknown role \"%s\"", line->key);
        return;
    }
    struct look look = {-1, -1, 0};
    char text[120], *rest = NULL;
    snprintf(text, sizeof text, "%s", line->value);
    int place = 0;
    for (char *word = strtok_r(text, " \t", &rest); word; word = strtok_r(NULL, " \t", &rest)) {
        bool is_good = false;
        if (place == 0)
            is_good = colour_of(reader, word, &look.ink);
        else if (place == 1)
            is_good = !strcmp(word, "on");
        else if (place == 2)
            is_good = colour_of(reader, word, &look.paper);
        else
            is_good = attribute_of(word, &look.attributes);
        if (!is_good) {
            conf_error(reader->errors, line->line,
                       "%s: found \"%s\", expected INK on PAPER [bold reverse underline]",
                       line->key, word);
            return;
        }
        place++;
    }
    if (place < 3)
        conf_error(reader->errors, line->line, "%s: expected INK on PAPER", line->key);
    reader->theme->look[style] = look;
    reader->is_set[style] = true;
}

static void on_line(void *ctx, const struct conf_line *line)
{
    struct reader *reader = ctx;
    bool is_palette = !strcmp(line->section, "palette");
    if (!is_palette && strcmp(line->section, "roles") != 0)
        conf_error(reader->errors, line->line, "section [%s], expected [palette] or [roles]",
                   line->section);
    else if (line->key && is_palette)
        read_palette(reader, line);
    else if (line->key)
        read_look(reader, line);
}

/* A role without a look takes that of the role before its last dot, and at last of "text". */
static void fall_back(struct look *looks, const bool *is_set)
{
    for (int i = 0; i < STYLE_COUNT; i++) {
        if (is_set[i])
            continue;
        char name[40];
        snprintf(name, sizeof name, "%s", style_name((enum style)i));
        enum style from = STYLE_TEXT;
        for (char *dot = strrchr(name, '.'); dot; dot = strrchr(name, '.')) {
            *dot = '\0';
            enum style parent = style_of(name);
            if (parent != STYLE_COUNT && is_set[parent]) {
                from = parent;
                break;
            }
        }
        looks[i] = looks[from];
    }
}

bool theme_parse(const char *name, const char *text, size_t length, struct theme *out,
                 struct conf_errors *errors)
{
    struct reader reader = {.theme = out, .errors = errors};
    *out = (struct theme){0};
    for (int i = 0; i < STYLE_COUNT; i++)
        out->look[i] = (struct look){-1, -1, 0};
    snprintf(out->name, sizeof out->name, "%s", name);
    conf_parse(text, length, errors, on_line, &reader);
    if (!reader.is_set[STYLE_TEXT])
        conf_error(errors, 1, "no look for \"text\" in [roles]");
    fall_back(out->look, reader.is_set);
    return errors->count == 0;
}

const struct theme *theme_within(const struct theme *theme, int colours, struct theme *instead)
{
    int needed = 0;
    for (int i = 0; i < STYLE_COUNT; i++) {
        needed = theme->look[i].ink >= needed ? theme->look[i].ink + 1 : needed;
        needed = theme->look[i].paper >= needed ? theme->look[i].paper + 1 : needed;
    }
    if (needed <= colours || !theme_shipped(colours >= 8 ? "linux" : "mono", instead))
        return theme;
    return instead;
}

const char *theme_of_hour(const char *name, int hour)
{
    if (strcmp(name, "auto") != 0)
        return name;
    return hour >= 7 && hour < 19 ? "day" : "night";
}

const char *theme_shipped_name(size_t index)
{
    for (size_t i = 0; i <= index; i++)
        if (!theme_file_names[i])
            return NULL;
    return theme_file_names[index];
}

void theme_shipped_names(char *out, size_t size)
{
    size_t used = 0;
    *out = '\0';
    for (size_t i = 0; theme_file_names[i] && used < size; i++)
        used +=
            (size_t)snprintf(out + used, size - used, "%s%s", i ? ", " : "", theme_file_names[i]);
}

bool theme_shipped(const char *name, struct theme *out)
{
    for (size_t i = 0; theme_file_names[i]; i++)
        if (!strcmp(theme_file_names[i], name)) {
            struct conf_errors errors = {.file = name};
            return theme_parse(name, theme_file_texts[i], theme_file_lengths[i], out, &errors);
        }
    return false;
}

void theme_rgb(int colour, int rgb[3])
{
    static const int first[8][3] = {{0, 0, 0},   {205, 0, 0},   {0, 205, 0},   {205, 205, 0},
                                    {0, 0, 238}, {205, 0, 205}, {0, 205, 205}, {229, 229, 229}};
    static const int level[6] = {0, 95, 135, 175, 215, 255};
    if (colour < 8) {
        memcpy(rgb, first[colour], sizeof first[colour]);
        return;
    }
    if (colour >= 232) {
        rgb[0] = rgb[1] = rgb[2] = 8 + 10 * (colour - 232);
        return;
    }
    int cube = colour - 16;
    rgb[0] = level[cube / 36];
    rgb[1] = level[cube / 6 % 6];
    rgb[2] = level[cube % 6];
}
