#include "backend/plant/scenario.h"

#include "backend/base/conf.h"
#include "backend/base/nearest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MOST 12

struct words {
    char text[400];
    char *at[WORDS_MOST];
    int count, next;
};

static bool refuse(char *why, size_t why_size, const char *format, const char *what)
{
    snprintf(why, why_size, format, what ? what : "");
    return false;
}

/* Blanks part words; '#' starts a comment. */
static bool split(struct words *words, const char *line)
{
    *words = (struct words){0};
    if (strlen(line) >= sizeof words->text)
        return false;
    snprintf(words->text, sizeof words->text, "%s", line);
    words->text[strcspn(words->text, "#\r\n")] = '\0';
    char *rest = words->text, *word;
    while ((word = strsep(&rest, " \t"))) {
        if (!*word)
            continue;
        if (words->count == WORDS_MOST)
            return false;
        words->at[words->count++] = word;
    }
    return true;
}

static const char *next_word(struct words *words)
{
    return words->next < words->count ? words->at[words->next++] : NULL;
}

/* "500ms", "60s", "5m", "2h", "1d" */
static bool read_time(const char *text, int64_t *ms)
{
    static const struct {
        const char *unit;
        double ms;
    } units[] = {{"ms", 1}, {"s", 1e3}, {"m", 6e4}, {"h", 3.6e6}, {"d", 8.64e7}};
    char *rest;
    double number = text ? strtod(text, &rest) : NAN;
    if (!(number >= 0 && number < 1e9) || rest == text)
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(rest, units[i].unit) == 0) {
            *ms = (int64_t)(number * units[i].ms);
            return true;
        }
    return false;
}

static bool find_fault(const char *word, enum fault_kind *out, char *why, size_t why_size)
{
    const char *names[FAULT_KINDS];
    for (int i = 0; i < FAULT_KINDS; i++) {
        names[i] = fault_rows[i].word;
        if (word && strcmp(word, names[i]) == 0) {
            *out = (enum fault_kind)i;
            return true;
        }
    }
    const char *near = word ? nearest_of(word, names, FAULT_KINDS) : NULL;
    if (near)
        snprintf(why, why_size, "no fault '%s', expected perhaps '%s'", word, near);
    else
        refuse(why, why_size, "no fault '%s', expected one of heatplant(1): silent, slow, heal …",
               word);
    return false;
}

static bool has_point(const struct fleet *fleet, const char *who, const char *point)
{
    int32_t *index = alloc_array(fleet->controller.count + 1, sizeof *index);
    size_t count = fleet_find(fleet, who, index);
    bool has = false;
    for (size_t i = 0; i < count && !has; i++) {
        const struct image *image = &fleet->controller.at[index[i]].image;
        has = profile_find(image->layout->profile, point) >= 0;
    }
    free(index);
    return has;
}

static bool read_point(const struct fleet *fleet, struct words *words, struct scenario_order *out,
                       char *why, size_t why_size)
{
    const char *point = next_word(words);
    if (!point || strlen(point) >= sizeof out->point || !has_point(fleet, out->who, point))
        return refuse(why, why_size, "no point '%s' there, expected one of its profile", point);
    snprintf(out->point, sizeof out->point, "%s", point);
    return true;
}

static bool read_number(struct words *words, const struct fault_row *row,
                        struct scenario_order *out, char *why, size_t why_size)
{
    const char *text = next_word(words);
    if (text && conf_number(text, &out->fault.number) && out->fault.number >= row->low &&
        out->fault.number <= row->high)
        return true;
    snprintf(why, why_size, "'%s' after %s, expected a number from %g to %g", text ? text : "",
             row->word, row->low, row->high);
    return false;
}

static bool read_fault(const struct fleet *fleet, struct words *words, struct scenario_order *out,
                       char *why, size_t why_size)
{
    if (!find_fault(next_word(words), &out->fault.kind, why, why_size))
        return false;
    const struct fault_row *row = &fault_rows[out->fault.kind];
    out->fault.point = -1;
    bool needs_point = row->needs == NEEDS_POINT || row->needs == NEEDS_POINT_NUMBER;
    bool needs_number = row->needs == NEEDS_NUMBER || row->needs == NEEDS_POINT_NUMBER;
    return (!needs_point || read_point(fleet, words, out, why, why_size)) &&
           (!needs_number || read_number(words, row, out, why, why_size));
}

static bool read_weather(struct words *words, struct scenario_order *out, char *why,
                         size_t why_size)
{
    const char *word = next_word(words), *depth = next_word(words);
    out->is_weather = true;
    if (!word || strcmp(word, "wave") != 0)
        return refuse(why, why_size, "weather '%s', expected: weather wave KELVIN for TIME", word);
    if (!depth || !conf_number(depth, &out->depth_k) || fabs(out->depth_k) > 40)
        return refuse(why, why_size, "wave '%s', expected kelvin from -40 to 40", depth);
    return true;
}

static bool knows(const struct fleet *fleet, const char *who)
{
    int32_t *index = alloc_array(fleet->controller.count + 1, sizeof *index);
    bool is_known = fleet_find(fleet, who, index) > 0;
    free(index);
    return is_known;
}

static bool read_end(struct words *words, struct scenario_order *out, char *why, size_t why_size)
{
    const char *word = next_word(words);
    if (word && strcmp(word, "for") == 0) {
        const char *time = next_word(words);
        if (!read_time(time, &out->for_ms))
            return refuse(why, why_size, "time '%s', expected like 500ms, 30s, 5m, 2h", time);
        word = next_word(words);
    } else if (out->is_weather) {
        return refuse(why, why_size,
                      "a wave without 'for', expected: weather wave KELVIN for TIME%s", NULL);
    }
    if (word)
        return refuse(why, why_size, "'%s' too much, expected the end of the line", word);
    return true;
}

static bool read_order(const struct fleet *fleet, struct words *words, bool has_time,
                       struct scenario_order *out, char *why, size_t why_size)
{
    if (has_time) {
        const char *at = next_word(words), *time = next_word(words);
        if (strcmp(at, "at") != 0 || !read_time(time, &out->at_ms))
            return refuse(why, why_size, "'%s', expected: at TIME WHO FAULT …", at);
    }
    const char *who = next_word(words);
    if (!who)
        return refuse(why, why_size, "nobody named, expected a station, STATION/DEVICE or all%s",
                      NULL);
    out->who = alloc_text(who);
    if (strcmp(who, "weather") == 0)
        return read_weather(words, out, why, why_size) && read_end(words, out, why, why_size);
    if (!knows(fleet, who))
        return refuse(why, why_size,
                      "no devices at '%s', expected a station, STATION/DEVICE or all", who);
    return read_fault(fleet, words, out, why, why_size) && read_end(words, out, why, why_size);
}

bool scenario_read_line(const struct fleet *fleet, const char *line, bool has_time,
                        struct scenario_order *out, char *why, size_t why_size)
{
    struct words words;
    *out = (struct scenario_order){0};
    if (!split(&words, line))
        return refuse(why, why_size, "too long, expected at most twelve words%s", NULL);
    if (words.count == 0)
        return true;
    if (read_order(fleet, &words, has_time, out, why, why_size))
        return true;
    free(out->who);
    out->who = NULL;
    return false;
}

static int by_time(const void *a, const void *b)
{
    const struct scenario_order *left = a, *right = b;
    return (left->at_ms > right->at_ms) - (left->at_ms < right->at_ms);
}

bool scenario_load(struct scenario *scenario, const struct fleet *fleet, const char *path,
                   FILE *out)
{
    char why[300];
    size_t length;
    int mistakes = 0, number = 0;
    *scenario = (struct scenario){0};
    char *text = conf_read_file(path, 1u << 20, &length, why, sizeof why);
    if (!text) {
        fprintf(out, "%s: %s\n", path, why);
        return false;
    }
    char *rest = text, *line;
    while ((line = strsep(&rest, "\n"))) {
        struct scenario_order order;
        number++;
        if (!scenario_read_line(fleet, line, true, &order, why, sizeof why)) {
            fprintf(out, "%s:%d: %s\n", path, number, why);
            mistakes++;
        } else if (order.who) {
            *VEC_PUSH(&scenario->order) = order;
        }
    }
    free(text);
    if (scenario->order.count)
        qsort(scenario->order.at, scenario->order.count, sizeof *scenario->order.at, by_time);
    return mistakes == 0;
}

void scenario_finish(struct scenario *scenario)
{
    for (size_t i = 0; i < scenario->order.count; i++)
        free(scenario->order.at[i].who);
    free(scenario->order.at);
    *scenario = (struct scenario){0};
}

/* Dark, local or leaking is a whole station, whichever of its devices was named. */
static void widen(const struct scenario_order *order, char *who, size_t size)
{
    snprintf(who, size, "%s", order->who);
    if (order->fault.kind == FAULT_POWER_LOSS || order->fault.kind == FAULT_LOCAL ||
        order->fault.kind == FAULT_LEAK)
        who[strcspn(who, "/")] = '\0';
}

void scenario_obey(struct fleet *fleet, const struct scenario_order *order, struct mono now)
{
    if (order->is_weather) {
        weather_add_wave(&fleet->plant.weather, fleet->plant.now_s, (double)order->for_ms / 1000,
                         order->depth_k);
        return;
    }
    char who[200];
    widen(order, who, sizeof who);
    int32_t *index = alloc_array(fleet->controller.count + 1, sizeof *index);
    size_t count = fleet_find(fleet, who, index);
    for (size_t i = 0; i < count; i++) {
        struct controller *controller = &fleet->controller.at[index[i]];
        struct fault fault = order->fault;
        if (order->point[0])
            fault.point = profile_find(controller->image.layout->profile, order->point);
        if (order->for_ms)
            fault.until = mono_after_ms(now, order->for_ms);
        if (fault.kind == FAULT_HEAL)
            controller_heal(controller);
        else if (!order->point[0] || fault.point >= 0)
            controller_fault(controller, &fault);
    }
    free(index);
}

bool scenario_run(struct scenario *scenario, struct fleet *fleet, struct mono started,
                  struct mono now)
{
    while (scenario->done < scenario->order.count &&
           scenario->order.at[scenario->done].at_ms <= mono_ms_since(started, now))
        scenario_obey(fleet, &scenario->order.at[scenario->done++], now);
    return scenario->done < scenario->order.count;
}
