#include "backend/device/profile_parts.h"

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

static void link_authority(const struct profile_reader *reader, size_t index)
{
    const struct draft *draft = &reader->point.at[index];
    const struct draft_entry *entry = draft_own(draft, KEY_AUTHORITY);
    double value = 0;
    int found = entry ? find_link(reader, index, entry, &value) : -1;
    if (found < 0)
        return;
    struct point *point = &reader->profile->point[index];
    if (reader->profile->point[found].type == POINT_STRING) {
        draft_expect(draft, entry, "a point with a number, unlike [%s]",
                     reader->profile->point[found].id);
        return;
    }
    const struct point *key = &reader->profile->point[found];
    bool is_bool = key->type == POINT_BOOL;
    if (reader->point.at[found].is_typed &&
        (is_bool ? value != 0 && value != 1 : value < key->low || value > key->high)) {
        draft_expect(draft, entry, "a value that [%s] can have, from %g to %g", key->id,
                     is_bool ? 0 : key->low, is_bool ? 1 : key->high);
        return;
    }
    point->authority = (int16_t)found;
    point->authority_value = value;
}

void profile_link(struct profile_reader *reader)
{
    for (size_t i = 0; i < reader->profile->point_count; i++) {
        link_level_coil(reader, i);
        link_authority(reader, i);
    }
}
