/* All alarms of a site: found by key and by id, the list of what is not normal, and the words on
 * whole subtrees. site_apply() hands it the alarm facts; it keeps the counts in the tree.
 *
 * The facts (fact.alarm = the alarm's id, fact.code = "NAME/…" for a raise, else the rule's NAME;
 * key = device, point, NAME, or without a device node, point, NAME):
 *   alarm_raised          old_value = limit, new_value = value, text = what a person reads
 *   alarm_returned        new_value = value, old_value = seconds it lasted, on the steady clock
 *   alarm_acknowledged    who, text = note                                    (a person)
 *   alarm_unacknowledged  who, text = why; or, made when it expired: old_value = stamp (µs) of the
 *                         acknowledgement that it ends, new_value = the moment (µs)
 *   alarm_reset           who: a latched alarm is let go                      (a person)
 *   alarm_shelved         who, text = reason, new_value = until (s since 1970; NaN only one-shot),
 *                         old_value = 1: one-shot                             (a person)
 *   alarm_unshelved       who; or, made when it expired: old_value = stamp (µs) of the shelf,
 *                         new_value = the moment (µs) at which it ended
 *   alarm_out_of_service  who, text = the work, new_value = until or NaN      (a person)
 *   alarm_in_service      as alarm_unshelved
 *   alarm_suppressed      new_value = stamp (µs), text = the condition        (the collector)
 *   alarm_unsuppressed    new_value = stamp
 *   alarm_chattering      new_value = stamp, old_value = raises in a minute   (the collector)
 *   alarm_calm            new_value = stamp
 * Shelves and service may be said of a node and all below it: device 0, point "", code "".
 * The stamp of a person's word is fact.at in µs: the database makes it later than the word before
 * on the same key. */
#pragma once
#include "backend/core/alarm.h"
#include "backend/core/alarm_flood.h"

struct site;
struct alarm_book;

struct alarm_book *alarm_book_new(void);
void alarm_book_free(struct alarm_book *book);

/* By place, 0 .. alarm_count(): places never change. The pointers live until the next change. */
size_t alarm_count(const struct site *site);
const struct alarm *alarm_at(const struct site *site, size_t place);
/* Those that are not normal, in no order. */
size_t alarm_open_count(const struct site *site);
const struct alarm *alarm_open_at(const struct site *site, size_t index);
/* Another number after each change of an alarm, and never the same in two sites: what was made of
 * all that is open may be kept as long as it stays. */
uint64_t alarm_changes(const struct site *site);
/* NULL if there is none. `name` is the rule's ("HH"). */
const struct alarm *alarm_find(const struct site *site, int32_t device, int32_t node,
                               const char *point, const char *name);
const struct alarm *alarm_of_id(const struct site *site, int64_t id);

/* A word on a node and all below it. */
struct alarm_subtree {
    int32_t node; /* id */
    struct alarm_word shelf, service;
};
/* Whether a word on a subtree runs. */
bool alarm_word_runs(const struct alarm_word *word, struct wall now);
size_t alarm_subtree_count(const struct site *site);
const struct alarm_subtree *alarm_subtree_at(const struct site *site, size_t index);
/* What comes in waves, one alarm after the other. */
enum alarm_wave_of {
    ALARM_WAVE_OUTSIDE, /* set-points changed outside */
    ALARM_WAVE_LOST,    /* devices and lines that fall silent */
};
#define ALARM_WAVE_COUNT 2
/* Whether it went on from one raise to another, without a pause of ALARM_SETTLE_US. */
bool alarm_is_one_wave(const struct site *site, enum alarm_wave_of wave, int64_t id, int64_t other);
/* What holds this alarm back as of the book's time, its own and inherited. */
struct alarm_hold alarm_hold_of(const struct site *site, const struct alarm *alarm);

/* For site_apply(): true if the fact was an alarm's. */
bool alarm_book_apply(struct site *site, const struct fact *fact);
/* An alarm as the database keeps it, at loading; texts are copied. Each register that is older than
 * what the site has already is passed over, so loading after facts takes nothing back. */
void site_put_alarm(struct site *site, const struct alarm *alarm);
void site_put_alarm_subtree(struct site *site, const struct alarm_subtree *subtree);

/* Time goes on: shelves and acknowledgements whose end has come. `now` is the database's time; a
 * console calls this once a second, so that they end with the collector down, too. Returns how many
 * alarms changed their state; costs nothing when none is due. */
size_t site_pass_time(struct site *site, struct wall now);
/* The next moment at which site_pass_time() changes something; us 0 = none. */
struct wall site_next_alarm_due(const struct site *site);

/* What the counts in the tree are made of. */
struct alarm_tally {
    int32_t unacknowledged[ALARM_PRIORITY_COUNT]; /* [priority - 1]; B */
    int32_t acknowledged[ALARM_PRIORITY_COUNT];   /* C and latched */
    int32_t returned[ALARM_PRIORITY_COUNT];       /* D */
    int32_t held;                                 /* E, F, G */
};
/* How many a node and all below it show. */
int alarm_tally_shown(const struct alarm_tally *tally);
/* The counts of a node and all below it. */
const struct alarm_tally *alarm_tally_of(const struct site *site, int32_t node_index);
const struct alarm_tally *alarm_tally_all(const struct site *site);

/* The flood as this site has seen it, and the last acknowledgements. */
const struct alarm_flood *alarm_flood_of(const struct site *site);
