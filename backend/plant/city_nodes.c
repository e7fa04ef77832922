#include "backend/plant/city.h"
#include "backend/plant/names.h"

/* Houses of the place: units on a floor's two sides. */
static const struct {
    int units, floors;
} houses[] = {{3, 6}, {4, 6}, {2, 11}, {5, 6}, {2, 18}, {3, 11}};

/* One building, floor by floor, until the circuit's households are used up. */
static int put_building(const char *circuit, const char *community, int number, int left, FILE *out)
{
    const char *name = community;
    int form = number % (int)(sizeof houses / sizeof *houses);
    int units = houses[form].units, floors = houses[form].floors, put = 0;
    fprintf(out, "%s-%02d,building,%s%d号楼,%s,,\n", circuit, number, name, number, circuit);
    for (int unit = 1; unit <= units; unit++)
        for (int floor = 1; floor <= floors; floor++)
            for (int door = 1; door <= 2 && put < left; door++, put++)
                fprintf(out, "%s-%02d-%d-%d%02d,household,%d号楼%d单元%d%02d,%s-%02d,,\n", circuit,
                        number, unit, floor, door, number, unit, floor, door, circuit, number);
    return put;
}

static const char *circuit_name(int circuits, int number)
{
    static const char *const two[] = {"低区", "高区"}, *const three[] = {"低区", "中区", "高区"};
    return circuits == 1 ? "全区" : circuits == 2 ? two[number - 1] : three[number - 1];
}

static void put_station(const struct city *city, int index, FILE *out)
{
    const struct city_station *station = &city->station[index];
    char code[16], circuit[40];
    int number = 0, left = station->households;
    city_station_code(city, index, code, sizeof code);
    fprintf(out, "%s,station,%s换热站,%s,,\n", code, station->name,
            city->branch.at[station->branch].code);
    for (int k = 1; k <= station->circuits; k++) {
        int mine = left / (station->circuits - k + 1);
        left -= mine;
        snprintf(circuit, sizeof circuit, "%s-%d", code, k);
        fprintf(out, "%s,circuit,%s%s,%s,%d,\n", circuit, station->name,
                circuit_name(station->circuits, k), code, k);
        while (mine > 0)
            mine -= put_building(circuit, station->name, ++number, mine, out);
    }
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
