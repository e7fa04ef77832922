#include "ui/rows_plan.h"

#include "ui/alarm_text.h"
#include "ui/lang.h"
#include "ui/plan_fit.h"

#include <stdio.h>
#include <string.h>

/* Columns of DESK_LIST_PLANS. */
enum { CARD, TITLE, TITLE_EN, N, MINUTES, WHO, TEXT, TEXT_EN };

const char *rows_plan_title(const struct outage *outage)
{
    bool is_english = !lang_is_chinese() && outage->plan_title_en[0];
    const char *title = is_english ? outage->plan_title_en : outage->plan_title;
    return title[0] ? title : outage->plan;
}

const char *rows_plan_step(const struct outage_step *step)
{
    return !lang_is_chinese() && step->text_en[0] ? step->text_en : step->text;
}

static bool is_late(const struct world *world, const struct outage_step *step)
{
    return step->due.us && !step->done.us && step->due.us < world->now.us;
}

void rows_plan_head(const struct world *world, const struct outage *outage, bool has_list,
                    struct row *row)
{
    char at[24];
    size_t count;
    const struct outage_step *next = outage_next_step(world->site, outage->id);
    outage_steps(world->site, outage->id, &count);
    row_addf(row, STYLE_TEXT, " %s", _("plan"));
    if (count)
        row_addf(row, STYLE_TEXT, _("  step %zu/%zu"), outage_steps_done(world->site, outage->id),
                 count);
    row_addf(row, STYLE_EMPHASIS, "  %s", outage->plan_started.us ? rows_plan_title(outage) : "-");
    if (outage->plan_started.us) {
        alarm_text_moment(outage->plan_started, world->now, at, sizeof at);
        row_addf(row, STYLE_DIM, "  %s", at);
    }
    if (!has_list && next)
        row_addf(row, is_late(world, next) ? STYLE_NOTICE : STYLE_TEXT, _("  next: %s"),
                 rows_plan_step(next));
}

/* Who did it and when, or who is to and by when. */
static void add_whom(const struct world *world, const struct outage_step *step, struct row *row)
{
    char at[24];
    bool late = is_late(world, step);
    if (step->done.us) {
        alarm_text_moment(step->done, world->now, at, sizeof at);
        row_addf(row, STYLE_DIM, "  %s %s", step->done_by, at);
        return;
    }
    if (step->who[0])
        row_addf(row, STYLE_DIM, "  %s", lang_word(ticket_word_phrase(plan_people, step->who)));
    if (step->due.us) {
        alarm_text_moment(step->due, world->now, at, sizeof at);
        row_addf(row, late ? STYLE_NOTICE : STYLE_DIM, late ? _("  overdue %s") : _("  by %s"), at);
    }
}

#define WORDS_LEAST 12

void rows_plan_line(const struct world *world, const struct glyphs *glyphs,
                    const struct outage_step *step, bool is_next, int cells, struct row *row)
{
    struct row tail;
    row_addf(row, step->done.us ? STYLE_EMPHASIS : STYLE_DIM, " %s",
             step->done.us ? glyphs->done
             : is_next     ? glyphs->doing
                           : glyphs->waiting);
    row_addf(row, step->done.us ? STYLE_DIM : STYLE_TEXT, "%2d %s", step->n, rows_plan_step(step));
    row_clear(&tail);
    add_whom(world, step, &tail);
    if (cells - tail.cells >= WORDS_LEAST)
        row_fit(row, cells - tail.cells);
    row_join(row, &tail);
}

size_t rows_plan_first(const struct outage_step *step, size_t count, size_t shown)
{
    size_t next = 0;
    while (next < count && step[next].done.us)
        next++;
    if (shown >= count || next < shown)
        return 0;
    return next + 1 < count ? next + 2 - shown : count - shown;
}

static const char *in_language(const struct desk_table *table, int row, int chinese, int english)
{
    const char *text = lang_is_chinese() ? "" : desk_cell(table, row, english);
    return text[0] ? text : desk_cell(table, row, chinese);
}

const char *rows_plan_card_title(const struct desk_table *cards, const char *card)
{
    for (int row = 0; row < cards->rows; row++)
        if (!strcmp(desk_cell(cards, row, CARD), card))
            return in_language(cards, row, TITLE, TITLE_EN);
    return card;
}

/* Where the card behind the one at `first` begins. */
static int card_end(const struct desk_table *table, int first)
{
    int end = first + 1;
    while (end < table->rows && !strcmp(desk_cell(table, end, CARD), desk_cell(table, first, CARD)))
        end++;
    return end;
}

const char *rows_plan_about(const struct desk_table *table, const struct outage *outage)
{
    static const char *const kinds[] = {"primary", "secondary", "source"};
    const char *best = "";
    for (int first = 0; first < table->rows; first = card_end(table, first)) {
        const char *card = desk_cell(table, first, CARD);
        bool is_own = !strcmp(card, outage->kind), is_other = false;
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
            is_other = is_other || (!is_own && !strcmp(card, kinds[i]));
        if (!is_other && (is_own || !best[0]) &&
            (plan_fits(desk_cell(table, first, TITLE), outage->cause) ||
             plan_fits(desk_cell(table, first, TITLE_EN), outage->cause)))
            best = card;
    }
    return best;
}

static void add_card(struct form_row *row, const struct desk_table *table, int first)
{
    char label[96], note[200];
    int steps = desk_cell(table, first, N)[0] ? card_end(table, first) - first : 0;
    snprintf(label, sizeof label, "%s", in_language(table, first, TITLE, TITLE_EN));
    snprintf(note, sizeof note, _("steps %d: %.120s"), steps,
             in_language(table, first, TEXT, TEXT_EN));
    form_option(row, desk_cell(table, first, CARD), label, note);
}

void rows_plan_cards(struct form_row *row, const struct desk_table *table, const char *wanted,
                     bool is_sure)
{
    for (int pass = 0; pass < 2; pass++)
        for (int first = 0; first < table->rows; first = card_end(table, first))
            if (!strcmp(desk_cell(table, first, CARD), wanted) == (pass == 0))
                add_card(row, table, first);
    if (is_sure)
        form_choose(row, wanted);
    row->is_awaited = false;
}
