/* Plan cards as plans.csv has them (7.3.1), read and checked before the database hears of them: a
 * row a step, those of a card in order. Pure: texts in, errors out. */
#pragma once
#include "backend/base/vec.h"
#include "backend/store/exchange_names.h"
#include "backend/store/exchange_table.h"

/* Texts live as long as the sheet; "" = empty. */
struct plan_sheet_step {
    const char *card, *title, *title_en; /* titles: of the card's first row */
    const char *who, *text, *text_en;
    int32_t minutes; /* from the start of the plan, -1 = no time */
};

struct plan_sheet_card {
    const char *title, *title_en;
    int32_t steps, line; /* line: of its first row */
};

/* Embedded; plan_sheet_finish(). Without the file the cards in the database stay as they are. */
struct plan_sheet {
    VEC(struct plan_sheet_step) steps;
    VEC(struct plan_sheet_card) cards;
    bool is_there;
    struct exchange_names names; /* keeps all texts */
    struct exchange_names codes; /* to indices of cards */
};

void plan_sheet_finish(struct plan_sheet *sheet);
void plan_sheet_read(struct plan_sheet *sheet, struct exchange_errors *errors, const char *text,
                     size_t length);
