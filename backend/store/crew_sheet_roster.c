#include "backend/store/crew_sheet.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

const char *const duty_role_names[DUTY_ROLE_COUNT] = {
    [DUTY_PRIMARY] = "primary", [DUTY_SECONDARY] = "secondary",   [DUTY_DISPATCHER] = "dispatcher",
    [DUTY_LEADER] = "leader",   [DUTY_SUPERVISOR] = "supervisor", [DUTY_VACATION] = "vacation",
};

enum { CREW, PERSON, PHONE, ROLE, FROM, TO, REPLACES, COLUMNS };
static const struct exchange_column columns[COLUMNS] = {
    [CREW] = {"crew", 23, false, true},         [PERSON] = {"person", 60, false, true},
    [PHONE] = {"phone", 47, false, true},       [ROLE] = {"role", 16, true, false},
    [FROM] = {"from", 16, true, false},         [TO] = {"to", 16, true, false},
    [REPLACES] = {"replaces", 60, false, true},
};

struct reader {
    struct crew_sheet *sheet;
    struct exchange_table table;
    int32_t names; /* numbers given */
};

/* "2026-11-15 08:00" in minutes since 1970 of local time, -1 if it is none. */
static int64_t minutes_of(const char *text)
{
    static const char form[] = "0000-00-00 00:00";
    struct tm at = {0}, made;
    for (size_t i = 0; i < sizeof form; i++)
        if (form[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != form[i])
            return -1;
    at.tm_year = atoi(text) - 1900;
    at.tm_mon = atoi(text + 5) - 1;
    at.tm_mday = atoi(text + 8);
    at.tm_hour = atoi(text + 11);
    at.tm_min = atoi(text + 14);
    made = at;
    time_t seconds = timegm(&made);
    bool is_there = made.tm_mon == at.tm_mon && made.tm_mday == at.tm_mday &&
                    made.tm_hour == at.tm_hour && made.tm_min == at.tm_min;
    return is_there && seconds >= 0 ? (int64_t)seconds / 60 : -1;
}

static int64_t read_time(const struct reader *reader, int column)
{
    const char *text = exchange_table_text(&reader->table, (size_t)column);
    int64_t minutes = minutes_of(text);
    if (*text && minutes < 0)
        exchange_table_error(&reader->table, "%s '%s', expected a local time as 2026-11-15 08:00",
                             columns[column].name, text);
    return minutes;
}

static uint8_t read_role(const struct reader *reader)
{
    const char *text = exchange_table_text(&reader->table, ROLE);
    for (uint8_t i = 0; i < DUTY_ROLE_COUNT; i++)
        if (strcmp(duty_role_names[i], text) == 0)
            return i;
    if (*text)
        exchange_table_error(&reader->table,
                             "unknown role '%s', expected primary, secondary, dispatcher, leader, "
                             "supervisor or vacation",
                             text);
    return DUTY_ROLE_COUNT;
}

static int32_t number_of(struct reader *reader, const char *who)
{
    int32_t number;
    exchange_names_add(&reader->sheet->names, who, reader->names, &number);
    reader->names += number == reader->names;
    return number;
}

/* Whose shift it is; -1 = nobody's, which was reported. */
static int32_t read_who(struct reader *reader)
{
    const char *crew = exchange_table_text(&reader->table, CREW);
    const char *person = exchange_table_text(&reader->table, PERSON);
    if (!*crew == !*person) {
        exchange_table_error(&reader->table, "%s, expected either a crew or a person",
                             *crew ? "crew and person" : "neither crew nor person");
        return -1;
    }
    if (*crew && exchange_names_find(&reader->sheet->codes, crew) < 0) {
        exchange_table_error(&reader->table, "unknown crew '%s', expected a code of crews.csv",
                             crew);
        return -1;
    }
    return number_of(reader, *crew ? crew : person);
}

static const char *keep(struct reader *reader, int column)
{
    const char *text = exchange_table_text(&reader->table, (size_t)column);
    return *text ? exchange_names_keep(&reader->sheet->names, text) : "";
}

static void read_shift(struct reader *reader)
{
    const char *replaces = exchange_table_text(&reader->table, REPLACES);
    struct crew_sheet_shift shift = {
        .who = read_who(reader),
        .role = read_role(reader),
        .starts = read_time(reader, FROM),
        .ends = read_time(reader, TO),
        .covered = *replaces ? number_of(reader, replaces) : -1,
        .covers = -1,
        .line = reader->table.line,
    };
    if (shift.who < 0 || shift.role == DUTY_ROLE_COUNT || shift.starts < 0 || shift.ends < 0)
        return;
    shift.crew = keep(reader, CREW);
    shift.person = keep(reader, PERSON);
    shift.phone = keep(reader, PHONE);
    shift.from = keep(reader, FROM);
    shift.to = keep(reader, TO);
    shift.replaces = keep(reader, REPLACES);
    if (shift.ends <= shift.starts)
        exchange_table_error(&reader->table, "to '%s', expected a time after '%s'", shift.to,
                             shift.from);
    else
        *VEC_PUSH(&reader->sheet->shifts) = shift;
}

/* By whose, as what, and when. */
static int compare(const void *a, const void *b)
{
    const struct crew_sheet_shift *left = a, *right = b;
    if (left->who != right->who)
        return left->who < right->who ? -1 : 1;
    if (left->role != right->role)
        return left->role < right->role ? -1 : 1;
    if (left->starts != right->starts)
        return left->starts < right->starts ? -1 : 1;
    return (left->line > right->line) - (left->line < right->line);
}

static void check_overlap(const struct crew_sheet *sheet, struct exchange_errors *errors)
{
    for (size_t i = 1; i < sheet->shifts.count; i++) {
        const struct crew_sheet_shift *one = &sheet->shifts.at[i - 1], *next = one + 1;
        if (one->who == next->who && one->role == next->role && next->starts < one->ends)
            exchange_error(errors, "roster.csv", next->line,
                           "%s as %s from %s, expected it to begin after the shift of line %d ends",
                           *next->crew ? next->crew : next->person, duty_role_names[next->role],
                           next->from, one->line);
    }
}

/* Shifts of one are in order of time and none overlaps: the last that begins before or with it is
 * the only one that can hold it. */
static int32_t find_covered(const struct crew_sheet *sheet, const struct crew_sheet_shift *shift)
{
    size_t low = 0, high = sheet->shifts.count;
    struct crew_sheet_shift key = {
        .who = shift->covered, .role = shift->role, .starts = shift->starts, .line = INT32_MAX};
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(&sheet->shifts.at[middle], &key) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    const struct crew_sheet_shift *found = low > 0 ? &sheet->shifts.at[low - 1] : NULL;
    bool holds = found && found != shift && found->who == shift->covered &&
                 found->role == shift->role && found->ends >= shift->ends;
    return holds ? (int32_t)(low - 1) : -1;
}

static void resolve(struct crew_sheet *sheet, struct exchange_errors *errors)
{
    for (size_t i = 0; i < sheet->shifts.count; i++) {
        struct crew_sheet_shift *shift = &sheet->shifts.at[i];
        if (shift->covered < 0)
            continue;
        shift->covers = find_covered(sheet, shift);
        if (shift->covers < 0)
            exchange_error(errors, "roster.csv", shift->line,
                           "replaces '%s', expected a shift of theirs as %s that holds this one",
                           shift->replaces, duty_role_names[shift->role]);
    }
}

void crew_sheet_read_roster(struct crew_sheet *sheet, struct exchange_errors *errors,
                            const char *text, size_t length)
{
    struct reader reader = {.sheet = sheet};
    sheet->has_roster = true;
    if (!sheet->has_crews)
        exchange_error(errors, "roster.csv", 0, "there is no crews.csv, expected it beside this");
    if (exchange_table_init(&reader.table, errors, "roster.csv", text, length, columns, COLUMNS))
        while (exchange_table_next(&reader.table))
            read_shift(&reader);
    exchange_table_finish(&reader.table);
    if (sheet->shifts.count > 0)
        qsort(sheet->shifts.at, sheet->shifts.count, sizeof *sheet->shifts.at, compare);
    check_overlap(sheet, errors);
    resolve(sheet, errors);
}
