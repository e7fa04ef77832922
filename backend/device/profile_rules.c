#include "backend/device/point.h"
#include "backend/device/profile_parts.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define RANGES_MOST 1024

static const struct {
    const char *text;
    enum area area;
} area_words[] = {
    {"holding", AREA_HOLDING},
    {"holding register", AREA_HOLDING},
    {"hr", AREA_HOLDING},
    {"4x", AREA_HOLDING},
    {"input", AREA_INPUT},
    {"input register", AREA_INPUT},
    {"ir", AREA_INPUT},
    {"3x", AREA_INPUT},
    {"coil", AREA_COIL},
    {"coils", AREA_COIL},
    {"0x", AREA_COIL},
    {"discrete", AREA_DISCRETE},
    {"discrete input", AREA_DISCRETE},
    {"di", AREA_DISCRETE},
    {"1x", AREA_DISCRETE},
};

bool profile_rules_area(const char *text, enum area *out)
{
    for (size_t i = 0; i < sizeof area_words / sizeof *area_words; i++) {
        if (strcasecmp(text, area_words[i].text) == 0) {
            *out = area_words[i].area;
            return true;
        }
    }
    return false;
}

/* "holding 0-5": cuts the area's name off the front; `rest` is what follows it. */
static bool cut_area(const char *text, enum area *area, const char **rest)
{
    char word[24];
    size_t length = strcspn(text, " \t");
    if (length >= sizeof word)
        return false;
    memcpy(word, text, length);
    word[length] = 0;
    *rest = text + length + strspn(text + length, " \t");
    return profile_rules_area(word, area);
}

static bool parse_range(const char *text, struct address_range *range)
{
    char first[32];
    const char *dash = strchr(text, '-');
    size_t length = dash ? (size_t)(dash - text) : strlen(text);
    long long low = 0, high = 0;
    if (length >= sizeof first)
        return false;
    memcpy(first, text, length);
    while (length > 0 && first[length - 1] == ' ')
        length--;
    first[length] = 0;
    const char *last = dash ? dash + 1 + strspn(dash + 1, " \t") : first;
    if (!conf_int(first, 0, UINT16_MAX, &low) || !conf_int(last, low, UINT16_MAX, &high))
        return false;
    range->first = (uint16_t)low;
    range->last = (uint16_t)high;
    return true;
}

static void add_range(struct profile_reader *reader, const struct draft_entry *entry,
                      struct address_range range)
{
    struct profile *profile = reader->profile;
    if (profile->range_count == RANGES_MOST) {
        draft_expect(&reader->rules, entry, "at most %d ranges", RANGES_MOST);
        return;
    }
    for (size_t i = 0; i < profile->range_count; i++) {
        const struct address_range *other = &profile->range[i];
        if (other->area == range.area && other->first <= range.last && range.first <= other->last) {
            draft_expect(&reader->rules, entry, "ranges apart, but %s %u-%u and %u-%u overlap",
                         area_name(range.area), other->first, other->last, range.first, range.last);
            return;
        }
    }
    profile->range = alloc_resize(profile->range, profile->range_count + 1, sizeof *profile->range);
    profile->range[profile->range_count++] = range;
}

/* One area's part of the line: "holding 0-5, 9-31". */
static void read_area_ranges(struct profile_reader *reader, const struct draft_entry *entry,
                             const char *text)
{
    struct address_range range = {0};
    enum area area = AREA_HOLDING;
    const char *at = text;
    char piece[64];
    if (!cut_area(text, &area, &at)) {
        draft_expect(&reader->rules, entry,
                     "holding, input, coil or discrete before each list, as in "
                     "\"holding 0-5, 9-31; coil 0-20\"");
        return;
    }
    range.area = (uint8_t)area;
    bool is_any = false;
    while (draft_piece(&at, ",", piece, sizeof piece)) {
        is_any = true;
        if (parse_range(piece, &range))
            add_range(reader, entry, range);
        else
            draft_expect(&reader->rules, entry, "FIRST-LAST from 0 to 65535 instead of \"%s\"",
                         piece);
    }
    if (!is_any)
        draft_expect(&reader->rules, entry, "FIRST-LAST after \"%s\"", text);
}

static void read_ranges(struct profile_reader *reader)
{
    for (size_t i = 0; i < reader->rules.entry.count; i++) {
        const struct draft_entry *entry = &reader->rules.entry.at[i];
        if (entry->key != KEY_RANGES)
            continue;
        char *text = alloc_new(strlen(entry->value) + 1);
        const char *at = entry->value;
        if (!*at)
            draft_expect(&reader->rules, entry, "such as \"holding 0-5, 9-31; coil 0-20\"");
        while (draft_piece(&at, ";", text, strlen(entry->value) + 1))
            read_area_ranges(reader, entry, text);
        free(text);
    }
}

/* The public codes of the Modbus specification. */
static bool is_function(long long code)
{
    static const uint32_t codes =
        0x1fe | 1U << 11 | 1U << 12 | 1U << 15 | 1U << 16 | 1U << 17 | 0x1fU << 20;
    return code == 43 || (code < 32 && codes >> code & 1);
}

static uint32_t read_functions(struct profile_reader *reader)
{
    const struct draft_entry *entry = draft_find(&reader->rules, KEY_FUNCTIONS);
    uint32_t functions = 0;
    char piece[32];
    if (!entry)
        return 1U << 1 | 1U << 2 | 1U << 3 | 1U << 4 | 1U << 5 | 1U << 6 | 1U << 15 | 1U << 16;
    const char *at = entry->value;
    while (draft_piece(&at, ",; ", piece, sizeof piece)) {
        long long function = 0;
        const char *number = strncasecmp(piece, "fc", 2) == 0 ? piece + 2 : piece;
        if (!conf_int(number, 1, 127, &function) || !is_function(function))
            draft_expect(&reader->rules, entry,
                         "function codes such as \"1, 3, 6, 16\" (1-8, 11, 12, 15-17, 20-24, 43), "
                         "but found \"%s\"",
                         piece);
        else if (function < 32)
            functions |= 1U << function;
    }
    if (functions & 0x1eU)
        return functions;
    draft_expect(&reader->rules, entry, "at least one that reads: 1, 2, 3 or 4");
    return functions | 0x1eU; /* told once, not again for each point */
}

/* The given code, or the first of the two that the device allows. */
static uint8_t read_write_function(struct profile_reader *reader, enum draft_key key,
                                   unsigned single, unsigned many)
{
    uint32_t functions = reader->profile->functions;
    unsigned otherwise = functions >> single & 1 || !(functions >> many & 1) ? single : many;
    const struct draft_entry *entry = draft_find(&reader->rules, key);
    long long code = draft_int(&reader->rules, key, 1, 127, otherwise);
    if (!entry)
        return (uint8_t)otherwise;
    if (code != single && code != many) {
        draft_expect(&reader->rules, entry, "%u or %u", single, many);
        return (uint8_t)otherwise;
    }
    if (!(functions >> code & 1))
        draft_expect(&reader->rules, entry, "a code that \"functions\" allows");
    return (uint8_t)code;
}

static void read_gap(struct profile_reader *reader)
{
    struct profile *profile = reader->profile;
    const struct draft_entry *entry = draft_find(&reader->rules, KEY_GAP);
    long long gap = 0;
    if (!entry || strcasecmp(entry->value, "none") == 0)
        return;
    if (!conf_int(entry->value, 0, 2000, &gap)) {
        draft_expect(&reader->rules, entry, "none, or how many unused registers may be read over");
        return;
    }
    profile->gap_policy = gap > 0 ? GAP_SPAN : GAP_NONE;
    profile->gap = (uint16_t)gap;
}

/* Cuts `count` whole numbers out of a value; false, with a message, if they are not exactly these.
 */
static bool read_numbers(const struct draft *draft, enum draft_key key, const char *form,
                         size_t count, long long out[])
{
    const struct draft_entry *entry = draft_find(draft, key);
    char piece[32];
    size_t got = 0;
    if (!entry)
        return false;
    const char *at = entry->value;
    bool is_good = true;
    while (is_good && draft_piece(&at, ", ", piece, sizeof piece))
        is_good = got < count && conf_int(piece, 0, UINT16_MAX, &out[got++]);
    if (is_good && got == count)
        return true;
    draft_expect(draft, entry, "%s, each from 0 to 65535", form);
    return false;
}

static void read_registers(struct profile_reader *reader)
{
    struct profile *profile = reader->profile;
    long long number[3] = {0};
    if (read_numbers(&reader->rules, KEY_UNLOCK, "\"REGISTER VALUE\"", 2, number)) {
        profile->unlock_address = (int32_t)number[0];
        profile->unlock_value = (uint16_t)number[1];
    }
    if (!read_numbers(&reader->rules, KEY_IDENTITY, "\"REGISTER LOW HIGH\"", 3, number))
        return;
    profile->identity_address = (int32_t)number[0];
    profile->identity_low = (uint16_t)number[1];
    profile->identity_high = (uint16_t)number[2];
    if (number[1] > number[2])
        draft_expect(&reader->rules, draft_find(&reader->rules, KEY_IDENTITY),
                     "LOW not above HIGH in \"REGISTER LOW HIGH\"");
}

long long profile_rules_base(const struct profile_reader *reader, enum area area)
{
    const struct draft_entry *entry = draft_find(&reader->rules, KEY_DOCUMENT_BASE);
    long long base = -1, number = 0;
    char piece[64];
    const char *at = entry ? entry->value : "";
    while (draft_piece(&at, ",;", piece, sizeof piece)) {
        enum area named = AREA_HOLDING;
        const char *rest = piece;
        if (cut_area(piece, &named, &rest) ? named == area && conf_int(rest, 0, 999999, &number)
                                           : conf_int(piece, 0, 999999, &number))
            base = number;
    }
    return base;
}

static void check_document_base(struct profile_reader *reader)
{
    const struct draft_entry *entry = draft_find(&reader->rules, KEY_DOCUMENT_BASE);
    char piece[64];
    const char *at = entry ? entry->value : "";
    bool is_good = !entry || *entry->value;
    while (is_good && draft_piece(&at, ",;", piece, sizeof piece)) {
        enum area area = AREA_HOLDING;
        long long number = 0;
        const char *rest = piece;
        bool has_area = cut_area(piece, &area, &rest);
        is_good = conf_int(has_area ? rest : piece, 0, 999999, &number);
    }
    if (!is_good)
        draft_expect(
            &reader->rules, entry,
            "the printed number of address 0, such as \"40001\" or \"holding 40001, coil 1\"");
}

static void read_times(struct profile_reader *reader)
{
    struct profile *profile = reader->profile;
    const struct draft *rules = &reader->rules;
    profile->pause_ms = (int32_t)draft_int(rules, KEY_PAUSE_MS, 0, 60000, 0);
    profile->timeout_ms = (int32_t)draft_int(rules, KEY_TIMEOUT_MS, 10, 60000, 1000);
    double period_s = draft_number(rules, KEY_PERIOD_S, 10);
    if (period_s < 0.1 || period_s > 86400) {
        draft_expect(rules, draft_find(rules, KEY_PERIOD_S), "seconds from 0.1 to 86400");
        period_s = 10;
    }
    profile->period_ms = (int32_t)(period_s * 1000 + 0.5);
}

void profile_rules_read(struct profile_reader *reader)
{
    struct profile *profile = reader->profile;
    const struct draft *rules = &reader->rules;
    profile->zh = draft_text(rules, KEY_ZH);
    profile->en = draft_text(rules, KEY_EN);
    read_ranges(reader);
    profile->most_registers = (uint16_t)draft_int(rules, KEY_MOST_REGISTERS, 1, 125, 125);
    profile->most_bits = (uint16_t)draft_int(rules, KEY_MOST_BITS, 1, 2000, 2000);
    profile->functions = read_functions(reader);
    read_gap(reader);
    profile->one_point_a_read = draft_bool(rules, KEY_ONE_POINT_A_READ, false);
    read_times(reader);
    profile->connections = (uint8_t)draft_int(rules, KEY_CONNECTIONS, 1, 255, 1);
    profile->write_function = read_write_function(reader, KEY_WRITE_FUNCTION, 6, 16);
    profile->write_coil_function = read_write_function(reader, KEY_WRITE_COIL_FUNCTION, 5, 15);
    profile->write_budget_day = (int32_t)draft_int(rules, KEY_WRITE_BUDGET_DAY, 0, 1000000, 0);
    profile->unlock_address = profile->identity_address = -1;
    read_registers(reader);
    profile->ignores_transaction_id = draft_bool(rules, KEY_IGNORES_TRANSACTION_ID, false);
    check_document_base(reader);
}
