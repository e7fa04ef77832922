#include "backend/store/plan_sheet.h"

#include <stdlib.h>
#include <string.h>

#define STEPS_MOST   40    /* of a card; hd.plan_card_step checks the same */
#define MINUTES_MOST 10080 /* a week */

enum { CARD, TITLE, TITLE_EN, STEP, MINUTES, WHO, TEXT, TEXT_EN, COLUMNS };
static const struct exchange_column columns[COLUMNS] = {
    [CARD] = {"card", 23, true, true},          [TITLE] = {"title", 60, false, true},
    [TITLE_EN] = {"title_en", 90, false, true}, [STEP] = {"step", 4, true, false},
    [MINUTES] = {"minutes", 6, false, false},   [WHO] = {"who", 60, false, true},
    [TEXT] = {"text", 230, true, true},         [TEXT_EN] = {"text_en", 230, false, true},
};

static const char *keep(struct plan_sheet *sheet, const struct exchange_table *table, int column)
{
    const char *text = exchange_table_text(table, (size_t)column);
    return *text ? exchange_names_keep(&sheet->names, text) : "";
}

/* A title stands in the card's first row; repeated it must be the same. */
static void check_title(const struct exchange_table *table, int column, const char *first,
                        const struct plan_sheet_card *card)
{
    const char *text = exchange_table_text(table, (size_t)column);
    if (*text && strcmp(text, first) != 0)
        exchange_table_error(table, "%s '%s', expected '%s' as in line %d, or nothing",
                             columns[column].name, text, first, card->line);
}

static struct plan_sheet_card *card_of(struct plan_sheet *sheet, const struct exchange_table *table)
{
    const char *code = exchange_table_text(table, CARD);
    int32_t index;
    exchange_names_add(&sheet->codes, code, (int32_t)sheet->cards.count, &index);
    if ((size_t)index == sheet->cards.count) {
        *VEC_PUSH(&sheet->cards) = (struct plan_sheet_card){
            .title = keep(sheet, table, TITLE),
            .title_en = keep(sheet, table, TITLE_EN),
            .line = table->line,
        };
        if (!*exchange_table_text(table, TITLE))
            exchange_table_error(
                table, "title is empty, expected one in the first row of card '%s'", code);
    } else {
        check_title(table, TITLE, sheet->cards.at[index].title, &sheet->cards.at[index]);
        check_title(table, TITLE_EN, sheet->cards.at[index].title_en, &sheet->cards.at[index]);
    }
    return &sheet->cards.at[index];
}

static void read_step(struct plan_sheet *sheet, const struct exchange_table *table)
{
    if (!*exchange_table_text(table, CARD))
        return;
    struct plan_sheet_card *card = card_of(sheet, table);
    int32_t n = exchange_table_integer(table, STEP, 1, STEPS_MOST, -1);
    if (n > 0 && n != card->steps + 1)
        exchange_table_error(table, "step %d of card '%s', expected %d: in order, without a gap", n,
                             exchange_table_text(table, CARD), card->steps + 1);
    card->steps = n > 0 ? n : card->steps + 1; /* said once, not of each row behind it */
    *VEC_PUSH(&sheet->steps) = (struct plan_sheet_step){
        .card = keep(sheet, table, CARD),
        .title = card->title,
        .title_en = card->title_en,
        .who = keep(sheet, table, WHO),
        .text = keep(sheet, table, TEXT),
        .text_en = keep(sheet, table, TEXT_EN),
        .minutes = exchange_table_integer(table, MINUTES, 0, MINUTES_MOST, -1),
    };
}

void plan_sheet_read(struct plan_sheet *sheet, struct exchange_errors *errors, const char *text,
                     size_t length)
{
    struct exchange_table table;
    sheet->is_there = true;
    if (exchange_table_init(&table, errors, "plans.csv", text, length, columns, COLUMNS))
        while (exchange_table_next(&table))
            read_step(sheet, &table);
    exchange_table_finish(&table);
}

void plan_sheet_finish(struct plan_sheet *sheet)
{
    free(sheet->steps.at);
    free(sheet->cards.at);
    exchange_names_finish(&sheet->names);
    exchange_names_finish(&sheet->codes);
    *sheet = (struct plan_sheet){0};
}
