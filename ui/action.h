/* The one action table: keys, verb, words and place of everything an operator can do. Keymap,
 * bottom line, help and command line are drawn from it, so none of them can lie (STYLE 16). */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* Where an action works; a bit each. */
enum action_place {
    ON_NETWORK = 1,
    ON_STATION = 2,
    ON_JOURNAL = 4,
    ON_ALARMS = 8,
    ON_HELP = 16,
    ON_TICKETS = 32, /* the countdown board */
    ON_TICKET = 64,  /* one ticket's page */
    ON_OUTAGES = 128,
    ON_INTAKE = 256,
    ON_CREWS = 512,
    ON_RATES = 1024,
    ON_JOBS = 2048, /* the crew's own console */
    ON_TREND = 4096,
    ON_WALL = 8192,   /* boards that turn by themselves; it takes few keys: ui/screen_wall.h */
    ON_LINES = 16384, /* to the controllers */
    ON_SCREENS = 32767,
};

/* What must be selected for the bottom line to offer it. */
enum action_object {
    OBJECT_ANY,
    OBJECT_NODE,     /* something with children */
    OBJECT_STATION,  /* a node with a station screen */
    OBJECT_SETPOINT, /* a point that can be written */
    OBJECT_FACT,
    OBJECT_ALARM,      /* an alarm, whatever its state */
    OBJECT_UNANSWERED, /* alarms that wait for an answer */
    OBJECT_ANSWERED,   /* … that somebody has acknowledged */
    OBJECT_LATCHED,    /* … that wait for a reset */
    OBJECT_SHELVED,    /* something on the shelf */
    OBJECT_TICKET,     /* a ticket; struct screen's offers() tells which deeds fit its state */
    OBJECT_OUTAGE,
    OBJECT_CREW,
    OBJECT_TREND,    /* lines of a trend */
    OBJECT_WAY_BACK, /* a screen or a filter that Esc leaves */
    OBJECT_NONE,     /* never offered in the bottom line: known to everybody, or verb only */
};

/* X(id, keys, verb, argument, label, sentence, place, object)
 * keys: names split by blanks, "" = command line only. argument: "" or what the verb takes. */
#define ACTIONS(X)                                                                                 \
    X(OPEN, "Enter", "open", "", N_("open"), N_("open what is selected"),                          \
      ON_NETWORK | ON_STATION | ON_JOURNAL | ON_ALARMS | ON_TICKETS | ON_INTAKE | ON_RATES |       \
          ON_JOBS | ON_LINES,                                                                      \
      OBJECT_STATION)                                                                              \
    X(WRITE, "w", "set", N_("VALUE"), N_("set"), N_("change the selected set-point"), ON_STATION,  \
      OBJECT_SETPOINT)                                                                             \
    X(UNDO, "u F6", "undo", "", N_("undo"), N_("offer the value before the last verified change"), \
      ON_STATION, OBJECT_SETPOINT)                                                                 \
    X(ANSWER, "a F5", "ack", N_("[NOTE]"), N_("acknowledge"),                                      \
      N_("acknowledge what is selected or marked; a folded cause with all below it"), ON_ALARMS,   \
      OBJECT_UNANSWERED)                                                                           \
    X(ANSWER_ALL, "A", "", "", N_("all"),                                                          \
      N_("acknowledge all in sight, or marked, with one note"), ON_ALARMS, OBJECT_UNANSWERED)      \
    X(RESET, "R", "reset", "", N_("reset"), N_("let a latched alarm go"), ON_ALARMS,               \
      OBJECT_LATCHED)                                                                              \
    X(SHELVE, "s", "shelve", N_("MINUTES REASON"), N_("shelve"),                                   \
      N_("silence for a time, with a reason; in the network with all below"),                      \
      ON_ALARMS | ON_NETWORK, OBJECT_ALARM)                                                        \
    X(UNSHELVE, "S", "unshelve", "", N_("unshelve"), N_("take off the shelf"),                     \
      ON_ALARMS | ON_NETWORK, OBJECT_SHELVED)                                                      \
    X(OUT, "O", "out", N_("WORK"), N_("out/in service"),                                           \
      N_("take out of service for work, and back"), ON_ALARMS | ON_NETWORK, OBJECT_ALARM)          \
    X(IN, "", "in", "", "", N_("back into service"), ON_ALARMS | ON_NETWORK, OBJECT_NONE)          \
    X(UNANSWER, "U", "unack", N_("[WHY]"), N_("take back"), N_("take an acknowledgement back"),    \
      ON_ALARMS, OBJECT_ANSWERED)                                                                  \
    X(RAISE, "t", "job", N_("[KIND]"), N_("ticket"),                                               \
      N_("a ticket from the alarm, with station and values"), ON_ALARMS, OBJECT_ALARM)             \
    X(DISPATCH, "d", "dispatch", N_("[CREW]"), N_("dispatch"),                                     \
      N_("give the ticket to a crew; the first of the list fits best"), ON_TICKETS | ON_TICKET,    \
      OBJECT_TICKET)                                                                               \
    X(RESPOND, "r", "respond", N_("[MEASURE]"), N_("respond"),                                     \
      N_("user reached, measure, visit and promise: stops the 15 minutes (7.4.3)"),                \
      ON_TICKETS | ON_TICKET, OBJECT_TICKET)                                                       \
    X(PROGRESS, "s", "", "", N_("crew state"),                                                     \
      N_("what the crew said: taken, under way, on site, refused"),                                \
      ON_TICKETS | ON_TICKET | ON_JOBS, OBJECT_TICKET)                                             \
    X(CREW_SAID, "", "s", N_("[CREW] STATE"), "",                                                  \
      N_("what a crew said of its job: \"2 on_site\""), ON_SCREENS, OBJECT_NONE)                   \
    X(FINISH, "f", "finish", N_("[CAUSE WORDS]"), N_("finish"), N_("the work is done"),            \
      ON_TICKETS | ON_TICKET | ON_JOBS, OBJECT_TICKET)                                             \
    X(CONFIRM, "y", "confirm", N_("[NAME]"), N_("confirm"), N_("the user confirms (6.2.4)"),       \
      ON_TICKETS | ON_TICKET | ON_JOBS, OBJECT_TICKET)                                             \
    X(DENY, "Y", "deny", N_("[WORDS]"), N_("not confirmed"),                                       \
      N_("the user does not confirm: the work goes on"), ON_TICKETS | ON_TICKET | ON_JOBS,         \
      OBJECT_TICKET)                                                                               \
    X(DECIDE, "D", "decide", N_("[RESULT WORDS]"), N_("decide"),                                   \
      N_("accept or refuse an application, the same day (5.1.2)"), ON_TICKETS | ON_TICKET,         \
      OBJECT_TICKET)                                                                               \
    X(SURVEY, "S", "survey", N_("[WORDS]"), N_("survey"), N_("the site was surveyed"),             \
      ON_TICKETS | ON_TICKET | ON_JOBS, OBJECT_TICKET)                                             \
    X(MEASURE, "T", "measure", N_("[C NAME]"), N_("measured"),                                     \
      N_("the room temperature, and who signed it"), ON_TICKETS | ON_TICKET | ON_JOBS,             \
      OBJECT_TICKET)                                                                               \
    X(CALL_BACK, "c", "callback", N_("[yes|no WORDS]"), N_("call back"),                           \
      N_("the user was asked: solved or not, and how well"), ON_TICKETS | ON_TICKET,               \
      OBJECT_TICKET)                                                                               \
    X(CLOSE, "x", "close", N_("[RESULT WORDS]"), N_("close"),                                      \
      N_("close with a result; an overrun needs its reason"), ON_TICKETS | ON_TICKET,              \
      OBJECT_TICKET)                                                                               \
    X(REOPEN, "o", "reopen", N_("[WORDS]"), N_("rework"),                                          \
      N_("work again, with clocks of its own"), ON_TICKETS | ON_TICKET, OBJECT_TICKET)             \
    X(EXPLAIN, "e", "explain", N_("[REASON WORDS]"), N_("explain"),                                \
      N_("the reason of an overrun"), ON_TICKETS | ON_TICKET, OBJECT_TICKET)                       \
    X(PROMISE, "p", "promise", N_("[TIME WORDS]"), N_("promise"),                                  \
      N_("promise a time, or another one"), ON_TICKETS | ON_TICKET, OBJECT_TICKET)                 \
    X(HOLD, "h", "hold", N_("[REASON WORDS]"), N_("hold/resume"),                                  \
      N_("wait for something, and go on; statutory clocks run"), ON_TICKETS | ON_TICKET,           \
      OBJECT_TICKET)                                                                               \
    X(MERGE, "M", "merge", N_("[NUMBER]"), N_("merge/part"),                                       \
      N_("join another ticket, or part again"), ON_TICKETS | ON_TICKET, OBJECT_TICKET)             \
    X(NOTE, "n", "note", N_("[WORDS]"), N_("note"), N_("a line for the ticket's record"),          \
      ON_TICKETS | ON_TICKET | ON_JOBS, OBJECT_TICKET)                                             \
    X(CHASE, "C", "chase", N_("[WORDS]"), N_("asked again"), N_("the user asks again"),            \
      ON_TICKETS | ON_TICKET, OBJECT_TICKET)                                                       \
    X(EDIT, "u", "edit", "", N_("edit"), N_("correct place, phone, caller, words, urgency"),       \
      ON_TICKETS | ON_TICKET, OBJECT_TICKET)                                                       \
    X(LINK, "K", "link", N_("[KIND NUMBER]"), N_("link"),                                          \
      N_("link to an outage, an alarm, a ticket, or undo it"), ON_TICKETS | ON_TICKET,             \
      OBJECT_TICKET)                                                                               \
    X(AMEND, "A", "amend", "", N_("amend"),                                                        \
      N_("correct the time of an entry or strike it (shift leader)"), ON_TICKETS | ON_TICKET,      \
      OBJECT_TICKET)                                                                               \
    X(ARCHIVE, "Z", "archive", N_("[WORDS]"), N_("archive"), N_("put it to the archive"),          \
      ON_TICKETS | ON_TICKET, OBJECT_TICKET)                                                       \
    X(OUTAGE, "o", "outage", N_("[CAUSE]"), N_("outage"),                                          \
      N_("an outage begins here, or at a code: S1 CAUSE"),                                         \
      ON_NETWORK | ON_STATION | ON_ALARMS | ON_INTAKE, OBJECT_STATION)                             \
    X(FORECAST, "f", "forecast", N_("[TIME]"), N_("forecast"),                                     \
      N_("when heat is back; each forecast is kept"), ON_OUTAGES, OBJECT_OUTAGE)                   \
    X(PLAN, "p", "plan", N_("[CARD]"), N_("plan"),                                                 \
      N_("start the emergency plan (7.3.4): needed when it lasts longer than 24 h"), ON_OUTAGES,   \
      OBJECT_OUTAGE)                                                                               \
    X(REALLOCATE, "R", "reallocate", N_("[WORDS]"), N_("sources"),                                 \
      N_("the sources are re-allocated (7.3.6)"), ON_OUTAGES, OBJECT_OUTAGE)                       \
    X(CREW, "c", "attend", "", N_("crew"), N_("a crew comes or goes: never without one (7.3.4)"),  \
      ON_OUTAGES, OBJECT_OUTAGE)                                                                   \
    X(STEP, "s", "step", N_("[STEP]"), N_("step done"),                                            \
      N_("the next step of the plan is done, or the one of a number"), ON_OUTAGES, OBJECT_OUTAGE)  \
    X(UNSTEP, "u", "unstep", N_("[STEP]"), N_("not done"),                                         \
      N_("a step of the plan was not done after all"), ON_OUTAGES, OBJECT_OUTAGE)                  \
    X(PUBLISH, "n", "publish", "", N_("publish"), N_("the notice to the users"), ON_OUTAGES,       \
      OBJECT_OUTAGE)                                                                               \
    X(GATHER, "t", "gather", "", N_("tickets"), N_("link the open tickets below to it"),           \
      ON_OUTAGES, OBJECT_OUTAGE)                                                                   \
    X(RESTORE, "x", "restore", N_("[WORDS]"), N_("restored"), N_("heat is back"), ON_OUTAGES,      \
      OBJECT_OUTAGE)                                                                               \
    X(LOG, "L", "log", N_("[WORDS]"), N_("log"), N_("a line for the outage's record"), ON_OUTAGES, \
      OBJECT_OUTAGE)                                                                               \
    X(UNPLAN, "X", "unplan", N_("[WORDS]"), N_("no plan"),                                         \
      N_("stop the plan that was started by mistake"), ON_OUTAGES, OBJECT_OUTAGE)                  \
    X(CREW_STATUS, "s", "status", N_("[STATUS]"), N_("status"), N_("what the crew does now"),      \
      ON_CREWS, OBJECT_CREW)                                                                       \
    X(HEARD, "c", "heard", N_("[WORDS]"), N_("heard of"), N_("the crew was heard of: it is well"), \
      ON_CREWS, OBJECT_CREW)                                                                       \
    X(EARLIER, "Left h", "", "", N_("earlier"), N_("the moment before; beyond the edge, too"),     \
      ON_TREND, OBJECT_TREND)                                                                      \
    X(LATER, "Right l", "", "", N_("later"), N_("the moment after"), ON_TREND, OBJECT_TREND)       \
    X(BOARD_BEFORE, "Left h", "", "", N_("before"), N_("the board before"), ON_WALL, OBJECT_ANY)   \
    X(BOARD_NEXT, "Right l", "", "", N_("next"), N_("the next board; it stays its time"), ON_WALL, \
      OBJECT_ANY)                                                                                  \
    X(ZOOM_IN, "+ =", "", "", N_("closer"), N_("a shorter span, down to an hour"), ON_TREND,       \
      OBJECT_TREND)                                                                                \
    X(ZOOM_OUT, "-", "", "", N_("farther"), N_("a longer span, up to a season"), ON_TREND,         \
      OBJECT_TREND)                                                                                \
    X(SPAN, "", "span", N_("SPAN"), "", N_("the span: 1h 3h 6h 12h 24h 3d 7d 30d 90d season"),     \
      ON_TREND, OBJECT_NONE)                                                                       \
    X(DROP, "x Delete", "drop", "", N_("take away"), N_("the selected line is shown no longer"),   \
      ON_TREND, OBJECT_TREND)                                                                      \
    X(CSV, "e", "csv", N_("[FILE]"), N_("export"), N_("what is seen, as CSV into a new file"),     \
      ON_TREND, OBJECT_TREND)                                                                      \
    X(MARK, "Space", "mark", "", N_("mark"), N_("mark, for an action on several"), ON_ALARMS,      \
      OBJECT_ALARM)                                                                                \
    X(SORT, "b", "sort", "", N_("order"), N_("the list in the next of its orders"),                \
      ON_ALARMS | ON_TICKETS | ON_LINES, OBJECT_ALARM)                                             \
    X(TOGGLE, "Space", "fold", "", N_("fold"), N_("unfold or fold"), ON_NETWORK | ON_TICKETS,      \
      OBJECT_NODE)                                                                                 \
    X(UNFOLD, "Right l", "", "", "", N_("unfold"), ON_NETWORK | ON_ALARMS | ON_TICKETS,            \
      OBJECT_NONE)                                                                                 \
    X(FOLD, "Left h", "", "", "", N_("fold, or go to what is above"),                              \
      ON_NETWORK | ON_ALARMS | ON_TICKETS, OBJECT_NONE)                                            \
    X(FIND, "/ F3", "find", N_("TEXT"), N_("find"),                                                \
      N_("show only what fits: name, code, pinyin initials"),                                      \
      ON_NETWORK | ON_JOURNAL | ON_ALARMS | ON_TICKETS | ON_INTAKE | ON_HELP | ON_LINES,           \
      OBJECT_ANY)                                                                                  \
    X(NEXT_HIT, "n", "", "", "", N_("next hit; on a trend the next mark"),                         \
      ON_NETWORK | ON_JOURNAL | ON_ALARMS | ON_TREND, OBJECT_NONE)                                 \
    X(PREVIOUS_HIT, "N", "", "", "", N_("hit, or mark, before"),                                   \
      ON_NETWORK | ON_JOURNAL | ON_ALARMS | ON_TREND, OBJECT_NONE)                                 \
    X(NEXT_TROUBLE, "; F4", "next", "", N_("next trouble"),                                        \
      N_("next station with an alarm, lost or bad values"), ON_NETWORK | ON_STATION, OBJECT_ANY)   \
    X(CALL, "F2", "call", "", N_("new call"), N_("a call comes in: who, where, a ticket"),         \
      ON_SCREENS, OBJECT_ANY)                                                                      \
    X(NEXT_DUE, ".", "due", "", N_("next due"), N_("the ticket that is due next"), ON_SCREENS,     \
      OBJECT_ANY)                                                                                  \
    X(NEXT_ALARM, ", F11", "", "", N_("next alarm"), N_("next alarm that waits for an answer"),    \
      ON_SCREENS, OBJECT_ANY)                                                                      \
    X(GO, "g F7", "go", N_("PLACE"), N_("in network"),                                             \
      N_("go to it in the network, or find a place by code, name, pinyin initials"), ON_SCREENS,   \
      OBJECT_FACT)                                                                                 \
    X(NEXT_PART, "Tab", "", "", "",                                                                \
      N_("next part: source, network; side, circuit; shelf, report"),                              \
      ON_NETWORK | ON_STATION | ON_ALARMS | ON_TICKETS, OBJECT_NONE)                               \
    X(UP, "Up k", "", "", "", N_("up"), ON_SCREENS, OBJECT_NONE)                                   \
    X(DOWN, "Down j", "", "", "", N_("down"), ON_SCREENS, OBJECT_NONE)                             \
    X(PAGE_UP, "PgUp", "", "", "", N_("a page up"), ON_SCREENS, OBJECT_NONE)                       \
    X(PAGE_DOWN, "PgDn", "", "", "", N_("a page down"), ON_SCREENS, OBJECT_NONE)                   \
    X(FIRST, "Home", "", "", "", N_("to the beginning"), ON_SCREENS, OBJECT_NONE)                  \
    X(LAST, "End", "", "", "", N_("to the end"), ON_SCREENS, OBJECT_NONE)                          \
    X(NETWORK, "1", "network", "", N_("network"), N_("the network with live values"), ON_SCREENS,  \
      OBJECT_ANY)                                                                                  \
    X(ALARMS, "2", "alarms", "", N_("alarms"), N_("causes first, and what is shelved"),            \
      ON_SCREENS, OBJECT_ANY)                                                                      \
    X(REPORT, "", "report", N_("[DAYS]"), "",                                                      \
      N_("30 days of alarms against EEMUA 191 and ISA-18.2, the ten worst"), ON_SCREENS,           \
      OBJECT_NONE)                                                                                 \
    X(TICKETS, "3", "tickets", "", N_("tickets"), N_("the countdown board: what is due next"),     \
      ON_SCREENS, OBJECT_ANY)                                                                      \
    X(TICKET, "", "ticket", N_("NUMBER"), "", N_("a ticket's page"), ON_SCREENS, OBJECT_NONE)      \
    X(WALL, "B", "board", N_("[wall]"), N_("wall"),                                                \
      N_("the board for a whole room: large, no keys needed"), ON_SCREENS, OBJECT_TICKET)          \
    X(BOARDS, "", "wall", N_("[SECONDS]"), "",                                                     \
      N_("the wall: boards that turn by themselves every 15 s, no keys needed"), ON_SCREENS,       \
      OBJECT_NONE)                                                                                 \
    X(OUTAGES, "4", "outages", "", N_("outages"), N_("outages, their clocks, plans and crews"),    \
      ON_SCREENS, OBJECT_ANY)                                                                      \
    X(STATION, "5", "station", N_("CODE"), N_("station"), N_("the selected station"), ON_SCREENS,  \
      OBJECT_ANY)                                                                                  \
    X(TREND, "6 v", "trend", N_("[STATION/]POINT"), N_("trend"),                                   \
      N_("trends of what is selected; a point of a station is added"), ON_SCREENS, OBJECT_ANY)     \
    X(RATES, "7", "rates", "", N_("indicators"), N_("the rates of 4.2 and every miss"),            \
      ON_SCREENS, OBJECT_NONE)                                                                     \
    X(CREWS, "8", "crews", "", N_("crews"), N_("crews, what they do, who is on duty"), ON_SCREENS, \
      OBJECT_NONE)                                                                                 \
    X(JOBS, "", "jobs", "", "", N_("the jobs of the crew that this login belongs to"), ON_SCREENS, \
      OBJECT_NONE)                                                                                 \
    X(LINES, "", "lines", "", "",                                                                  \
      N_("lines to the controllers: round trips, losses, failures, the worst first"), ON_SCREENS,  \
      OBJECT_NONE)                                                                                 \
    X(JOURNAL, "9", "journal", "", N_("journal"),                                                  \
      N_("everything that happened, the last recorded first"), ON_SCREENS, OBJECT_ANY)             \
    X(HELP, "? F1", "help", "", N_("help"), N_("this page"), ON_SCREENS, OBJECT_ANY)               \
    X(BACK, "Esc Backspace", "back", "", N_("back"), N_("back; leaves everything as it was"),      \
      ON_SCREENS, OBJECT_WAY_BACK)                                                                 \
    X(COMMAND, ": F9", "", "", N_("command"), N_("type a command; Tab completes"), ON_SCREENS,     \
      OBJECT_ANY)                                                                                  \
    X(SILENCE, "m F12", "silence", "", "", N_("silence the horn for 5 minutes"), ON_SCREENS,       \
      OBJECT_NONE)                                                                                 \
    X(AT, "", "at", N_("TIME"), "", N_("as it stood at a past moment: 02:13, 01-15 02:13, -90"),   \
      ON_SCREENS, OBJECT_NONE)                                                                     \
    X(NOW, "", "now", "", "", N_("back from the past to now"), ON_SCREENS, OBJECT_NONE)            \
    X(STEP_BACK, "[", "", "", "", N_("a minute back: into the past"), ON_SCREENS, OBJECT_NONE)     \
    X(STEP_ON, "]", "", "", "", N_("a minute on, in the past"), ON_SCREENS, OBJECT_NONE)           \
    X(PLAY, "P", "play", "", "", N_("let the past pass, or stop"), ON_SCREENS, OBJECT_NONE)        \
    X(SPEED, "", "speed", N_("TIMES"), "", N_("how fast the past passes, 60 unless said"),         \
      ON_SCREENS, OBJECT_NONE)                                                                     \
    X(LOCK, "", "lock", "", "", N_("view only until the PIN is given"), ON_SCREENS, OBJECT_NONE)   \
    X(OPERATOR, "", "operator", N_("[NO]"), "",                                                    \
      N_("somebody else sits down, by number and PIN; without: back to the login"), ON_SCREENS,    \
      OBJECT_NONE)                                                                                 \
    X(PIN, "", "pin", "", "", N_("set the PIN that wakes the desk"), ON_SCREENS, OBJECT_NONE)      \
    X(IDLE, "", "idle", N_("MINUTES"), "", N_("view only after so many minutes without a key"),    \
      ON_SCREENS, OBJECT_NONE)                                                                     \
    X(START, "", "start", "", "", N_("begin at this screen from now on"), ON_SCREENS, OBJECT_NONE) \
    X(COLUMNS, "", "columns", N_("[COL]"), "",                                                     \
      N_("columns of the network, in this order; without: all of them"), ON_SCREENS, OBJECT_NONE)  \
    X(MOUSE, "F8", "mouse", N_("[on|off]"), "",                                                    \
      N_("the mouse: click, double click, wheel; or off"), ON_SCREENS, OBJECT_NONE)                \
    X(NOTIFY, "", "notify", N_("[test|LEVEL]"), "",                                                \
      N_("notices on the desktop or the terminal: test, off, critical, high, all"), ON_SCREENS,    \
      OBJECT_NONE)                                                                                 \
    X(THEME, "", "theme", N_("NAME"), "", N_("colours: day, night, mono and others"), ON_SCREENS,  \
      OBJECT_NONE)                                                                                 \
    X(LANGUAGE, "", "lang", N_("NAME"), "", N_("language: zh_CN or en"), ON_SCREENS, OBJECT_NONE)  \
    X(REDRAW, "Ctrl-L", "redraw", "", "", N_("draw the screen anew"), ON_SCREENS, OBJECT_NONE)     \
    X(QUIT, "q F10", "quit", "", N_("quit"), N_("leave heatdesk"), ON_SCREENS, OBJECT_ANY)

enum action_id {
    ACTION_NONE,
#define X(id, ...) ACTION_##id,
    ACTIONS(X)
#undef X
        ACTION_COUNT
};

struct action {
    enum action_id id;
    const char *keys, *verb, *argument;
    const char *label, *sentence; /* msgids; label "" where the bottom line never shows it */
    unsigned place;
    enum action_object object;
};

extern const struct action actions[ACTION_COUNT]; /* actions[id]; 0 is empty */

/* Verbs that begin with `prefix`; ids into `out`, at most `room`; how many there are. The exact
 * verb alone if there is one. */
size_t action_match(const char *prefix, enum action_id *out, size_t room);
/* Its keys: the table's, or a person's own. */
const char *action_keys(enum action_id id);
/* `keys` NULL = the table's; borrowed. */
void action_use_keys(enum action_id id, const char *keys);
/* Another number after each change of the keys; never 0. */
unsigned action_keys_version(void);
/* Whether it changes nothing that others see: what a locked desk lets pass. Leaving is
 * not among it: nobody who passes by ends the alarms. */
bool action_only_looks(enum action_id id);
/* Whether it works on an alarm, an outage or a crew: a dispatcher's. Tickets and set-points have
 * finer rights, and refuse by themselves. */
bool action_is_dispatchers(enum action_id id);
/* The first key, as shown ("w"); "" if it has none. */
void action_key(const struct action *action, char *out, size_t size);
