#include "ui/rows_wall.h"

#include "backend/core/alarm.h"
#include "ui/clock_mark.h"
#include "ui/lang.h"

#include <stdio.h>

/* ---- an outage ---- */

#define ONE_LINE 120 /* cells from which on an outage takes one line */

int rows_wall_outage_lines(int cells)
{
    return cells < ONE_LINE ? 2 : 1;
}

/* The limit of 7.3.6: 12 h or 24 h to heat; else what is due next. */
static const struct ticket_clock *limit_of(const struct outage *outage)
{
    for (int i = 0; i < outage->clock_count; i++) {
        const struct ticket_clock *clock = &outage->clock[i];
        bool is_limit = clock->purpose == CLOCK_SECONDARY || clock->purpose == CLOCK_PRIMARY ||
                        clock->purpose == CLOCK_SOURCE;
        if (is_limit && clock_is_running(clock))
            return clock;
    }
    return outage_next_clock(outage);
}

static enum style loud(const struct world *world)
{
    return world->is_database_up ? STYLE_NOTICE : STYLE_DIM;
}

static enum style plain(const struct world *world)
{
    return world->is_database_up ? STYLE_TEXT : STYLE_DIM;
}

static void add_clock(const struct world *world, const struct outage *outage, int bar,
                      struct row *out)
{
    const struct ticket_clock *clock = limit_of(outage);
    char limit[16] = "";
    row_space(out, 1);
    clock_mark_add(out, world, clock);
    row_space(out, 1);
    clock_mark_left(out, world, clock, CLOCK_LEFT_CELLS);
    if (clock)
        snprintf(limit, sizeof limit, "/ %.0f h",
                 (double)(clock->due.us - clock->started.us) / 3.6e9);
    row_space(out, 1);
    row_left(out, STYLE_DIM, limit, 6);
    if (!bar)
        return;
    row_space(out, 1);
    clock_mark_bar(out, world, clock, bar);
}

static void add_place(const struct world *world, const struct outage *outage, struct row *out)
{
    int32_t node = site_node_of_id(world->site, outage->node);
    row_addf(out, world->is_database_up ? STYLE_EMPHASIS : STYLE_DIM, " O%lld %s %s",
             (long long)outage->id, node < 0 ? "" : world->site->node[node].code,
             node < 0 ? "" : world_node_name(&world->site->node[node]));
}

/* When the first forecast has to be given (ours: 30 min); us 0 = it need not. */
static struct wall forecast_due(const struct outage *outage)
{
    for (int i = 0; i < outage->clock_count; i++)
        if (outage->clock[i].purpose == CLOCK_ETA && clock_is_running(&outage->clock[i]))
            return outage->clock[i].due;
    return (struct wall){0};
}

static void add_forecast(const struct world *world, const struct outage *outage, struct row *out)
{
    char at[24], over[16];
    struct wall due = outage->eta.us ? outage->eta : forecast_due(outage);
    bool is_past = due.us && due.us < world->now.us;
    enum style style = is_past ? loud(world) : plain(world);
    wall_text(outage->eta, at, sizeof at);
    if (outage->eta.us)
        row_addf(out, style, "%s %.11s", _("back at"), at + 5);
    else
        row_add(out, style, _("no forecast"));
    if (!is_past)
        return;
    world_age_text(wall_ms_since(due, world->now), over, sizeof over);
    row_space(out, 1);
    row_addf(out, loud(world), _("over by %s"), over);
}

static void add_reach(const struct world *world, const struct outage *outage, struct row *out)
{
    char text[64];
    row_add(out, plain(world),
            lang_counts(text, sizeof text, _("%d households"), outage->households));
}

static void add_rest(const struct world *world, const struct outage *outage, struct row *out)
{
    row_space(out, 2);
    if (outage->gap_since.us)
        row_add(out, loud(world), _("no crew at it"));
    else
        row_add(out, STYLE_DIM, outage->crews);
}

void rows_wall_outage(const struct world *world, const struct outage *outage, int cells, int line,
                      struct row *out)
{
    if (cells >= ONE_LINE) {
        add_clock(world, outage, 12, out);
        add_place(world, outage, out);
        row_addf(out, STYLE_DIM, "  %s", outage->cause);
        row_fit(out, cells - 64);
        row_to(out, cells - 62);
        add_reach(world, outage, out);
        row_to(out, cells - 46);
        add_forecast(world, outage, out);
        add_rest(world, outage, out);
    } else if (line == 0) {
        add_clock(world, outage, cells >= 60 ? 8 : 0, out);
        add_place(world, outage, out);
    } else {
        row_space(out, 4);
        add_reach(world, outage, out);
        row_space(out, 2);
        add_forecast(world, outage, out);
        add_rest(world, outage, out);
        row_addf(out, STYLE_DIM, "  %s", outage->cause);
    }
    row_fit(out, cells);
}

/* ---- a district ---- */

struct widths {
    int name, priority, unanswered, oldest;
};

static struct widths widths_for(int cells)
{
    struct widths w = {.priority = 4, .unanswered = 4, .oldest = 9};
    if (cells >= 76)
        w = (struct widths){.priority = 9, .unanswered = 16, .oldest = 10};
    w.name = cells - 4 * w.priority - w.unanswered - w.oldest - 2;
    if (w.name > 40)
        w.name = 40;
    return w;
}

void rows_wall_district_head(int cells, struct row *out)
{
    struct widths w = widths_for(cells);
    bool is_wide = w.priority > 4;
    row_space(out, 1);
    row_left(out, STYLE_HEADING, _("district"), w.name);
    for (int p = ALARM_CRITICAL; p <= ALARM_NOTICE; p++) {
        char number[8];
        snprintf(number, sizeof number, "%d", p);
        row_right(out, STYLE_HEADING, is_wide ? _(alarm_priority_phrase(p)) : number, w.priority);
    }
    row_right(out, STYLE_HEADING, is_wide ? _("unacknowledged") : "!", w.unanswered);
    row_right(out, STYLE_HEADING, _("oldest"), w.oldest);
    row_fit(out, cells);
}

/* Those unanswered make a chip of the count: "3!". */
static void add_priority(const struct world *world, const struct wall_district *district,
                         int priority, int cells, struct row *out)
{
    int all = district->all[priority - 1];
    bool is_waiting = district->waiting[priority - 1] > 0;
    char text[16];
    if (!all) {
        row_right(out, STYLE_DIM, "-", cells - 1);
        row_space(out, 1);
        return;
    }
    int length = snprintf(text, sizeof text, "%d%s", all, is_waiting ? "!" : "");
    row_space(out, cells - length - !is_waiting);
    row_add(out,
            !world->is_database_up ? STYLE_DIM
            : is_waiting           ? (enum style)(STYLE_ALARM_CRITICAL + priority - 1)
                                   : (enum style)(STYLE_ALARM_CRITICAL_SEEN + priority - 1),
            text);
    row_space(out, !is_waiting);
}

static void add_name(const struct world *world, const struct wall_district *district, int cells,
                     struct row *out)
{
    char text[200];
    const struct site_node *node = district->node < 0 ? NULL : &world->site->node[district->node];
    snprintf(text, sizeof text, "%.60s %.120s", node ? node->code : "",
             node ? world_node_name(node) : _("the plant"));
    row_left(out, district->unanswered ? STYLE_EMPHASIS : plain(world), text + !node, cells);
}

void rows_wall_district(const struct world *world, const struct wall_district *district, int cells,
                        struct row *out)
{
    struct widths w = widths_for(cells);
    char text[16] = "-";
    row_space(out, 1);
    add_name(world, district, w.name, out);
    for (int p = ALARM_CRITICAL; p <= ALARM_NOTICE; p++)
        add_priority(world, district, p, w.priority, out);
    if (district->unanswered)
        snprintf(text, sizeof text, "%d", (int)district->unanswered);
    row_right(out, district->unanswered ? STYLE_EMPHASIS : STYLE_DIM, text, w.unanswered);
    snprintf(text, sizeof text, "-");
    if (district->oldest)
        world_age_text(wall_ms_since((struct wall){district->oldest}, world->now), text,
                       sizeof text);
    row_right(out, district->oldest ? plain(world) : STYLE_DIM, text, w.oldest);
    row_fit(out, cells);
}
