/* Reading definitions. */
#include "backend/core/alarm_rule_inside.h"

#include "backend/base/csv.h"
#include "backend/base/text.h"

#include <stdlib.h>
#include <string.h>

const char *const alarm_columns[ALARM_COLUMNS] = {
    [COLUMN_SCOPE] = "scope",
    [COLUMN_POINT] = "point",
    [COLUMN_RULE] = "rule",
    [COLUMN_LIMIT] = "limit",
    [COLUMN_UNIT] = "unit",
    [COLUMN_AGAINST] = "against",
    [COLUMN_DEADBAND] = "deadband",
    [COLUMN_ON_DELAY] = "on_delay_s",
    [COLUMN_OFF_DELAY] = "off_delay_s",
    [COLUMN_PRIORITY] = "priority",
    [COLUMN_WHEN] = "when",
    [COLUMN_FLAGS] = "flags",
    [COLUMN_ACK] = "ack_min",
    [COLUMN_ZH] = "zh",
    [COLUMN_EN] = "en",
    [COLUMN_PLAN] = "plan",
};

bool alarm_scope_is_any(const char *scope)
{
    return !strcmp(scope, "any");
}

const char *alarm_scope_profile(const char *scope)
{
    static const char prefix[] = "profile:";
    return strncmp(scope, prefix, sizeof prefix - 1) ? NULL : scope + sizeof prefix - 1;
}

bool alarm_scope_kind(const char *scope, enum node_kind *out)
{
    static const char prefix[] = "kind:";
    return !strncmp(scope, prefix, sizeof prefix - 1) &&
           node_kind_of(scope + sizeof prefix - 1, out);
}

size_t alarm_row_total(const struct alarm_rules *rules)
{
    return rules ? alarm_row_total(rules->below) + rules->row.count : 0;
}

const struct rule_row *alarm_row_at(const struct alarm_rules *rules, size_t index)
{
    size_t below = alarm_row_total(rules->below);
    return index < below ? alarm_row_at(rules->below, index) : &rules->row.at[index - below];
}

void alarm_rules_free(struct alarm_rules *rules)
{
    if (!rules)
        return;
    alarm_rules_free(rules->below);
    for (size_t i = 0; i < rules->row.count; i++)
        for (int c = 0; c < ALARM_COLUMNS; c++)
            free(rules->row.at[i].cell[c]);
    free(rules->row.at);
    free(rules);
}

bool alarm_rules_row(const struct alarm_rules *rules, size_t index, const char *cell[ALARM_COLUMNS])
{
    if (index >= rules->row.count)
        return false;
    for (int c = 0; c < ALARM_COLUMNS; c++)
        cell[c] = rules->row.at[index].cell[c];
    return true;
}

void alarm_merge_row(struct rule_merged *merged, const struct rule_row *row)
{
    for (int c = 0; c < ALARM_COLUMNS; c++)
        if (row->cell[c][0] || !merged->cell[c])
            merged->cell[c] = row->cell[c];
    if (row->cell[COLUMN_LIMIT][0] || !merged->limit)
        merged->limit = row;
    merged->kind = row->kind;
}

/* ---- the form of the text ---- */

struct reader {
    struct csv csv;
    struct alarm_rules *rules;
    struct conf_errors *errors;
    int column[CSV_FIELDS_MOST]; /* enum alarm_column of each field */
};

static bool read_header(struct reader *reader)
{
    bool seen[ALARM_COLUMNS] = {0};
    int before = reader->errors->count;
    if (!csv_next(&reader->csv)) {
        conf_error(reader->errors, 1, "%s, expected a header line: scope,point,rule,…",
                   reader->csv.error ? reader->csv.error : "the file is empty");
        return false;
    }
    for (int f = 0; f < reader->csv.fields; f++) {
        int c = 0;
        while (c < ALARM_COLUMNS && strcmp(alarm_columns[c], reader->csv.field[f]))
            c++;
        reader->column[f] = c;
        if (c == ALARM_COLUMNS || seen[c])
            conf_error(reader->errors, reader->csv.line,
                       "column '%s'%s, expected each once of "
                       "scope, point, rule, limit, unit, against, deadband, on_delay_s, "
                       "off_delay_s, priority, when, flags, ack_min, zh, en, plan",
                       reader->csv.field[f], c == ALARM_COLUMNS ? "" : " again");
        else
            seen[c] = true;
    }
    for (int c = COLUMN_SCOPE; c <= COLUMN_RULE; c++)
        if (!seen[c])
            conf_error(reader->errors, reader->csv.line, "no column '%s'", alarm_columns[c]);
    return reader->errors->count == before;
}

/* "HH", or "state-power": a kind, '-' and a word. */
static bool read_rule_name(const char *name, uint8_t *out)
{
    struct alarm_code code;
    if (strchr(name, '/') || !alarm_code_parse(name, &code) || code.kind == ALARM_CLOSED)
        return false;
    *out = code.kind;
    return true;
}

static void read_row(struct reader *reader)
{
    struct csv *csv = &reader->csv;
    struct rule_row row = {.line = csv->line};
    for (int f = 0; f < csv->fields; f++) {
        if (reader->column[f] >= ALARM_COLUMNS)
            continue;
        const char *plain = csv_plain(csv->field[f]);
        size_t size = strlen(plain) + 1;
        char **cell = &row.cell[reader->column[f]];
        free(*cell);
        *cell = alloc_new(size); /* cleaning makes nothing longer */
        text_clean(*cell, size, plain, size - 1);
    }
    for (int c = 0; c < ALARM_COLUMNS; c++)
        if (!row.cell[c])
            row.cell[c] = alloc_text("");
    if (!read_rule_name(row.cell[COLUMN_RULE], &row.kind)) {
        conf_error(reader->errors, csv->line,
                   "rule '%s', expected a kind (LL L H HH dev rate state bits frozen order differ "
                   "sensor lost gateway network outside mass cold storm), or kind-word of at most "
                   "%d characters",
                   row.cell[COLUMN_RULE], ALARM_NAME_SIZE - 1);
        for (int c = 0; c < ALARM_COLUMNS; c++)
            free(row.cell[c]);
        return;
    }
    *VEC_PUSH(&reader->rules->row) = row;
}

static void read_rows(struct reader *reader, int fields)
{
    while (csv_next(&reader->csv)) {
        if (reader->csv.fields != fields)
            conf_error(reader->errors, reader->csv.line, "%d fields, expected %d as in the header",
                       reader->csv.fields, fields);
        else
            read_row(reader);
    }
    if (reader->csv.error)
        conf_error(reader->errors, reader->csv.error_line, "%s", reader->csv.error);
}

struct alarm_rules *alarm_rules_parse(const char *text, size_t length, struct alarm_rules *below,
                                      const struct alarm_plant *plant, struct conf_errors *errors)
{
    struct alarm_rules *rules = alloc_new(sizeof *rules);
    struct reader reader = {.rules = rules, .errors = errors};
    rules->below = below;
    csv_init(&reader.csv, text, length);
    if (read_header(&reader))
        read_rows(&reader, reader.csv.fields);
    csv_finish(&reader.csv);
    if (!errors->count && plant)
        alarm_rules_check(rules, plant, errors);
    if (errors->count) {
        alarm_rules_free(rules);
        return NULL;
    }
    return rules;
}
