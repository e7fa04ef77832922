#include "backend/store/exchange_table.h"

#include "backend/base/conf.h"
#include "backend/base/nearest.h"
#include "backend/base/text.h"

#include <math.h>
#include <string.h>

static void put_error(struct exchange_errors *errors, const char *file, int line,
                      const char *format, va_list list)
{
    if (errors->is_first_only && line > 0 && line == errors->line)
        return;
    errors->line = line;
    if (errors->count++ >= EXCHANGE_ERRORS_SHOWN)
        return;
    char text[600], clean[600];
    int length = vsnprintf(text, sizeof text, format, list);
    size_t used = length < (int)sizeof text ? (size_t)length : sizeof text - 1;
    text_clean(clean, sizeof clean, text, used);
    if (file && line > 0)
        fprintf(errors->out, "%s:%d: %s\n", file, line, clean);
    else
        fprintf(errors->out, "%s%s%s\n", file ? file : "", file ? ": " : "", clean);
}

void exchange_error(struct exchange_errors *errors, const char *file, int line, const char *format,
                    ...)
{
    va_list list;
    va_start(list, format);
    put_error(errors, file, line, format, list);
    va_end(list);
}

void exchange_table_error(const struct exchange_table *table, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    put_error(table->errors, table->file, table->line, format, list);
    va_end(list);
}

/* The columns as a sentence has them: "code, from and to". */
static void list_columns(const struct exchange_table *table, char *out, size_t size)
{
    size_t used = 0;
    out[0] = 0;
    for (size_t i = 0; i < table->column_count && used < size; i++) {
        const char *joint = i == 0 ? "" : i + 1 == table->column_count ? " and " : ", ";
        used += (size_t)snprintf(out + used, size - used, "%s%s", joint, table->column[i].name);
    }
}

static void report_unknown(const struct exchange_table *table, const char *header)
{
    const char *names[EXCHANGE_COLUMNS_MOST];
    for (size_t i = 0; i < table->column_count; i++)
        names[i] = table->column[i].name;
    const char *near = nearest_of(header, names, table->column_count);
    char all[200];
    list_columns(table, all, sizeof all);
    if (near)
        exchange_table_error(table, "unknown column '%.40s', expected '%s'", header, near);
    else
        exchange_table_error(table, "unknown column '%.40s', expected %s", header, all);
}

static void take_header(struct exchange_table *table, int field)
{
    const char *header = table->csv.field[field];
    for (size_t i = 0; i < table->column_count; i++) {
        if (strcmp(table->column[i].name, header) != 0)
            continue;
        if (table->at[i] >= 0)
            exchange_table_error(table, "column '%s' twice, expected it once", header);
        table->at[i] = field;
        return;
    }
    report_unknown(table, header);
}

static bool read_header(struct exchange_table *table)
{
    char all[200];
    list_columns(table, all, sizeof all);
    table->line = 1;
    if (!csv_next(&table->csv)) {
        if (table->csv.error)
            exchange_table_error(table, "%s", table->csv.error);
        else
            exchange_table_error(table, "empty, expected a header with the columns %s", all);
        return false;
    }
    int before = table->errors->count;
    table->line = table->csv.line;
    for (int i = 0; i < table->csv.fields; i++)
        take_header(table, i);
    for (size_t i = 0; i < table->column_count; i++)
        if (table->at[i] < 0)
            exchange_table_error(table, "column '%s' is missing, expected %s",
                                 table->column[i].name, all);
    return table->errors->count == before;
}

bool exchange_table_init(struct exchange_table *table, struct exchange_errors *errors,
                         const char *file, const char *text, size_t length,
                         const struct exchange_column *column, size_t column_count)
{
    *table = (struct exchange_table){
        .errors = errors, .file = file, .column = column, .column_count = column_count};
    for (size_t i = 0; i < EXCHANGE_COLUMNS_MOST; i++)
        table->at[i] = -1;
    csv_init(&table->csv, text, length);
    return read_header(table);
}

void exchange_table_finish(struct exchange_table *table)
{
    csv_finish(&table->csv);
}

/* The first character that cleaning would change, as "U+202E" or "byte 0xFF". */
static void name_culprit(const char *cell, size_t length, char *out, size_t size)
{
    char clean[8];
    uint32_t character = 0;
    for (size_t at = 0; at < length;) {
        int bytes = text_next(cell + at, length - at, &character);
        if (bytes < 0) {
            snprintf(out, size, "byte 0x%02X, which is not UTF-8", (unsigned char)cell[at]);
            return;
        }
        size_t used = text_clean(clean, sizeof clean, cell + at, (size_t)bytes);
        if (used != (size_t)bytes || memcmp(clean, cell + at, used) != 0) {
            snprintf(out, size, "U+%04X", (unsigned)character);
            if (text_cells(character) != 0)
                return;
        }
        at += (size_t)bytes;
    }
}

static size_t flatten(char *cell, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (cell[i] == '\n' || cell[i] == '\r' || cell[i] == '\t')
            cell[i] = ' ';
    while (length && cell[length - 1] == ' ')
        cell[--length] = '\0';
    size_t blanks = strspn(cell, " ");
    memmove(cell, cell + blanks, length - blanks + 1);
    return length - blanks;
}

/* Reports what is wrong with a cell and leaves clean text in it. */
static void check_cell(struct exchange_table *table, size_t column)
{
    const struct exchange_column *rule = &table->column[column];
    char *cell = table->csv.field[table->at[column]];
    size_t length = table->csv.field_length[table->at[column]];
    size_t most = rule->most + (rule->is_text && csv_plain(cell) != cell);
    char clean[4096];
    if (rule->is_prose)
        length = flatten(cell, length);
    if (length == 0) {
        if (rule->is_required)
            exchange_table_error(table, "%s is empty, expected a value", rule->name);
        return;
    }
    if (length > most || most >= sizeof clean) {
        exchange_table_error(table, "%s has %zu bytes, expected at most %zu", rule->name, length,
                             rule->most);
        length = 0;
    }
    size_t used = text_clean(clean, sizeof clean, cell, length);
    if (used != length || memcmp(clean, cell, used) != 0) {
        char culprit[48] = "a character";
        name_culprit(cell, length, culprit, sizeof culprit);
        exchange_table_error(table, "%s holds %s, expected printable UTF-8 text", rule->name,
                             culprit);
    } else if (used && (cell[0] == ' ' || cell[used - 1] == ' ')) {
        exchange_table_error(table, "%s '%s' starts or ends with a blank, expected none",
                             rule->name, cell);
    }
    memcpy(cell, clean, used < length ? used : length);
    cell[used < length ? used : length] = 0;
}

bool exchange_table_next(struct exchange_table *table)
{
    int header_fields = 0;
    for (size_t i = 0; i < table->column_count; i++)
        header_fields += table->at[i] >= 0;
    while (csv_next(&table->csv)) {
        table->line = table->csv.line;
        if (table->csv.fields != header_fields) {
            exchange_table_error(table, "%d fields, expected %d as in the header",
                                 table->csv.fields, header_fields);
            continue;
        }
        for (size_t i = 0; i < table->column_count; i++)
            check_cell(table, i);
        return true;
    }
    if (table->csv.error) {
        table->line = table->csv.error_line;
        exchange_table_error(table, "%s", table->csv.error);
    }
    return false;
}

const char *exchange_table_text(const struct exchange_table *table, size_t column)
{
    const char *cell = table->csv.field[table->at[column]];
    return table->column[column].is_text ? csv_plain(cell) : cell;
}

double exchange_table_number(const struct exchange_table *table, size_t column, double low,
                             double high)
{
    const char *cell = exchange_table_text(table, column);
    double value;
    if (cell[0] == 0)
        return NAN;
    if (conf_number(cell, &value) && value >= low && value <= high)
        return value;
    exchange_table_error(table, "%s '%s', expected a number from %g to %g",
                         table->column[column].name, cell, low, high);
    return NAN;
}

int32_t exchange_table_integer(const struct exchange_table *table, size_t column, int32_t low,
                               int32_t high, int32_t absent)
{
    const char *cell = exchange_table_text(table, column);
    long long value;
    if (cell[0] == 0)
        return absent;
    if (conf_int(cell, low, high, &value))
        return (int32_t)value;
    exchange_table_error(table, "%s '%s', expected a whole number from %d to %d",
                         table->column[column].name, cell, low, high);
    return absent;
}
