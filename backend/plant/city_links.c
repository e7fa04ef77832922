#include "backend/plant/city.h"

#include <math.h>
#include <stdlib.h>

/* Junctions of a branch: the first few are the trunk, the others hang off it in laterals as long as
 * the trunk, so that no way is long however many stations there are. */
static int trunk_of(int junctions)
{
    int trunk = 1;
    while (trunk * trunk < junctions)
        trunk++;
    return trunk;
}

/* The junction before it, -1 for the source. */
static int before(int junction, int trunk)
{
    return junction < trunk ? junction - 1 : junction - trunk;
}

/* The nearest pipe that is made, at about 70 Pa/m. */
static int diameter_mm(double flow_kgs)
{
    static const int made[] = {65,  80,  100, 125, 150, 200, 250,  300,  350, 400,
                               450, 500, 600, 700, 800, 900, 1000, 1200, 1400};
    double wanted = 1000 * pow(8 * 0.024 * flow_kgs * flow_kgs / (9.8696 * 970 * 70), 0.2);
    for (size_t i = 0; i < sizeof made / sizeof *made; i++)
        if (made[i] >= wanted)
            return made[i];
    return 1400;
}

struct links {
    struct city *city;
    FILE *out;
    int number;
};

static void put(struct links *links, const char *from, const char *to, double length_m,
                double flow_kgs, const char *valve)
{
    fprintf(links->out, "L%05d,%s,%s,%.0f,%d,%s\n", ++links->number, from, to, length_m,
            diameter_mm(flow_kgs), valve);
}

static void junction_code(const struct city_branch *branch, int junction, char *out, size_t size)
{
    if (junction < 0)
        snprintf(out, size, "R%d", branch->source + 1);
    else
        snprintf(out, size, "%s-J%02d", branch->code, junction + 1);
}

/* What flows through each junction's pipe: its own three stations and all beyond. */
static double *flows_of(const struct city *city, const struct city_branch *branch, int junctions)
{
    double *flow = alloc_array((size_t)junctions + 1, sizeof *flow);
    int trunk = trunk_of(junctions);
    for (int i = 0; i < branch->count; i++)
        flow[i / 3] += city->station[branch->first + i].flow_kgs;
    for (int k = junctions - 1; k >= 0; k--)
        if (before(k, trunk) >= 0)
            flow[before(k, trunk)] += flow[k];
    return flow;
}

static void put_branch(struct links *links, struct city_branch *branch)
{
    struct city *city = links->city;
    int junctions = city_junctions(branch), trunk = trunk_of(junctions);
    double *flow = flows_of(city, branch, junctions);
    char from[48], to[48];
    for (int k = 0; k < junctions; k++) {
        bool is_first = k == 0, is_trunk = k < trunk;
        double length = is_first   ? chance_between(&city->chance, 500, 1500)
                        : is_trunk ? chance_between(&city->chance, 180, 450)
                                   : chance_between(&city->chance, 90, 260);
        junction_code(branch, before(k, trunk), from, sizeof from);
        junction_code(branch, k, to, sizeof to);
        put(links, from, to, length, flow[k], is_trunk && k % 2 == 0 ? "open" : "");
    }
    for (int i = 0; i < branch->count; i++) {
        int station = branch->first + i;
        junction_code(branch, i / 3, from, sizeof from);
        city_station_code(city, station, to, sizeof to);
        put(links, from, to, chance_between(&city->chance, 20, 120),
            city->station[station].flow_kgs, "open");
    }
    branch->last_junction = trunk - 1;
    free(flow);
}

/* Far ends of neighbouring branches are joined: rings within a source (every other one open), and
 * between sources a closed valve for the day when one of them fails. */
static void put_loops(struct links *links)
{
    struct city *city = links->city;
    char from[48], to[48];
    for (size_t i = 1; i < city->branch.count; i++) {
        const struct city_branch *one = &city->branch.at[i - 1], *other = &city->branch.at[i];
        if (city_junctions(one) == 0 || city_junctions(other) == 0)
            continue;
        junction_code(one, one->last_junction, from, sizeof from);
        junction_code(other, other->last_junction, to, sizeof to);
        bool is_ring = one->source == other->source;
        put(links, from, to, chance_between(&city->chance, 400, 900), 60,
            is_ring && i % 2 ? "open" : "closed");
    }
}

void city_put_links(struct city *city, FILE *out)
{
    struct links links = {.city = city, .out = out};
    fputs("code,from,to,length_m,diameter_mm,valve\n", out);
    for (size_t i = 0; i < city->branch.count; i++)
        put_branch(&links, &city->branch.at[i]);
    put_loops(&links);
}
