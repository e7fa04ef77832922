#include "tests/ui/night.h"

#include "tests/ui/alarms.h"
#include "tests/ui/desks.h"
#include "tests/ui/tickets.h"
#include "tests/ui/trends.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void suggest(struct fixture *f)
{
    static char *cells[][6] = {{"13", "3", "抢修班", "100", "area on_duty free skill load=0", ""},
                               {"11", "1", "维修一班", "85", "area on_duty skill load=1", "busy"}};
    struct desk_table table = {.rows = 2, .columns = 6, .cell = &cells[0][0]};
    console_desk_list(&f->console, DESK_LIST_SUGGEST, f->console.form.id, &table);
}

/* Looked at already: from the set-point's row it is two keys and figures. */
static void at_station(struct fixture *f, const char *language)
{
    fixture_start(f, language);
    fixture_draw(f, 132, 43);
    fixture_keys(f, "/ 's0002 Enter Enter");
}

const struct night_task night_tasks[] = {
    {"acknowledge the worst alarm", alarms_start_critical, NULL, ", a '查过 Enter",
     "alarm acknowledge"},
    {"acknowledge all in sight with a note", alarms_start_flood, NULL, "2 A '已派人 Enter",
     "alarm acknowledge"},
    {"shelve an alarm, with a reason", alarms_start_critical, NULL, ", s '检修 Enter",
     "alarm shelve"},
    {"take it off the shelf", alarms_start_shelf, NULL, "2 Tab S", "alarm unshelve"},
    {"silence the horn", alarms_start_critical, NULL, "m", "text horn silent"},
    {"see a station by its initials", fixture_start, NULL, "/ 'hmy Enter Enter", "place 2"},
    {"change a set-point", at_station, NULL, "w #54 Enter #02", "set 54"},
    {"a ticket from an alarm", alarms_start_critical, NULL, ", t Enter", "deed repair"},
    {"take a call", desks_start, desks_found, "F2 '1234 Enter #2 '不热 Enter", "deed repair"},
    {"go to what is due next", tickets_start_late, NULL, ".", "text T50"},
    {"dispatch it", tickets_start_late, suggest, "3 Down Down d Enter", "deed dispatch"},
    {"what the crew said", tickets_start_late, NULL, ". s Enter", "deed"},
    {"finish a job", tickets_start_late, NULL, "3 Down Down Down f '换垫片 Enter", "deed"},
    {"hold it, with a reason", tickets_start_late, NULL, "3 Down Down h #2 Enter", "deed hold"},
    {"note what a user said", tickets_start_late, NULL, ". n '已回电 Enter", "deed note"},
    {"start an outage", fixture_start, NULL, "o '爆管 Enter", "deed"},
    {"forecast it", desks_start, NULL, "4 f '+6h Enter", "deed forecast"},
    {"tick a step of its plan", desks_start, NULL, "4 s Enter", "deed step"},
    {"a crew was heard of", desks_start, NULL, "8 c Enter", "deed check_in"},
    {"its trend of a day, then of three hours", trends_start, NULL, "5 v + +", "place 4096"},
    {"what happened, newest first", fixture_start, NULL, "9", "place 4"},
    {"a line for the outage's record", desks_start, NULL, "4 L '现场有水 Enter", "deed note"},
};
const size_t night_task_count = sizeof night_tasks / sizeof *night_tasks;

/* '#' types figures, each of which is a key. */
static int count_keys(const char *keys, char *out, size_t size)
{
    int count = 0;
    snprintf(out, size, "%s", keys);
    for (char *at = out; *at; at += strcspn(at, " "), at += strspn(at, " ")) {
        if (*at == '#') {
            *at = '\'';
            count += (int)strcspn(at, " ") - 1;
        } else if (*at != '\'') {
            count++;
        }
    }
    return count;
}

static bool is_done(const struct fixture *f, const char *done)
{
    const char *what = strchr(done, ' ');
    what = what ? what + 1 : "";
    if (!strncmp(done, "deed", 4))
        return f->desk.count && (!*what || !strcmp(f->desk.deed, what));
    if (!strncmp(done, "alarm", 5))
        return f->alarm_asks && !strcmp(alarm_deed_name(f->alarm_ask.deed), what);
    if (!strncmp(done, "set", 3))
        return f->sends && f->sent.wanted == strtod(what, NULL);
    if (!strncmp(done, "place", 5))
        return f->console.place == (enum action_place)strtol(what, NULL, 10);
    return fixture_shows(f, what);
}

bool night_play(const struct night_task *task, int *keys, char *why, size_t size)
{
    struct fixture *f = calloc(1, sizeof *f);
    char typed[200];
    *keys = count_keys(task->keys, typed, sizeof typed);
    task->start(f, "en");
    fixture_draw(f, 132, 43);
    /* What the database answers while he types: before the last key. */
    char *last = strrchr(typed, ' ');
    if (task->then && last) {
        *last = '\0';
        fixture_keys(f, typed);
        task->then(f);
        fixture_draw(f, 132, 43);
        fixture_keys(f, last + 1);
    } else {
        fixture_keys(f, typed);
    }
    fixture_turn(f);
    fixture_draw(f, 132, 43);
    bool is_good = is_done(f, task->done);
    if (!is_good)
        snprintf(why, size, "%s: asked %s, %s; place %d, mode %d: %s", task->done, f->desk.deed,
                 f->alarm_asks ? alarm_deed_name(f->alarm_ask.deed) : "", (int)f->console.place,
                 (int)f->console.mode, f->console.message);
    fixture_finish(f);
    free(f);
    return is_good;
}
