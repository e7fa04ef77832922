#include "backend/core/alarm_cause.h"

#include "backend/base/msgid.h"
#include "backend/core/alarm_book_inside.h"

#define BIT(kind) ALARM_BIT(ALARM_##kind)
#define ANY       UINT32_MAX
#define VALUES                                                                                     \
    (BIT(LL) | BIT(L) | BIT(H) | BIT(HH) | BIT(DEVIATION) | BIT(RATE) | BIT(STATE) | BIT(BITS) |   \
     BIT(FROZEN) | BIT(ORDER) | BIT(DIFFER) | BIT(SENSOR) | BIT(COLD))

const struct alarm_reason alarm_reasons[] = {
    {GATHER_DEVICE, BIT(LOST), BIT(LOST) | BIT(FROZEN) | BIT(SENSOR) | BIT(STORM),
     MSGID("What is not heard of cannot be judged.")},
    {GATHER_DEVICE, BIT(FROZEN), BIT(FROZEN), MSGID("All that the device measures stands still.")},
    {GATHER_DEVICE, BIT(OUTSIDE), BIT(OUTSIDE), MSGID("Changed with the others of the device.")},
    {GATHER_DEVICE, ANY, VALUES, MSGID("The device itself is in trouble.")},
    {GATHER_LINE, ANY, BIT(LOST) | BIT(GATEWAY), MSGID("All devices on the line are silent.")},
    {GATHER_STATION, ANY, VALUES | BIT(LOST) | BIT(GATEWAY) | BIT(STORM),
     MSGID("Without power nothing in the station works.")},
    {GATHER_BELOW, ANY,
     BIT(LL) | BIT(L) | BIT(H) | BIT(DEVIATION) | BIT(RATE) | BIT(ORDER) | BIT(FROZEN) | BIT(COLD),
     MSGID("No heat comes from above.")},
    {GATHER_ALIKE, BIT(NETWORK), BIT(LOST) | BIT(GATEWAY),
     MSGID("Many stations are lost at once.")},
    {GATHER_ALIKE, BIT(MASS), BIT(OUTSIDE), MSGID("Many stations were changed at once.")},
};
const size_t alarm_reason_count = sizeof alarm_reasons / sizeof *alarm_reasons;

/* What happened long before a cause has another one. A wave of changes is told when it is noticed
 * and stands until somebody answers: it reaches as far as it goes on, to both sides. That all of a
 * line, or very many, are silent is told when the last of them is: the first were so before, but in
 * a big plant some device is always lost, so that such a wave reaches back for an hour at most. */
static bool is_in_time(const struct site *site, const struct alarm *cause,
                       const struct alarm *alarm)
{
    int64_t after = alarm->id - cause->id;
    bool is_early = after < -ALARM_SETTLE_US;
    if (cause->code.kind == ALARM_MASS && (is_early || after > ALARM_SETTLE_US))
        return alarm_is_one_wave(site, ALARM_WAVE_OUTSIDE, cause->id, alarm->id);
    if (cause->code.kind == ALARM_OUTSIDE && after > ALARM_SETTLE_US)
        return false; /* a later change is news */
    if (is_early && (cause->code.kind == ALARM_GATEWAY || cause->code.kind == ALARM_NETWORK))
        return after >= -ALARM_LOSS_US &&
               alarm_is_one_wave(site, ALARM_WAVE_LOST, cause->id, alarm->id);
    return !is_early;
}

static bool explains(const struct site *site, const struct alarm *cause, const struct alarm *alarm)
{
    if (cause == alarm || cause->gathers < alarm->code.gather || !is_in_time(site, cause, alarm))
        return false;
    bool is_level = cause->site_node == alarm->site_node || cause->gathers == GATHER_LINE ||
                    cause->gathers == GATHER_ALIKE;
    if (cause->gathers == alarm->code.gather && is_level && cause->id >= alarm->id)
        return false;
    for (size_t i = 0; i < alarm_reason_count; i++) {
        const struct alarm_reason *reason = &alarm_reasons[i];
        if (reason->gather == cause->gathers && (reason->causes & ALARM_BIT(cause->code.kind)))
            return reason->kinds & ALARM_BIT(alarm->code.kind);
    }
    return false;
}

/* The oldest that explains it of a list. Of a device's only those at the node. */
static const struct alarm *oldest(const struct site *site, int32_t first, enum alarm_gather gather,
                                  int32_t node, const struct alarm *alarm)
{
    const struct alarm_book *book = site->alarms;
    const struct alarm *best = NULL;
    for (int32_t at = first; at >= 0; at = book->alarm.at[at].next_gather) {
        const struct alarm *cause = &book->alarm.at[at];
        bool is_near =
            gather != GATHER_DEVICE || (cause->site_node == node && cause->device == alarm->device);
        if (cause->gathers == gather && is_near && explains(site, cause, alarm) &&
            (!best || cause->id < best->id))
            best = cause;
    }
    return best;
}

/* Device alarms stand at the node of the device or, for a point of a circuit, at the circuit. */
static const struct alarm *upwards(const struct site *site, enum alarm_gather gather,
                                   const struct alarm *alarm)
{
    const struct alarm *cause = NULL;
    for (int32_t up = alarm->site_node; up >= 0 && !cause; up = site->node[up].parent) {
        int32_t first = alarm_first_cause(site, alarm, gather, up);
        cause = oldest(site, first, gather, up, alarm);
        if (gather != GATHER_BELOW && site->node[up].kind == NODE_STATION)
            break;
    }
    return cause;
}

static const struct alarm *wide(const struct site *site, enum alarm_gather gather,
                                const struct alarm *alarm)
{
    return oldest(site, alarm_first_cause(site, alarm, gather, -1), gather, -1, alarm);
}

const struct alarm *alarm_cause_of(const struct site *site, const struct alarm *alarm)
{
    const struct alarm *cause;
    if (alarm->code.is_independent)
        return NULL;
    if ((cause = upwards(site, GATHER_DEVICE, alarm)) || (cause = wide(site, GATHER_LINE, alarm)) ||
        (cause = upwards(site, GATHER_STATION, alarm)) ||
        (cause = upwards(site, GATHER_BELOW, alarm)))
        return cause;
    return wide(site, GATHER_ALIKE, alarm);
}

const struct alarm *alarm_root_of(const struct site *site, const struct alarm *alarm)
{
    for (const struct alarm *cause; (cause = alarm_cause_of(site, alarm));)
        alarm = cause;
    return alarm;
}
