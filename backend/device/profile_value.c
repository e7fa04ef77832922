#include "backend/device/point.h"
#include "backend/device/profile_parts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LIST_MOST 256 /* markers, parts, factors or labels of one point */

static uint64_t width_mask(const struct point *point)
{
    return point->words >= 4 ? UINT64_MAX : (UINT64_C(1) << 16 * point->words) - 1;
}

/* "0x7FC00000": the register bytes themselves, high byte first. */
static bool parse_hex(const char *text, uint64_t most, uint64_t *out)
{
    if (text[0] != '0' || (text[1] != 'x' && text[1] != 'X') || !text[2] ||
        text[2 + strspn(text + 2, "0123456789abcdefABCDEF")])
        return false;
    errno = 0;
    unsigned long long value = strtoull(text, NULL, 16);
    *out = value;
    return !errno && value <= most;
}

/* A float marker in decimal stands for the value that reads so. */
static bool parse_float_marker(const struct point *point, const char *text, uint64_t *out)
{
    double value = 0;
    if (!conf_number(text, &value))
        return false;
    if (point->type == POINT_FLOAT64) {
        memcpy(out, &value, sizeof value);
        return true;
    }
    float narrow = (float)value;
    uint32_t bits = 0;
    memcpy(&bits, &narrow, sizeof bits);
    *out = bits;
    return true;
}

static bool parse_marker(const struct point *point, const char *text, uint64_t *out)
{
    enum point_type type = (enum point_type)point->type;
    double low = 0, high = 0;
    long long value = 0;
    if (parse_hex(text, width_mask(point), out))
        return true;
    if (point_type_is_float(type))
        return parse_float_marker(point, text, out);
    if (strpbrk(text, "xX") || !conf_int(text, INT64_MIN, INT64_MAX, &value))
        return false;
    /* a bool lies in a whole register, and the marker is the register's */
    if (type != POINT_INT64 &&
        point_type_limits(type == POINT_BOOL ? POINT_UINT16 : type, &low, &high) &&
        ((double)value < low || (double)value > high))
        return false;
    *out = (uint64_t)value & width_mask(point);
    return true;
}

static void read_invalid(const struct draft *draft, struct point *point)
{
    const struct draft_entry *entry = draft_find(draft, KEY_INVALID);
    char piece[40];
    uint64_t raw = 0;
    /* a common marker in [defaults] concerns the points whose type can hold it */
    bool is_own = entry == draft_own(draft, KEY_INVALID);
    if (!entry || !draft->is_typed || point->type == POINT_STRING ||
        area_is_bits((enum area)point->area))
        return;
    const char *at = entry->value;
    while (draft_piece(&at, ",; ", piece, sizeof piece)) {
        if (strcasecmp(piece, "nan") == 0 || strcasecmp(piece, "none") == 0)
            continue; /* a NaN never is a value anyway */
        if (!parse_marker(point, piece, &raw)) {
            if (is_own)
                draft_expect(draft, entry, "raw values that fit type %s, but found \"%s\"",
                             point_type_name((enum point_type)point->type), piece);
            continue;
        }
        if (point->invalid_count == LIST_MOST)
            break;
        point->invalid =
            alloc_resize(point->invalid, point->invalid_count + 1, sizeof *point->invalid);
        point->invalid[point->invalid_count++] = raw;
    }
}

static void read_status(const struct draft *draft, struct point *point)
{
    const struct draft_entry *entry = draft_find(draft, KEY_STATUS);
    long long number[3] = {0};
    char piece[24];
    size_t got = 0;
    if (!entry)
        return;
    bool is_good = true;
    const char *at = entry->value;
    while (is_good && draft_piece(&at, ", ", piece, sizeof piece))
        is_good = got < 3 && conf_int(piece, 0, UINT16_MAX, &number[got++]);
    if (!is_good || got != 3 || (number[2] & ~number[1])) {
        draft_expect(draft, entry,
                     "\"REGISTER MASK GOOD\", where GOOD has no bit outside MASK, as in "
                     "\"120 0x8000 0\"");
        return;
    }
    point->status_address = (int32_t)number[0];
    point->status_mask = (uint16_t)number[1];
    point->status_good = (uint16_t)number[2];
}

/* "6507:1:uint16*0.001", "6507:uint16*0.001" or "6507*0.001". */
static bool parse_part(const struct point *point, const char *text, struct point_part *part)
{
    char copy[96], *field[3] = {copy, NULL, NULL};
    size_t fields = 1;
    long long address = 0, words = 0;
    enum point_type type = (enum point_type)point->type;
    memcpy(copy, text, strlen(text) + 1);
    char *star = strchr(copy, '*');
    if (!star || !conf_number(star + 1 + strspn(star + 1, " "), &part->weight))
        return false;
    while (star > copy && star[-1] == ' ')
        star--;
    *star = 0;
    for (char *at = copy; (at = strchr(at, ':')) && fields < 3; fields++) {
        *at++ = 0;
        field[fields] = at;
    }
    if (!conf_int(field[0], 0, UINT16_MAX, &address) ||
        (fields >= 2 && !profile_point_type(field[fields - 1], &type)))
        return false;
    part->words = point_type_words(type);
    part->type = (uint8_t)type;
    part->address = (uint16_t)address;
    return draft_is_factor(part->weight) && type != POINT_STRING && type != POINT_BOOL &&
           address + part->words <= UINT16_MAX + 1 &&
           (fields < 3 || (conf_int(field[1], 1, 4, &words) && words == part->words));
}

static void read_parts(const struct draft *draft, struct point *point)
{
    const struct draft_entry *entry = draft_find(draft, KEY_PARTS);
    char piece[96];
    struct point_part part = {0};
    if (!entry)
        return;
    const char *at = entry->value;
    while (draft_piece(&at, ",;", piece, sizeof piece) && point->part_count < LIST_MOST) {
        if (!parse_part(point, piece, &part)) {
            draft_expect(draft, entry,
                         "\"ADDRESS:WORDS:TYPE*WEIGHT, …\" as in \"6507:1:uint16*0.001\", but "
                         "found \"%s\"",
                         piece);
            continue;
        }
        if (draft->is_typed && part.words != point->words && part.words != 1) {
            draft_expect(draft, entry,
                         "parts of one register or as wide as the point itself (%u registers)",
                         point->words);
            continue;
        }
        point->part = alloc_resize(point->part, point->part_count + 1, sizeof *point->part);
        point->part[point->part_count++] = part;
    }
    if (point->part_count == 0 && !*entry->value)
        draft_expect(draft, entry, "\"ADDRESS:WORDS:TYPE*WEIGHT, …\"");
}

static bool add_factor(struct point *point, const char *text)
{
    char copy[64];
    long long raw = 0;
    double factor = 0;
    memcpy(copy, text, strlen(text) + 1);
    char *equals = strchr(copy, '=');
    if (!equals || point->unit_factor_count == LIST_MOST)
        return false;
    *equals = 0;
    if (!conf_int(copy, 0, UINT16_MAX, &raw) || !conf_number(equals + 1, &factor) ||
        !draft_is_factor(factor))
        return false;
    for (size_t i = 0; i < point->unit_factor_count; i++)
        if (point->unit_factor[i].raw == raw)
            return false;
    size_t count = point->unit_factor_count++;
    point->unit_factor = alloc_resize(point->unit_factor, count + 1, sizeof *point->unit_factor);
    point->unit_factor[count].raw = (int32_t)raw;
    point->unit_factor[count].factor = factor;
    return true;
}

static void read_unit_register(const struct draft *draft, struct point *point)
{
    const struct draft_entry *entry = draft_find(draft, KEY_UNIT_REGISTER);
    char piece[64];
    long long address = 0;
    if (!entry)
        return;
    const char *at = entry->value;
    bool is_good =
        draft_piece(&at, ", ", piece, sizeof piece) && conf_int(piece, 0, UINT16_MAX, &address);
    while (is_good && draft_piece(&at, ", ", piece, sizeof piece))
        is_good = add_factor(point, piece);
    if (!is_good || point->unit_factor_count == 0) {
        draft_expect(draft, entry,
                     "\"REGISTER RAW=FACTOR …\", each RAW once, as in \"6520 0=3.6 1=0.0036 2=1\"");
        return;
    }
    point->unit_address = (int32_t)address;
}

/* "2:自动:automatic", or "2:automatic" for both languages. */
static bool add_label(struct point *point, const char *text)
{
    const char *colon = strchr(text, ':');
    const char *second = colon ? strchr(colon + 1, ':') : NULL;
    char number[16], zh[CONF_LINE_MOST];
    long long value = 0;
    long long most = point->type == POINT_BITS ? 15 : point->type == POINT_BOOL ? 1 : UINT16_MAX;
    const char *at = text;
    if (!colon || !draft_piece(&at, ":", number, sizeof number) ||
        !conf_int(number, 0, most, &value))
        return false;
    at = colon + 1;
    if (!draft_piece(&at, ":", zh, sizeof zh) || point->label_count == LIST_MOST)
        return false;
    for (size_t i = 0; i < point->label_count; i++)
        if (point->label[i].value == value)
            return false;
    size_t count = point->label_count++;
    point->label = alloc_resize(point->label, count + 1, sizeof *point->label);
    const char *en = second ? second + 1 + strspn(second + 1, " \t") : "";
    point->label[count] = (struct point_label){(int32_t)value, alloc_text(zh), alloc_text(en)};
    return true;
}

static void read_labels(const struct draft *draft, struct point *point)
{
    char piece[CONF_LINE_MOST];
    for (size_t i = 0; i < draft->entry.count; i++) {
        const struct draft_entry *entry = &draft->entry.at[i];
        const char *at = entry->value;
        if (entry->key != KEY_LABELS && entry->key != KEY_LABEL)
            continue;
        const char *separator = entry->key == KEY_LABELS ? "," : "";
        bool is_good = *at;
        while (is_good && draft_piece(&at, separator, piece, sizeof piece))
            is_good = add_label(point, piece);
        if (!is_good)
            draft_expect(draft, entry, "%s, each value once and %s",
                         entry->key == KEY_LABELS ? "\"VALUE:中文:English, …\""
                                                  : "\"VALUE:中文:English\"",
                         point->type == POINT_BITS   ? "from 0 to 15, the bit's number"
                         : point->type == POINT_BOOL ? "0 or 1"
                                                     : "from 0 to 65535");
    }
}

void profile_value_read(const struct draft *draft, struct point *point)
{
    enum point_type type = (enum point_type)point->type;
    bool is_register = !draft->is_typed || !area_is_bits((enum area)point->area);
    bool is_number = !draft->is_typed || (type != POINT_BOOL && type != POINT_STRING &&
                                          type != POINT_BITS && type != POINT_ENUM);
    read_invalid(draft, point);
    if (is_register)
        read_status(draft, point);
    if (is_number && is_register) {
        read_parts(draft, point);
        read_unit_register(draft, point);
    }
    if (!draft->is_typed || (!is_number && type != POINT_STRING))
        read_labels(draft, point);
}
