/* A dialog of a few rows, as a state, not a loop: choices, texts, numbers, times and ticks, which
 * become one request to the database (backend/core/desk.h). It stays open until the database has
 * taken it: a refusal is told in it, at the row that it is about, and nothing that was typed is
 * lost. Enter does it or goes to what is missing, Tab and arrows change rows, Esc leaves all as it
 * was. A digit that leads on, and Tab, are one step. A choice is made with Left/Right, its digit,
 * or the first letters of its code or pinyin, unless words follow it: then letters are those.
 *
 *     struct form *form = console_form_start(console, DESK_TICKET_ASK, "hold", id, _("hold T7"));
 *     struct form_row *row = form_add(form, FORM_CHOICE, FORM_TO_WORD, "code", N_("reason"));
 *     form_options(row, ticket_holds);
 *     form_add(form, FORM_TEXT, FORM_TO_WORDS, "words", N_("words"))->is_needed = true;
 *     console_form_open(console);
 *
 * Pure but for the allocation of options. */
#pragma once
#include "backend/base/vec.h"
#include "backend/core/desk.h"
#include "backend/core/ticket.h"
#include "ui/field.h"

enum form_kind {
    FORM_CHOICE, /* one of its options */
    FORM_TEXT,
    FORM_NUMBER, /* within low and high */
    FORM_TIME,   /* form_time.h */
    FORM_TICK,   /* "1" or nothing */
};

/* Where a row's value goes in the request. */
enum form_slot {
    FORM_TO_DETAIL, /* the member of the row's name */
    FORM_TO_WORD,
    FORM_TO_WORDS,
    FORM_TO_NUMBER, /* a time: seconds since 1970 */
    FORM_TO_OTHER,
    FORM_TO_AT,
    FORM_TO_NODE,
    FORM_TO_ID,
    FORM_TO_DEED,
    FORM_TO_NOWHERE, /* other rows go by it */
};

struct form_option {
    char code[32], label[96], note[200]; /* cleaned text; the note stands dim behind it */
    char initials[32];                   /* of the label, for typing */
};

struct form_row {
    enum form_kind kind;
    enum form_slot slot;
    char name[24];      /* of the detail's member, or what the database calls it: "measure" */
    const char *label;  /* msgid */
    const char *empty;  /* msgid: what it means to leave it empty ("now"), NULL = nothing */
    const char *unless; /* name of a tick that makes this row needless, NULL = none */
    const char
        *then; /* name of the row that a digit's choice, or typed words, lead to; NULL = none */
    const char *decides; /* name of the choice that goes by this one until it is made by hand */
    const char *(*decided)(const char *code); /* … its code */
    const char *only, *only_code; /* shown while the choice `only` is `only_code`; NULL = always */
    bool is_needed;
    bool is_ahead;   /* a time lies ahead: "14:30" is the next one */
    bool is_list;    /* options stand below each other, with their notes */
    bool is_awaited; /* the options are being read: form_arrived() */
    bool is_offered; /* what stands in it was not typed: the first character replaces it */
    bool is_typed;   /* a key has gone into it: its end is what is being written */
    bool is_ticked;
    bool is_own;      /* the choice was made by hand */
    bool is_decided;  /* … by the one that decides it */
    double low, high; /* of a number; NaN = none */
    struct field field;
    VEC(struct form_option) option;
    int chosen; /* -1 = none yet */
};

enum form_state { FORM_CLOSED, FORM_OPEN, FORM_ASKED };

#define FORM_ROWS  16
#define FORM_ABOUT 6
#define FORM_FIXED 8

struct form_line { /* what it is about, and what will happen */
    char label[32], text[240];
};

/* Embedded in the console; form_finish() frees. */
struct form {
    enum form_state state;
    char title[120]; /* in the language of the screen */
    enum desk_call call;
    char deed[24];
    int64_t id;
    int32_t node;
    struct form_line about[FORM_ABOUT];
    int abouts;
    struct {
        char name[24], value[96];
    } fixed[FORM_FIXED]; /* members of the detail that nobody sees */
    int fixeds;
    struct form_row row[FORM_ROWS];
    int count, at;
    bool has_led;    /* the last key, a digit, has led on to this row */
    char error[300]; /* a sentence, "" = none */
    int64_t claim;   /* the ticket that is in hand meanwhile, 0 = none */
    /* What is asked again after an answer that was lost is the same deed. */
    unsigned char client[16];
};

/* Empties it: title in the language of the screen. Rows are added, then it is shown. */
void form_start(struct form *form, enum desk_call call, const char *deed, int64_t id,
                const char *title);
void form_finish(struct form *form);
/* A line of what it is about; `label` in the language of the screen. */
void form_tell(struct form *form, const char *label, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void form_fix(struct form *form, const char *name, const char *value);
/* The row stays in place until the form is started again; NULL never: the last one is used up. */
struct form_row *form_add(struct form *form, enum form_kind kind, enum form_slot slot,
                          const char *name, const char *label);
struct form_row *form_row_of(struct form *form, const char *name); /* NULL = none */
void form_option(struct form_row *row, const char *code, const char *label, const char *note);
/* All of a word list, translated. */
void form_options(struct form_row *row, const struct ticket_word *words);
void form_choose(struct form_row *row, const char *code);
/* Fills a text, number or time that is replaced by the first character typed. */
void form_offer(struct form_row *row, const char *text);
/* The options of an awaited row are all there; the first is chosen. */
void form_arrived(struct form_row *row);
const char *form_chosen(const struct form_row *row); /* its code, "" = none */
/* What will be asked for: a row of it, or what the form was started with. */
const char *form_deed(const struct form *form);
/* Shown from now on, with the cursor in the first row that leaves a choice. */
void form_open(struct form *form);
/* Whether the row is to be seen and filled now. */
bool form_is_shown(const struct form *form, const struct form_row *row);

enum form_result {
    FORM_IGNORED,
    FORM_USED,
    FORM_SEND,  /* form_request() now; it is FORM_ASKED until form_answer() */
    FORM_LEAVE, /* closed; what was asked already is answered all the same */
};
enum form_result form_key(struct form *form, uint32_t press, struct wall now);

/* A request and the room that its texts point into. */
struct form_request {
    struct desk_request desk;
    char room[FORM_ROWS][32];
};
void form_request(const struct form *form, struct wall now, struct form_request *out);
/* Whether the answer is this form's; then it is closed if it was done, else it says why not, with
 * the cursor in the row that is meant, and can be sent again. */
bool form_answer(struct form *form, const struct desk_answer *answer);
