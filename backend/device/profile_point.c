#include "backend/device/codec.h"
#include "backend/device/point.h"
#include "backend/device/profile_parts.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct {
    const char *text;
    enum point_type type;
} type_words[] = {
    {"bool", POINT_BOOL},       {"bit", POINT_BOOL},       {"int16", POINT_INT16},
    {"s16", POINT_INT16},       {"short", POINT_INT16},    {"uint16", POINT_UINT16},
    {"u16", POINT_UINT16},      {"word", POINT_UINT16},    {"int32", POINT_INT32},
    {"s32", POINT_INT32},       {"uint32", POINT_UINT32},  {"u32", POINT_UINT32},
    {"dword", POINT_UINT32},    {"int64", POINT_INT64},    {"s64", POINT_INT64},
    {"float32", POINT_FLOAT32}, {"float", POINT_FLOAT32},  {"real", POINT_FLOAT32},
    {"float64", POINT_FLOAT64}, {"double", POINT_FLOAT64}, {"bits", POINT_BITS},
    {"bit field", POINT_BITS},  {"bitfield", POINT_BITS},  {"enum", POINT_ENUM},
    {"string", POINT_STRING},   {"text", POINT_STRING},
};

#define TYPES_EXPECTED                                                                             \
    "bool, int16, uint16, int32, uint32, int64, float32, float64, bits, enum or string"

/* What a point is, as far as keys have a meaning for it. */
enum { A_BIT = 1, A_REGISTER_BIT = 2, A_NUMBER = 4, A_CODE = 8, A_STRING = 16, ANY_KIND = 31 };

/* A key that stands where it means nothing is a misunderstanding, not a detail. */
static const struct {
    enum draft_key key;
    unsigned kinds;
    bool is_for_writing;
} meanings[] = {
    {KEY_WORDS, A_NUMBER | A_CODE | A_STRING, false},
    {KEY_ORDER, A_REGISTER_BIT | A_NUMBER | A_CODE | A_STRING, false},
    {KEY_BIT, A_REGISTER_BIT, false},
    {KEY_SCALE, A_NUMBER, false},
    {KEY_OFFSET, A_NUMBER, false},
    {KEY_RESOLUTION, A_NUMBER, false},
    {KEY_LOW, A_NUMBER | A_CODE, false},
    {KEY_HIGH, A_NUMBER | A_CODE, false},
    {KEY_INVALID, A_REGISTER_BIT | A_NUMBER | A_CODE, false},
    {KEY_STATUS, A_REGISTER_BIT | A_NUMBER | A_CODE | A_STRING, false},
    {KEY_PARTS, A_NUMBER, false},
    {KEY_UNIT_REGISTER, A_NUMBER, false},
    {KEY_LABELS, A_BIT | A_REGISTER_BIT | A_CODE, false},
    {KEY_LABEL, A_BIT | A_REGISTER_BIT | A_CODE, false},
    {KEY_SET_LOW, A_NUMBER | A_CODE, true},
    {KEY_SET_HIGH, A_NUMBER | A_CODE, true},
    {KEY_STEP, A_NUMBER, true},
    {KEY_STEP_WAIT_S, A_NUMBER | A_CODE | A_BIT, true},
    {KEY_LEVEL_COIL, A_NUMBER | A_CODE | A_BIT, true},
    {KEY_AUTHORITY, A_NUMBER | A_CODE | A_BIT, true},
    {KEY_IN_FORCE_WHEN, A_NUMBER | A_CODE | A_BIT, true},
    {KEY_CURVE_WHEN, A_NUMBER, true},
};

/* Any kind, as long as the area or the type is a mistake: what else stands there is judged yet. */
static unsigned kind_of(const struct draft *draft, const struct point *point)
{
    if (!draft->is_typed)
        return ANY_KIND;
    if (area_is_bits((enum area)point->area))
        return A_BIT;
    switch ((enum point_type)point->type) {
    case POINT_BOOL: return A_REGISTER_BIT;
    case POINT_BITS:
    case POINT_ENUM: return A_CODE;
    case POINT_STRING: return A_STRING;
    case POINT_INT16:
    case POINT_UINT16:
    case POINT_INT32:
    case POINT_UINT32:
    case POINT_INT64:
    case POINT_FLOAT32:
    case POINT_FLOAT64: return A_NUMBER;
    }
    return 0;
}

static void check_meanings(const struct draft *draft, const struct point *point)
{
    unsigned kind = kind_of(draft, point);
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        const struct draft_entry *entry = draft_own(draft, meanings[i].key);
        if (!entry)
            continue;
        if (!(meanings[i].kinds & kind))
            draft_expect(draft, entry, "no such key: it has no meaning for type %s in %s",
                         point_type_name((enum point_type)point->type),
                         area_name((enum area)point->area));
        else if (meanings[i].is_for_writing && point->access == ACCESS_READ)
            draft_expect(draft, entry, "\"access = write\" beside it");
    }
}

/* The key where it has a meaning: what [defaults] give only concerns fitting points. */
static const struct draft_entry *find_meant(const struct draft *draft, const struct point *point,
                                            enum draft_key key)
{
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (meanings[i].key == key && !(meanings[i].kinds & kind_of(draft, point)))
            return NULL;
    return draft_find(draft, key);
}

static double number_meant(const struct draft *draft, const struct point *point, enum draft_key key,
                           double otherwise)
{
    return find_meant(draft, point, key) ? draft_number(draft, key, otherwise) : otherwise;
}

static bool read_id(const struct draft *draft, struct point *point)
{
    const char *at = draft->name;
    bool is_good = isalpha((unsigned char)*at) && strlen(at) < POINT_ID_SIZE;
    at += strspn(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
    if (is_good && *at == '.') {
        long long circuit = 0;
        is_good = at[1] != '0' && strlen(at) <= 3 && isdigit((unsigned char)at[1]) &&
                  conf_int(at + 1, 1, 99, &circuit);
        point->circuit = (uint8_t)circuit;
        at += strlen(at);
    }
    memcpy(point->id, draft->name, is_good ? strlen(draft->name) : 0);
    if (is_good && !*at)
        return true;
    conf_error(draft->errors, draft->line,
               "point id \"%.40s\": expected a letter, then letters, digits or _ (at most %d "
               "together), then .1 to .99 if it belongs to a circuit, as in T2g.1",
               draft->name, POINT_ID_SIZE - 1);
    return false;
}

static bool read_area(const struct draft *draft, struct point *point)
{
    const struct draft_entry *entry = draft_find(draft, KEY_AREA);
    enum area area = AREA_HOLDING;
    if (entry && !profile_rules_area(entry->value, &area)) {
        draft_expect(draft, entry, "holding, input, coil or discrete");
        return false;
    }
    point->area = (uint8_t)area;
    return true;
}

bool profile_point_type(const char *text, enum point_type *out)
{
    for (size_t i = 0; i < sizeof type_words / sizeof *type_words; i++) {
        if (strcasecmp(text, type_words[i].text) == 0) {
            *out = type_words[i].type;
            return true;
        }
    }
    return false;
}

static void expect_type(const struct draft *draft, const struct draft_entry *entry)
{
    bool is_wide = strcasecmp(entry->value, "uint64") == 0;
    draft_expect(draft, entry,
                 is_wide ? "int64, for 64 bits with or without sign" : TYPES_EXPECTED);
}

static bool read_type(const struct draft *draft, struct point *point)
{
    bool is_bits = area_is_bits((enum area)point->area);
    const struct draft_entry *own = draft_own(draft, KEY_TYPE);
    const struct draft_entry *entry = is_bits ? own : draft_find(draft, KEY_TYPE);
    enum point_type type = POINT_BOOL;
    if (!entry && !is_bits) {
        conf_error(draft->errors, draft->line, "[%s] has no type, expected type = " TYPES_EXPECTED,
                   draft->name);
        return false;
    }
    if (entry && !profile_point_type(entry->value, &type)) {
        expect_type(draft, entry);
        return false;
    }
    if (is_bits && type != POINT_BOOL) {
        draft_expect(draft, entry, "bool, the only type in area %s",
                     area_name((enum area)point->area));
        return false;
    }
    point->type = (uint8_t)type;
    return true;
}

static bool read_words(const struct draft *draft, struct point *point)
{
    long long words = draft_int(draft, KEY_WORDS, 1, 125, 0);
    if (!draft->is_typed)
        return false;
    uint8_t own = point_type_words((enum point_type)point->type);
    const struct draft_entry *entry = draft_find(draft, KEY_WORDS);
    point->words = own ? own : (uint8_t)words;
    if (own == 0 && !entry)
        conf_error(draft->errors, draft->line,
                   "[%s] is a string, expected words = its registers, 1 to 125", draft->name);
    else if (words && own && words != own)
        draft_expect(draft, entry, "%u, for type %s takes so many registers", own,
                     point_type_name((enum point_type)point->type));
    return point->words > 0;
}

/* The printed number's digits, from its end: HR40011, "PNU 1024". */
static bool read_document_number(const char *text, long long *out)
{
    size_t end = strlen(text), digits = 0;
    while (digits < end && isdigit((unsigned char)text[end - digits - 1]))
        digits++;
    return digits > 0 && conf_int(text + end - digits, 0, 999999, out);
}

static bool read_address(struct profile_reader *reader, const struct draft *draft,
                         struct point *point)
{
    const struct draft_entry *entry = draft_find(draft, KEY_ADDRESS);
    const struct draft_entry *document = draft_find(draft, KEY_DOCUMENT);
    long long base = profile_rules_base(reader, (enum area)point->area);
    long long address = 0;
    if (entry) {
        long long number = 0;
        if (!conf_int(entry->value, 0, UINT16_MAX, &address)) {
            profile_printed_expect(draft, entry);
            return false;
        }
        if (document && base >= 0 && read_document_number(document->value, &number) &&
            number >= base && number - base != address)
            draft_expect(draft, entry, "%lld, for document %.40s less document_base %lld",
                         number - base, document->value, base);
    } else if (document && base >= 0) {
        if (!read_document_number(document->value, &address) || address < base ||
            address - base > UINT16_MAX) {
            draft_expect(draft, document, "a number from document_base, %lld, on", base);
            return false;
        }
        address -= base;
    } else {
        conf_error(draft->errors, draft->line,
                   "[%s] has no address, expected address = 0 to 65535%s", draft->name,
                   document ? " (or document_base in [profile])" : "");
        return false;
    }
    point->address = (uint16_t)address;
    if (address + point->words <= UINT16_MAX + 1)
        return true;
    conf_error(draft->errors, draft_line(draft, KEY_ADDRESS),
               "address %lld with %u registers ends behind 65535, expected at most %d", address,
               point->words, UINT16_MAX + 1 - point->words);
    return false;
}

static void read_bit(const struct draft *draft, struct point *point)
{
    point->bit = -1;
    unsigned kind = kind_of(draft, point);
    if (!(kind & A_REGISTER_BIT))
        return;
    if (kind == A_REGISTER_BIT && !draft_find(draft, KEY_BIT))
        conf_error(draft->errors, draft->line,
                   "[%s] is a bool in a register, expected bit = 0 to 15", draft->name);
    long long bit = draft_int(draft, KEY_BIT, 0, 15, 0);
    if (draft->is_typed)
        point->bit = (int8_t)bit;
}

static void read_access(const struct draft *draft, struct point *point)
{
    static const struct {
        const char *text;
        enum point_access access;
    } words[] = {{"read", ACCESS_READ},        {"r", ACCESS_READ},          {"ro", ACCESS_READ},
                 {"write", ACCESS_WRITE},      {"w", ACCESS_WRITE},         {"rw", ACCESS_WRITE},
                 {"read write", ACCESS_WRITE}, {"readwrite", ACCESS_WRITE}, {"r/w", ACCESS_WRITE},
                 {"read/write", ACCESS_WRITE}};
    const struct draft_entry *entry = draft_find(draft, KEY_ACCESS);
    bool is_found = !entry;
    for (size_t i = 0; entry && i < sizeof words / sizeof *words; i++) {
        if (strcasecmp(entry->value, words[i].text) == 0) {
            point->access = (uint8_t)words[i].access;
            is_found = true;
        }
    }
    if (!is_found)
        draft_expect(draft, entry, "read or write (rw is write: what is written can be read)");
}

static void read_scale(const struct draft *draft, struct point *point)
{
    point->scale = find_meant(draft, point, KEY_SCALE) ? draft_factor(draft, KEY_SCALE, 1) : 1;
    point->divisor = codec_divisor(point->scale);
    point->offset = number_meant(draft, point, KEY_OFFSET, 0);
}

static void read_limits(const struct draft *draft, struct point *point)
{
    /* the range of [defaults] is one of measured values, not of states and fault words */
    bool is_code = kind_of(draft, point) == A_CODE;
    bool has_low = !is_code || draft_own(draft, KEY_LOW);
    bool has_high = !is_code || draft_own(draft, KEY_HIGH);
    point->low = has_low ? number_meant(draft, point, KEY_LOW, -INFINITY) : -INFINITY;
    point->high = has_high ? number_meant(draft, point, KEY_HIGH, INFINITY) : INFINITY;
    point->set_low = number_meant(draft, point, KEY_SET_LOW, point->low);
    point->set_high = number_meant(draft, point, KEY_SET_HIGH, point->high);
    point->step = number_meant(draft, point, KEY_STEP, 0);
    if (point->step < 0 || (point->step == 0 && draft_find(draft, KEY_STEP)))
        draft_expect(draft, draft_find(draft, KEY_STEP), "a step above 0");
    point->step_wait_s = (int32_t)draft_int(draft, KEY_STEP_WAIT_S, 0, 86400, 0);
}

/* Floats without a scale would round to whole numbers in the history: a hundredth instead. */
static double default_resolution(const struct point *point)
{
    double finest = fabs(point->scale);
    for (size_t i = 0; i < point->part_count; i++)
        if (fabs(point->part[i].weight) < finest && point->part[i].weight != 0)
            finest = fabs(point->part[i].weight);
    bool is_float = point_type_is_float((enum point_type)point->type);
    for (size_t i = 0; i < point->part_count; i++)
        is_float |= point_type_is_float((enum point_type)point->part[i].type);
    return is_float ? finest / 100 : finest;
}

static void read_history(const struct draft *draft, struct point *point)
{
    point->every = (int32_t)draft_int(draft, KEY_EVERY, 1, 10000, 1);
    point->frozen_s = (int32_t)draft_int(draft, KEY_FROZEN_S, 0, 31536000, 0);
    point->is_optional = draft_bool(draft, KEY_OPTIONAL, false);
    double otherwise = default_resolution(point);
    point->resolution = number_meant(draft, point, KEY_RESOLUTION, otherwise);
    if (point->resolution >= 1e-12)
        return;
    draft_expect(draft, draft_find(draft, KEY_RESOLUTION), "a resolution above 0, from 1e-12 on");
    point->resolution = otherwise;
}

static void read_texts(const struct draft *draft, struct point *point)
{
    point->document = draft_text(draft, KEY_DOCUMENT);
    point->unit = draft_text(draft, KEY_UNIT);
    point->zh = draft_text(draft, KEY_ZH);
    point->en = draft_text(draft, KEY_EN);
    point->group = draft_text(draft, KEY_GROUP);
}

/* All that does not depend on where the point is. */
static void read_values(const struct draft *draft, struct point *point)
{
    read_access(draft, point);
    check_meanings(draft, point);
    if (draft->scope == IN_POINT) /* several stand in [defaults] */
        profile_order_read(draft, find_meant(draft, point, KEY_ORDER), point);
    read_bit(draft, point);
    read_scale(draft, point);
    read_limits(draft, point);
    profile_value_read(draft, point);
    read_history(draft, point);
}

void profile_point_read(struct profile_reader *reader, size_t index)
{
    struct draft *draft = &reader->point.at[index];
    struct point *point = &reader->profile->point[index];
    point->line = draft->line;
    point->unit_address = point->status_address = -1;
    point->level_coil = point->authority = point->in_force = point->curve = -1;
    point->every = 1;
    point->bit = -1;
    read_id(draft, point);
    read_texts(draft, point);
    bool has_area = read_area(draft, point);
    if (!has_area || !read_type(draft, point))
        point->type = POINT_UINT16;
    else
        draft->is_typed = true;
    bool has_words = read_words(draft, point);
    bool has_address = read_address(reader, draft, point);
    draft->is_located = has_area && has_address;
    draft->is_placed = draft->is_typed && has_words && has_address;
    read_values(draft, point);
}

/* Mistakes in [defaults] are mistakes also where every point says otherwise. */
void profile_point_defaults(struct profile_reader *reader)
{
    struct point none = {.type = POINT_UINT16, .words = 1, .every = 1};
    if (!reader->defaults.name)
        return;
    enum point_type type = POINT_BOOL;
    const struct draft_entry *entry = draft_own(&reader->defaults, KEY_TYPE);
    read_area(&reader->defaults, &none);
    if (entry && !profile_point_type(entry->value, &type))
        expect_type(&reader->defaults, entry);
    read_values(&reader->defaults, &none);
}
