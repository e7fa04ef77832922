#include "backend/store/exchange_plans.h"

#include "backend/store/batch.h"

enum { CARD, TITLE, TITLE_EN, MINUTES, WHO, TEXT, TEXT_EN, COLUMNS };

bool exchange_write_plans(struct exchange_write *write)
{
    const struct plan_sheet *sheet = &write->inventory->plans;
    struct batch batch;
    if (!sheet->is_there)
        return true;
    if (!sheet->steps.count) /* no card is a set, too */
        return pg_run(write->pg, "select hd.plan_load('{}', '{}', '{}', '{}', '{}', '{}', '{}')",
                      write->why, write->why_size);
    batch_init(&batch, COLUMNS);
    for (size_t i = 0; i < sheet->steps.count; i++) {
        const struct plan_sheet_step *step = &sheet->steps.at[i];
        batch_text(&batch, CARD, step->card);
        batch_text(&batch, TITLE, step->title);
        batch_text(&batch, TITLE_EN, step->title_en);
        batch_integer(&batch, MINUTES, step->minutes);
        batch_text(&batch, WHO, step->who);
        batch_text(&batch, TEXT, step->text);
        batch_text(&batch, TEXT_EN, step->text_en);
        batch_row(&batch);
    }
    bool is_good = batch_run(&batch, write->pg,
                             "select hd.plan_load($1::text[], $2::text[], $3::text[], "
                             "array(select nullif(m.minutes, -1) from unnest($4::int[]) with "
                             "ordinality m (minutes, n) order by m.n), $5::text[], $6::text[], "
                             "$7::text[])",
                             write->why, write->why_size);
    batch_finish(&batch);
    return is_good;
}
