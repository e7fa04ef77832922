#include "backend/device/profile_parts.h"

#include <stdio.h>
#include <string.h>

/* "POINT VALUE": the point's index, or -1 with a message. */
static int find_link(const struct profile_reader *reader, size_t index,
                     const struct draft_entry *entry, double *value)
{
    const struct draft *draft = &reader->point.at[index];
    char id[64], number[32], rest[8];
    const char *at = entry->value;
    if (!draft_piece(&at, " \t", id, sizeof id) ||
        !draft_piece(&at, " \t", number, sizeof number) || !conf_number(number, value) ||
        draft_piece(&at, " \t", rest, sizeof rest)) {
        draft_expect(draft, entry, "\"POINT VALUE\", a point's id and the value it must have");
        return -1;
    }
    int found = profile_find(reader->profile, id);
    if (found < 0)
        draft_expect(draft, entry, "a point of this profile, but there is no [%s]", id);
    else if (found == (int)index)
        draft_expect(draft, entry, "another point than [%s] itself", id);
    return found == (int)index ? -1 : found;
}

/* The collector brings the coil to its value before it writes: so it must be able to, and the coil
 * may not itself wait for another. */
static void link_level_coil(const struct profile_reader *reader, size_t index)
{
    const struct draft *draft = &reader->point.at[index];
    const struct draft_entry *entry = draft_own(draft, KEY_LEVEL_COIL);
    double value = 0;
    int found = entry ? find_link(reader, index, entry, &value) : -1;
    if (found < 0)
        return;
    const struct point *coil = &reader->profile->point[found];
    struct point *point = &reader->profile->point[index];
    if (!reader->point.at[found].is_typed)
        return; /* its own mistakes are told already */
    if (coil->area != AREA_COIL || coil->access != ACCESS_WRITE)
        draft_expect(draft, entry, "a point with area = coil and access = write, unlike [%s]",
                     coil->id);
    else if (draft_own(&reader->point.at[found], KEY_LEVEL_COIL))
        draft_expect(draft, entry, "a coil that needs no level coil itself, unlike [%s]", coil->id);
    else if (value != 0 && value != 1)
        draft_expect(draft, entry, "0 or 1 after the coil's id");
    else {
        point->level_coil = (int16_t)found;
        point->level_value = value == 1;
    }
}

/* A point by what it reads, and a value that it can have; -1 with a message. */
static int16_t find_number(const struct profile_reader *reader, size_t index, enum draft_key key,
                           double *value)
{
    const struct draft *draft = &reader->point.at[index];
    const struct draft_entry *entry = draft_own(draft, key);
    int found = entry ? find_link(reader, index, entry, value) : -1;
    if (found < 0)
        return -1;
    const struct point *other = &reader->profile->point[found];
    if (other->type == POINT_STRING) {
        draft_expect(draft, entry, "a point with a number, unlike [%s]", other->id);
        return -1;
    }
    bool is_bool = other->type == POINT_BOOL;
    if (reader->point.at[found].is_typed &&
        (is_bool ? *value != 0 && *value != 1 : *value < other->low || *value > other->high)) {
        draft_expect(draft, entry, "a value that [%s] can have, from %g to %g", other->id,
                     is_bool ? 0 : other->low, is_bool ? 1 : other->high);
        return -1;
    }
    return (int16_t)found;
}

/* The point that tells how the controller works, and by which value; -1 with a message. */
static int16_t find_mode(const struct profile_reader *reader, size_t index, enum draft_key key,
                         double *value)
{
    const struct draft *draft = &reader->point.at[index];
    int16_t found = find_number(reader, index, key, value);
    if (found < 0)
        return -1;
    const struct point *mode = &reader->profile->point[found];
    bool is_named = mode->type != POINT_ENUM || mode->label_count == 0;
    for (size_t i = 0; i < mode->label_count && !is_named; i++)
        is_named = mode->label[i].value == *value;
    if (!is_named)
        draft_expect(draft, draft_own(draft, key), "a value that the labels of [%s] name",
                     mode->id);
    return is_named ? found : -1;
}

static bool has_point(const struct profile *profile, const char *code, int circuit)
{
    char id[POINT_ID_SIZE + 8];
    if (circuit)
        snprintf(id, sizeof id, "%s.%d", code, circuit);
    else
        snprintf(id, sizeof id, "%s", code);
    int point = profile_find(profile, id);
    return point >= 0 && strcmp(profile->point[point].id, id) == 0;
}

/* A curve is at least two pairs and the outdoor temperature that it is looked up by. */
static void link_curve(const struct profile_reader *reader, size_t index)
{
    static const char *const needed[] = {"CURVE_1_OT", "CURVE_1", "CURVE_2_OT", "CURVE_2"};
    const struct draft *draft = &reader->point.at[index];
    struct point *point = &reader->profile->point[index];
    const struct draft_entry *entry = draft_own(draft, KEY_CURVE_WHEN);
    int16_t mode = find_mode(reader, index, KEY_CURVE_WHEN, &point->curve_value);
    if (mode < 0)
        return;
    bool is_whole = has_point(reader->profile, "OT", 0);
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        is_whole = is_whole && has_point(reader->profile, needed[i], point->circuit);
    if (point->in_force < 0)
        draft_expect(draft, entry, "in_force_when beside it");
    else if (mode == point->in_force && point->curve_value == point->in_force_value)
        draft_expect(draft, entry, "another value than that of in_force_when");
    else if (!is_whole)
        draft_expect(draft, entry,
                     "a curve of this circuit: OT, CURVE_1_OT, CURVE_1, CURVE_2_OT, CURVE_2 …");
    else
        point->curve = mode;
}

void profile_link(struct profile_reader *reader)
{
    for (size_t i = 0; i < reader->profile->point_count; i++) {
        link_level_coil(reader, i);
        struct point *point = &reader->profile->point[i];
        point->authority = find_number(reader, i, KEY_AUTHORITY, &point->authority_value);
        point->in_force = find_mode(reader, i, KEY_IN_FORCE_WHEN, &point->in_force_value);
        link_curve(reader, i);
    }
}
