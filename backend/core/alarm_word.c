/* Facts about alarms, into the book's registers. Each register only goes forward, so that any order
 * and any repetition ends in the same state. */
#include "backend/core/alarm_book_inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct word_place {
    enum fact_kind kind;
    size_t offset; /* of the word in struct alarm */
    bool is_on;
};

static const struct word_place words[] = {
    {FACT_ALARM_ACKNOWLEDGED, offsetof(struct alarm, acknowledged), true},
    {FACT_ALARM_UNACKNOWLEDGED, offsetof(struct alarm, acknowledged), false},
    {FACT_ALARM_SHELVED, offsetof(struct alarm, shelf), true},
    {FACT_ALARM_UNSHELVED, offsetof(struct alarm, shelf), false},
    {FACT_ALARM_OUT_OF_SERVICE, offsetof(struct alarm, service), true},
    {FACT_ALARM_IN_SERVICE, offsetof(struct alarm, service), false},
    {FACT_ALARM_SUPPRESSED, offsetof(struct alarm, suppressed), true},
    {FACT_ALARM_UNSUPPRESSED, offsetof(struct alarm, suppressed), false},
    {FACT_ALARM_CHATTERING, offsetof(struct alarm, chatter), true},
    {FACT_ALARM_CALM, offsetof(struct alarm, chatter), false},
};

static const struct word_place *place_of(enum fact_kind kind)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (words[i].kind == kind)
            return &words[i];
    return NULL;
}

static int64_t micros(double value)
{
    return isfinite(value) && value > 0 && value < 9e18 ? (int64_t)value : 0;
}

/* The words of the collector carry their own stamp, which the clock's steps do not turn back. */
static bool has_own_stamp(enum fact_kind kind)
{
    return kind == FACT_ALARM_SUPPRESSED || kind == FACT_ALARM_UNSUPPRESSED ||
           kind == FACT_ALARM_CHATTERING || kind == FACT_ALARM_CALM;
}

static struct alarm_word word_of(const struct fact *fact, bool is_on)
{
    struct alarm_word word = {.is_on = is_on, .alarm = fact->alarm, .who = ""};
    bool is_own = has_own_stamp(fact->kind);
    bool names_its_begin = !is_on && !is_own && isfinite(fact->old_value);
    word.stamp = is_own            ? micros(fact->new_value)
                 : names_its_begin ? micros(fact->old_value)
                                   : fact->at.us;
    if (!is_on) {
        word.is_by_hand = !names_its_begin && !is_own;
        word.ended = names_its_begin ? micros(fact->new_value) : word.stamp;
    } else if (fact->kind == FACT_ALARM_SHELVED || fact->kind == FACT_ALARM_OUT_OF_SERVICE) {
        word.until = micros(fact->new_value * 1e6);
        word.is_one_shot = fact->kind == FACT_ALARM_SHELVED && fact->old_value == 1;
    }
    return word;
}

static bool is_later(const struct alarm_word *word, const struct alarm_word *held, bool by_raise)
{
    if (by_raise && word->alarm != held->alarm)
        return word->alarm > held->alarm;
    if (word->stamp != held->stamp)
        return word->stamp > held->stamp;
    return held->is_on && !word->is_on;
}

static bool take_word(struct alarm_book *book, struct alarm_word *held, const struct fact *fact,
                      bool is_on, bool by_raise)
{
    struct alarm_word word = word_of(fact, is_on);
    if (!word.stamp || !is_later(&word, held, by_raise))
        return false;
    free(held->text);
    *held = word;
    held->who = alarm_book_person(book, fact->who);
    held->text = fact->text[0] ? alloc_text(fact->text) : NULL;
    return true;
}

/* A collector's clock may be ahead of the database's, which the flood is counted by. What is held
 * back calls nobody: it is no flood. */
static void count_raise(struct alarm_book *book, int32_t place)
{
    enum alarm_state state = book->alarm.at[place].state;
    struct wall at = book->alarm.at[place].raised_at;
    if (state == ALARM_SHELVED || state == ALARM_SUPPRESSED || state == ALARM_OUT_OF_SERVICE)
        return;
    bool is_ahead = book->now.us && at.us > book->now.us;
    alarm_flood_add(&book->flood, is_ahead ? book->now : at);
}

static void number(struct alarm_book *book, struct alarm *alarm, int64_t id)
{
    alarm_wave_move(book, alarm->code.kind, alarm->id, id);
    alarm->id = id;
}

static bool take_raise(struct alarm_book *book, struct alarm *alarm, const struct fact *fact,
                       const struct alarm_code *code)
{
    if (fact->alarm <= alarm->id)
        return false;
    number(book, alarm, fact->alarm);
    alarm->code = *code;
    alarm->raised_at = fact->at;
    alarm->limit = fact->old_value;
    alarm->value = fact->new_value;
    return true;
}

static bool take_return(struct alarm *alarm, const struct fact *fact)
{
    if (fact->alarm <= alarm->returned)
        return false;
    alarm->returned = fact->alarm;
    alarm->returned_at = fact->at;
    alarm->returned_value = fact->new_value;
    alarm->lasted_s = fact->old_value;
    return true;
}

static bool take(struct alarm_book *book, struct alarm *alarm, const struct fact *fact,
                 const struct alarm_code *code)
{
    if (fact->kind == FACT_ALARM_RAISED)
        return take_raise(book, alarm, fact, code);
    if (fact->kind == FACT_ALARM_RETURNED)
        return take_return(alarm, fact);
    if (fact->kind == FACT_ALARM_RESET) {
        bool is_news = fact->alarm > alarm->reset;
        alarm->reset = is_news ? fact->alarm : alarm->reset;
        return is_news;
    }
    const struct word_place *place = place_of(fact->kind);
    struct alarm_word *word = place ? (struct alarm_word *)((char *)alarm + place->offset) : NULL;
    if (!word || !take_word(book, word, fact, place->is_on, word == &alarm->acknowledged))
        return false;
    if (word == &alarm->chatter)
        alarm->count = place->is_on && isfinite(fact->old_value) ? (int32_t)fact->old_value : 0;
    if (fact->kind == FACT_ALARM_ACKNOWLEDGED && fact->alarm == alarm->id && alarm->raised_at.us)
        alarm_flood_acknowledged(&book->flood, (double)(word->stamp - alarm->raised_at.us) / 1e6);
    return true;
}

bool alarm_word_runs(const struct alarm_word *word, struct wall now)
{
    return word->is_on && (!word->until || word->until > now.us);
}

/* A word on a node and all below it. */
static void apply_subtree(struct site *site, const struct fact *fact)
{
    const struct word_place *place = place_of(fact->kind);
    bool is_shelf = place && place->offset == offsetof(struct alarm, shelf);
    if (!is_shelf && !(place && place->offset == offsetof(struct alarm, service)))
        return;
    struct alarm_subtree *subtree = alarm_book_subtree(site, fact->node);
    struct alarm_word *word = is_shelf ? &subtree->shelf : &subtree->service;
    if (take_word(site->alarms, word, fact, place->is_on, false)) {
        alarm_book_refresh_below(site, fact->node);
        site->changes++;
    }
}

bool alarm_book_apply(struct site *site, const struct fact *fact)
{
    struct alarm_code code;
    if (!fact_is_alarm(fact->kind))
        return false;
    if (!fact->device && !fact->point[0] && !fact->code[0]) {
        apply_subtree(site, fact);
        return true;
    }
    if (!alarm_code_parse(fact->code, &code))
        return true;
    int32_t place = alarm_book_place(site, fact->device, fact->node, fact->point, &code);
    if (!take(site->alarms, &site->alarms->alarm.at[place], fact, &code))
        return true;
    alarm_book_refresh(site, place);
    if (fact->kind == FACT_ALARM_RAISED)
        count_raise(site->alarms, place);
    return true;
}

/* ---- loading ---- */

static void copy_word(struct alarm_book *book, struct alarm_word *to, const struct alarm_word *from,
                      bool by_raise)
{
    if (!from->stamp || !is_later(from, to, by_raise))
        return;
    free(to->text);
    *to = *from;
    to->who = alarm_book_person(book, from->who ? from->who : "");
    to->text = from->text && from->text[0] ? alloc_text(from->text) : NULL;
}

static void copy_raise(struct alarm_book *book, struct alarm *to, const struct alarm *from)
{
    if (from->id > to->id) {
        number(book, to, from->id);
        to->code = from->code;
        to->raised_at = from->raised_at;
        to->value = from->value;
        to->limit = from->limit;
    }
    if (from->returned > to->returned) {
        to->returned = from->returned;
        to->returned_at = from->returned_at;
        to->returned_value = from->returned_value;
        to->lasted_s = from->lasted_s;
    }
    if (from->reset > to->reset)
        to->reset = from->reset;
}

void site_put_alarm(struct site *site, const struct alarm *given)
{
    struct alarm_book *book = site->alarms;
    int32_t place = alarm_book_place(site, given->device, given->node, given->point, &given->code);
    struct alarm *alarm = &book->alarm.at[place];
    bool is_news = given->id > alarm->id;
    copy_raise(book, alarm, given);
    for (size_t i = 0; i < sizeof words / sizeof *words; i += 2) {
        size_t offset = words[i].offset;
        copy_word(book, (struct alarm_word *)((char *)alarm + offset),
                  (const struct alarm_word *)((const char *)given + offset),
                  offset == offsetof(struct alarm, acknowledged));
    }
    if (alarm->chatter.stamp == given->chatter.stamp)
        alarm->count = given->count;
    alarm_book_refresh(site, place);
    if (is_news)
        count_raise(book, place);
}

void site_put_alarm_subtree(struct site *site, const struct alarm_subtree *given)
{
    struct alarm_subtree *subtree = alarm_book_subtree(site, given->node);
    copy_word(site->alarms, &subtree->shelf, &given->shelf, false);
    copy_word(site->alarms, &subtree->service, &given->service, false);
    alarm_book_refresh_below(site, given->node);
}
