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
    ON_SCREENS = 31,
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
    OBJECT_WAY_BACK,   /* a screen or a filter that Esc leaves */
    OBJECT_NONE,       /* never offered in the bottom line: known to everybody, or verb only */
};

/* X(id, keys, verb, argument, label, sentence, place, object)
 * keys: names split by blanks, "" = command line only. argument: "" or what the verb takes. */
#define ACTIONS(X)                                                                                 \
    X(OPEN, "Enter", "open", "", N_("open"), N_("open what is selected"),                          \
      ON_NETWORK | ON_STATION | ON_JOURNAL | ON_ALARMS, OBJECT_STATION)                            \
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
    X(MARK, "Space", "mark", "", N_("mark"), N_("mark, for an action on several"), ON_ALARMS,      \
      OBJECT_ALARM)                                                                                \
    X(SORT, "b", "sort", "", N_("order"), N_("order by priority, time, place"), ON_ALARMS,         \
      OBJECT_ALARM)                                                                                \
    X(TOGGLE, "Space", "fold", "", N_("fold"), N_("unfold or fold"), ON_NETWORK, OBJECT_NODE)      \
    X(UNFOLD, "Right l", "", "", "", N_("unfold"), ON_NETWORK | ON_ALARMS, OBJECT_NONE)            \
    X(FOLD, "Left h", "", "", "", N_("fold, or go to what is above"), ON_NETWORK | ON_ALARMS,      \
      OBJECT_NONE)                                                                                 \
    X(FIND, "/ F3", "find", N_("TEXT"), N_("find"),                                                \
      N_("show only what fits: name, code, pinyin initials"), ON_NETWORK | ON_JOURNAL | ON_ALARMS, \
      OBJECT_ANY)                                                                                  \
    X(NEXT_HIT, "n", "", "", "", N_("next hit"), ON_NETWORK | ON_JOURNAL | ON_ALARMS, OBJECT_NONE) \
    X(PREVIOUS_HIT, "N", "", "", "", N_("hit before"), ON_NETWORK | ON_JOURNAL | ON_ALARMS,        \
      OBJECT_NONE)                                                                                 \
    X(NEXT_TROUBLE, ". F4", "next", "", N_("next trouble"),                                        \
      N_("next station with an alarm, lost or bad values"), ON_NETWORK | ON_STATION, OBJECT_ANY)   \
    X(NEXT_ALARM, ", F11", "", "", N_("next alarm"), N_("next alarm that waits for an answer"),    \
      ON_SCREENS, OBJECT_ANY)                                                                      \
    X(GO, "g F7", "go", N_("CODE"), N_("in network"), N_("go to it in the network"),               \
      ON_NETWORK | ON_STATION | ON_JOURNAL | ON_ALARMS, OBJECT_FACT)                               \
    X(NEXT_PART, "Tab", "", "", "",                                                                \
      N_("next part: source, network; side, circuit; shelf, report"),                              \
      ON_NETWORK | ON_STATION | ON_ALARMS, OBJECT_NONE)                                            \
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
    X(STATION, "5", "station", N_("CODE"), N_("station"), N_("the selected station"), ON_SCREENS,  \
      OBJECT_ANY)                                                                                  \
    X(JOURNAL, "9", "journal", "", N_("journal"), N_("everything that happened, newest first"),    \
      ON_SCREENS, OBJECT_ANY)                                                                      \
    X(HELP, "? F1", "help", "", N_("help"), N_("this page"), ON_SCREENS, OBJECT_ANY)               \
    X(BACK, "Esc Backspace", "back", "", N_("back"), N_("back; leaves everything as it was"),      \
      ON_STATION | ON_JOURNAL | ON_HELP | ON_NETWORK | ON_ALARMS, OBJECT_WAY_BACK)                 \
    X(COMMAND, ": F9", "", "", N_("command"), N_("type a command; Tab completes"), ON_SCREENS,     \
      OBJECT_ANY)                                                                                  \
    X(SILENCE, "m F12", "silence", "", "", N_("silence the horn for 5 minutes"), ON_SCREENS,       \
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
/* The first key, as shown ("w"); "" if it has none. */
void action_key(const struct action *action, char *out, size_t size);
