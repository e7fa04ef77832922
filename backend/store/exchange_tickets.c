#include "backend/store/exchange_tickets.h"

#include "backend/base/conf.h"
#include "backend/store/batch.h"
#include "backend/store/ticket_sheet.h"

#include <stdlib.h>
#include <string.h>

#define FILE_MOST (1 << 30)
#define AT_ONCE   200 /* tickets: the log's number is kept for some tenths of a second */

static const char sql[] =
    "select line, what from hd.tickets_load($1::boolean, $2::int[], $3::text[], $4::text[],"
    " $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[],"
    " $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[], $18::text[],"
    " $19::text[], $20::text[], $21::text[], $22::text[], $23::text[], $24::text[], $25::text[])";

struct load {
    struct pg *pg;
    const struct ticket_sheet *sheet;
    struct exchange_errors *errors;
    const char *file;
    int stored;
    char why[400];
};

/* False if it could not be asked. Mistakes are told. */
static bool load_some(struct load *load, size_t first, size_t end, bool is_check)
{
    struct batch batch;
    struct pg_param before = PG_TEXT(is_check ? "true" : "false");
    batch_init(&batch, 1 + SHEET_COLUMNS);
    for (size_t i = first; i < end; i++) {
        batch_integer(&batch, 0, load->sheet->rows.at[i].line);
        for (int c = 0; c < SHEET_COLUMNS; c++)
            batch_text(&batch, 1 + c, load->sheet->rows.at[i].cell[c]);
        batch_row(&batch);
    }
    struct pg_rows *rows = batch_ask(&batch, load->pg, sql, &before, load->why, sizeof load->why);
    for (int i = 0; rows && i < pg_rows_count(rows); i++) {
        int line = (int)strtol(pg_cell(rows, i, 0), NULL, 10);
        if (line > 0)
            exchange_error(load->errors, load->file, line, "%s", pg_cell(rows, i, 1));
        else
            load->stored += (int)strtol(pg_cell(rows, i, 1), NULL, 10);
    }
    batch_finish(&batch);
    pg_rows_free(rows);
    return rows;
}

static bool load_all(struct load *load, bool is_check)
{
    size_t count = load->sheet->rows.count, step = is_check ? BATCH_ROWS : AT_ONCE;
    for (size_t first = 0; first < count; first += step)
        if (!load_some(load, first, first + step < count ? first + step : count, is_check))
            return false;
    return true;
}

static bool store(struct load *load, const char *conninfo)
{
    load->pg = pg_open(conninfo, "heatdesk import", load->why, sizeof load->why);
    bool is_asked =
        load->pg && load_all(load, true) && (load->errors->count > 0 || load_all(load, false));
    if (load->pg)
        pg_close(load->pg);
    return is_asked;
}

bool exchange_tickets(const char *conninfo, const char *path, FILE *out, bool *is_away)
{
    struct exchange_errors errors = {.out = out, .is_first_only = true};
    struct ticket_sheet sheet = {0};
    size_t length;
    const char *slash = strrchr(path, '/');
    struct load load = {.sheet = &sheet, .errors = &errors, .file = slash ? slash + 1 : path};
    char *text = conf_read_file(path, FILE_MOST, &length, load.why, sizeof load.why);
    *is_away = false;
    if (!text) {
        fprintf(out, "%s\n", load.why);
        return false;
    }
    ticket_sheet_read(&sheet, &errors, load.file, text, length);
    *is_away = errors.count == 0 && !store(&load, conninfo);
    if (errors.count > EXCHANGE_ERRORS_SHOWN)
        fprintf(out, "… %d more\n", errors.count - EXCHANGE_ERRORS_SHOWN);
    if (errors.count > 0)
        fprintf(out, "%d mistake%s, nothing imported\n", errors.count,
                errors.count == 1 ? "" : "s");
    else if (*is_away)
        fprintf(out, "%d tickets imported, then: %s\n", load.stored, load.why);
    else
        fprintf(out, "%d tickets imported, %zu were there already\n", load.stored,
                sheet.rows.count - (size_t)load.stored);
    free(text);
    ticket_sheet_finish(&sheet);
    return errors.count == 0 && !*is_away;
}
