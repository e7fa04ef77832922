/* Tickets of another system as a CSV file has them, read and checked before the database hears of
 * them: a row a ticket, with the times of what happened to it. Pure: text in, errors out. */
#pragma once
#include "backend/base/vec.h"
#include "backend/store/exchange_names.h"
#include "backend/store/exchange_table.h"

/* Columns of the file, in its header in any order. */
enum ticket_sheet_column {
    SHEET_SOURCE, /* of the other system, and … */
    SHEET_EXTERN, /* … its own number: together they are one ticket for good */
    SHEET_KIND,
    SHEET_TEMPLATE,
    SHEET_URGENCY,
    SHEET_NODE,
    SHEET_PLACE,
    SHEET_CALLER,
    SHEET_PHONE,
    SHEET_WORDS,
    SHEET_OPENED, /* this and the other times: seconds since 1970 in the sheet */
    SHEET_DISPATCHED,
    SHEET_CREW,
    SHEET_ARRIVED,
    SHEET_RESPONDED,
    SHEET_VISIT,
    SHEET_MEASURE,
    SHEET_FINISHED,
    SHEET_CAUSE,
    SHEET_FOUND,
    SHEET_CLOSED,
    SHEET_ENDING,
    SHEET_RATING,
    SHEET_COLUMNS
};

/* Texts live as long as the sheet; "" = empty. */
struct ticket_sheet_row {
    int32_t line;
    const char *cell[SHEET_COLUMNS];
};

/* Embedded; ticket_sheet_finish(). */
struct ticket_sheet {
    VEC(struct ticket_sheet_row) rows;
    struct exchange_names names;   /* keeps all texts */
    struct exchange_names numbers; /* source and number, to indices of rows */
};

void ticket_sheet_read(struct ticket_sheet *sheet, struct exchange_errors *errors, const char *file,
                       const char *text, size_t length);
void ticket_sheet_finish(struct ticket_sheet *sheet);
