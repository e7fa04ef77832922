#include "backend/device/point.h"
#include "backend/device/profile_parts.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* How manuals print the first register of an area, in five digits and in six. */
static const struct printed {
    enum area area;
    long long first, last;
} printed[] = {
    {AREA_HOLDING, 40001, 49999}, {AREA_HOLDING, 400001, 465536}, {AREA_INPUT, 30001, 39999},
    {AREA_INPUT, 300001, 365536}, {AREA_DISCRETE, 10001, 19999},  {AREA_DISCRETE, 100001, 165536},
};

#define PRINTED (sizeof printed / sizeof *printed)

static const struct printed *printed_of(long long number)
{
    for (size_t i = 0; i < PRINTED; i++)
        if (number >= printed[i].first && number <= printed[i].last)
            return &printed[i];
    return NULL;
}

/* The digits at the end of "HR40011" or "4x0011". */
static bool read_number(const char *text, long long *out)
{
    size_t end = strlen(text), from = end;
    while (from > 0 && isdigit((unsigned char)text[from - 1]))
        from--;
    return from < end && conf_int(text + from, 0, 999999, out);
}

void profile_printed_expect(const struct draft *draft, const struct draft_entry *entry)
{
    long long number = 0;
    bool has_number = read_number(entry->value, &number);
    const struct printed *place = has_number ? printed_of(number) : NULL;
    bool is_prefixed =
        has_number && (isalpha((unsigned char)*entry->value) || strpbrk(entry->value, "xX:"));
    if (place)
        draft_expect(
            draft, entry,
            "a whole number from 0 to %d: if a manual prints %lld, address = %lld (%s), or "
            "document = %lld with document_base",
            UINT16_MAX, number, number - place->first, area_name(place->area), number);
    else if (is_prefixed)
        draft_expect(draft, entry,
                     "a whole number from 0 to %d, or document = %.20s with document_base",
                     UINT16_MAX, entry->value);
    else
        draft_expect(draft, entry, "a whole number from 0 to %d", UINT16_MAX);
}

void profile_printed_hint(const struct profile *profile, const struct point *point, char *out,
                          size_t size)
{
    const struct printed *place = printed_of(point->address);
    *out = 0;
    if (!place)
        return;
    uint16_t first = (uint16_t)(point->address - place->first);
    uint16_t last = (uint16_t)(first + (point->words ? point->words - 1 : 0));
    if (profile_range(profile, place->area, first, last))
        snprintf(out, size, "; if a manual prints %u: area = %s, address = %u", point->address,
                 area_name(place->area), first);
}

/* The area that the author means by such a number: the point's own, or by default another's. */
static const struct printed *place_of(const struct draft *draft, const struct point *point)
{
    const struct printed *place = printed_of(point->address);
    const struct draft_entry *document = draft_own(draft, KEY_DOCUMENT);
    long long number = 0;
    if (!place || !draft->is_placed || !draft_own(draft, KEY_ADDRESS))
        return NULL;
    if (document && read_number(document->value, &number) && number != point->address)
        return NULL;
    bool is_input = place->area == AREA_INPUT && !draft_find(draft, KEY_AREA);
    return place->area == point->area || is_input ? place : NULL;
}

/* Ranges out of a manual make every point lie outside of them. */
static void note_ranges(struct profile_reader *reader)
{
    for (size_t i = 0; i < reader->profile->range_count; i++) {
        const struct address_range *range = &reader->profile->range[i];
        const struct printed *place = printed_of(range->first);
        if (place && (unsigned)place->area == range->area && place == printed_of(range->last))
            conf_note(reader->errors, draft_line(&reader->rules, KEY_RANGES),
                      "ranges: %s %u-%u are addresses on the wire; if they are a manual's numbers, "
                      "expected %lld-%lld",
                      area_name(place->area), range->first, range->last,
                      range->first - place->first, range->last - place->first);
    }
}

void profile_printed_note(struct profile_reader *reader)
{
    note_ranges(reader);
    for (size_t i = 0; i < PRINTED; i++) {
        const struct printed *place = &printed[i];
        const struct draft *first = NULL;
        const struct point *point = NULL;
        size_t more = 0;
        for (size_t j = 0; j < reader->point.count; j++) {
            const struct draft *draft = &reader->point.at[j];
            if (place_of(draft, &reader->profile->point[j]) != place)
                continue;
            more += first != NULL;
            first = first ? first : draft;
            point = point ? point : &reader->profile->point[j];
        }
        if (!first)
            continue;
        char others[48] = "";
        if (more)
            snprintf(others, sizeof others, ", and so %zu more", more);
        conf_note(reader->errors, draft_line(first, KEY_ADDRESS),
                  "[%s] address = %u is read as %u on the wire; if it is a manual's number of %s "
                  "%lld, expected address = %lld (or document = %u with document_base = %lld)%s",
                  first->name, point->address, point->address, area_name(place->area),
                  point->address - place->first, point->address - place->first, point->address,
                  place->first, others);
    }
}
