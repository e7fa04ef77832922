#include "ui/phrase.h"

#include "ui/lang.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define FIGURES_MOST 9

/* {a} … {i} stand for figures and names, kept as they are; {A} … {I} for words
 * of the catalogue or phrases in their turn.
 * The first that fits counts, so the looser ones stand below. */
static const char *const phrases[] = {
    /* why the collector refused an order */
    N_("life ended {a} ms ago"),
    N_("not a set-point"),
    N_("the collector's limits file says writes = no"),
    N_("no section of the collector's limits file names it"),
    N_("identity register {a} outside {b}..{c}"),
    N_("the device does not answer"),
    N_("read just now: {A}"),
    N_("the value is held by hand"),
    N_("seen {a}, now {b}"),
    N_("not a number"),
    N_("change of {a}, at most {b}"),
    N_("last write {a} s ago, wait {b} s"),
    N_("{a}..{b} within {c} s, at most {d} in that time"),
    N_("{a} writes today, at most {b}"),
    N_("another order for this point is not finished"),
    N_("the plant has no such set-point"),
    /* how an order went */
    N_("unlock register {a}"),
    N_("the lease went to another collector"),
    N_("its collector ended before it sent anything"),
    N_("its collector ended after it may have sent it"),
    N_("it could not be recorded within the order's life"),
    N_("the order's life ended before it could be sent"),
    N_("the record took too long, the value read before is old"),
    N_("the device answered with exception {a}: {B}"),
    N_("the line: {A}"),
    N_("no right answer came to the write"),
    N_("ordered {a}, the device holds {b}"),
    N_("ordered {a}, reading it back: {B}"),
    N_("the lease was in doubt when its answer came"),
    N_("the device took the write but cannot be read"),
    N_("an order that was given up took effect"),
    N_("expected 0 or 1"),
    N_("expected a whole number from 0 to 65535"),
    N_("expected one of the named values"),
    N_("too large for float32"),
    N_("does not fit type {a}"),
    N_("expected a finite number"),
    N_("the point is not one plain number"),
    N_("too large after scaling"),
    N_("means \"no value\" to this device"),
    /* what else happened */
    N_("identity register {a} is {b}, expected {c}..{d}"),
    N_("imported: {A}"),
    N_("nothing imported: {A}"),
    N_("1 mistake, nothing imported"),
    N_("{a} mistakes, nothing imported"),
    N_("… {a} more"),
    N_("{a} nodes ({b} new, {c} changed, {d} retired), {e} links, {f} devices ({g} retired), "
       "{h} limits, {I}"),
    N_("{a} nodes ({b} new, {c} changed, {d} retired), {e} links, {f} devices ({g} retired), "
       "{h} limits"),
    N_("{a} heat users, {B}"),
    N_("{a} heat users"),
    N_("{a} crews, {B}"),
    N_("{a} crews"),
    N_("{a} shifts, {B}"),
    N_("{a} shifts"),
    N_("{a} plan cards"),
    N_("{a}, version {b}"),
    N_("its rule is gone"),
    N_("its time is over"),
    /* why there is no database */
    N_("the connection's socket cannot be polled"),
    N_("the database role {a} is not in hd_{b}"),
    N_("this database role belongs to no heatdesk group"),
    N_("the database holds no heatdesk schema: run heatdesk init"),
    N_("the database does not say who we are"),
    N_("the database does not answer"),
    N_("the database's schema is version {a}, newer than this program ({b}): install the newer "
       "heatdesk"),
    N_("the database's schema is version {a}, this program needs {b}: run heatdesk init"),
    N_("the database has no heatdesk schema: run 'heatdesk init'"),
    N_("the schema has version {a}, this program needs {b}: run 'heatdesk init'"),
    N_("the schema has version {a}, this program knows {b}: it is too old"),
    N_("migration {a} failed and left nothing behind: {b}"),
    N_("the first init makes roles and takes rights from everybody: expected a superuser, as in "
       "sudo -u postgres heatdesk init"),
    /* why a question was not answered */
    N_("it needs the role {A} or {B}; you are {c}, {D}"),
    N_("it needs the role {A}; you are {b}, {C}"),
    N_("it needs one of the roles {a}; you are {b}, {C}"),
    N_("it needs a login that may create logins"),
    N_("'{a}' is no name for a login, expected 1 to 63 printable bytes that do not start with hd_ "
       "or pg_"),
    N_("there is no role '{a}', expected dispatcher, leader, supervisor, crew, collector, admin, "
       "auditor, courier or intake"),
    N_("'{a}' is no time, expected one like '2026-01-15 06:00' or '2 hours'"),
    N_("there is no {A} '{b}'; did you mean '{c}'?"),
    N_("there is no {A} '{b}'"),
    N_("'{a}' has no PIN"),
    N_("TERM is \"{a}\": a terminal with cursor movement is needed"),
    N_("no terminal to draw on: {a}"),
    N_("the terminal type TERM={a} cannot be used"),
    N_("cannot make the memory file for frames: {a}"),
    N_("cannot write the record {a}: {b}"),
    /* words that stand in the others, beside those of the tables */
    N_("leader"),
    N_("intake"),
    N_("courier"),
    N_("point"),
    N_("unlock register"),
    N_("level coil"),
    N_("timeout"),
    N_("broken frame"),
    N_("no link"),
    N_("too late"),
    N_("illegal function"),
    N_("illegal data address"),
    N_("illegal data value"),
    N_("accepted, not yet done"),
    N_("negative acknowledge"),
    N_("memory parity error"),
    N_("gateway path unavailable"),
    N_("gateway target does not answer"),
    N_("unknown exception"),
    /* the loose ones */
    N_("{a} is {b}, expected {c}"),
    N_("{a} outside {b}..{c}"),
    N_("{a} := {b}"),
    N_("{A}: {B}"),
};

struct figure {
    const char *at;
    size_t length;
};

static bool is_hole(const char *at)
{
    return at[0] == '{' && at[1] && strchr("abcdefghiABCDEFGHI", at[1]) && at[2] == '}';
}

static size_t literal_length(const char *at)
{
    size_t length = 0;
    while (at[length] && !is_hole(at + length))
        length++;
    return length;
}

/* The first place at or behind `text` where the `length` bytes of `literal` stand; the last one's
 * place is the end. NULL if nowhere. */
static const char *seek(const char *text, const char *literal, size_t length)
{
    if (!literal[length]) {
        size_t rest = strlen(text);
        return rest >= length && !strcmp(text + rest - length, literal) ? text + rest - length
                                                                        : NULL;
    }
    for (; *text; text++)
        if (!strncmp(text, literal, length))
            return text;
    return NULL;
}

static bool fits(const char *phrase, const char *text, struct figure *figures)
{
    size_t length = literal_length(phrase);
    if (strncmp(phrase, text, length) != 0)
        return false;
    phrase += length;
    text += length;
    while (*phrase) {
        struct figure *figure = &figures[tolower((unsigned char)phrase[1]) - 'a'];
        phrase += 3;
        length = literal_length(phrase);
        const char *end = seek(text, phrase, length);
        if (!end || end == text)
            return false;
        *figure = (struct figure){text, (size_t)(end - text)};
        text = end + length;
        phrase += length;
    }
    return *text == '\0';
}

static void put(char *out, size_t size, size_t *at, const char *text, size_t length)
{
    if (length >= size - *at)
        length = size - *at - 1;
    memcpy(out + *at, text, length);
    *at += length;
    out[*at] = '\0';
}

static void put_word(char *out, size_t size, size_t *at, const struct figure *figure)
{
    char word[300], told[400];
    if (figure->length >= sizeof word) {
        put(out, size, at, figure->at, figure->length);
        return;
    }
    snprintf(word, sizeof word, "%.*s", (int)figure->length, figure->at);
    phrase_text(word, told, sizeof told); /* shorter than what it stands in: this ends */
    put(out, size, at, told, strlen(told));
}

static void fill(const char *phrase, const struct figure *figures, char *out, size_t size)
{
    size_t at = 0;
    while (*phrase) {
        size_t length = literal_length(phrase);
        put(out, size, &at, phrase, length);
        phrase += length;
        if (!*phrase)
            return;
        const struct figure *figure = &figures[tolower((unsigned char)phrase[1]) - 'a'];
        if (isupper((unsigned char)phrase[1]))
            put_word(out, size, &at, figure);
        else
            put(out, size, &at, figure->at, figure->length);
        phrase += 3;
    }
}

void phrase_text(const char *text, char *out, size_t size)
{
    struct figure figures[FIGURES_MOST] = {0};
    out[0] = '\0';
    for (size_t i = 0; lang_is_chinese() && i < sizeof phrases / sizeof *phrases; i++)
        if (fits(phrases[i], text, figures)) {
            fill(_(phrases[i]), figures, out, size);
            return;
        }
    snprintf(out, size, "%s", lang_word(text));
}
