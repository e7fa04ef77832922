/* A screen: one row of this table in screen.c and one file screen_*.c. It draws itself into a part
 * of the frame and answers actions; it holds ids, never pointers into the site. */
#pragma once
#include "ui/console.h"

struct screen {
    enum action_place place;
    enum action_id action;                 /* that opens it */
    const char *title;                     /* msgid */
    void (*load)(struct console *console); /* the site is new, or the screen was opened */
    void (*draw)(struct console *console, struct frame *frame, struct pane area);
    /* Draws anew the rows whose values have changed since the site counted `changes`, and what a
     * step of the cursor changes, into the frame drawn last; false if that is not all there is to
     * draw. NULL = it never is. */
    bool (*refresh)(struct console *console, struct frame *frame, struct pane area,
                    uint64_t changes);
    bool (*act)(struct console *console, enum action_id id, const char *argument);
    void (*find)(struct console *console, const char *text); /* NULL = nothing to find in */
    unsigned (*objects)(struct console *console);            /* 1 << enum action_object */
    /* Of the actions that fit the objects, whether this one fits now; NULL = all do. */
    bool (*offers)(struct console *console, enum action_id id);
    /* What the desk asked was answered; every screen hears it, NULL = does not care. */
    void (*answer)(struct console *console, const struct desk_answer *answer);
    void (*table)(struct console *console, enum desk_list list, int64_t id,
                  const struct desk_table *table);
    /* Calls `add` for each device whose values are in sight, and `margin` rows around them; NULL =
     * none ever are. */
    void (*watch)(struct console *console, int margin, void (*add)(void *ctx, int32_t device),
                  void *ctx);
};

extern const struct screen screen_network, screen_station, screen_journal, screen_alarms,
    screen_tickets, screen_ticket, screen_intake, screen_outages, screen_crews, screen_rates,
    screen_jobs, screen_help, screen_trend, screen_wall_boards, screen_lines;

/* Calls `each` for every screen. */
void screen_each(void (*each)(const struct screen *screen, void *ctx), void *ctx);
const struct screen *screen_at(enum action_place place);
const struct screen *screen_opened_by(enum action_id action); /* NULL = no screen */

/* Goes to a screen, remembering where Esc leads back to. */
void screen_go(struct console *console, enum action_place place);
void screen_back(struct console *console);
/* Back to its jobs, whoever is only a crew. */
void screen_keep_crew(struct console *console);

/* What the other screens offer each other. */
bool screen_station_open(struct console *console, int32_t node); /* index; false if no station */
void screen_network_show(struct console *console, int32_t node); /* unfolds what is above */
/* Selects the next station in trouble behind node `from`; -1 after saying that there is none. */
int32_t screen_network_next_trouble(struct console *console, int32_t from);
int32_t screen_network_selected(const struct console *console); /* index or -1 */

/* Moves a list's cursor by an action; -1 if the action is none of its, else the row to select. */
int screen_list_target(const struct list *list, enum action_id id);
/* Draws one pane's title line. */
void screen_title(struct frame *frame, struct pane area, const char *title);
/* Makes a row the selected one of a pane, with the cursor on it. */
void screen_select(struct frame *frame, struct pane area, int line, struct row *row);
/* Puts a row, as selected if `is_selected`. */
void screen_put(struct frame *frame, struct pane area, int line, struct row *row, bool is_selected);
/* A vertical wall left of `area`. */
void screen_wall(const struct console *console, struct frame *frame, struct pane area);
