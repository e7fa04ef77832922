#include "ui/spark.h"

#include "ui/console.h"
#include "ui/rows_station.h"
#include "ui/sentence.h"

#include <stdio.h>
#include <string.h>

#define AGAIN_MS 300000
#define SPAN_US  INT64_C(86400000000)

bool spark_choose(struct spark *spark, const struct site *site, int32_t station, int circuit)
{
    char id[POINT_ID_SIZE];
    int32_t device;
    int point;
    snprintf(id, sizeof id, "T2g.%d", circuit > 0 ? circuit : 1);
    if (!site_find_point(site, station, id, &device, &point) &&
        !site_find_point(site, station, "T2g", &device, &point) &&
        !site_find_point(site, station, "T1g", &device, &point))
        return false;
    const char *found = site->device[device].profile->point[point].id;
    if (spark->device_id == site->device[device].id && !strcmp(spark->point, found))
        return true;
    *spark = (struct spark){.device_id = site->device[device].id};
    snprintf(spark->point, sizeof spark->point, "%s", found);
    return true;
}

void spark_again(struct spark *spark)
{
    spark->asked = (struct mono){0};
}

void spark_turn(struct spark *spark, struct console *console)
{
    const struct world *world = &console->world;
    if (!world->is_database_up || !spark->device_id ||
        (spark->asked.ns && mono_ms_since(spark->asked, world->mono) < AGAIN_MS))
        return;
    spark->asked = world->mono;
    spark->serial = ++console->trends;
    const struct trend_ask ask = {.serial = spark->serial,
                                  .device_id = spark->device_id,
                                  .point = spark->point,
                                  .from = {world->now.us - SPAN_US},
                                  .to = world->now,
                                  .count = SPARK_SLOTS};
    console->ports.ask_trend(console->ports.ctx, &ask);
}

bool spark_take(struct spark *spark, int64_t serial, const struct trend_slot *slot, size_t count)
{
    if (!spark->serial || serial != spark->serial)
        return false;
    if (count) /* else it was lost: what was there stays */
        spark->count = count < SPARK_SLOTS ? count : SPARK_SLOTS;
    for (size_t i = 0; i < count && i < SPARK_SLOTS; i++)
        spark->mean[i] = slot[i].mean;
    return true;
}

void spark_row(const struct spark *spark, const struct console *console, int cells, struct row *out)
{
    const struct station_look look = {&console->world, console->glyphs, &console->station.points,
                                      cells, NULL};
    const struct station_trend trend = {spark->mean, spark->count};
    const struct point *point = sentence_point(console->world.site, spark->device_id, spark->point);
    row_clear(out);
    if (point)
        rows_station_trend(&look, point, &trend, out);
}
