#include "backend/device/profile_parts.h"

#include <ctype.h>
#include <string.h>

/* order[k] = place on the wire of byte k of the big-endian value. */
static void plain_order(struct point *point)
{
    for (uint8_t i = 0; i < 8; i++)
        point->order[i] = i;
}

/* Registers go out whole and all the same way round: in each place of two letters stand the two of
 * one register, and first the higher one, or the lower one, everywhere. */
static bool is_order_whole(const uint8_t order[8], size_t bytes)
{
    bool is_swapped = order[0] % 2;
    for (size_t i = 0; i < bytes; i += 2) {
        unsigned high = order[i], low = order[i + 1];
        if (high / 2 != low / 2 || high % 2 != is_swapped || low % 2 == is_swapped)
            return false;
    }
    return true;
}

/* "cd-ab": for how many bytes it is an order, 2, 4 or 8; else 0. */
static size_t parse_order(const char *text, uint8_t order[8])
{
    size_t place = 0;
    unsigned seen = 0;
    for (; *text; text++) {
        unsigned letter = (unsigned)(tolower((unsigned char)*text) - 'a');
        if (*text == ' ' || *text == '-')
            continue;
        if (letter >= 8 || seen >> letter & 1)
            return 0;
        order[letter] = (uint8_t)place++;
        seen |= 1U << letter;
    }
    bool is_width = place == 2 || place == 4 || place == 8;
    return is_width && seen == (1U << place) - 1 && is_order_whole(order, place) ? place : 0;
}

static bool is_plain_order(const uint8_t order[8], size_t bytes)
{
    for (uint8_t i = 0; i < bytes; i++)
        if (order[i] != i)
            return false;
    return true;
}

static const char *orders_of(size_t bytes)
{
    return bytes == 2   ? "AB or BA"
           : bytes == 4 ? "ABCD, CDAB, BADC or DCBA"
                        : "ABCDEFGH, GHEFCDAB, BADCFEHG, HGFEDCBA or others of whole registers";
}

/* Of the orders in [defaults] the one of the point's width. A swapped order of another width says
 * nothing about this one, but single registers come high byte first. */
static void read_default_order(const struct draft *draft, const struct draft_entry *entry,
                               struct point *point, size_t bytes)
{
    char piece[32];
    bool is_plain = true;
    const char *at = entry->value;
    while (draft_piece(&at, ",;", piece, sizeof piece)) {
        uint8_t order[8] = {0};
        size_t width = parse_order(piece, order);
        if (width == bytes) {
            memcpy(point->order, order, width);
            return;
        }
        is_plain = is_plain && is_plain_order(order, width);
    }
    if (bytes > 2 && !is_plain)
        conf_error(draft->errors, draft->line,
                   "[%s] has %zu bytes and order = %.40s in [defaults] has none for them, expected "
                   "one more there or an order in [%s], as in %s",
                   draft->name, bytes, entry->value, draft->name, bytes == 4 ? "CDAB" : "GHEFCDAB");
}

void profile_order_read(const struct draft *draft, const struct draft_entry *entry,
                        struct point *point)
{
    size_t bytes = point->type == POINT_STRING ? 2 : point->words * 2U;
    plain_order(point);
    if (!entry)
        return;
    if (entry != draft_own(draft, KEY_ORDER)) {
        read_default_order(draft, entry, point, bytes);
        return;
    }
    uint8_t order[8] = {0};
    size_t width = parse_order(entry->value, order);
    if (draft->is_typed ? width == bytes : width > 0)
        memcpy(point->order, order, width);
    else if (draft->is_typed)
        draft_expect(draft, entry, "%s, for the value has %zu bytes", orders_of(bytes), bytes);
    else
        draft_expect(draft, entry, "%s, %s, or %s", orders_of(2), orders_of(4), orders_of(8));
}

void profile_order_defaults(struct profile_reader *reader)
{
    const struct draft *defaults = &reader->defaults;
    const struct draft_entry *entry = defaults->name ? draft_own(defaults, KEY_ORDER) : NULL;
    const char *at = entry ? entry->value : "";
    char piece[32];
    unsigned widths = 0;
    bool is_good = !entry || *entry->value;
    while (is_good && draft_piece(&at, ",;", piece, sizeof piece)) {
        uint8_t order[8] = {0};
        unsigned width = (unsigned)parse_order(piece, order);
        is_good = width > 0 && !(widths & width);
        widths |= width;
    }
    if (!is_good)
        draft_expect(defaults, entry,
                     "one order for each width, as in \"AB, CDAB, GHEFCDAB\": of %s; of %s; of %s",
                     orders_of(2), orders_of(4), orders_of(8));
}
