#include "backend/plant/sheet.h"

#include "backend/base/conf.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static bool find_columns(struct sheet *sheet, const char *const *columns, int needed)
{
    for (int i = 0; columns[i]; i++) {
        sheet->column[i] = -1;
        sheet->wanted = i + 1;
        for (int k = 0; k < sheet->csv.fields; k++)
            if (strcmp(sheet->csv.field[k], columns[i]) == 0)
                sheet->column[i] = k;
        if (sheet->column[i] < 0 && i < needed) {
            sheet_mistake(sheet, "no column '%s', expected it in the header", columns[i]);
            return false;
        }
    }
    return true;
}

bool sheet_open(struct sheet *sheet, const char *path, const char *const *columns, int needed,
                FILE *out)
{
    char why[300];
    *sheet = (struct sheet){.path = path, .out = out};
    sheet->text = conf_read_file(path, (size_t)1 << 31, &sheet->length, why, sizeof why);
    csv_init(&sheet->csv, sheet->text ? sheet->text : "", sheet->length);
    if (!sheet->text) {
        fprintf(out, "%s: %s\n", path, why);
        sheet->mistakes++;
        return false;
    }
    if (!sheet_next(sheet)) {
        sheet_mistake(sheet, "empty, expected a header");
        return false;
    }
    return find_columns(sheet, columns, needed);
}

void sheet_rewind(struct sheet *sheet)
{
    csv_finish(&sheet->csv);
    csv_init(&sheet->csv, sheet->text, sheet->length);
    csv_next(&sheet->csv);
}

bool sheet_next(struct sheet *sheet)
{
    if (csv_next(&sheet->csv))
        return true;
    if (sheet->csv.error) {
        if (sheet->mistakes++ < SHEET_MISTAKES)
            fprintf(sheet->out, "%s:%d: %s\n", sheet->path, sheet->csv.error_line,
                    sheet->csv.error);
        sheet->csv.error = NULL;
    }
    return false;
}

const char *sheet_field(const struct sheet *sheet, int column)
{
    int at = sheet->column[column];
    return at >= 0 && at < sheet->csv.fields ? csv_plain(sheet->csv.field[at]) : "";
}

void sheet_mistake(struct sheet *sheet, const char *format, ...)
{
    if (sheet->mistakes++ >= SHEET_MISTAKES)
        return;
    va_list arguments;
    va_start(arguments, format);
    fprintf(sheet->out, "%s:%d: ", sheet->path, sheet->csv.line);
    vfprintf(sheet->out, format, arguments);
    fputc('\n', sheet->out);
    va_end(arguments);
}

double sheet_number(struct sheet *sheet, int column, double low, double high, double empty)
{
    const char *text = sheet_field(sheet, column);
    double value;
    if (!*text)
        return empty;
    if (conf_number(text, &value) && value >= low && value <= high)
        return value;
    sheet_mistake(sheet, "'%s', expected a number from %g to %g", text, low, high);
    return empty;
}

void sheet_finish(struct sheet *sheet)
{
    csv_finish(&sheet->csv);
    free(sheet->text);
}
