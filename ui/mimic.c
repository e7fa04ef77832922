#include "ui/mimic.h"

#include "ui/lang.h"
#include "ui/mark.h"
#include "ui/value.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *id;
    bool is_of_circuit;
} parts[MIMIC_PARTS] = {
    [MIMIC_T1G] = {"T1g", false},          [MIMIC_P1G] = {"P1g", false},
    [MIMIC_T1H] = {"T1h", false},          [MIMIC_P1H] = {"P1h", false},
    [MIMIC_FLOW1] = {"F1", false},         [MIMIC_HEAT] = {"Q1", false},
    [MIMIC_TANK] = {"TL", false},          [MIMIC_VALVE] = {"CV_U", true},
    [MIMIC_T2G] = {"T2g", true},           [MIMIC_P2G] = {"P2g", true},
    [MIMIC_T2H] = {"T2h", true},           [MIMIC_P2H] = {"P2h", true},
    [MIMIC_FLOW2] = {"F2", true},          [MIMIC_TARGET] = {"T2g_SP", true},
    [MIMIC_STRAINER] = {"DPs", true},      [MIMIC_MAKEUP] = {"Fm", true},
    [MIMIC_RELIEF] = {"XSV", true},        [MIMIC_PUMP1_RUN] = {"CP1_Run", true},
    [MIMIC_PUMP1_FLT] = {"CP1_Flt", true}, [MIMIC_PUMP1_HZ] = {"CP1_Hz", true},
    [MIMIC_PUMP2_RUN] = {"CP2_Run", true}, [MIMIC_PUMP2_FLT] = {"CP2_Flt", true},
    [MIMIC_PUMP2_HZ] = {"CP2_Hz", true},   [MIMIC_FILL1_RUN] = {"MP1_Run", true},
    [MIMIC_FILL1_FLT] = {"MP1_Flt", true}, [MIMIC_FILL1_HZ] = {"MP1_Hz", true},
    [MIMIC_FILL2_RUN] = {"MP2_Run", true}, [MIMIC_FILL2_FLT] = {"MP2_Flt", true},
    [MIMIC_FILL2_HZ] = {"MP2_Hz", true},
};

static struct station_place find(const struct site *site, int32_t station, const char *id)
{
    int32_t device;
    int point;
    if (!site_find_point(site, station, id, &device, &point) ||
        strcmp(site->device[device].profile->point[point].id, id) != 0)
        return (struct station_place){-1, 0};
    return (struct station_place){device, (int16_t)point};
}

void mimic_build(struct mimic *mimic, const struct site *site, int32_t station)
{
    *mimic = (struct mimic){0};
    for (int circuit = 1; circuit < STATION_SIDES; circuit++) {
        int32_t node = station_list_circuit(site, station, circuit);
        bool is_there = node >= 0;
        mimic->node[circuit] = node;
        for (int i = 0; i < MIMIC_PARTS; i++) {
            char id[POINT_ID_SIZE];
            snprintf(id, sizeof id, parts[i].is_of_circuit ? "%s.%d" : "%s", parts[i].id, circuit);
            mimic->part[circuit][i] = find(site, station, id);
        }
        int32_t controller = mimic->part[circuit][MIMIC_TARGET].device;
        if (controller >= 0)
            curve_find(&mimic->curve[circuit], site->device[controller].profile, circuit);
        if (!is_there)
            break;
        mimic->circuits = circuit;
    }
    /* One whose circuits nobody has entered is a station of one. */
    if (!mimic->circuits && mimic->part[1][MIMIC_T2G].device >= 0)
        mimic->circuits = 1;
}

static bool has(const struct mimic *mimic, int circuit, enum mimic_part part)
{
    return mimic->part[circuit][part].device >= 0;
}

int mimic_lines(const struct mimic *mimic, int circuit)
{
    bool has_fill = has(mimic, circuit, MIMIC_MAKEUP) || has(mimic, circuit, MIMIC_FILL1_RUN) ||
                    has(mimic, circuit, MIMIC_TANK);
    return has_fill ? 4 : 3;
}

/* ---- pieces ---- */

struct drawing {
    const struct mimic_look *look;
    int circuit;
    bool is_first;
};

static struct reading reading_of(const struct drawing *d, enum mimic_part part,
                                 const struct point **point)
{
    const struct site *site = d->look->world->site;
    struct station_place place = d->look->mimic->part[d->circuit][part];
    *point = &site->device[place.device].profile->point[place.point];
    return site_reading(site, place.device, place.point, d->look->world->now);
}

static void add_chip(const struct drawing *d, enum mimic_part part, struct row *out)
{
    const struct site *site = d->look->world->site;
    struct station_place place = d->look->mimic->part[d->circuit][part];
    const struct site_device *device = &site->device[place.device];
    const struct alarm *alarm =
        d->look->alarms
            ? station_alarms_of(d->look->alarms, device->id, device->profile->point[place.point].id)
            : NULL;
    if (!alarm)
        return;
    mark_add(out, d->look->world, alarm->state, alarm->code.priority);
    row_space(out, 1);
}

static void add_reading(const struct drawing *d, enum mimic_part part, const struct point *point,
                        struct reading reading, const char *label, const char *unit, int cells,
                        int decimals, struct row *out)
{
    if (*label)
        row_addf(out, STYLE_DIM, "%s ", label);
    add_chip(d, part, out);
    value_cell_short(out, d->look->world, point, value_in(point, reading, unit), cells, decimals);
    bool has_unit = quality_has_number((enum quality)reading.quality);
    row_addf(out, STYLE_DIM, " %s", has_unit ? unit : "");
    row_space(out, 1);
}

/* "sup 91.8 C": label, chip, value, unit; nothing for a part that is not there. */
static void add_value(const struct drawing *d, enum mimic_part part, const char *label,
                      const char *unit, int cells, int decimals, struct row *out)
{
    const struct point *point;
    if (!has(d->look->mimic, d->circuit, part))
        return;
    struct reading reading = reading_of(d, part, &point);
    add_reading(d, part, point, reading, label, unit, cells, decimals, out);
}

/* What is in force: the set-point, or what the curve wants in its place. */
static void add_target(const struct drawing *d, struct row *out)
{
    const struct mimic *mimic = d->look->mimic;
    const struct world *world = d->look->world;
    struct station_place place = mimic->part[d->circuit][MIMIC_TARGET];
    if (place.device < 0)
        return;
    enum target_force force = target_force(world->site, place.device, place.point, world->now);
    if (force == TARGET_WITHOUT) {
        row_addf(out, STYLE_DIM, "%s ", _("target"));
        add_chip(d, MIMIC_TARGET, out);
        row_right(out, STYLE_DIM, _("none"), 5);
        row_space(out, 3);
        return;
    }
    add_reading(d, MIMIC_TARGET, &world->site->device[place.device].profile->point[place.point],
                target_reading(world->site, place.device, place.point, &mimic->curve[d->circuit],
                               world->now),
                force == TARGET_BY_CURVE ? _("curve") : _("target"), "C", 5, 1, out);
}

/* Whether a switch reads on; false with *is_known false where nobody knows. */
static bool is_on(const struct drawing *d, enum mimic_part part, bool *is_known)
{
    const struct point *point;
    *is_known = false;
    if (!has(d->look->mimic, d->circuit, part))
        return false;
    struct reading reading = reading_of(d, part, &point);
    *is_known = quality_has_number((enum quality)reading.quality);
    return *is_known && reading.value != 0;
}

static void close_piece(struct row *out, const char *sign)
{
    while (out->length && out->text[out->length - 1] == ' ')
        row_cut(out, out->cells - 1);
    row_add(out, STYLE_BORDER, sign);
}

/* "(1 38.2 Hz)", "(2 stopped)", "(1 FAULT)"; nothing for a pump that is not there. */
static void add_pump(const struct drawing *d, enum mimic_part run, int number, struct row *out)
{
    bool is_known, has_fault;
    enum mimic_part fault = (enum mimic_part)((int)run + 1);
    enum mimic_part speed = (enum mimic_part)((int)run + 2);
    if (!has(d->look->mimic, d->circuit, run))
        return;
    bool is_faulty = is_on(d, fault, &has_fault) && has_fault;
    bool is_running = is_on(d, run, &is_known);
    row_add(out, STYLE_BORDER, "(");
    add_chip(d, is_faulty ? fault : run, out);
    row_addf(out, STYLE_DIM, "%d ", number);
    if (is_faulty)
        row_add(out, d->look->world->is_live ? STYLE_NOTICE : STYLE_DIM, _("FAULT"));
    else if (!is_known)
        row_add(out, STYLE_VALUE_LOST, "/");
    else if (!is_running)
        row_add(out, STYLE_DIM, _("off"));
    else if (has(d->look->mimic, d->circuit, speed))
        add_value(d, speed, "", "Hz", 4, 1, out);
    else
        row_add(out, d->look->world->is_live ? STYLE_TEXT : STYLE_DIM, _("runs"));
    close_piece(out, ")");
}

static void add_pipe(const struct drawing *d, int to, struct row *out)
{
    while (out->cells < to)
        row_add(out, STYLE_BORDER, d->look->glyphs->line);
}

/* A piece whole, or not at all. */
static void join(struct row *out, struct row *piece, int cells)
{
    row_join_whole(out, piece, cells);
    row_clear(piece);
}

/* ---- sides ---- */

/* Up to the wall of the exchanger: values, pipe, valve, arrow. */
static void primary(const struct drawing *d, bool is_supply, int cells, struct row *out)
{
    struct row piece;
    row_clear(&piece);
    row_space(out, 1);
    if (d->is_first) {
        add_value(d, is_supply ? MIMIC_T1G : MIMIC_T1H, is_supply ? _("supply") : _("return"), "C",
                  5, 1, out);
        add_value(d, is_supply ? MIMIC_P1G : MIMIC_P1H, "", "MPa", 5, 2, &piece);
        join(out, &piece, cells - 4);
    } else {
        row_space(out, cells / 3);
    }
    if (is_supply) {
        row_add(&piece, STYLE_BORDER, d->look->glyphs->line);
        row_add(&piece, STYLE_BORDER, "[");
        add_value(d, MIMIC_VALVE, _("valve"), "%", 3, 0, &piece);
        close_piece(&piece, "]");
        if (has(d->look->mimic, d->circuit, MIMIC_VALVE))
            join(out, &piece, cells - 3);
    }
    add_pipe(d, cells - 2, out);
    row_add(out, STYLE_BORDER, is_supply ? ">" : "<");
    add_pipe(d, cells, out);
}

static void secondary_supply(const struct drawing *d, int cells, struct row *out)
{
    struct row piece;
    row_clear(&piece);
    row_add(out, STYLE_BORDER, d->look->glyphs->line);
    row_add(out, STYLE_BORDER, ">");
    row_add(out, STYLE_BORDER, d->look->glyphs->line);
    row_space(out, 1);
    add_value(d, MIMIC_T2G, _("supply"), "C", 5, 1, out);
    add_value(d, MIMIC_P2G, "", "MPa", 5, 2, &piece);
    join(out, &piece, cells);
    bool is_known, is_open = is_on(d, MIMIC_RELIEF, &is_known);
    if (is_open && is_known) {
        add_chip(d, MIMIC_RELIEF, &piece);
        row_addf(&piece, d->look->world->is_live ? STYLE_NOTICE : STYLE_DIM, "%s",
                 _("relief valve OPEN"));
        row_space(&piece, 1);
        join(out, &piece, cells);
    }
    const struct site *site = d->look->world->site;
    int32_t node = d->look->mimic->node[d->circuit];
    row_addf(&piece, STYLE_HEADING, "> %s",
             node >= 0 ? world_node_name(&site->node[node]) : _("secondary"));
    row_fit(&piece, cells - out->cells);
    row_join(out, &piece);
}

static void secondary_return(const struct drawing *d, int cells, struct row *out)
{
    struct row piece;
    row_clear(&piece);
    row_add(out, STYLE_BORDER, d->look->glyphs->line);
    row_add(out, STYLE_BORDER, "<");
    row_add(out, STYLE_BORDER, d->look->glyphs->line);
    row_space(out, 1);
    add_value(d, MIMIC_T2H, _("return"), "C", 5, 1, out);
    add_pump(d, MIMIC_PUMP1_RUN, 1, &piece);
    join(out, &piece, cells);
    add_pump(d, MIMIC_PUMP2_RUN, 2, &piece);
    join(out, &piece, cells);
    row_space(&piece, 1);
    add_value(d, MIMIC_P2H, "", "MPa", 5, 2, &piece);
    join(out, &piece, cells);
    add_value(d, MIMIC_STRAINER, _(" strainer"), "MPa", 5, 2, &piece);
    join(out, &piece, cells);
}

static void make_up(const struct drawing *d, int cells, struct row *out)
{
    struct row piece;
    row_clear(&piece);
    row_add(out, STYLE_BORDER, "  ^ ");
    row_addf(&piece, STYLE_DIM, "%s ", _("make-up"));
    join(out, &piece, cells);
    add_value(d, MIMIC_MAKEUP, "", "t/h", 5, 2, out);
    add_pump(d, MIMIC_FILL1_RUN, 1, &piece);
    join(out, &piece, cells);
    add_pump(d, MIMIC_FILL2_RUN, 2, &piece);
    join(out, &piece, cells);
    add_value(d, MIMIC_TANK, _(" tank"), "m", 5, 2, &piece);
    join(out, &piece, cells);
}

/* Both walls of the exchanger. */
static void exchanger(const struct drawing *d, int line, struct row *out)
{
    const struct glyphs *glyphs = d->look->glyphs;
    row_add(out, STYLE_BORDER, line == 1 ? glyphs->wall : line ? glyphs->rise : glyphs->fall);
    row_add(out, STYLE_DIM, line == 1 ? "#" : " ");
    row_add(out, STYLE_BORDER, line == 1 ? glyphs->wall : line ? glyphs->leave : glyphs->enter);
}

void mimic_row(const struct mimic_look *look, int circuit, bool is_first, int line, struct row *out)
{
    const struct drawing d = {look, circuit, is_first};
    int left = (look->cells - 3) / 2, right = look->cells;
    switch (line) {
    case 0:
        primary(&d, true, left, out);
        exchanger(&d, 0, out);
        secondary_supply(&d, right, out);
        break;
    case 1:
        row_space(out, 1);
        if (is_first) {
            add_value(&d, MIMIC_FLOW1, _("flow"), "t/h", 6, 1, out);
            add_value(&d, MIMIC_HEAT, _("heat"), "MW", 5, 2, out);
        }
        row_cut(out, left);
        row_to(out, left);
        exchanger(&d, 1, out);
        row_space(out, 4);
        add_target(&d, out);
        add_value(&d, MIMIC_FLOW2, _("flow"), "t/h", 6, 1, out);
        break;
    case 2:
        primary(&d, false, left, out);
        exchanger(&d, 2, out);
        secondary_return(&d, right, out);
        break;
    default:
        row_to(out, left + 2);
        make_up(&d, right, out);
        break;
    }
    row_fit(out, look->cells);
}
