#include "ui/rows_line.h"

#include "ui/lang.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define NARROW     60
#define MARK       2
#define STATE      12
#define NUMBER     8
#define COUNTER    11
#define ENDPOINT   24
#define LONG       30 /* an endpoint, where there is room for places too */
#define PLACE      26
#define PLACE_MOST 50
#define HAS_PLACE  112

/* The counters that only a wide screen has room for, in this order. */
static const struct {
    enum line_column column;
    const char *name;
} counters[] = {
    {LINE_TIMEOUTS, N_("timeouts")}, {LINE_EXCEPTIONS, N_("exceptions")},
    {LINE_BROKEN, N_("broken")},     {LINE_CONNECTS, N_("connects")},
    {LINE_REQUESTS, N_("requests")},
};
#define COUNTERS ((int)(sizeof counters / sizeof *counters))

static const char *const order_names[LINE_ORDER_COUNT] = {
    N_("worst first"), N_("slowest first"), N_("longest round first"), N_("by place")};

static const struct state {
    const char *name, *phrase;
    enum style style;
} states[] = {
    {"old", N_("not told"), STYLE_DIM},       {"dead", N_("no answer"), STYLE_CLOCK_BREACHED},
    {"lost", N_("units lost"), STYLE_NOTICE}, {"overload", N_("overloaded"), STYLE_NOTICE},
    {"faults", N_("failures"), STYLE_NOTICE}, {"good", N_("good"), STYLE_TEXT},
};

static const struct state *state_of(const char *name)
{
    const struct state *state = states;
    while (strcmp(state->name, name) != 0 && strcmp(state->name, "good") != 0)
        state++;
    return state;
}

static bool is_old(const struct world *world, struct wall told)
{
    return !world->is_database_up || wall_ms_since(told, world->now) > ROWS_LINE_OLD_MS;
}

void rows_line_title(const struct world *world, const struct line_list *list, int above, int cells,
                     struct row *out)
{
    struct wall told = line_list_told(list);
    struct row piece;
    char age[16];
    row_addf(out, STYLE_TITLE, _(" lines %d"), list->table.rows);
    if (list->troubled)
        row_addf(out, STYLE_TITLE, _("  in trouble %d"), list->troubled);
    if (list->filter[0])
        row_addf(out, STYLE_TITLE, "  /%s  %zu", list->filter, list->row.count);
    row_clear(&piece);
    if (told.us && is_old(world, told)) {
        world_age_text(wall_ms_since(told, world->now), age, sizeof age);
        row_addf(&piece, STYLE_TITLE, _("  told %s ago"), age);
    }
    row_join_whole(out, &piece, cells);
    row_clear(&piece);
    if (above)
        row_addf(&piece, STYLE_TITLE, _("  above %d"), above);
    row_join_whole(out, &piece, cells);
    row_clear(&piece);
    row_addf(&piece, STYLE_TITLE, "  %s", _(order_names[list->order]));
    row_join_whole(out, &piece, cells);
    row_fit(out, cells);
    row_pad(out, STYLE_TITLE, cells - out->cells);
}

/* What is left for the endpoint beside the columns of a narrow screen. */
static int endpoint_cells(int cells)
{
    return cells >= HAS_PLACE ? LONG
           : cells >= NARROW  ? ENDPOINT
                              : cells - MARK - 1 - STATE - NUMBER;
}

#define FIXED (MARK + LONG + 1 + STATE + 5 * NUMBER)

static int counters_shown(int cells)
{
    int room = (cells - FIXED - PLACE) / COUNTER;
    return room < 0 ? 0 : room < COUNTERS ? room : COUNTERS;
}

static int place_cells(int cells)
{
    int room = cells - FIXED - counters_shown(cells) * COUNTER;
    return room < PLACE_MOST ? room : PLACE_MOST;
}

void rows_line_head(int cells, struct row *out)
{
    row_space(out, MARK);
    row_left(out, STYLE_HEADING, _("line"), endpoint_cells(cells));
    row_space(out, 1);
    row_left(out, STYLE_HEADING, _("state"), STATE);
    if (cells >= NARROW) {
        row_right(out, STYLE_HEADING, _("lost"), NUMBER);
        row_right(out, STYLE_HEADING, _("fail %"), NUMBER);
    }
    row_right(out, STYLE_HEADING, _("RTT ms"), NUMBER);
    if (cells >= NARROW) {
        row_right(out, STYLE_HEADING, _("max ms"), NUMBER);
        row_right(out, STYLE_HEADING, _("round s"), NUMBER);
    }
    if (cells >= HAS_PLACE) {
        row_space(out, 2);
        row_left(out, STYLE_HEADING, _("place"), place_cells(cells) - 2);
        for (int i = 0; i < counters_shown(cells); i++)
            row_right(out, STYLE_HEADING, _(counters[i].name), COUNTER);
    }
    row_fit(out, cells);
}

/* Where there is no room for all of it, what tells it from others comes first. */
static const char *short_endpoint(const char *endpoint, int cells)
{
    static const char *const fronts[] = {"tcp:", "rtutcp:", "serial:", "/dev/"};
    for (size_t i = 0; i < sizeof fronts / sizeof *fronts; i++)
        if ((int)strlen(endpoint) > cells && !strncmp(endpoint, fronts[i], strlen(fronts[i])))
            endpoint += strlen(fronts[i]);
    return endpoint;
}

/* Of a minute without a reply there is no round-trip time, of a lost line no round. */
static void add_time(const struct line_list *list, int row, enum line_column column, double unit,
                     enum style style, struct row *out)
{
    double value = line_list_number(list, row, column);
    char text[32] = "--";
    if (value >= 0)
        snprintf(text, sizeof text, value / unit >= 1000 ? "%.0f" : "%.1f", value / unit);
    row_right(out, style, text, NUMBER);
}

static void add_place(const struct line_list *list, int row, int cells, enum style style,
                      struct row *out)
{
    char place[400];
    snprintf(place, sizeof place, "%s %s", line_list_cell(list, row, LINE_NODE),
             line_list_cell(list, row, LINE_PLACE));
    row_space(out, 2);
    row_left(out, style, place, place_cells(cells) - 2);
    for (int i = 0; i < counters_shown(cells); i++)
        row_right(out, style, line_list_cell(list, row, counters[i].column), COUNTER);
}

void rows_line_row(const struct world *world, const struct line_list *list, int row, int cells,
                   struct row *out)
{
    const struct state *state = state_of(line_list_cell(list, row, LINE_STATE));
    struct wall told = {(int64_t)(line_list_number(list, row, LINE_AT) * 1e6)};
    bool is_dim = is_old(world, told), is_loud = line_list_is_trouble(state->name);
    enum style plain = is_dim ? STYLE_DIM : STYLE_TEXT, loud = is_dim ? STYLE_DIM : state->style;
    double failed = line_list_number(list, row, LINE_FAILED);
    char text[64];
    row_add(out, loud, is_loud ? " !" : "  ");
    row_left(out, plain,
             short_endpoint(line_list_cell(list, row, LINE_ENDPOINT), endpoint_cells(cells)),
             endpoint_cells(cells));
    row_space(out, 1);
    int behind = out->cells + STATE;
    row_add(out, loud, _(state->phrase));
    row_cut(out, behind);
    row_to(out, behind);
    if (cells >= NARROW) {
        snprintf(text, sizeof text, "%.9s/%.9s", line_list_cell(list, row, LINE_LOST),
                 line_list_cell(list, row, LINE_UNITS));
        row_right(out, plain, text, NUMBER);
        snprintf(text, sizeof text, "%.1f", failed);
        row_right(out, failed > 0 ? loud : plain, failed >= 0 ? text : "--", NUMBER);
    }
    add_time(list, row, LINE_RTT_MS, 1, plain, out);
    if (cells >= NARROW) {
        add_time(list, row, LINE_MOST_MS, 1, plain, out);
        add_time(list, row, LINE_ROUND_MS, 1000, plain, out);
    }
    if (cells >= HAS_PLACE)
        add_place(list, row, cells, plain, out);
    row_fit(out, cells);
}

void rows_line_detail(const struct line_list *list, int row, struct row *out)
{
    char text[24];
    if (row < 0 || (size_t)row >= list->row.count)
        return;
    struct wall since = {(int64_t)(line_list_number(list, row, LINE_SINCE) * 1e6)};
    wall_text(since, text, sizeof text);
    row_addf(out, STYLE_EMPHASIS, " %s", line_list_cell(list, row, LINE_ENDPOINT));
    row_addf(out, STYLE_TEXT, "  %s %s", line_list_cell(list, row, LINE_NODE),
             line_list_cell(list, row, LINE_PLACE));
    if (line_list_cell(list, row, LINE_UP)[0] != '1')
        row_addf(out, STYLE_NOTICE, "  %s", _("not connected"));
    row_addf(out, STYLE_TEXT, _("  %s of %s units lost"), line_list_cell(list, row, LINE_LOST),
             line_list_cell(list, row, LINE_UNITS));
    row_addf(out, STYLE_DIM, _("  since %s:"), text);
    for (int i = 0; i < COUNTERS; i++)
        row_addf(out, STYLE_DIM, " %s %s", _(counters[i].name),
                 line_list_cell(list, row, counters[i].column));
    row_addf(out, STYLE_DIM, "  %s", line_list_cell(list, row, LINE_COLLECTOR));
}
