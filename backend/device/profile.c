#include "backend/device/profile.h"

#include "backend/base/text.h"
#include "backend/device/profile_parts.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The collecting of sections, before anything is understood. */
struct collector {
    struct profile_reader *reader;
    enum { NO_SECTION, IN_RULES_SECTION, IN_DEFAULTS_SECTION, IN_POINT_SECTION, IN_SKIPPED } state;
};

static void open_once(struct collector *collector, const struct conf_line *line,
                      struct draft *draft, enum draft_scope scope)
{
    struct conf_errors *errors = collector->reader->errors;
    if (draft->name) {
        conf_error(errors, line->line, "[%s] again, expected once (already on line %d)",
                   line->section, draft->line);
        collector->state = IN_SKIPPED;
        return;
    }
    draft_init(draft, line, scope, errors);
    collector->state = scope == IN_PROFILE ? IN_RULES_SECTION : IN_DEFAULTS_SECTION;
}

static void open_section(struct collector *collector, const struct conf_line *line)
{
    struct profile_reader *reader = collector->reader;
    if (strcasecmp(line->section, "profile") == 0) {
        open_once(collector, line, &reader->rules, IN_PROFILE);
    } else if (strcasecmp(line->section, "defaults") == 0) {
        open_once(collector, line, &reader->defaults, IN_DEFAULTS);
    } else if (strcasecmp(line->section, "default") == 0) {
        conf_error(reader->errors, line->line, "[%s], expected [defaults]", line->section);
        collector->state = IN_SKIPPED;
    } else if (reader->point.count == PROFILE_POINTS_MOST) {
        if (collector->state != IN_SKIPPED)
            conf_error(reader->errors, line->line, "more points, expected at most %d",
                       PROFILE_POINTS_MOST);
        collector->state = IN_SKIPPED;
    } else {
        draft_init(VEC_PUSH(&reader->point), line, IN_POINT, reader->errors);
        collector->state = IN_POINT_SECTION;
    }
}

static void on_line(void *ctx, const struct conf_line *line)
{
    struct collector *collector = ctx;
    struct profile_reader *reader = collector->reader;
    if (!line->key) {
        open_section(collector, line);
        return;
    }
    switch (collector->state) {
    case NO_SECTION:
        conf_error(reader->errors, line->line,
                   "\"%.40s\" before the first section, expected [profile]", line->key);
        break;
    case IN_RULES_SECTION: draft_add(&reader->rules, line); break;
    case IN_DEFAULTS_SECTION: draft_add(&reader->defaults, line); break;
    case IN_POINT_SECTION: draft_add(&reader->point.at[reader->point.count - 1], line); break;
    case IN_SKIPPED: break;
    }
}

static bool is_name_good(const char *name)
{
    static const char *const forbidden = "/\\,;:\"'*?[] ";
    if (!*name || *name == '.' || *name == '-' || strlen(name) > 63 || strpbrk(name, forbidden))
        return false;
    for (size_t at = 0, length = strlen(name); at < length;) {
        uint32_t character = 0;
        int bytes = text_next(name + at, length - at, &character);
        if (bytes <= 0 || text_cells(character) <= 0)
            return false;
        at += (size_t)bytes;
    }
    return true;
}

static void read_sections(struct profile_reader *reader)
{
    struct profile *profile = reader->profile;
    profile->point_count = reader->point.count;
    profile->point = alloc_array(profile->point_count + 1, sizeof *profile->point);
    profile_rules_read(reader);
    profile_order_defaults(reader);
    profile_point_defaults(reader);
    for (size_t i = 0; i < reader->point.count; i++) {
        reader->point.at[i].fallback = reader->defaults.name ? &reader->defaults : NULL;
        profile_point_read(reader, i);
    }
    profile_link(reader);
    profile_check(reader);
}

/* FNV-1a, in 64 bits. */
static uint64_t hash_on(uint64_t hash, const char *text)
{
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 1099511628211U;
    return hash;
}

static int64_t layout_of(const struct profile *profile)
{
    uint64_t hash = 14695981039346656037U;
    for (size_t i = 0; i < profile->point_count; i++) {
        const struct point *point = &profile->point[i];
        hash = hash_on(hash_on(hash, point->id), "\t");
        hash = hash_on(hash_on(hash, point->unit ? point->unit : ""), "\n");
    }
    return (int64_t)hash;
}

struct profile *profile_parse(const char *name, const char *text, size_t length,
                              struct conf_errors *errors)
{
    struct profile_reader reader = {.errors = errors, .profile = alloc_new(sizeof(struct profile))};
    struct collector collector = {.reader = &reader};
    reader.rules.errors = errors;
    reader.rules.line = 1;
    reader.profile->name = alloc_text(name);
    if (!is_name_good(name))
        conf_error(errors, 0,
                   "profile name \"%.70s\", expected a file name of letters, digits, - and _",
                   name);
    if (conf_parse(text, length, errors, on_line, &collector)) {
        if (!reader.rules.name)
            conf_error(errors, 1, "no [profile] section, expected it first");
        read_sections(&reader);
        reader.profile->layout = layout_of(reader.profile);
    }
    for (size_t i = 0; i < reader.point.count; i++)
        draft_finish(&reader.point.at[i]);
    free(reader.point.at);
    draft_finish(&reader.rules);
    draft_finish(&reader.defaults);
    if (errors->count == 0)
        return reader.profile;
    profile_free(reader.profile);
    return NULL;
}

static void finish_point(struct point *point)
{
    free(point->document);
    free(point->unit);
    free(point->zh);
    free(point->en);
    free(point->group);
    free(point->invalid);
    free(point->part);
    free(point->unit_factor);
    for (size_t i = 0; i < point->label_count; i++) {
        free(point->label[i].zh);
        free(point->label[i].en);
    }
    free(point->label);
}

void profile_free(struct profile *profile)
{
    if (!profile)
        return;
    for (size_t i = 0; i < profile->point_count; i++)
        finish_point(&profile->point[i]);
    free(profile->point);
    free(profile->range);
    free(profile->name);
    free(profile->zh);
    free(profile->en);
    free(profile);
}

int profile_find(const struct profile *profile, const char *id)
{
    size_t length = strlen(id);
    int found = -1;
    bool is_only = true;
    for (size_t i = 0; i < profile->point_count; i++) {
        const char *other = profile->point[i].id;
        if (strncmp(other, id, length) != 0)
            continue;
        if (other[length] == '\0')
            return (int)i;
        if (other[length] == '.') {
            is_only = found < 0;
            found = (int)i;
        }
    }
    return is_only && length > 0 ? found : -1;
}

const struct address_range *profile_range(const struct profile *profile, enum area area,
                                          uint16_t first, uint16_t last)
{
    static const struct address_range everything[] = {
        [AREA_HOLDING] = {AREA_HOLDING, 0, UINT16_MAX},
        [AREA_INPUT] = {AREA_INPUT, 0, UINT16_MAX},
        [AREA_COIL] = {AREA_COIL, 0, UINT16_MAX},
        [AREA_DISCRETE] = {AREA_DISCRETE, 0, UINT16_MAX},
    };
    bool is_restricted = false;
    for (size_t i = 0; i < profile->range_count; i++) {
        const struct address_range *range = &profile->range[i];
        if (range->area != area)
            continue;
        is_restricted = true;
        if (range->first <= first && last <= range->last)
            return range;
    }
    return is_restricted ? NULL : &everything[area];
}
