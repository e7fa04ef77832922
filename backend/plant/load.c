#include "backend/plant/load.h"

#include "backend/plant/roster.h"
#include "backend/plant/sheet.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HOUSEHOLD_M2 95.0
#define CIRCUIT_M2   30000.0 /* where nobody lives, as far as the files say */

struct loader {
    struct fleet *fleet;
    struct roster roster;
    const char *dir;
    FILE *out;
};

/* Households behind a circuit or station, whatever lies between. */
static int32_t *count_households(const struct roster *roster)
{
    int32_t *count = alloc_array(roster->node.count + 1, sizeof *count);
    for (size_t i = 0; i < roster->node.count; i++) {
        int32_t circuit = roster_above(roster, (int32_t)i, NODE_CIRCUIT);
        int32_t to = circuit >= 0 ? circuit : roster_above(roster, (int32_t)i, NODE_STATION);
        if (to >= 0)
            count[to] += roster->node.at[i].households;
    }
    return count;
}

static void add_places(struct loader *loader)
{
    struct plant *plant = &loader->fleet->plant;
    for (size_t i = 0; i < loader->roster.node.count; i++) {
        struct roster_node *node = &loader->roster.node.at[i];
        if (node->kind == NODE_SOURCE)
            node->place = plant_add_source(plant, node->code, 0);
        else if (node->kind == NODE_STATION)
            node->place = plant_add_station(plant, node->code);
        else if (node->kind == NODE_JUNCTION)
            node->place = network_add_node(&plant->network);
    }
}

static double area_of(int32_t households)
{
    return households > 0 ? households * HOUSEHOLD_M2 : CIRCUIT_M2;
}

static void add_circuits(struct loader *loader)
{
    struct roster *roster = &loader->roster;
    struct plant *plant = &loader->fleet->plant;
    int32_t *households = count_households(roster);
    for (size_t i = 0; i < roster->node.count; i++) {
        struct roster_node *node = &roster->node.at[i];
        int32_t station = roster_above(roster, (int32_t)i, NODE_STATION);
        if (node->kind == NODE_CIRCUIT && station >= 0)
            plant_add_circuit(plant, roster->node.at[station].place, node->circuit,
                              area_of(households[i]));
    }
    for (size_t i = 0; i < roster->node.count; i++) {
        const struct roster_node *node = &roster->node.at[i];
        if (node->kind == NODE_STATION && plant->station.at[node->place].circuit_count == 0)
            plant_add_circuit(plant, node->place, 1, area_of(households[i]));
    }
    free(households);
}

/* Pipe node of a roster node, or -1. */
static int32_t pipe_of(const struct loader *loader, int32_t index)
{
    const struct plant *plant = &loader->fleet->plant;
    const struct roster_node *node = index < 0 ? NULL : &loader->roster.node.at[index];
    if (!node || node->place < 0)
        return -1;
    return node->kind == NODE_SOURCE    ? plant->source.at[node->place].pipe
           : node->kind == NODE_STATION ? plant->station.at[node->place].pipe
                                        : node->place;
}

enum { FROM, TO, LENGTH, DIAMETER, VALVE };
static const char *const link_columns[] = {"from", "to", "length_m", "diameter_mm", "valve", NULL};

static void add_link(struct loader *loader, struct sheet *sheet)
{
    int32_t end[2];
    for (int i = FROM; i <= TO; i++) {
        const char *code = sheet_field(sheet, i);
        int32_t node = codes_find(&loader->roster.index, code);
        if (node < 0)
            sheet_mistake(sheet, "unknown node '%s', expected a code of nodes.csv", code);
        end[i] = pipe_of(loader, node);
    }
    double length_m = sheet_number(sheet, LENGTH, 0, 1e6, 100);
    double diameter_mm = sheet_number(sheet, DIAMETER, 1, 5000, 0);
    if (end[0] >= 0 && end[1] >= 0 && strcmp(sheet_field(sheet, VALVE), "closed") != 0)
        network_add_link(&loader->fleet->plant.network, end[0], end[1], length_m,
                         diameter_mm / 1000);
}

static bool load_links(struct loader *loader, const char *path)
{
    struct sheet sheet;
    if (access(path, F_OK) != 0)
        return true; /* a plant without pipes: network_join lays some */
    bool is_open = sheet_open(&sheet, path, link_columns, 3, loader->out);
    while (is_open && sheet_next(&sheet))
        add_link(loader, &sheet);
    bool is_good = sheet.mistakes == 0;
    sheet_finish(&sheet);
    return is_good;
}

enum { NODE, DEVICE, PROFILE, ENDPOINT, UNIT };
static const char *const device_columns[] = {"node", "device", "profile", "endpoint", "unit", NULL};

/* The outlet at an endpoint; a new one if nobody stands there yet. -1 after telling why. */
static int32_t outlet_at(struct loader *loader, struct sheet *sheet)
{
    struct fleet *fleet = loader->fleet;
    struct endpoint endpoint;
    char why[200], text[160];
    if (!endpoint_parse(sheet_field(sheet, ENDPOINT), &endpoint, why, sizeof why)) {
        sheet_mistake(sheet, "endpoint %s", why);
        return -1;
    }
    endpoint_text(&endpoint, text, sizeof text);
    int32_t found = codes_find(&fleet->outlet_of, text);
    if (found >= 0)
        return found;
    struct outlet outlet = {.text = alloc_text(text),
                            .endpoint = endpoint,
                            .framing = endpoint.kind == ENDPOINT_TCP ? FRAMING_TCP : FRAMING_RTU,
                            .line = sheet->csv.line};
    *VEC_PUSH(&fleet->outlet) = outlet;
    found = (int32_t)fleet->outlet.count - 1;
    codes_add(&fleet->outlet_of, outlet.text, found);
    return found;
}

/* Where a device stands: below a station (perhaps at one circuit), or at a source. */
static bool place_of(struct loader *loader, struct sheet *sheet, struct signal_place *place)
{
    struct plant *plant = &loader->fleet->plant;
    const struct roster *roster = &loader->roster;
    int32_t node = codes_find(&roster->index, sheet_field(sheet, NODE));
    *place = (struct signal_place){.plant = plant};
    if (node < 0) {
        sheet_mistake(sheet, "unknown node '%s', expected a code of nodes.csv",
                      sheet_field(sheet, NODE));
        return false;
    }
    int32_t station = roster_above(roster, node, NODE_STATION);
    int32_t source = roster_above(roster, node, NODE_SOURCE);
    if (station >= 0)
        place->station = &plant->station.at[roster->node.at[station].place];
    else if (source >= 0)
        place->source = &plant->source.at[roster->node.at[source].place];
    if (roster->node.at[node].kind == NODE_CIRCUIT)
        place->circuit = roster->node.at[node].circuit;
    return true;
}

static char *device_name(const struct signal_place *place, const char *node, const char *device)
{
    char name[200];
    const char *of = place->station  ? place->station->code
                     : place->source ? place->source->code
                                     : node;
    snprintf(name, sizeof name, "%s/%s", of, device);
    return alloc_text(name);
}

static void add_device(struct loader *loader, struct sheet *sheet)
{
    struct fleet *fleet = loader->fleet;
    struct signal_place place;
    bool is_placed = place_of(loader, sheet, &place);
    int profile = fleet_profile(fleet, loader->dir, sheet_field(sheet, PROFILE), loader->out);
    int32_t outlet = outlet_at(loader, sheet);
    double unit = sheet_number(sheet, UNIT, 0, 255, 1);
    if (profile < 0)
        sheet_mistake(sheet, "profile '%s' cannot be used", sheet_field(sheet, PROFILE));
    if (!is_placed || profile < 0 || outlet < 0)
        return;
    struct outlet *at = &fleet->outlet.at[outlet];
    if (fleet_unit(fleet, at, (uint8_t)unit)) {
        sheet_mistake(sheet, "unit %g again at %s, expected each once", unit, at->text);
        return;
    }
    struct controller *controller = VEC_PUSH(&fleet->controller);
    int32_t index = (int32_t)fleet->controller.count - 1;
    *controller = (struct controller){
        .name = device_name(&place, sheet_field(sheet, NODE), sheet_field(sheet, DEVICE)),
        .unit = (uint8_t)unit,
        .line = sheet->csv.line};
    image_init(&controller->image, fleet->layout.at[profile], place, (uint64_t)index);
    *VEC_PUSH(&at->controller) = index;
    if (!codes_add(&fleet->controller_of, controller->name, index))
        sheet_mistake(sheet, "device '%s' again, expected each once", controller->name);
}

static bool load_devices(struct loader *loader, const char *path)
{
    struct sheet sheet;
    bool is_open = sheet_open(&sheet, path, device_columns, 5, loader->out);
    while (is_open && sheet_next(&sheet))
        add_device(loader, &sheet);
    bool is_good = sheet.mistakes == 0;
    sheet_finish(&sheet);
    return is_good;
}

/* Devices come last: their registers show a plant that runs. */
bool load_fleet(struct fleet *fleet, const char *dir, FILE *out)
{
    struct loader loader = {.fleet = fleet, .dir = dir, .out = out};
    char nodes[4200], links[4200], devices[4200];
    snprintf(nodes, sizeof nodes, "%s/nodes.csv", dir);
    snprintf(links, sizeof links, "%s/links.csv", dir);
    snprintf(devices, sizeof devices, "%s/devices.csv", dir);
    bool is_good = roster_load(&loader.roster, nodes, out);
    if (is_good) {
        add_places(&loader);
        add_circuits(&loader);
        is_good = load_links(&loader, links);
        plant_start(&fleet->plant);
        is_good = load_devices(&loader, devices) && is_good;
    }
    roster_finish(&loader.roster);
    return is_good;
}
