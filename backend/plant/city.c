#include "backend/plant/city.h"

#include "backend/plant/names.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE_STATIONS    3
#define GATEWAY_STATIONS 4
#define STATIONS_BRANCH  14 /* about */

void city_station_code(const struct city *city, int station, char *out, size_t size)
{
    snprintf(out, size, "S%0*d", city->code_digits, station + 1);
}

int city_junctions(const struct city_branch *branch)
{
    return (branch->count + 2) / 3;
}

/* Sources share the stations about evenly, branches a source's. */
static void make_branches(struct city *city)
{
    const struct city_wish *wish = city->wish;
    int next = 0;
    for (int source = 0; source < wish->sources; source++) {
        int end = (int)((long long)wish->stations * (source + 1) / wish->sources);
        int count = end - next;
        int branches = count / STATIONS_BRANCH < 6 ? (count + STATIONS_BRANCH - 1) / STATIONS_BRANCH
                                                   : 6 + count / 120;
        for (int k = 0; k < branches; k++) {
            struct city_branch *branch = VEC_PUSH(&city->branch);
            *branch = (struct city_branch){.source = source, .number = k, .first = next};
            branch->count = (end - next) / (branches - k);
            names_branch(source, k, branch->name, sizeof branch->name);
            snprintf(branch->code, sizeof branch->code, "N%d%02d", source + 1, k + 1);
            for (int i = 0; i < branch->count; i++) {
                city->station[next].source = source;
                city->station[next++].branch = (int)city->branch.count - 1;
            }
        }
    }
}

/* Weighted shares that add up to the whole: each gets what is due by its end less what was given.
 */
static void share_households(struct city *city)
{
    const struct city_wish *wish = city->wish;
    double *weight = alloc_array((size_t)wish->stations + 1, sizeof *weight);
    double sum = 0, passed = 0;
    for (int i = 0; i < wish->stations; i++)
        sum += weight[i] =
            chance_between(&city->chance, 0.35, 1.0) + 0.5 * city->station[i].circuits;
    int given = 0;
    for (int i = 0; i < wish->stations; i++) {
        passed += weight[i];
        int due = (int)(wish->households * (passed / sum) + 0.5);
        if (i + 1 == wish->stations)
            due = wish->households;
        city->station[i].households = due - given;
        city->station[i].flow_kgs = (due - given) * 95 * 45 / (4187.0 * 50);
        given = due;
    }
    free(weight);
}

/* Shared lines and gateways take stations spread over the city; the rest is by chance. */
static void choose_roles(struct city *city)
{
    const struct city_wish *wish = city->wish;
    int on_lines = wish->serial_lines * LINE_STATIONS;
    int shared = on_lines + wish->gateways * GATEWAY_STATIONS;
    int stride = shared ? wish->stations / (shared + 1) : 0;
    for (int i = 0; i < wish->stations; i++) {
        double dice = chance_unit(&city->chance);
        city->station[i].role = dice < 0.03 ? ROLE_TROVIS : dice < 0.05 ? ROLE_ECL : ROLE_PLC;
    }
    for (int k = 0; k < shared && stride > 0; k++) {
        struct city_station *station = &city->station[(k + 1) * stride];
        bool is_line = k < on_lines;
        station->role = is_line ? ROLE_SERIAL : ROLE_GATEWAY;
        station->line = is_line ? k / LINE_STATIONS : (k - on_lines) / GATEWAY_STATIONS;
        station->unit = is_line ? k % LINE_STATIONS + 1 : (k - on_lines) % GATEWAY_STATIONS + 1;
    }
    if (wish->stations > 0)
        city->station[0].role = ROLE_PLC; /* the one that everybody looks at first */
}

static void make_stations(struct city *city)
{
    const struct city_wish *wish = city->wish;
    choose_roles(city);
    for (int i = 0; i < wish->stations; i++) {
        struct city_station *station = &city->station[i];
        double dice = chance_unit(&city->chance);
        bool is_small =
            station->role == ROLE_ECL || (station->role == ROLE_SERIAL && station->unit % 2 == 0);
        station->circuits = is_small ? 1 : dice < 0.3 ? 1 : dice < 0.8 ? 2 : 3;
        names_community(wish->seed, i, station->name, sizeof station->name);
    }
    share_households(city);
}

static bool write_file(struct city *city, const char *name, void (*put)(struct city *, FILE *),
                       char *why, size_t why_size)
{
    char path[4200];
    snprintf(path, sizeof path, "%s/%s", city->wish->dir, name);
    FILE *out = fopen(path, "w");
    if (out) {
        setvbuf(out, NULL, _IOFBF, 1 << 18);
        put(city, out);
    }
    if (out && !ferror(out) && fclose(out) == 0)
        return true;
    snprintf(why, why_size, "%s: %s", path, strerror(errno));
    return false;
}

static void put_nodes(struct city *city, FILE *out)
{
    city_put_nodes(city, out);
}

static void put_devices(struct city *city, FILE *out)
{
    city_put_devices(city, out);
}

static void put_points(struct city *city, FILE *out)
{
    city_put_points(city, out);
}

static void put_households(struct city *city, FILE *out)
{
    city_put_households(city, out);
}

/* Endpoints hold absolute paths: the poller's folder is another one. */
static void name_lines(struct city *city)
{
    const struct city_wish *wish = city->wish;
    char here[PATH_MAX], path[4096];
    snprintf(path, sizeof path, "%s%s", wish->line_dir ? wish->line_dir : wish->dir,
             wish->line_dir ? "" : "/lines");
    if (path[0] == '/' || !getcwd(here, sizeof here))
        snprintf(city->line_dir, sizeof city->line_dir, "%s", path);
    else
        snprintf(city->line_dir, sizeof city->line_dir, "%.2000s/%.2000s", here, path);
}

bool city_write(const struct city_wish *wish, char *why, size_t why_size)
{
    struct city city = {.wish = wish, .chance = chance_of(wish->seed)};
    if (mkdir(wish->dir, 0777) != 0 && errno != EEXIST) {
        snprintf(why, why_size, "%s: %s", wish->dir, strerror(errno));
        return false;
    }
    city.code_digits = wish->stations > 9999 ? 5 : 4;
    city.station = alloc_array((size_t)wish->stations + 1, sizeof *city.station);
    name_lines(&city);
    make_branches(&city);
    make_stations(&city);
    bool is_good = write_file(&city, "nodes.csv", put_nodes, why, why_size) &&
                   write_file(&city, "links.csv", city_put_links, why, why_size) &&
                   write_file(&city, "devices.csv", put_devices, why, why_size) &&
                   write_file(&city, "points.csv", put_points, why, why_size) &&
                   write_file(&city, "households.csv", put_households, why, why_size);
    free(city.station);
    free(city.branch.at);
    return is_good;
}
