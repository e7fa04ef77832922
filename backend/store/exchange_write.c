#include "backend/store/exchange_write.h"

#include "backend/store/copy.h"

#include <math.h>
#include <stdlib.h>

void exchange_write_finish(struct exchange_write *write)
{
    free(write->node_id);
    free(write->device_id);
    *write = (struct exchange_write){0};
}

bool exchange_write_ids(struct exchange_write *write, const char *sequence, size_t count,
                        int32_t *first)
{
    char number[24];
    long long low, high;
    *first = 0;
    if (count == 0)
        return true;
    snprintf(number, sizeof number, "%zu", count);
    const struct pg_param params[] = {PG_TEXT(sequence), PG_TEXT(number)};
    struct pg_rows *rows = pg_ask(write->pg,
                                  "select min(id), max(id) from (select nextval($1::regclass) id "
                                  "from generate_series(1, $2::int)) s",
                                  params, 2, write->why, write->why_size);
    if (!rows)
        return false;
    bool is_good = conf_int(pg_cell(rows, 0, 0), 1, INT32_MAX, &low) &&
                   conf_int(pg_cell(rows, 0, 1), 1, INT32_MAX, &high) &&
                   high - low + 1 == (long long)count;
    pg_rows_free(rows);
    if (is_good)
        *first = (int32_t)low;
    else
        snprintf(write->why, write->why_size, "%s did not give %zu numbers in one piece", sequence,
                 count);
    return is_good;
}

/* Nothing refers to links or overrides, so these are replaced as a whole. */
bool exchange_write_links(struct exchange_write *write)
{
    const struct inventory *inventory = write->inventory;
    struct copy copy;
    if (!pg_run(write->pg, "delete from hd.link", write->why, write->why_size))
        return false;
    copy_init(&copy, write->pg,
              "copy hd.link (code, from_id, to_id, length_m, diameter_mm, valve, closing) "
              "from stdin",
              write->why, write->why_size);
    for (size_t i = 0; i < inventory->links.count; i++) {
        const struct inventory_link *link = &inventory->links.at[i];
        copy_text(&copy, link->code);
        copy_integer(&copy, write->node_id[link->from]);
        copy_integer(&copy, write->node_id[link->to]);
        copy_number(&copy, link->length_m);
        copy_number(&copy, link->diameter_mm);
        copy_text(&copy, link->valve == VALVE_NONE ? NULL : inventory_valve_names[link->valve]);
        copy_text(&copy, link->is_closing ? "t" : "f");
        copy_row(&copy);
    }
    return copy_end(&copy);
}

static bool is_in_use(const struct inventory *inventory, size_t profile)
{
    for (size_t i = 0; i < inventory->devices.count; i++)
        if (inventory->devices.at[i].profile == (int32_t)profile)
            return true;
    return false;
}

static bool write_profile(struct exchange_write *write, const struct inventory_profile *profile)
{
    char layout[24];
    snprintf(layout, sizeof layout, "%lld", (long long)profile->profile->layout);
    const struct pg_param params[] = {PG_TEXT(profile->name), PG_TEXT(profile->text),
                                      PG_TEXT(layout)};
    struct pg_rows *rows = pg_ask(write->pg,
                                  "with p as (insert into hd.profile (name, text, layout) "
                                  "values ($1::text, $2::text, $3::bigint) "
                                  "on conflict (name) do update set text = excluded.text, "
                                  "layout = excluded.layout) "
                                  "delete from hd.profile_point where profile = $1::text",
                                  params, 3, write->why, write->why_size);
    pg_rows_free(rows);
    return rows != NULL;
}

static void copy_point(struct copy *copy, const struct profile *profile, size_t index)
{
    const struct point *point = &profile->point[index];
    bool is_set_point = point->access == ACCESS_WRITE;
    copy_text(copy, profile->name);
    copy_integer(copy, (int64_t)index);
    copy_text(copy, point->id);
    copy_text(copy, is_set_point ? "write" : "read");
    copy_number(copy, is_set_point ? point->set_low : NAN);
    copy_number(copy, is_set_point ? point->set_high : NAN);
    copy_number(copy, is_set_point && point->step > 0 ? point->step : NAN);
    copy_number(copy, point->resolution);
    copy_text(copy, point->unit ? point->unit : "");
    copy_text(copy, point->zh ? point->zh : "");
    copy_text(copy, point->en ? point->en : "");
    copy_row(copy);
}

bool exchange_write_profiles(struct exchange_write *write)
{
    const struct inventory *inventory = write->inventory;
    struct copy copy;
    for (size_t i = 0; i < inventory->profiles.count; i++)
        if (is_in_use(inventory, i) && !write_profile(write, &inventory->profiles.at[i]))
            return false;
    copy_init(&copy, write->pg,
              "copy hd.profile_point (profile, idx, point, access, set_low, set_high, step, "
              "resolution, unit, zh, en) from stdin",
              write->why, write->why_size);
    for (size_t i = 0; i < inventory->profiles.count; i++) {
        const struct profile *profile = inventory->profiles.at[i].profile;
        if (!is_in_use(inventory, i))
            continue;
        for (size_t k = 0; k < profile->point_count; k++)
            copy_point(&copy, profile, k);
    }
    return copy_end(&copy);
}

bool exchange_write_overrides(struct exchange_write *write)
{
    const struct inventory *inventory = write->inventory;
    struct copy copy;
    if (!pg_run(write->pg, "delete from hd.point_override", write->why, write->why_size))
        return false;
    copy_init(&copy, write->pg,
              "copy hd.point_override (device_id, point, low, high, step) from stdin", write->why,
              write->why_size);
    for (size_t i = 0; i < inventory->overrides.count; i++) {
        const struct inventory_override *override = &inventory->overrides.at[i];
        const struct inventory_device *device = &inventory->devices.at[override->device];
        const struct profile *profile = inventory->profiles.at[device->profile].profile;
        copy_integer(&copy, write->device_id[override->device]);
        copy_text(&copy, profile->point[override->point].id);
        copy_number(&copy, override->low);
        copy_number(&copy, override->high);
        copy_number(&copy, override->step);
        copy_row(&copy);
    }
    return copy_end(&copy);
}
