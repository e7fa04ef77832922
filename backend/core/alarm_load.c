#include "backend/core/alarm_load.h"

#include <math.h>

#define SECOND_US 1000000LL
#define HOUR_S    3600

void alarm_load_begin(struct alarm_load *load, struct wall from, struct wall to)
{
    *load = (struct alarm_load){.from = from, .to = to};
}

static void close_span(struct alarm_load *load, int64_t next)
{
    if (next == load->span)
        return;
    load->spans_over += load->in_span > ALARM_LOAD_SPAN_ABOVE;
    load->span = next;
    load->in_span = 0;
}

static void close_hour(struct alarm_load *load, int64_t next)
{
    if (next == load->hour)
        return;
    load->hours_over += load->in_hour > ALARM_LOAD_HOUR_ABOVE;
    load->hour = next;
    load->in_hour = 0;
}

/* A flood ends by time alone, within a window after its last alarm. */
static void pass_flood(struct alarm_load *load, struct wall until)
{
    struct alarm_flood *flood = &load->flood;
    while (flood->is_flood && (flood->second + 1) * SECOND_US <= until.us) {
        struct wall began = flood->since;
        if (alarm_flood_pass(flood, (struct wall){(flood->second + 1) * SECOND_US}))
            load->flood_us += flood->since.us - began.us;
    }
}

void alarm_load_add(struct alarm_load *load, struct wall at)
{
    int64_t second = at.us / SECOND_US;
    close_span(load, second / ALARM_LOAD_SPAN_S);
    close_hour(load, second / HOUR_S);
    load->in_span++;
    load->in_hour++;
    pass_flood(load, at);
    alarm_flood_add(&load->flood, at);
    if (load->flood.in_window > load->peak)
        load->peak = load->flood.in_window;
}

void alarm_load_end(struct alarm_load *load)
{
    close_span(load, -1);
    close_hour(load, -1);
    pass_flood(load, load->to);
    if (load->flood.is_flood && load->to.us > load->flood.since.us)
        load->flood_us += load->to.us - load->flood.since.us;
    load->flood.is_flood = false;
}

static double share(const struct alarm_load *load, double part, double of_s)
{
    double whole = (double)(load->to.us - load->from.us) / 1e6 / of_s;
    return whole > 0 ? fmin(part / whole, 1) : 0;
}

double alarm_load_spans_share(const struct alarm_load *load)
{
    return share(load, load->spans_over, ALARM_LOAD_SPAN_S);
}

double alarm_load_hours_share(const struct alarm_load *load)
{
    return share(load, load->hours_over, HOUR_S);
}

double alarm_load_flood_share(const struct alarm_load *load)
{
    return share(load, (double)load->flood_us / 1e6, 1);
}
