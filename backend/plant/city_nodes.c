#include "backend/plant/city.h"
#include "backend/plant/names.h"

/* Houses of the place: units on a floor's two sides. */
static const struct {
    int units, floors;
} houses[] = {{3, 6}, {4, 6}, {2, 11}, {5, 6}, {2, 18}, {3, 11}};

/* One building, floor by floor, until the circuit's households are used up. */
static int visit_building(struct city_home home, int left, const struct city_visitor *visitor)
{
    int form = home.building % (int)(sizeof houses / sizeof *houses), put = 0;
    if (visitor->on_building)
        visitor->on_building(visitor->ctx, &home);
    for (home.unit = 1; home.unit <= houses[form].units; home.unit++)
        for (home.floor = 1; home.floor <= houses[form].floors; home.floor++)
            for (home.door = 1; home.door <= 2 && put < left; home.door++, put++)
                visitor->on_home(visitor->ctx, &home);
    return put;
}

void city_visit(const struct city *city, int station, const struct city_visitor *visitor)
{
    const struct city_station *at = &city->station[station];
    char code[16], circuit[40];
    int number = 0, left = at->households;
    city_station_code(city, station, code, sizeof code);
    for (int k = 1; k <= at->circuits; k++) {
        struct city_home home = {.community = at->name, .circuit = circuit};
        int mine = left / (at->circuits - k + 1);
        left -= mine;
        snprintf(circuit, sizeof circuit, "%s-%d", code, k);
        if (visitor->on_circuit)
            visitor->on_circuit(visitor->ctx, circuit, k);
        while (mine > 0) {
            home.building = ++number;
            mine -= visit_building(home, mine, visitor);
        }
    }
}

void city_home_code(const struct city_home *home, char *out, size_t size)
{
    snprintf(out, size, "%s-%02d-%d-%d%02d", home->circuit, home->building, home->unit, home->floor,
             home->door);
}

struct nodes {
    const struct city_station *station;
    const char *code;
    FILE *out;
};

static const char *circuit_name(int circuits, int number)
{
    static const char *const two[] = {"低区", "高区"}, *const three[] = {"低区", "中区", "高区"};
    return circuits == 1 ? "全区" : circuits == 2 ? two[number - 1] : three[number - 1];
}

static void put_circuit(void *ctx, const char *circuit, int number)
{
    const struct nodes *nodes = ctx;
    fprintf(nodes->out, "%s,circuit,%s%s,%s,%d,\n", circuit, nodes->station->name,
            circuit_name(nodes->station->circuits, number), nodes->code, number);
}

static void put_building(void *ctx, const struct city_home *home)
{
    const struct nodes *nodes = ctx;
    fprintf(nodes->out, "%s-%02d,building,%s%d号楼,%s,,\n", home->circuit, home->building,
            home->community, home->building, home->circuit);
}

static void put_home(void *ctx, const struct city_home *home)
{
    const struct nodes *nodes = ctx;
    char code[64];
    city_home_code(home, code, sizeof code);
    fprintf(nodes->out, "%s,household,%d号楼%d单元%d%02d,%s-%02d,,\n", code, home->building,
            home->unit, home->floor, home->door, home->circuit, home->building);
}

static void put_station(const struct city *city, int index, FILE *out)
{
    const struct city_station *station = &city->station[index];
    char code[16];
    struct nodes nodes = {station, code, out};
    city_station_code(city, index, code, sizeof code);
    fprintf(out, "%s,station,%s换热站,%s,,\n", code, station->name,
            city->branch.at[station->branch].code);
    city_visit(city, index,
               &(struct city_visitor){.ctx = &nodes,
                                      .on_circuit = put_circuit,
                                      .on_building = put_building,
                                      .on_home = put_home});
}

void city_put_nodes(const struct city *city, FILE *out)
{
    fputs("code,kind,name,parent,circuit,households\n", out);
    for (int i = 0; i < city->wish->sources; i++) {
        char name[64];
        names_source(i, name, sizeof name);
        fprintf(out, "R%d,source,%s,,,\n", i + 1, name);
    }
    for (size_t i = 0; i < city->branch.count; i++) {
        const struct city_branch *branch = &city->branch.at[i];
        fprintf(out, "%s,network,%s,R%d,,\n", branch->code, branch->name, branch->source + 1);
        for (int k = 1; k <= city_junctions(branch); k++)
            fprintf(out, "%s-J%02d,junction,%s%d号井,%s,,\n", branch->code, k, branch->name, k,
                    branch->code);
    }
    for (int i = 0; i < city->wish->stations; i++)
        put_station(city, i, out);
}
