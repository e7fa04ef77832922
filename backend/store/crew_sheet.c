#include "backend/store/crew_sheet.h"

#include "backend/store/inventory.h"

#include <stdlib.h>
#include <string.h>

enum { CODE, NAME, PHONE, LEADER, SKILLS, AREAS, LOGIN, HOOK, COLUMNS };
static const struct exchange_column columns[COLUMNS] = {
    [CODE] = {"code", 23, true, true},       [NAME] = {"name", 60, true, true},
    [PHONE] = {"phone", 47, false, true},    [LEADER] = {"leader", 60, false, true},
    [SKILLS] = {"skills", 400, false, true}, [AREAS] = {"areas", 500, false, true},
    [LOGIN] = {"login", 200, false, true},   [HOOK] = {"hook", 400, false, false},
};

struct reader {
    struct crew_sheet *sheet;
    const struct inventory *inventory;
    struct exchange_table table;
};

typedef void each_word(struct reader *reader, const char *word);

/* Each word of a cell that is a list; an empty one is a mistake. */
static void split(struct reader *reader, int column, each_word *each)
{
    char word[512];
    const char *at = exchange_table_text(&reader->table, (size_t)column);
    if (*at == 0)
        return;
    for (;;) {
        size_t length = strcspn(at, ";");
        snprintf(word, sizeof word, "%.*s", (int)length, at);
        if (length == 0 || at[0] == ' ' || at[length - 1] == ' ')
            exchange_table_error(
                &reader->table, "%s '%s', expected words with ; between and no blank around it",
                columns[column].name, exchange_table_text(&reader->table, (size_t)column));
        else
            each(reader, word);
        if (length == 0 || at[length] == 0)
            return;
        at += length + 1;
    }
}

static void check_skill(struct reader *reader, const char *word)
{
    if (strlen(word) > 23)
        exchange_table_error(&reader->table, "skill '%s', expected at most 23 bytes", word);
}

static void check_area(struct reader *reader, const char *word)
{
    if (inventory_find_node(reader->inventory, word) < 0)
        exchange_table_error(&reader->table, "unknown area '%s', expected a code of nodes.csv",
                             word);
}

static void check_login(struct reader *reader, const char *word)
{
    int32_t line;
    if (strchr(word, ' ') || strlen(word) > 63)
        exchange_table_error(
            &reader->table, "login '%s', expected a name of at most 63 bytes without blanks", word);
    exchange_names_add(&reader->sheet->logins, word, reader->table.line, &line);
    if (line != reader->table.line)
        exchange_table_error(
            &reader->table, "login '%s' again, expected it in one crew only (line %d)", word, line);
}

static void check_hook(struct reader *reader)
{
    const char *hook = exchange_table_text(&reader->table, HOOK);
    size_t scheme = strncmp(hook, "https://", 8) == 0  ? 8
                    : strncmp(hook, "http://", 7) == 0 ? 7
                                                       : 0;
    if (*hook && (!scheme || !hook[scheme] || strchr(hook, ' ')))
        exchange_table_error(&reader->table,
                             "hook '%.40s', expected http:// or https:// without blanks", hook);
}

static const char *keep(struct reader *reader, int column)
{
    const char *text = exchange_table_text(&reader->table, (size_t)column);
    return *text ? exchange_names_keep(&reader->sheet->names, text) : "";
}

static void read_crew(struct reader *reader)
{
    const char *code = exchange_table_text(&reader->table, CODE);
    int32_t line;
    if (*code == 0)
        return;
    exchange_names_add(&reader->sheet->codes, code, reader->table.line, &line);
    if (line != reader->table.line) {
        exchange_table_error(&reader->table,
                             "code '%s' again, expected another than that of line %d", code, line);
        return;
    }
    split(reader, SKILLS, check_skill);
    split(reader, AREAS, check_area);
    split(reader, LOGIN, check_login);
    check_hook(reader);
    *VEC_PUSH(&reader->sheet->crews) = (struct crew_sheet_crew){
        .code = keep(reader, CODE),
        .name = keep(reader, NAME),
        .phone = keep(reader, PHONE),
        .leader = keep(reader, LEADER),
        .skills = keep(reader, SKILLS),
        .areas = keep(reader, AREAS),
        .login = keep(reader, LOGIN),
        .hook = keep(reader, HOOK),
        .line = reader->table.line,
    };
}

void crew_sheet_read_crews(struct crew_sheet *sheet, const struct inventory *inventory,
                           struct exchange_errors *errors, const char *text, size_t length)
{
    struct reader reader = {.sheet = sheet, .inventory = inventory};
    sheet->has_crews = true;
    if (exchange_table_init(&reader.table, errors, "crews.csv", text, length, columns, COLUMNS))
        while (exchange_table_next(&reader.table))
            read_crew(&reader);
    exchange_table_finish(&reader.table);
}

void crew_sheet_finish(struct crew_sheet *sheet)
{
    free(sheet->crews.at);
    free(sheet->shifts.at);
    exchange_names_finish(&sheet->names);
    exchange_names_finish(&sheet->codes);
    exchange_names_finish(&sheet->logins);
    *sheet = (struct crew_sheet){0};
}
