#include "backend/device/profile_parts.h"

#include <ctype.h>
#include <string.h>

/* order[k] = place on the wire of byte k of the big-endian value. */
static void plain_order(struct point *point)
{
    for (uint8_t i = 0; i < 8; i++)
        point->order[i] = i;
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
    return seen == (1U << place) - 1 && (place == 2 || place == 4 || place == 8) ? place : 0;
}

static bool is_plain_order(const uint8_t order[8], size_t bytes)
{
    for (uint8_t i = 0; i < bytes; i++)
        if (order[i] != i)
            return false;
    return true;
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
    if (parse_order(entry->value, order) == bytes)
        memcpy(point->order, order, bytes);
    else
        draft_expect(draft, entry,
                     "each letter of %.*s once, for the value has %zu bytes, as in %s", (int)bytes,
                     "ABCDEFGH", bytes,
                     bytes == 2   ? "BA"
                     : bytes == 4 ? "CDAB"
                                  : "GHEFCDAB");
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
                     "one order for each width, as in \"AB, CDAB, GHEFCDAB\", each letter once");
}
