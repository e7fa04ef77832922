/* The words of an alarm: kinds, priorities, and the code that a raise carries. */
#include "backend/core/alarm.h"

#include "backend/base/msgid.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name, *phrase;
} kinds[ALARM_KIND_COUNT] = {
    [ALARM_LL] = {"LL", MSGID("much too low")},
    [ALARM_L] = {"L", MSGID("too low")},
    [ALARM_H] = {"H", MSGID("too high")},
    [ALARM_HH] = {"HH", MSGID("much too high")},
    [ALARM_DEVIATION] = {"dev", MSGID("off its target")},
    [ALARM_RATE] = {"rate", MSGID("changes too fast")},
    [ALARM_STATE] = {"state", MSGID("state")},
    [ALARM_BITS] = {"bits", MSGID("device reports a fault")},
    [ALARM_FROZEN] = {"frozen", MSGID("does not change")},
    [ALARM_ORDER] = {"order", MSGID("implausible: wrong order")},
    [ALARM_DIFFER] = {"differ", MSGID("implausible: differs")},
    [ALARM_SENSOR] = {"sensor", MSGID("no valid value")},
    [ALARM_LOST] = {"lost", MSGID("communication lost")},
    [ALARM_GATEWAY] = {"gateway", MSGID("gateway or line lost")},
    [ALARM_NETWORK] = {"network", MSGID("many stations lost")},
    [ALARM_OUTSIDE] = {"outside", MSGID("changed outside")},
    [ALARM_MASS] = {"mass", MSGID("many changed outside")},
    [ALARM_COLD] = {"cold", MSGID("not heating in the season")},
    [ALARM_STORM] = {"storm", MSGID("device raises too many alarms")},
    [ALARM_CLOSED] = {"closed", MSGID("cut off by an outage")},
};

const char *alarm_kind_name(enum alarm_kind kind)
{
    return (unsigned)kind < ALARM_KIND_COUNT ? kinds[kind].name : "";
}

const char *alarm_kind_phrase(enum alarm_kind kind)
{
    return (unsigned)kind < ALARM_KIND_COUNT ? kinds[kind].phrase : "";
}

bool alarm_kind_of(const char *name, enum alarm_kind *out)
{
    for (int kind = 0; kind < ALARM_KIND_COUNT; kind++) {
        if (!strcmp(kinds[kind].name, name)) {
            *out = (enum alarm_kind)kind;
            return true;
        }
    }
    return false;
}

const char *alarm_priority_phrase(int priority)
{
    static const char *const phrases[] = {MSGID("critical"), MSGID("high"), MSGID("medium"),
                                          MSGID("notice")};
    return priority >= 1 && priority <= ALARM_PRIORITY_COUNT ? phrases[priority - 1] : "";
}

static const char gathers[ALARM_GATHER_COUNT] = {[GATHER_DEVICE] = 'd',
                                                 [GATHER_LINE] = 'g',
                                                 [GATHER_STATION] = 's',
                                                 [GATHER_BELOW] = 'b',
                                                 [GATHER_ALIKE] = 'a'};

bool alarm_code_format(const struct alarm_code *code, char *out, size_t size)
{
    char flags[16];
    size_t used = 0;
    if (code->is_latching)
        flags[used++] = 'l';
    if (code->needs_note)
        flags[used++] = 'n';
    if (code->is_event)
        flags[used++] = 'v';
    if (code->is_unasked)
        flags[used++] = 'k';
    if (code->is_independent)
        flags[used++] = 'i';
    if (code->gather != GATHER_NONE)
        flags[used++] = gathers[code->gather];
    flags[used] = 0;
    if (code->ack_minutes > 0)
        snprintf(flags + used, sizeof flags - used, "e%d", code->ack_minutes);
    int length = snprintf(out, size, "%s/%u%s", code->name, code->priority, flags);
    return length > 0 && (size_t)length < size && length < FACT_CODE_SIZE;
}

static bool parse_flag(char flag, struct alarm_code *out)
{
    switch (flag) {
    case 'l': out->is_latching = true; return true;
    case 'n': out->needs_note = true; return true;
    case 'v': out->is_event = true; return true;
    case 'k': out->is_unasked = true; return true;
    case 'i': out->is_independent = true; return true;
    }
    const char *gather = memchr(gathers + 1, flag, sizeof gathers - 1);
    if (gather)
        out->gather = (uint8_t)(gather - gathers);
    return gather;
}

bool alarm_code_parse(const char *text, struct alarm_code *out)
{
    enum alarm_kind kind;
    size_t length = strcspn(text, "/"), word = strcspn(text, "-/");
    char name[ALARM_NAME_SIZE];
    *out = (struct alarm_code){.priority = ALARM_NOTICE};
    if (length >= ALARM_NAME_SIZE)
        return false;
    snprintf(out->name, sizeof out->name, "%.*s", (int)length, text);
    snprintf(name, sizeof name, "%.*s", (int)word, text);
    if (!alarm_kind_of(name, &kind))
        return false;
    out->kind = (uint8_t)kind;
    if (!text[length])
        return true;
    const char *flag = text + length + 1;
    if (*flag < '1' || *flag > '0' + ALARM_PRIORITY_COUNT)
        return false;
    out->priority = (uint8_t)(*flag++ - '0');
    while (*flag && *flag != 'e')
        if (!parse_flag(*flag++, out))
            return false;
    if (!*flag)
        return true;
    char *end;
    long minutes = strtol(flag + 1, &end, 10);
    out->ack_minutes = (int16_t)minutes;
    return !*end && minutes > 0 && minutes <= 999;
}
