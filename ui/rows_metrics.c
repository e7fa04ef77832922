#include "ui/rows_metrics.h"

#include "backend/core/alarm_book.h"
#include "ui/lang.h"

#include <math.h>

/* The figures, in the order in which they stand; a lower rank stays longer. */
enum figure {
    FIGURE_COMING,
    FIGURE_FLOOD,
    FIGURE_WAITING,
    FIGURE_RETURNED,
    FIGURE_STANDING,
    FIGURE_CHATTERING,
    FIGURE_SHELVED,
    FIGURE_MEDIAN,
    FIGURE_COUNT
};

static const int ranks[FIGURE_COUNT] = {
    [FIGURE_COMING] = 2,   [FIGURE_FLOOD] = 1,      [FIGURE_WAITING] = 0, [FIGURE_RETURNED] = 3,
    [FIGURE_STANDING] = 6, [FIGURE_CHATTERING] = 5, [FIGURE_SHELVED] = 4, [FIGURE_MEDIAN] = 7,
};

struct figures {
    const struct world *world;
    struct alarm_metrics metrics;
    enum style plain, loud; /* nothing is loud while the database is away */
};

static void add_waiting(const struct figures *in, struct row *out)
{
    const struct alarm_metrics *m = &in->metrics;
    char age[16];
    row_addf(out, m->unacknowledged ? in->loud : in->plain, _("unacknowledged %d"),
             m->unacknowledged);
    if (!m->unacknowledged)
        return;
    world_age_text(wall_ms_since(m->oldest, in->world->now), age, sizeof age);
    row_addf(out, in->plain, _(" oldest %s"), age);
}

static void add_flood(const struct figures *in, struct row *out)
{
    char at[16];
    if (!in->metrics.is_flood)
        return;
    wall_time_text(in->metrics.flood_since, at, sizeof at);
    row_addf(out, in->world->is_database_up ? STYLE_NOTICE : STYLE_DIM, _(" FLOOD since %.5s "),
             at);
}

static void add_median(const struct figures *in, struct row *out)
{
    char age[16];
    if (isnan(in->metrics.median_ack_s))
        return;
    world_age_text((int64_t)(in->metrics.median_ack_s * 1000), age, sizeof age);
    row_addf(out, in->plain, _("answered after %s"), age);
}

static void add_count(const struct figures *in, const char *words, int32_t count, struct row *out)
{
    if (count)
        row_addf(out, in->plain, "%s %d", words, count);
}

static void add_figure(const struct figures *in, enum figure figure, struct row *out)
{
    const struct alarm_metrics *m = &in->metrics;
    switch (figure) {
    case FIGURE_COMING: row_addf(out, in->plain, _("10 min %d"), m->last_10_min); break;
    case FIGURE_FLOOD: add_flood(in, out); break;
    case FIGURE_WAITING: add_waiting(in, out); break;
    case FIGURE_RETURNED: add_count(in, _("returned"), m->returned, out); break;
    case FIGURE_STANDING: add_count(in, _("over 24 h"), m->standing, out); break;
    case FIGURE_CHATTERING: add_count(in, _("chattering"), m->chattering, out); break;
    case FIGURE_SHELVED: add_count(in, _("shelved"), m->shelved, out); break;
    case FIGURE_MEDIAN: add_median(in, out); break;
    case FIGURE_COUNT: break;
    }
}

static int cells_of(const struct row *piece)
{
    return piece->cells ? piece->cells + 2 : 0;
}

void rows_metrics(const struct world *world, int cells, struct row *out)
{
    struct row piece[FIGURE_COUNT];
    int wanted = out->cells + 1, first = out->cells;
    if (!world->site)
        return;
    const struct figures figures = {world, alarm_metrics_of(world->site, world->now), STYLE_DIM,
                                    world->is_database_up ? STYLE_EMPHASIS : STYLE_DIM};
    for (int i = 0; i < FIGURE_COUNT; i++) {
        row_clear(&piece[i]);
        add_figure(&figures, (enum figure)i, &piece[i]);
        wanted += cells_of(&piece[i]);
    }
    for (int rank = FIGURE_COUNT - 1; rank > 0 && wanted - first > cells; rank--)
        for (int i = 0; i < FIGURE_COUNT; i++)
            if (ranks[i] == rank) {
                wanted -= cells_of(&piece[i]);
                row_clear(&piece[i]);
            }
    row_space(out, 1);
    for (int i = 0; i < FIGURE_COUNT; i++) {
        row_space(out, piece[i].cells && out->cells > first + 1 ? 2 : 0);
        row_join(out, &piece[i]);
    }
    row_fit(out, first + cells);
}
