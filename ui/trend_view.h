/* What screen 6 shows: points, the window of time, the moment looked at, and the history read for
 * them. It asks nothing by itself; screen_trend.c does. Pure. */
#pragma once
#include "backend/core/desk.h"
#include "backend/core/site.h"
#include "backend/core/trend.h"
#include "ui/world.h"

#define TREND_LINES     6
#define TREND_SLOTS     512 /* at most, two a cell of the plot */
#define TREND_MARKS     1000
#define TREND_LAST_SPAN 9 /* of trend_spans[] */

/* The spans that zooming goes through, an hour … a season. */
struct trend_span {
    const char *name; /* "24h" */
    int32_t minutes;
};
extern const struct trend_span trend_spans[TREND_LAST_SPAN + 1];

struct trend_line {
    int32_t device_id;
    char point[POINT_ID_SIZE];
    int circuit;    /* of a target line: what the heating curve of this circuit wants; -1 = none */
    int64_t serial; /* of the question that is out, 0 = none */
    struct wall asked_from, asked_to, from, to; /* what was asked for last; what `slot` covers */
    size_t asked, count;                        /* slots */
    struct trend_slot *slot;                    /* owned */
};

struct trend_view {  /* all zero at first; trend_view_finish() frees */
    int32_t node_id; /* whose marks are shown, 0 = nothing was chosen yet */
    struct trend_line line[TREND_LINES];
    int count, selected;
    int span;                /* index of trend_spans */
    struct wall to;          /* the window's end, us 0 = it follows the present */
    struct wall cursor;      /* the moment looked at, us 0 = the window's end */
    int slots;               /* two a cell of the plot drawn last, 0 = it was not drawn yet */
    struct mono asked;       /* when the window was last asked for */
    struct desk_table marks; /* what happened; columns: enum trend_mark */
    struct wall marks_from, marks_to;
    struct alarm_rule_sets *limits; /* owned; NULL = none are known */
    uint64_t loads;                 /* console->loads when they were made */
};

/* Columns of DESK_LIST_MARKS. */
enum trend_mark {
    MARK_AT,
    MARK_KIND,
    MARK_WHO,
    MARK_CODE,
    MARK_TEXT,
    MARK_OLD,
    MARK_NEW,
    MARK_DEVICE,
    MARK_POINT,
    MARK_NODE,
    MARK_SEQ,
    MARK_NUMBER
};

void trend_view_finish(struct trend_view *view);
/* Shows a place's main points: a circuit's, a station's, a source's; circuit 0 = its first. Zoom
 * and window stay. False if it has none. */
bool trend_view_open(struct trend_view *view, const struct site *site, int32_t node, int circuit);
/* The same with a point first, for which the last of the others may give way. */
void trend_view_open_with(struct trend_view *view, const struct site *site, int32_t node,
                          int circuit, int32_t device_id, const char *point);
/* Adds a point, or selects the line that shows it already; false if there is no more room. */
bool trend_view_add(struct trend_view *view, int32_t device_id, const char *point);
void trend_view_drop(struct trend_view *view, int line);
/* Of a device and point; NULL if the site no longer has them. `device` an index. */
const struct point *trend_line_point(const struct trend_line *line, const struct site *site,
                                     int32_t *device);

/* The window now, its ends multiples of a cell: what is drawn does not tremble. */
void trend_view_window(const struct trend_view *view, struct wall now, struct wall *from,
                       struct wall *to);
int64_t trend_view_slot_us(const struct trend_view *view);
/* A finer (-1) or coarser (1) span, around the moment looked at. */
void trend_view_zoom(struct trend_view *view, struct wall now, int step);
/* The span of a name ("24h", "7d", "season"); false if there is none. */
bool trend_view_span(struct trend_view *view, struct wall now, const char *name);
/* Moves the cursor by cells; beyond an end the window goes along, never past the present. */
void trend_view_move(struct trend_view *view, struct wall now, int cells);
/* Moves the window by so many halves of it. */
void trend_view_page(struct trend_view *view, struct wall now, int halves);
/* To the window's start; to the present. */
void trend_view_first(struct trend_view *view, struct wall now);
void trend_view_last(struct trend_view *view);
/* The next mark after (1) or before (-1) the moment looked at; false if there is none. */
bool trend_view_mark(struct trend_view *view, struct wall now, int step);
struct wall trend_view_moment(const struct trend_view *view, struct wall now);
/* Looks at a moment, with as much behind it as there has been. */
void trend_view_look(struct trend_view *view, struct wall now, struct wall moment);

/* What a line shows of a moment; NaN in a gap. */
struct trend_slot trend_line_at(const struct trend_line *line, struct wall at);
/* The same, or what was sampled last before it, not longer ago than `back_us`. */
struct trend_slot trend_line_near(const struct trend_line *line, struct wall at, int64_t back_us);
/* The answer to a question, count 0 = there was none: the line that it is now shown of, or NULL. */
struct trend_line *trend_view_answer(struct trend_view *view, int64_t serial,
                                     const struct trend_slot *slot, size_t count);
/* Longest time between two samples that are still one line, of a device polled so often. */
int64_t trend_join_us(int32_t period_ms, int64_t slot_us);
