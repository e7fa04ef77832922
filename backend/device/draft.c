#include "backend/device/draft.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ANYWHERE (IN_DEFAULTS | IN_POINT)

static const struct {
    const char *name;
    uint8_t scope;
    bool repeats;
} keys[DRAFT_KEYS] = {
    [KEY_RANGES] = {"ranges", IN_PROFILE, true},
    [KEY_MOST_REGISTERS] = {"most_registers", IN_PROFILE, false},
    [KEY_MOST_BITS] = {"most_bits", IN_PROFILE, false},
    [KEY_FUNCTIONS] = {"functions", IN_PROFILE, false},
    [KEY_GAP] = {"gap", IN_PROFILE, false},
    [KEY_ONE_POINT_A_READ] = {"one_point_a_read", IN_PROFILE, false},
    [KEY_PAUSE_MS] = {"pause_ms", IN_PROFILE, false},
    [KEY_TIMEOUT_MS] = {"timeout_ms", IN_PROFILE, false},
    [KEY_PERIOD_S] = {"period_s", IN_PROFILE, false},
    [KEY_CONNECTIONS] = {"connections", IN_PROFILE, false},
    [KEY_WRITE_FUNCTION] = {"write_function", IN_PROFILE, false},
    [KEY_WRITE_COIL_FUNCTION] = {"write_coil_function", IN_PROFILE, false},
    [KEY_WRITE_BUDGET_DAY] = {"write_budget_day", IN_PROFILE, false},
    [KEY_UNLOCK] = {"unlock", IN_PROFILE, false},
    [KEY_IDENTITY] = {"identity", IN_PROFILE, false},
    [KEY_IGNORES_TRANSACTION_ID] = {"ignores_transaction_id", IN_PROFILE, false},
    [KEY_DOCUMENT_BASE] = {"document_base", IN_PROFILE, false},
    [KEY_ZH] = {"zh", IN_PROFILE | IN_POINT, false},
    [KEY_EN] = {"en", IN_PROFILE | IN_POINT, false},
    [KEY_GROUP] = {"group", ANYWHERE, false},
    [KEY_AREA] = {"area", ANYWHERE, false},
    [KEY_ADDRESS] = {"address", IN_POINT, false},
    [KEY_DOCUMENT] = {"document", IN_POINT, false},
    [KEY_TYPE] = {"type", ANYWHERE, false},
    [KEY_WORDS] = {"words", IN_POINT, false},
    [KEY_ORDER] = {"order", ANYWHERE, false},
    [KEY_BIT] = {"bit", IN_POINT, false},
    [KEY_SCALE] = {"scale", ANYWHERE, false},
    [KEY_OFFSET] = {"offset", ANYWHERE, false},
    [KEY_UNIT] = {"unit", ANYWHERE, false},
    [KEY_LOW] = {"low", ANYWHERE, false},
    [KEY_HIGH] = {"high", ANYWHERE, false},
    [KEY_INVALID] = {"invalid", ANYWHERE, false},
    [KEY_STATUS] = {"status", IN_POINT, false},
    [KEY_PARTS] = {"parts", IN_POINT, false},
    [KEY_UNIT_REGISTER] = {"unit_register", IN_POINT, false},
    [KEY_LABELS] = {"labels", IN_POINT, true},
    [KEY_LABEL] = {"label", IN_POINT, true},
    [KEY_EVERY] = {"every", ANYWHERE, false},
    [KEY_FROZEN_S] = {"frozen_s", ANYWHERE, false},
    [KEY_OPTIONAL] = {"optional", ANYWHERE, false},
    [KEY_RESOLUTION] = {"resolution", ANYWHERE, false},
    [KEY_ACCESS] = {"access", ANYWHERE, false},
    [KEY_SET_LOW] = {"set_low", IN_POINT, false},
    [KEY_SET_HIGH] = {"set_high", IN_POINT, false},
    [KEY_STEP] = {"step", IN_POINT, false},
    [KEY_STEP_WAIT_S] = {"step_wait_s", IN_POINT, false},
    [KEY_LEVEL_COIL] = {"level_coil", IN_POINT, false},
    [KEY_AUTHORITY] = {"authority", IN_POINT, false},
    [KEY_IN_FORCE_WHEN] = {"in_force_when", IN_POINT, false},
    [KEY_CURVE_WHEN] = {"curve_when", IN_POINT, false},
};

void draft_init(struct draft *draft, const struct conf_line *section, enum draft_scope scope,
                struct conf_errors *errors)
{
    *draft = (struct draft){.name = alloc_text(section->section),
                            .line = section->line,
                            .scope = (uint8_t)scope,
                            .errors = errors};
}

void draft_finish(struct draft *draft)
{
    for (size_t i = 0; i < draft->entry.count; i++)
        free(draft->entry.at[i].value);
    free(draft->entry.at);
    free(draft->name);
}

/* Levenshtein distance of two short texts; texts of more than 31 bytes are far from everything. */
static unsigned edits_between(const char *a, const char *b)
{
    unsigned row[32];
    size_t width = strlen(b);
    if (strlen(a) > 31 || width > 31)
        return 99;
    for (size_t j = 0; j <= width; j++)
        row[j] = (unsigned)j;
    for (size_t i = 1; a[i - 1]; i++) {
        unsigned diagonal = row[0];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= width; j++) {
            unsigned best = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[width];
}

static const char *scope_name(unsigned scope)
{
    if (scope & IN_PROFILE)
        return "[profile]";
    return scope & IN_POINT ? "a point's section" : "[defaults]";
}

/* What other programs and manuals call it. */
static const char *own_word(const char *typed)
{
    static const struct {
        const char *theirs, *ours;
    } words[] = {
        {"addr", "address"},         {"register", "address"},     {"reg", "address"},
        {"name", "zh or en"},        {"description", "zh or en"}, {"label_zh", "label"},
        {"factor", "scale"},         {"multiplier", "scale"},     {"scaling", "scale"},
        {"gain", "scale"},           {"bias", "offset"},          {"format", "type"},
        {"data_type", "type"},       {"datatype", "type"},        {"length", "words"},
        {"count", "words"},          {"byte_order", "order"},     {"word_order", "order"},
        {"endian", "order"},         {"swap", "order"},           {"min", "low or set_low"},
        {"max", "high or set_high"}, {"limits", "low and high"},  {"rw", "access"},
        {"writable", "access"},      {"mode", "access"},          {"nan", "invalid"},
        {"interval", "period_s"},    {"timeout", "timeout_ms"},   {"max_gap", "gap"},
        {"function", "functions"},   {"function_code", "area"},   {"password", "unlock"},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].theirs, typed) == 0)
            return words[i].ours;
    return NULL;
}

static void report_unknown(const struct draft *draft, const char *typed, int line)
{
    const char *nearest = NULL, *ours = own_word(typed);
    unsigned fewest = 99;
    if (ours) {
        conf_error(draft->errors, line, "unknown key \"%s\", expected %s", typed, ours);
        return;
    }
    for (size_t i = 0; i < DRAFT_KEYS; i++) {
        unsigned edits = edits_between(typed, keys[i].name);
        if ((keys[i].scope & draft->scope) && edits < fewest) {
            fewest = edits;
            nearest = keys[i].name;
        }
    }
    if (nearest && fewest * 2 <= strlen(nearest))
        conf_error(draft->errors, line, "unknown key \"%.40s\", expected \"%s\"?", typed, nearest);
    else
        conf_error(draft->errors, line, "unknown key \"%.40s\", expected a key of %s (%s)", typed,
                   scope_name(draft->scope),
                   draft->scope & IN_PROFILE ? "zh, en, ranges, functions, gap, period_s, …"
                                             : "address, area, type, scale, unit, low, high, …");
}

/* "Step-Wait S" is "step_wait_s": form is free, meaning is not. */
static void fold_key(const char *typed, char *out, size_t size)
{
    size_t used = 0;
    for (; *typed && used + 1 < size; typed++)
        out[used++] = *typed == '-' || *typed == ' ' ? '_' : (char)tolower((unsigned char)*typed);
    out[used] = 0;
}

void draft_add(struct draft *draft, const struct conf_line *line)
{
    char name[48];
    fold_key(line->key, name, sizeof name);
    size_t key = 0;
    while (key < DRAFT_KEYS && strcmp(keys[key].name, name) != 0)
        key++;
    if (key == DRAFT_KEYS) {
        report_unknown(draft, name, line->line);
        return;
    }
    if (!(keys[key].scope & draft->scope)) {
        conf_error(draft->errors, line->line, "key \"%s\" in [%.40s], expected in %s", name,
                   draft->name, scope_name(keys[key].scope));
        return;
    }
    const struct draft_entry *before = draft_own(draft, (enum draft_key)key);
    if (before && !keys[key].repeats) {
        conf_error(draft->errors, line->line, "\"%s\" again, expected once (already on line %d)",
                   name, before->line);
        return;
    }
    *VEC_PUSH(&draft->entry) =
        (struct draft_entry){(uint8_t)key, line->line, alloc_text(line->value)};
}

const struct draft_entry *draft_own(const struct draft *draft, enum draft_key key)
{
    for (size_t i = 0; i < draft->entry.count; i++)
        if (draft->entry.at[i].key == key)
            return &draft->entry.at[i];
    return NULL;
}

const struct draft_entry *draft_find(const struct draft *draft, enum draft_key key)
{
    const struct draft_entry *own = draft_own(draft, key);
    return own || !draft->fallback ? own : draft_own(draft->fallback, key);
}

int draft_line(const struct draft *draft, enum draft_key key)
{
    const struct draft_entry *entry = draft_find(draft, key);
    return entry ? entry->line : draft->line;
}

const char *draft_key_name(enum draft_key key)
{
    return keys[key].name;
}

/* U+FF01 to U+FF7F: what a Chinese keyboard gives for ASCII. */
static bool has_full_width(const char *text)
{
    for (const unsigned char *at = (const unsigned char *)text; *at; at++)
        if (at[0] == 0xef && (at[1] == 0xbc || at[1] == 0xbd))
            return true;
    return false;
}

/* They look like blanks, and come out of manuals and Chinese keyboards. */
static bool has_odd_blank(const char *text)
{
    return strstr(text, "\xc2\xa0") || strstr(text, "\xe3\x80\x80");
}

void draft_expect(const struct draft *draft, const struct draft_entry *entry, const char *format,
                  ...)
{
    char expected[320];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(expected, sizeof expected, format, arguments);
    va_end(arguments);
    conf_error(draft->errors, entry->line, "%s = %.80s: expected %s%s", keys[entry->key].name,
               entry->value, expected,
               has_full_width(entry->value)
                   ? " (in plain characters, not full-width ones like １，：)"
               : has_odd_blank(entry->value)
                   ? " (with plain blanks, not ones like U+00A0 or U+3000, as it has)"
                   : "");
}

long long draft_int(const struct draft *draft, enum draft_key key, long long low, long long high,
                    long long otherwise)
{
    const struct draft_entry *entry = draft_find(draft, key);
    long long value = otherwise;
    if (entry && !conf_int(entry->value, low, high, &value)) {
        draft_expect(draft, entry, "a whole number from %lld to %lld", low, high);
        return otherwise;
    }
    return value;
}

double draft_number(const struct draft *draft, enum draft_key key, double otherwise)
{
    const struct draft_entry *entry = draft_find(draft, key);
    double value = otherwise;
    if (entry && !conf_number(entry->value, &value)) {
        draft_expect(draft, entry, "a number such as 0.1 or -20");
        return otherwise;
    }
    return value;
}

bool draft_is_factor(double value)
{
    return fabs(value) >= 1e-12 && fabs(value) <= 1e12;
}

double draft_factor(const struct draft *draft, enum draft_key key, double otherwise)
{
    double value = draft_number(draft, key, otherwise);
    if (draft_is_factor(value))
        return value;
    draft_expect(draft, draft_find(draft, key), DRAFT_FACTORS);
    return otherwise;
}

bool draft_bool(const struct draft *draft, enum draft_key key, bool otherwise)
{
    const struct draft_entry *entry = draft_find(draft, key);
    bool value = otherwise;
    if (entry && !conf_bool(entry->value, &value))
        draft_expect(draft, entry, "yes or no");
    return value;
}

char *draft_text(const struct draft *draft, enum draft_key key)
{
    const struct draft_entry *entry = draft_find(draft, key);
    return alloc_text(entry ? entry->value : "");
}

bool draft_piece(const char **at, const char *any_of, char *out, size_t size)
{
    const char *from = *at;
    while (*from && (strchr(any_of, *from) || *from == ' ' || *from == '\t'))
        from++;
    size_t length = strcspn(from, any_of);
    *at = from + length;
    while (length > 0 && (from[length - 1] == ' ' || from[length - 1] == '\t'))
        length--;
    snprintf(out, size, "%.*s", (int)length, from);
    return length > 0;
}
