/* The console as a state: what is shown and what a key does to it. No I/O: it is given the world
 * and keys, asks through its ports, and draws itself into a frame; so tests drive all of it. */
#pragma once
#include "backend/core/alarm_deed.h"
#include "backend/core/desk.h"
#include "backend/core/trend.h"
#include "backend/store/query_alarms.h"
#include "ui/action.h"
#include "ui/alarm_dialog.h"
#include "ui/alarm_list.h"
#include "ui/claim.h"
#include "ui/columns.h"
#include "ui/command_memory.h"
#include "ui/desk_state.h"
#include "ui/field.h"
#include "ui/form.h"
#include "ui/frame.h"
#include "ui/glyph.h"
#include "ui/horn.h"
#include "ui/journal.h"
#include "ui/list.h"
#include "ui/mimic.h"
#include "ui/notice.h"
#include "ui/outline.h"
#include "ui/past_view.h"
#include "ui/seat.h"
#include "ui/setpoint.h"
#include "ui/spark.h"
#include "ui/station_list.h"
#include "ui/ticket_list.h"
#include "ui/trend_view.h"
#include "ui/world.h"

/* A point's history between two moments, in `count` slots. */
struct trend_ask {
    int64_t serial; /* its answer's */
    int32_t device_id;
    const char *point;
    struct wall from, to;
    size_t count;
};

/* What the console asks of the world; none may call back into it before returning. */
struct console_ports {
    void *ctx;
    void (*watch)(void *ctx, const int32_t *devices, size_t count);
    void (*look)(void *ctx, const int32_t *devices, size_t count); /* of these, those in sight */
    void (*load_children)(void *ctx, int32_t node_id);
    /* Answered by console_setpoint_answer() with the dialog's ticket. */
    void (*ask_setpoint)(void *ctx, const struct setpoint *dialog);
    /* Answered by console_alarm_answer(). */
    void (*ask_alarm)(void *ctx, const struct alarm_ask *ask);
    /* Answered by console_desk_answer(); the request is copied. */
    void (*ask_desk)(void *ctx, const struct desk_request *request);
    /* Answered by console_desk_list(). */
    void (*ask_list)(void *ctx, enum desk_list list, int64_t id, int32_t node, double number,
                     const char *text);
    /* Answered by console_trend(); the point's id is copied. */
    void (*ask_trend)(void *ctx, const struct trend_ask *ask);
    /* Answered by console_facts(). */
    void (*ask_facts)(void *ctx, int64_t before_seq, size_t count);
    /* Answered by console_report(); a second is asked for only after that. */
    void (*ask_report)(void *ctx, int days);
    /* Writes a new file; takes `text`. Answered by console_saved(). */
    void (*save)(void *ctx, const char *name, char *text, size_t length);
    bool (*set_theme)(void *ctx, const char *name, char *why, size_t size);
    void (*tell)(void *ctx, const struct notice_words *words); /* outside the screen */
    /* The world becomes that of a past moment, told by console_loaded(); us 0 = of now. */
    void (*go_to)(void *ctx, struct wall at);
    void (*use_mouse)(void *ctx, bool is_on);
    void (*redraw)(void *ctx);
    void (*quit)(void *ctx);
};

enum console_mode {
    MODE_SCREEN,
    MODE_FIND,
    MODE_COMMAND,
    MODE_SETPOINT,
    MODE_ALARM,
    MODE_FORM,
    MODE_SECRET, /* a PIN in the bottom line */
};

struct network_screen {
    struct outline outline;
    struct list list, drawn; /* drawn: as it stands in the frame */
    struct columns columns;
    struct station_list preview; /* of the selected station, for the detail pane */
};

struct station_screen {
    int32_t station_id; /* 0 = none chosen yet */
    struct station_list points;
    struct mimic mimic;
    struct list list;
    int circuit; /* whose trend is shown */
    struct spark spark;
};

struct journal_screen {
    struct journal journal;
    struct list list;
};

struct alarm_screen {
    struct alarm_list alarms;
    struct list list;
    size_t selected; /* place of the selected row's alarm: raised anew, its id is another */
    uint64_t loads;  /* console->loads when it was loaded */
    bool is_ahead;   /* an answer was given just now, and the cursor has gone on to the next */
};

struct report_screen { /* the alarm screen's last part */
    int days;          /* wanted, 0 = never opened */
    int asked;         /* days of the one that is computed now, 0 = none */
    int made;          /* days that `report` is about, 0 = there is none */
    struct query_report report;
    struct mono made_at;
    char why[400]; /* the last one failed, "" = it did not */
    struct list list;
};

struct ticket_screen { /* the countdown board */
    struct ticket_list tickets;
    struct list list;
    bool is_wall; /* for a whole room: no cursor */
};

struct ticket_page {
    int64_t id;                 /* 0 = none looked at yet */
    bool is_new;                /* opened just now: it need not be there yet */
    int64_t asked;              /* its newest fact when the entries were asked for */
    struct desk_table timeline; /* a copy */
    struct desk_table text;     /* … of one cell */
    struct desk_table values;   /* … what its station measured when it came */
    int top, lines, height;     /* of its lines, what was drawn last */
};

/* What the frame drawn last goes by, where a part of it is drawn anew. */
struct console_drawn {
    enum console_mode mode;
    enum action_place place;
    bool has_keys; /* in the bottom line; with them: */
    unsigned objects;
    bool withheld[ACTION_COUNT];
};

#define HELP_ROWS (ACTION_COUNT + 64)

struct help_screen {
    struct list list;
    enum action_place from; /* the screen it was asked on: its keys stand first */
    char filter[64];
    short row[HELP_ROWS]; /* an action's id, a heading, a line (screen_help.c) */
    int count;
};

struct console {
    struct console_ports ports;
    struct world world;
    const struct glyphs *glyphs;
    enum console_mode mode;
    enum action_place place;   /* the screen: one bit */
    enum action_place back[4]; /* the screens Esc goes back to */
    int back_count;
    struct network_screen network;
    struct station_screen station;
    struct journal_screen journal;
    struct alarm_screen alarms;
    struct report_screen report;
    struct ticket_screen tickets;
    struct ticket_page ticket;
    struct trend_view trend;
    struct claim claim;
    struct desk_state desk; /* calls, outages, crews, indicators, jobs */
    struct help_screen help;
    struct setpoint setpoint;
    struct alarm_dialog alarm_dialog;
    struct form form;   /* console_form.h */
    struct field field; /* find or command line */
    struct command_memory command;
    char message[400];
    enum style message_style;
    struct mono message_until;
    struct mono stray_until; /* what is typed is meant for a dialog that did not open */
    struct mono woken_until; /* what is typed goes with the key that woke the desk */
    bool is_quit_asked;
    int32_t outdoor_device;
    int outdoor_point;
    int width, height;    /* of the last frame: a page is what was visible */
    VEC(int32_t) watched; /* asked for last */
    VEC(int32_t) sight;   /* of these, told to be in sight last */
    uint64_t loads;       /* counts console_loaded() */
    int64_t trends;       /* counts what was asked of history */
    bool has_mouse;
    struct past_view past;
    struct seat seat;
    struct notice notice; /* told outside the screen, by the desk */
    struct horn horn;     /* heard by the desk, silenced by a key */
    int flashing;         /* chips of the frame drawn last that flash */
    bool is_step;         /* the last key moved a cursor and did nothing else */
    struct console_drawn drawn;
};

void console_init(struct console *console, const struct console_ports *ports);
void console_finish(struct console *console);

/* Once a turn, before keys and drawing. */
void console_world(struct console *console, const struct world *world);
/* The site was loaded anew: indices are others, ids the same. */
void console_loaded(struct console *console);
void console_children(struct console *console, int32_t node_id);
void console_setpoint_answer(struct console *console, int64_t ticket, bool ok, int64_t command,
                             const char *code, const char *sentence);
void console_alarm_answer(struct console *console, const struct alarm_answer *answer);
/* Says why not, if it was refused, and hands it to the screens. */
void console_desk_answer(struct console *console, const struct desk_answer *answer);
void console_desk_list(struct console *console, enum desk_list list, int64_t id,
                       const struct desk_table *table);
/* count 0 = the database was away. */
void console_trend(struct console *console, int64_t serial, const struct trend_slot *slot,
                   size_t count);
void console_facts(struct console *console, const struct fact *facts, size_t count);

/* `why` NULL = the file is there. */
void console_saved(struct console *console, const char *name, const char *why);
/* `why` NULL = `report` is good, else a sentence of the database. */
void console_report(struct console *console, const struct query_report *report, const char *why);

/* One key, as it was pressed on what was visible. True: console_refresh() may show what it did. */
bool console_key(struct console *console, uint32_t press);
/* One pasted character: text for the field that is open, or nothing. As keys a paste would act. */
void console_paste(struct console *console, uint32_t character);
bool console_has_dialog(const struct console *console);
/* Whatever is open is left as if by Esc: an order that is under way goes on. */
void console_leave_dialogs(struct console *console);
/* Leaves; whoever answers for the desk while something waits is told so first. */
void console_quit(struct console *console);
/* Does an action; also from the command line, with its argument ("" = none). */
void console_act(struct console *console, enum action_id id, const char *argument);
/* Opens the command line with a beginning typed already. */
void console_type(struct console *console, const char *text);
void console_say(struct console *console, enum style style, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Says why the dialog that was asked for does not open. The value typed for it all the same goes
 * nowhere: its digits are keys of this screen. */
void console_refuse(struct console *console, const char *why);
void console_draw(struct console *console, struct frame *frame, int width, int height);
/* What the bottom line goes by: bits of the selected objects, and what is withheld all the same. */
unsigned console_objects(struct console *console, bool withheld[ACTION_COUNT]);
/* Whether a value in sight has changed since the site counted `changes`; and draws no more than
 * what shows it, and where the cursor stands now, into the frame drawn last; false if
 * console_draw() has to draw it all. */
bool console_is_outdated(struct console *console, uint64_t changes);
bool console_refresh(struct console *console, struct frame *frame, uint64_t changes);
