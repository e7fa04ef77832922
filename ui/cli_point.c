#include "backend/base/text.h"
#include "backend/store/query.h"
#include "ui/cli_call.h"
#include "ui/cli_json.h"
#include "ui/lang.h"
#include "ui/sentence.h"
#include "ui/setpoint.h"
#include "ui/station_list.h"
#include "ui/unit.h"
#include "ui/value.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* "S0417/T2g.1" to station and point; no point: NULL. False if the station is too long. */
static bool split(const char *word, char *station, size_t size, const char **point)
{
    const char *slash = strchr(word, '/');
    size_t length = slash ? (size_t)(slash - word) : strlen(word);
    *point = slash && slash[1] ? slash + 1 : NULL;
    if (length == 0 || length >= size) {
        cli_say(_("'%s' is no station, expected STATION or STATION/POINT"), word);
        return false;
    }
    memcpy(station, word, length);
    station[length] = 0;
    return true;
}

static enum cli_exit look_up(const struct cli_call *call, struct query_station *out, bool is_set)
{
    char station[64], why[400] = "";
    const char *point;
    if (!split(call->word[0], station, sizeof station, &point))
        return CLI_OTHER;
    if (is_set && !point) {
        cli_say(_("'%s' names no point, expected STATION/POINT"), call->word[0]);
        return CLI_OTHER;
    }
    enum cli_exit code = cli_need_database(call);
    if (code != CLI_DONE)
        return code;
    if (query_station(call->db, station, point, out, why, sizeof why))
        return CLI_DONE;
    cli_tell(why);
    return CLI_OTHER;
}

static void put_cell(const char *text, int cells)
{
    char clean[256], cell[512];
    text_clean(clean, sizeof clean, text, strlen(text));
    if (text_width(clean) > cells)
        snprintf(cell, sizeof cell, "%s", clean); /* a program may read it: never cut */
    else
        text_fit(cell, sizeof cell, clean, cells);
    fputs(cell, stdout);
    putchar(' ');
}

/* The number, or "-" when its quality makes it none; with the label of a coded value. */
static void number_text(const struct query_point *p, char *out, size_t size)
{
    char label[120] = "";
    if (!quality_has_number((enum quality)p->reading.quality) || isnan(p->reading.value)) {
        snprintf(out, size, "-");
        return;
    }
    point_value_text(p->point, p->reading.value, lang_is_chinese(), label, sizeof label);
    snprintf(out, size, "%.*f%s%s%s", point_decimals(p->point), p->reading.value, *label ? "(" : "",
             label, *label ? ")" : "");
}

static void print_line(const struct query_point *p)
{
    char value[160], age[32];
    number_text(p, value, sizeof value);
    if (isnan(p->age_s))
        snprintf(age, sizeof age, "-");
    else
        snprintf(age, sizeof age, "%.1fs", p->age_s);
    put_cell(p->device, 8);
    put_cell(p->point->id, 14);
    put_cell(value, 12);
    const char *unit = value_unit(p->point);
    put_cell(*unit ? unit_word(unit, lang_is_chinese()) : "-", 6);
    put_cell(quality_name((enum quality)p->reading.quality), 8);
    put_cell(age, 8);
    puts(point_name(p->point, lang_is_chinese()));
}

static void print_json(const struct query_station *station, const struct query_point *p)
{
    struct cli_json json;
    bool has_number = quality_has_number((enum quality)p->reading.quality);
    cli_json_open(&json);
    cli_json_text(&json, "station", station->code);
    cli_json_text(&json, "device", p->device);
    cli_json_text(&json, "point", p->point->id);
    cli_json_number(&json, "value", has_number ? p->reading.value : NAN);
    cli_json_text(&json, "unit", p->point->unit ? unit_word(p->point->unit, false) : "");
    cli_json_text(&json, "quality", quality_name((enum quality)p->reading.quality));
    cli_json_number(&json, "age_s", p->age_s);
    cli_json_text(&json, "name", point_name(p->point, false));
    cli_json_close(&json);
}

/* A profile may have more circuits than the station: what it says of those is of no thing. Who
 * names a point wants it, whatever it is. */
static bool is_there(const struct query_station *station, const struct query_point *p)
{
    const struct site *site = station->site;
    int32_t device = site_device_of_id(site, p->device_id);
    int32_t node = site_station_of(site, site->device[device].node);
    return station->point_count == 1 || node < 0 ||
           station_list_has_circuit(site, node, p->point->circuit);
}

enum cli_exit cli_point_get(const struct cli_call *call)
{
    struct query_station station;
    enum cli_exit code = look_up(call, &station, false);
    if (code != CLI_DONE)
        return code;
    for (size_t i = 0; i < station.point_count; i++) {
        if (!call->all && !is_there(&station, &station.point[i]))
            continue;
        if (call->json)
            print_json(&station, &station.point[i]);
        else
            print_line(&station.point[i]);
    }
    query_station_finish(&station);
    return CLI_DONE;
}

/* Each state as it comes, so that a person sees where a command hangs. */
static void on_state(void *ctx, const struct command *command)
{
    (void)ctx;
    char clean[FACT_TEXT_SIZE];
    text_clean(clean, sizeof clean, command->text, strlen(command->text));
    printf("%s", command_state_name(command->state));
    if (command->code[0])
        printf(" %s", command->code);
    if (!isnan(command->read_back))
        printf(" read back %g", command->read_back);
    printf("%s%s\n", clean[0] ? ": " : "", clean);
    fflush(stdout);
}

static enum cli_exit exit_of(const struct command *command)
{
    switch (command->state) {
    case COMMAND_VERIFIED: return CLI_DONE;
    case COMMAND_REFUSED: return CLI_REFUSED;
    case COMMAND_FAILED:
    case COMMAND_EXPIRED: return CLI_FAILED;
    case COMMAND_ASKED:
    case COMMAND_APPROVED:
    case COMMAND_CLAIMED:
    case COMMAND_SENT:
    case COMMAND_ACCEPTED:
    case COMMAND_UNRESOLVED: return CLI_UNKNOWN;
    }
    return CLI_UNKNOWN;
}

/* It is set all the same: who asked for it may mean it for later. */
static void warn(const struct query_station *station, double wanted)
{
    char text[300];
    const struct query_point *p = &station->point[0];
    int32_t device = site_device_of_id(station->site, p->device_id);
    int point = (int)(p->point - station->site->device[device].profile->point);
    if (setpoint_rounds(p->point, wanted, text, sizeof text))
        cli_say("%s: %s", p->point->id, text);
    if (sentence_not_in_force(station->site, device, point, station->now, text, sizeof text))
        cli_say("%s: %s", p->point->id, text);
}

static enum cli_exit set(const struct cli_call *call, const struct query_station *station,
                         double wanted)
{
    char why[400] = "";
    struct command command;
    warn(station, wanted);
    if (!query_set(call->db, &station->point[0], wanted, call->reason, on_state, NULL, &command,
                   why, sizeof why)) {
        cli_tell(why);
        return CLI_AWAY;
    }
    if (command.state == COMMAND_REFUSED && refusal_of(command.code) != REFUSAL_NONE)
        cli_say("%s", _(refusal_sentence(refusal_of(command.code))));
    if (command.state == COMMAND_UNRESOLVED)
        cli_say("%s", _("nobody knows yet whether the device holds it; look at it again"));
    return exit_of(&command);
}

enum cli_exit cli_point_set(const struct cli_call *call)
{
    double wanted;
    struct query_station station;
    if (!call->reason || !call->reason[0]) {
        cli_say(_("a set-point needs a reason: --reason TEXT"));
        return CLI_OTHER;
    }
    if (!conf_number(call->word[1], &wanted)) {
        cli_say(_("'%s' is no number"), call->word[1]);
        return CLI_OTHER;
    }
    enum cli_exit code = look_up(call, &station, true);
    if (code != CLI_DONE)
        return code;
    code = set(call, &station, wanted);
    query_station_finish(&station);
    return code;
}
