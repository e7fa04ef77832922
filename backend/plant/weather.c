#include "backend/plant/weather.h"

#include "backend/base/conf.h"
#include "backend/base/csv.h"
#include "backend/plant/chance.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PI            3.14159265358979323846
#define LOCAL_AHEAD_S 28800.0
#define DAY_S         86400.0

/* A winter of Tangshan: season mean -1.6 °C, coldest at six, warmest at three in the afternoon. */
#define SEASON_MEAN_C -1.6
#define DAY_SWING_K   4.3

void weather_init(struct weather *weather, uint64_t seed)
{
    *weather = (struct weather){0};
    struct chance chance = chance_of(seed);
    for (int i = 0; i < 4; i++)
        weather->phase[i] = chance_unit(&chance);
}

void weather_finish(struct weather *weather)
{
    free(weather->series.at);
    free(weather->wave.at);
    *weather = (struct weather){0};
}

void weather_add_wave(struct weather *weather, double from_s, double for_s, double depth_k)
{
    *VEC_PUSH(&weather->wave) = (struct weather_wave){from_s, from_s + for_s, depth_k};
}

double weather_hour(double now_s)
{
    double hour = fmod(now_s + LOCAL_AHEAD_S, DAY_S) / 3600.0;
    return hour < 0 ? hour + 24.0 : hour;
}

static double slow_wave(double now_s, double days, double phase)
{
    return sin(2 * PI * (now_s / (days * DAY_S) + phase));
}

/* Cold waves come about every eight days: the positive part of a wave, squared, is a dip with
 * quiet days between. The other two keep one day from being like the next. */
static double made_up(const struct weather *weather, double now_s)
{
    double hour = weather_hour(now_s);
    double daily =
        DAY_SWING_K * cos(2 * PI * (hour - 15.0) / 24.0) + 0.8 * cos(4 * PI * (hour - 14.0) / 24.0);
    double dip = fmax(0, slow_wave(now_s, 8.3, weather->phase[0]));
    return SEASON_MEAN_C + daily - 7.0 * dip * dip +
           1.9 * slow_wave(now_s, 3.1, weather->phase[1]) +
           0.7 * slow_wave(now_s, 0.43, weather->phase[2]) +
           2.0 * slow_wave(now_s, 19.0, weather->phase[3]);
}

static double from_series(const struct weather *weather, double at_s)
{
    const struct weather_sample *sample = weather->series.at;
    size_t low = 0, high = weather->series.count - 1;
    double first = (double)sample[low].at_s, span = (double)sample[high].at_s - first;
    if (span <= 0)
        return sample[0].outdoor_c;
    at_s = first + fmod(at_s - first, span);
    if (at_s < first)
        at_s += span;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if ((double)sample[middle].at_s <= at_s)
            low = middle;
        else
            high = middle;
    }
    double part =
        (at_s - (double)sample[low].at_s) / (double)(sample[high].at_s - sample[low].at_s);
    return sample[low].outdoor_c + part * (sample[high].outdoor_c - sample[low].outdoor_c);
}

double weather_outdoor(const struct weather *weather, double now_s)
{
    double outdoor = weather->series.count ? from_series(weather, now_s + weather->shift_s)
                                           : made_up(weather, now_s);
    for (size_t i = 0; i < weather->wave.count; i++) {
        const struct weather_wave *wave = &weather->wave.at[i];
        if (now_s > wave->from_s && now_s < wave->to_s) {
            double part = (now_s - wave->from_s) / (wave->to_s - wave->from_s);
            outdoor -= wave->depth_k * 0.5 * (1 - cos(2 * PI * part));
        }
    }
    return outdoor;
}

/* "2013-03-01T00:00:00+08:00", "…Z", or without a zone: local. */
static bool parse_time(const char *text, int64_t *out)
{
    struct tm tm = {0};
    const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm);
    if (!rest)
        return false;
    long ahead = (long)LOCAL_AHEAD_S;
    int hours, minutes;
    if (*rest == 'Z' && !rest[1])
        ahead = 0;
    else if (sscanf(rest, "%3d:%2d", &hours, &minutes) == 2)
        ahead = hours * 3600L + (hours < 0 ? -minutes : minutes) * 60L;
    else if (*rest)
        return false;
    *out = (int64_t)timegm(&tm) - ahead;
    return true;
}

static int column_of(const struct csv *csv, const char *name)
{
    for (int i = 0; i < csv->fields; i++)
        if (strcmp(csv->field[i], name) == 0)
            return i;
    return -1;
}

static bool read_row(struct weather *weather, const struct csv *csv, int time_column,
                     int value_column, const char **why)
{
    struct weather_sample sample;
    size_t count = weather->series.count;
    if (csv->fields <= time_column || csv->fields <= value_column) {
        *why = "too few fields, expected as many as the header has";
        return false;
    }
    if (!parse_time(csv->field[time_column], &sample.at_s)) {
        *why = "not a time, expected like 2016-01-15T06:00:00+08:00";
        return false;
    }
    if (count && sample.at_s <= weather->series.at[count - 1].at_s) {
        *why = "time runs backwards, expected rising times";
        return false;
    }
    if (!*csv->field[value_column])
        return true;
    if (!conf_number(csv->field[value_column], &sample.outdoor_c) || fabs(sample.outdoor_c) > 70) {
        *why = "not a temperature, expected °C between -70 and 70 or a blank";
        return false;
    }
    *VEC_PUSH(&weather->series) = sample;
    return true;
}

static bool read_series(struct weather *weather, const char *path, struct csv *csv, char *why,
                        size_t why_size)
{
    const char *mistake = NULL;
    int time_column = -1, value_column = -1;
    if (csv_next(csv)) {
        time_column = column_of(csv, "timestamp");
        value_column = column_of(csv, "temp_c");
        if (time_column < 0 || value_column < 0)
            mistake = "no such header, expected columns timestamp and temp_c";
    }
    while (!mistake && csv_next(csv))
        read_row(weather, csv, time_column, value_column, &mistake);
    if (!mistake && csv->error)
        mistake = csv->error;
    if (!mistake && weather->series.count < 2)
        mistake = "too few temperatures, expected two or more";
    if (mistake)
        snprintf(why, why_size, "%s:%d: %s", path, csv->line, mistake);
    return !mistake;
}

/* Seconds since the year's start: what makes two moments of different years alike. */
static double season_s(int64_t at_s)
{
    time_t local = (time_t)(at_s + (int64_t)LOCAL_AHEAD_S);
    struct tm tm;
    gmtime_r(&local, &tm);
    return (tm.tm_yday - (tm.tm_yday > 58 && tm.tm_year % 4 == 0)) * DAY_S + tm.tm_hour * 3600.0 +
           tm.tm_min * 60.0 + tm.tm_sec;
}

static void lay_over(struct weather *weather, double start_s)
{
    double wanted = season_s((int64_t)start_s);
    weather->shift_s = (double)weather->series.at[0].at_s - start_s;
    for (size_t i = weather->series.count; i-- > 0;) {
        double past = wanted - season_s(weather->series.at[i].at_s);
        if (past >= 0 && past < DAY_S) {
            weather->shift_s = (double)weather->series.at[i].at_s + past - start_s;
            return;
        }
    }
}

bool weather_load(struct weather *weather, const char *path, double start_s, char *why,
                  size_t why_size)
{
    char reason[200];
    size_t length;
    char *text = conf_read_file(path, 64u << 20, &length, reason, sizeof reason);
    if (!text) {
        snprintf(why, why_size, "%s: %s", path, reason);
        return false;
    }
    struct csv csv;
    csv_init(&csv, text, length);
    weather->series.count = 0;
    bool is_good = read_series(weather, path, &csv, why, why_size);
    if (is_good)
        lay_over(weather, start_s);
    else
        weather->series.count = 0;
    csv_finish(&csv);
    free(text);
    return is_good;
}
