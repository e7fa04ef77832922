/* The plan of an outage: its steps as lines, and the choice of a card in a form. Pure. */
#pragma once
#include "backend/core/outage.h"
#include "ui/form.h"
#include "ui/glyph.h"
#include "ui/row.h"
#include "ui/world.h"

/* In the language of the screen. */
const char *rows_plan_title(const struct outage *outage);
const char *rows_plan_step(const struct outage_step *step);
/* "plan  step 2/7  heat source  14:03", and what is next; nothing of steps if the plan has none. */
void rows_plan_head(const struct world *world, const struct outage *outage, bool has_list,
                    struct row *row);
/* "* 3 close the section valves  zhangwei 14:03": done, by whom and when; or who is to and by
 * when, which is marked once that is over. Cut to `cells` the words give way; 0 = nothing does. */
void rows_plan_line(const struct world *world, const struct glyphs *glyphs,
                    const struct outage_step *step, bool is_next, int cells, struct row *row);
/* Where a list of `shown` lines begins so that the next step stands in it. */
size_t rows_plan_first(const struct outage_step *step, size_t count, size_t shown);
/* The title of a card in the language of the screen; the code itself if there is no such card. */
const char *rows_plan_card_title(const struct desk_table *cards, const char *card);
/* The card that is about the outage's cause, that of its own kind before others; "" = none. */
const char *rows_plan_about(const struct desk_table *table, const struct outage *outage);
/* Fills the row with the cards of DESK_LIST_PLANS; `wanted` stands first, and is chosen if that is
 * `is_sure`: a plan that does not fit is not to be started by one Enter. */
void rows_plan_cards(struct form_row *row, const struct desk_table *table, const char *wanted,
                     bool is_sure);
