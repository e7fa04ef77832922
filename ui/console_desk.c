#include "ui/console_form.h"
#include "ui/console_seat.h"
#include "ui/lang.h"
#include "ui/screen.h"
#include "ui/settings.h"

struct heard {
    struct console *console;
    const struct desk_answer *answer;
    enum desk_list list;
    int64_t id;
    const struct desk_table *table;
};

static void hear_answer(const struct screen *screen, void *ctx)
{
    const struct heard *heard = ctx;
    if (screen->answer)
        screen->answer(heard->console, heard->answer);
}

static void hear_table(const struct screen *screen, void *ctx)
{
    const struct heard *heard = ctx;
    if (screen->table)
        screen->table(heard->console, heard->list, heard->id, heard->table);
}

void console_desk_answer(struct console *console, const struct desk_answer *answer)
{
    struct heard heard = {.console = console, .answer = answer};
    char since[16] = "";
    bool is_seat = answer->call == DESK_PIN_ASK || answer->call == DESK_PIN_DO ||
                   answer->call == DESK_PREFERENCE_PUT;
    if (is_seat) {
        console_seat_answer(console, answer);
        return;
    }
    bool is_mark = answer->call == DESK_CLAIM || answer->call == DESK_UNCLAIM;
    if (!console_form_answer(console, answer) && !answer->is_ok && !is_mark) {
        if (answer->since.us)
            wall_time_text(answer->since, since, sizeof since);
        console_say(console, STYLE_NOTICE, "%s %s %s %s", _(desk_refusal_sentence(answer->code)),
                    answer->why[0] ? _(desk_missing_phrase(answer->why)) : "", answer->who, since);
    }
    screen_each(hear_answer, &heard);
}

void console_desk_list(struct console *console, enum desk_list list, int64_t id,
                       const struct desk_table *table)
{
    struct heard heard = {.console = console, .list = list, .id = id, .table = table};
    if (list == DESK_LIST_PREFERENCES) {
        settings_table(console, table);
        return;
    }
    screen_each(hear_table, &heard);
}
