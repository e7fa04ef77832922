/* A small plant at a fixed moment, built through the site's own functions, and a console on it
 * whose ports only take note. For screens, not for behaviour of other parts. */
#pragma once
#include "ui/console.h"

/* What the desk asked last, and how often it did. */
struct fixture_desk {
    enum desk_call call;
    int64_t id;
    int32_t node;
    struct wall at;
    double number, other;
    char deed[24], word[24], words[400];
    char member[DESK_MEMBERS][120]; /* "name=value" */
    int members, count;
    unsigned char client[16];   /* all zero: the request had none of its own */
    enum desk_call call_before; /* the one before it */
    char words_before[400];
};
struct fixture_list {
    enum desk_list list;
    int64_t id;
    int32_t node;
    double number;
    char text[200];
    int count;
};

struct fixture {
    struct fixture_desk desk;
    struct fixture_list list;
    struct site *site;
    struct session_status session;
    struct collector_status collector;
    struct world world;
    struct console console;
    struct frame frame;
    /* what the console asked for */
    int32_t watched[4096];
    size_t watched_count;
    int32_t sight[4096];
    size_t sight_count;
    int watches;
    int32_t children_of;
    struct setpoint sent;
    int sends;
    struct alarm_ask alarm_ask; /* the last; its ids are gone */
    int64_t alarm_id;           /* its first */
    char alarm_text[256];
    int alarm_asks;
    int report_days; /* of the last report asked for */
    int reports;
    int64_t facts_before;
    char trend_point[POINT_ID_SIZE];
    struct wall trend_from, trend_to; /* asked for last */
    int trends;
    char saved_name[200];
    char *saved; /* text of the file written last */
    struct notice_words told;
    int tells;
    struct wall gone_to; /* the past asked for last, us 0 = now */
    int goings;
    char theme[24];
    int redraws, quits;
};

/* 2026-01-15 03:17:42 in China. */
#define FIXTURE_NOW_US 1768418262000000LL

void fixture_start(struct fixture *fixture, const char *language);
void fixture_finish(struct fixture *fixture);
/* The same plant with all well and nothing in the journal. */
void fixture_start_calm(struct fixture *fixture, const char *language);
/* … no collector has polled it yet; no plant is loaded; the database refuses; nothing imported. */
void fixture_start_silent(struct fixture *fixture, const char *language);
void fixture_start_connecting(struct fixture *fixture, const char *language);
void fixture_start_refused(struct fixture *fixture, const char *language);
void fixture_start_empty(struct fixture *fixture, const char *language);
/* A plant of many stations, all with values: sources x branches x stations. */
void fixture_start_large(struct fixture *fixture, int stations);
/* Hostile names and texts in every field that comes from outside. */
void fixture_start_hostile(struct fixture *fixture);

/* The plant is loaded anew, with a station more in front of the others: ids stay, indices do not.
 */
void fixture_reload(struct fixture *fixture);

/* The world as it is now goes to the console, as once a turn. */
void fixture_turn(struct fixture *fixture);
void fixture_later(struct fixture *fixture, int64_t ms);
/* Keys split by blanks: names of the keymap, or characters typed one by one after a '\''. */
void fixture_keys(struct fixture *fixture, const char *keys);
void fixture_draw(struct fixture *fixture, int width, int height);
/* Appends a fact as the feed would. */
void fixture_fact(struct fixture *fixture, enum fact_kind kind, int32_t device, const char *point,
                  int64_t command, double old_value, double new_value, const char *who,
                  const char *code, const char *text);
int32_t fixture_device(const struct fixture *fixture, const char *station);
void fixture_value(struct fixture *fixture, int32_t device, const char *point, double value,
                   enum quality quality);
/* Whether a line of the last frame holds the text. */
bool fixture_shows(const struct fixture *fixture, const char *text);
