#include "backend/store/layout.h"
#include "backend/store/binary.h"
#include "backend/store/history.h"

#include <stdlib.h>
#include <string.h>

#define RETRY_MS 10000

bool layout_fits(const struct layout *layout, const struct profile *profile)
{
    if (layout->count != profile->point_count)
        return false;
    for (size_t i = 0; i < layout->count; i++)
        if (strcmp(layout->point[i], profile->point[i].id) != 0 ||
            layout->resolution[i] != history_resolution(&profile->point[i]))
            return false;
    return true;
}

static struct layout *add(struct layouts *layouts, size_t count)
{
    struct layout *layout = alloc_new(sizeof *layout);
    layout->count = count;
    layout->point = alloc_array(count + 1, sizeof *layout->point);
    layout->resolution = alloc_array(count + 1, sizeof *layout->resolution);
    layout->of = layouts;
    *VEC_PUSH(&layouts->all) = layout;
    return layout;
}

struct layout *layout_of_profile(struct layouts *layouts, const struct profile *profile)
{
    for (size_t i = 0; i < layouts->all.count; i++)
        if (layout_fits(layouts->all.at[i], profile))
            return layouts->all.at[i];
    struct layout *layout = add(layouts, profile->point_count);
    for (size_t i = 0; i < layout->count; i++) {
        memcpy(layout->point[i], profile->point[i].id, POINT_ID_SIZE);
        layout->resolution[i] = history_resolution(&profile->point[i]);
    }
    return layout;
}

struct layout *layout_of_points(struct layouts *layouts, size_t count,
                                const char (*point)[POINT_ID_SIZE], const double *resolution)
{
    for (size_t i = 0; i < layouts->all.count; i++) {
        struct layout *layout = layouts->all.at[i];
        bool is_same = layout->count == count &&
                       !memcmp(layout->resolution, resolution, count * sizeof *resolution);
        for (size_t p = 0; is_same && p < count; p++)
            is_same = !strcmp(layout->point[p], point[p]);
        if (is_same)
            return layout;
    }
    struct layout *layout = add(layouts, count);
    memcpy(layout->point, point, count * sizeof *point);
    memcpy(layout->resolution, resolution, count * sizeof *resolution);
    return layout;
}

static void on_layout(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct layout *layout = ctx;
    layout->is_asked = false;
    if (rows && pg_rows_count(rows) == 1)
        layout->id = (int32_t)binary_int(rows, 0, 0);
    else if (state[0])
        layout->of->retry = mono_after_ms(clock_mono(), RETRY_MS);
}

static void ask(struct layout *layout, struct session *session)
{
    struct array points = {0}, resolutions = {0};
    array_begin(&points, ELEMENT_TEXT);
    array_begin(&resolutions, ELEMENT_FLOAT8);
    for (size_t i = 0; i < layout->count; i++) {
        array_text(&points, layout->point[i]);
        array_float8(&resolutions, layout->resolution[i]);
    }
    struct pg_param params[] = {array_param(&points), array_param(&resolutions)};
    layout->is_asked = session_ask(
        session, &(struct question){.sql = "select hd.layout_of($1::text[], $2::float8[])",
                                    .params = params,
                                    .count = 2,
                                    .on_answer = on_layout,
                                    .ctx = layout});
    array_finish(&points);
    array_finish(&resolutions);
}

int32_t layout_id(struct layout *layout, struct session *session)
{
    if (!layout->id && !layout->is_asked && mono_is_due(layout->of->retry, clock_mono()))
        ask(layout, session);
    return layout->id;
}

void layouts_forget(struct layouts *layouts)
{
    for (size_t i = 0; i < layouts->all.count; i++)
        layouts->all.at[i]->id = 0;
    layouts->retry = (struct mono){0};
}

void layouts_finish(struct layouts *layouts)
{
    for (size_t i = 0; i < layouts->all.count; i++) {
        free(layouts->all.at[i]->point);
        free(layouts->all.at[i]->resolution);
        free(layouts->all.at[i]);
    }
    free(layouts->all.at);
}
