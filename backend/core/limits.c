#include "backend/core/limits.h"

#include "backend/base/vec.h"
#include "backend/core/site.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct entry {
    char *scope, *point; /* one allocation, owned; NULL for [collector] */
    struct guard_limits limits;
    int line;
    bool has_low, has_high, has_step;
};

struct limits {
    VEC(struct entry) entry;
    bool is_writing, has_writes, is_open, has_unlisted;
};

struct parse {
    struct limits *limits;
    struct conf_errors *errors;
    bool is_collector; /* inside [collector] */
    bool is_skipped;   /* inside a section whose head was wrong */
};

static bool is_open(const struct parse *parse)
{
    return !parse->is_collector && !parse->is_skipped && parse->limits->entry.count;
}

/* low > high would refuse everything, an empty section nothing: both are mistakes. */
static void close_section(struct parse *parse)
{
    if (!is_open(parse))
        return;
    const struct entry *entry = &parse->limits->entry.at[parse->limits->entry.count - 1];
    if (!entry->has_low && !entry->has_high && !entry->has_step)
        conf_error(parse->errors, entry->line, "[%s/%s] limits nothing, expected low, high or step",
                   entry->scope, entry->point);
    if (entry->limits.low > entry->limits.high)
        conf_error(parse->errors, entry->line,
                   "[%s/%s] low %g is above high %g, expected low <= high", entry->scope,
                   entry->point, entry->limits.low, entry->limits.high);
}

static bool is_repeated(const struct parse *parse, const char *scope, const char *point)
{
    for (size_t i = 0; i < parse->limits->entry.count; i++)
        if (!strcmp(parse->limits->entry.at[i].scope, scope) &&
            !strcmp(parse->limits->entry.at[i].point, point))
            return true;
    return false;
}

static void open_section(struct parse *parse, const struct conf_line *line)
{
    close_section(parse);
    parse->is_collector = !strcmp(line->section, "collector");
    parse->is_skipped = false;
    if (parse->is_collector)
        return;
    const char *slash = strrchr(line->section, '/');
    if (!slash || slash == line->section || !slash[1]) {
        conf_error(parse->errors, line->line,
                   "section [%s], expected [collector] or [SCOPE/POINT], SCOPE a profile, a "
                   "station's code or \"any\"",
                   line->section);
        parse->is_skipped = true;
        return;
    }
    char *scope = alloc_text(line->section);
    char *point = scope + (slash - line->section);
    *point++ = 0;
    if (is_repeated(parse, scope, point)) {
        conf_error(parse->errors, line->line, "[%s] stands here a second time, expected it once",
                   line->section);
        parse->is_skipped = true;
        free(scope);
        return;
    }
    *VEC_PUSH(&parse->limits->entry) = (struct entry){
        .scope = scope, .point = point, .limits = guard_no_limits, .line = line->line};
}

static void collector_key(struct parse *parse, const struct conf_line *line)
{
    struct limits *limits = parse->limits;
    bool is_writes = !strcmp(line->key, "writes");
    bool *has = is_writes ? &limits->has_writes : &limits->has_unlisted;
    if (!is_writes && strcmp(line->key, "unlisted") != 0) {
        conf_error(parse->errors, line->line, "\"%s\" in [collector], expected writes or unlisted",
                   line->key);
        return;
    }
    if (*has)
        conf_error(parse->errors, line->line, "%s stands here a second time, expected it once",
                   line->key);
    *has = true;
    if (!conf_bool(line->value, is_writes ? &limits->is_writing : &limits->is_open))
        conf_error(parse->errors, line->line, "%s = %s, expected yes or no", line->key,
                   line->value);
}

static void set_number(struct parse *parse, const struct conf_line *line, double *out, bool *has)
{
    double value;
    if (*has) {
        conf_error(parse->errors, line->line, "%s stands here a second time, expected it once",
                   line->key);
        return;
    }
    *has = true;
    if (!conf_number(line->value, &value))
        conf_error(parse->errors, line->line, "%s = %s, expected a number", line->key, line->value);
    else if (!strcmp(line->key, "step") && value <= 0)
        conf_error(parse->errors, line->line, "step = %s, expected more than 0", line->value);
    else
        *out = value;
}

static void on_line(void *ctx, const struct conf_line *line)
{
    struct parse *parse = ctx;
    if (!line->key) {
        open_section(parse, line);
        return;
    }
    if (parse->is_skipped)
        return;
    if (parse->is_collector) {
        collector_key(parse, line);
        return;
    }
    if (!parse->limits->entry.count) {
        conf_error(parse->errors, line->line,
                   "\"%s\" before the first section, expected [SCOPE/POINT]", line->key);
        return;
    }
    struct entry *entry = &parse->limits->entry.at[parse->limits->entry.count - 1];
    if (!strcmp(line->key, "low"))
        set_number(parse, line, &entry->limits.low, &entry->has_low);
    else if (!strcmp(line->key, "high"))
        set_number(parse, line, &entry->limits.high, &entry->has_high);
    else if (!strcmp(line->key, "step"))
        set_number(parse, line, &entry->limits.step, &entry->has_step);
    else
        conf_error(parse->errors, line->line, "\"%s\", expected low, high or step", line->key);
}

struct limits *limits_parse(const char *text, size_t length, struct conf_errors *errors)
{
    struct limits *limits = alloc_new(sizeof *limits);
    struct parse parse = {.limits = limits, .errors = errors};
    limits->is_writing = limits->is_open = true;
    conf_parse(text, length, errors, on_line, &parse);
    close_section(&parse);
    if (!errors->count)
        return limits;
    limits_free(limits);
    return NULL;
}

void limits_free(struct limits *limits)
{
    if (!limits)
        return;
    for (size_t i = 0; i < limits->entry.count; i++)
        free(limits->entry.at[i].scope);
    free(limits->entry.at);
    free(limits);
}

static bool is_point(const char *wanted, const char *id)
{
    size_t length = strlen(wanted);
    return !strncmp(wanted, id, length) && (!id[length] || id[length] == '.');
}

static bool is_scope(const struct entry *entry, const char *profile, const char *station)
{
    return !strcmp(entry->scope, "any") || !strcmp(entry->scope, profile) ||
           !strcmp(entry->scope, station);
}

struct guard_limits limits_for(const struct limits *limits, const char *profile,
                               const char *station, const char *point)
{
    struct guard_limits narrow = guard_no_limits;
    for (size_t i = 0; limits && i < limits->entry.count; i++) {
        const struct entry *entry = &limits->entry.at[i];
        if (is_scope(entry, profile, station) && is_point(entry->point, point))
            narrow = guard_narrow(narrow, entry->limits);
    }
    return narrow;
}

const char *limits_forbid(const struct limits *limits, const char *profile, const char *station,
                          const char *point)
{
    if (!limits || (limits->is_writing && limits->is_open))
        return NULL;
    if (!limits->is_writing)
        return "the collector's limits file says writes = no";
    for (size_t i = 0; i < limits->entry.count; i++) {
        const struct entry *entry = &limits->entry.at[i];
        if (is_scope(entry, profile, station) && is_point(entry->point, point))
            return NULL;
    }
    return "no section of the collector's limits file names it";
}

static bool binds(const struct entry *entry, const struct site *site)
{
    for (size_t d = 0; d < site->device_count; d++) {
        const struct profile *profile = site->device[d].profile;
        int32_t station = site_station_of(site, site->device[d].node);
        if (!is_scope(entry, profile->name, station >= 0 ? site->node[station].code : ""))
            continue;
        for (size_t i = 0; i < profile->point_count; i++)
            if (profile->point[i].access == ACCESS_WRITE &&
                is_point(entry->point, profile->point[i].id))
                return true;
    }
    return false;
}

void limits_find_idle(const struct limits *limits, const struct site *site,
                      void (*on_idle)(void *ctx, const char *scope, const char *point, int line),
                      void *ctx)
{
    for (size_t i = 0; limits && i < limits->entry.count; i++) {
        const struct entry *entry = &limits->entry.at[i];
        if (!binds(entry, site))
            on_idle(ctx, entry->scope, entry->point, entry->line);
    }
}
