#include "drive.h"

static void start(struct drive *drive)
{
    drive->sets = alarm_rule_sets_new(drive->rules, drive->site);
    alarm_watch_init(&drive->watch, drive->site, drive->sets);
    for (size_t d = 0; d < drive->site->device_count; d++)
        alarm_watch_circuits(&drive->watch, (int32_t)d, 1 | 1 << 1);
    alarm_watch_inherit(&drive->watch, drive->site);
}

static void flush(struct drive *drive)
{
    for (size_t i = 0; i < drive->watch.news.count; i++) {
        struct fact *fact = VEC_PUSH(&drive->fact);
        alarm_fact(&drive->watch, &drive->watch.news.at[i], drive->moment.at, fact);
        snprintf(fact->who, sizeof fact->who, "collector");
        site_apply(drive->site, fact);
    }
    drive->watch.news.count = 0;
}

void drive_init(struct drive *drive, struct site *site, const char *rules)
{
    struct conf_errors errors = {.file = "rules.csv"};
    struct alarm_plant plant = alarm_plant_of(site);
    char text[8192];
    *drive = (struct drive){
        .site = site,
        .moment = {
            .now = {1000000000}, .at = {GROUND_START}, .minute_of_day = 600, .is_season = true}};
    snprintf(text, sizeof text, "%s%s", DRIVE_HEADER, rules ? rules : "");
    drive->rules =
        rules ? alarm_rules_parse(text, strlen(text), NULL, &plant, &errors) : alarm_rules_start();
    if (!drive->rules)
        fail_msg("%s", errors.text);
    drive->reading = alloc_array(site->device_count, sizeof *drive->reading);
    drive->is_lost = alloc_array(site->device_count, sizeof *drive->is_lost);
    for (size_t d = 0; d < site->device_count; d++)
        drive->reading[d] =
            alloc_array(site->device[d].profile->point_count, sizeof **drive->reading);
    start(drive);
}

void drive_finish(struct drive *drive)
{
    for (size_t d = 0; d < drive->site->device_count; d++)
        free(drive->reading[d]);
    free(drive->reading);
    free(drive->is_lost);
    free(drive->fact.at);
    alarm_watch_finish(&drive->watch);
    alarm_rule_sets_free(drive->sets);
    alarm_rules_free(drive->rules);
    site_free(drive->site);
}

void drive_restart(struct drive *drive)
{
    alarm_watch_finish(&drive->watch);
    alarm_rule_sets_free(drive->sets);
    start(drive);
}

void drive_move_device(struct drive *drive, int station, char *endpoint)
{
    struct alarm_watch former = drive->watch;
    struct alarm_rule_sets *former_sets = drive->sets;
    drive->site->device[ground_device(drive->site, station)].endpoint = endpoint;
    start(drive);
    alarm_watch_follow(&drive->watch, &former);
    alarm_watch_finish(&former);
    alarm_rule_sets_free(former_sets);
}

static struct reading *reading_of(struct drive *drive, int station, const char *point)
{
    int32_t device = ground_device(drive->site, station);
    int found = profile_find(drive->site->device[device].profile, point);
    if (found < 0)
        fail_msg("no point %s", point);
    return &drive->reading[device][found];
}

void drive_set(struct drive *drive, int station, const char *point, double value)
{
    *reading_of(drive, station, point) = (struct reading){value, QUALITY_GOOD, 0};
}

void drive_set_quality(struct drive *drive, int station, const char *point, enum quality quality)
{
    struct reading *reading = reading_of(drive, station, point);
    reading->quality = (uint8_t)quality;
    if (!quality_has_number(quality))
        reading->value = NAN;
}

static void pass(struct drive *drive, int64_t ms)
{
    drive->moment.now = mono_after_ms(drive->moment.now, ms);
    drive->moment.at.us += ms * 1000;
    alarm_watch_time(&drive->watch, &drive->moment);
    site_pass_time(drive->site, drive->moment.at);
}

void drive_rounds(struct drive *drive, int rounds)
{
    for (int i = 0; i < rounds; i++) {
        pass(drive, DRIVE_PERIOD_MS);
        for (size_t d = 0; d < drive->site->device_count; d++)
            if (!drive->is_lost[d])
                alarm_watch_round(&drive->watch, (int32_t)d, drive->reading[d], &drive->moment);
        flush(drive);
    }
}

void drive_link(struct drive *drive, int station, bool is_up)
{
    int32_t device = ground_device(drive->site, station);
    drive->is_lost[device] = !is_up;
    alarm_watch_link(&drive->watch, device, !is_up, &drive->moment);
    flush(drive);
}

void drive_outside(struct drive *drive, int station, const char *point, double old_value,
                   double new_value)
{
    int32_t device = ground_device(drive->site, station);
    int found = profile_find(drive->site->device[device].profile, point);
    alarm_watch_outside(&drive->watch, device, found, old_value, new_value, &drive->moment);
    flush(drive);
}

void drive_step_clock(struct drive *drive, int64_t seconds)
{
    drive->moment.at.us += seconds * GROUND_SECOND;
}

void drive_person(struct drive *drive, enum fact_kind kind, const struct alarm *alarm)
{
    struct fact fact = ground_fact(kind, drive->moment.at.us, alarm->id, alarm->node, alarm->device,
                                   alarm->point, alarm->code.name);
    *VEC_PUSH(&drive->fact) = fact;
    site_apply(drive->site, &fact);
    alarm_watch_heard(&drive->watch, fact.at);
}

size_t drive_told(const struct drive *drive, enum fact_kind kind, const char *name)
{
    size_t told = 0, length = strlen(name);
    for (size_t i = 0; i < drive->fact.count; i++) {
        const struct fact *fact = &drive->fact.at[i];
        told += fact->kind == kind && !strncmp(fact->code, name, length) &&
                (!fact->code[length] || fact->code[length] == '/');
    }
    return told;
}

size_t drive_active(const struct drive *drive)
{
    size_t active = 0;
    for (size_t i = 0; i < alarm_count(drive->site); i++)
        active += alarm_is_active(alarm_at(drive->site, i));
    return active;
}

const struct alarm *drive_alarm(const struct drive *drive, int station, const char *point,
                                const char *name)
{
    const struct alarm *alarm = alarm_find(drive->site, 100000 + station, 0, point, name);
    if (!alarm)
        fail_msg("no alarm %s of %s in station %d", name, point, station);
    return alarm;
}
