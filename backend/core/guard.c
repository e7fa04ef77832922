#include "backend/core/guard.h"

#include "backend/device/codec.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

const struct guard_limits guard_no_limits = {-INFINITY, INFINITY, 0};

struct guard_limits guard_narrow(struct guard_limits a, struct guard_limits b)
{
    struct guard_limits narrow = {fmax(a.low, b.low), fmin(a.high, b.high), a.step};
    if (b.step > 0 && (a.step <= 0 || b.step < a.step))
        narrow.step = b.step;
    return narrow;
}

struct guard_limits guard_limits_of(const struct guard_input *in)
{
    struct guard_limits own = {in->point->set_low, in->point->set_high, in->point->step};
    return guard_narrow(guard_narrow(own, in->database), in->root);
}

/* Rounding of values of this size, twice: as the device holds them. A whole number has none but
 * that of its scale. */
static double noise(const struct point *point, double a, double b)
{
    double epsilon = point->type == POINT_FLOAT32 ? (double)FLT_EPSILON : DBL_EPSILON;
    return 2 * epsilon * fmax(fabs(a), fabs(b));
}

bool guard_same(const struct point *point, double a, double b)
{
    bool is_float = point->type == POINT_FLOAT32 || point->type == POINT_FLOAT64;
    double half = is_float || point->scale == 0 ? 0 : fabs(point->scale) * 0.5;
    return fabs(a - b) <= fmax(half * 0.999, noise(point, a, b));
}

static enum refusal check_expired(const struct guard_input *in, char *text, size_t size)
{
    if (!mono_is_due(in->deadline, in->now))
        return REFUSAL_NONE;
    snprintf(text, size, "life ended %lld ms ago", (long long)mono_ms_since(in->deadline, in->now));
    return REFUSAL_EXPIRED;
}

static enum refusal check_read_only(const struct guard_input *in, char *text, size_t size)
{
    if (in->point->access == ACCESS_WRITE && !in->forbidden)
        return REFUSAL_NONE;
    snprintf(text, size, "%s", in->forbidden ? in->forbidden : "not a set-point");
    return REFUSAL_READ_ONLY;
}

static enum refusal check_identity(const struct guard_input *in, char *text, size_t size)
{
    if (in->is_identity_good)
        return REFUSAL_NONE;
    snprintf(text, size, "identity register %d outside %u..%u", (int)in->profile->identity_address,
             in->profile->identity_low, in->profile->identity_high);
    return REFUSAL_IDENTITY;
}

static enum refusal check_lost(const struct guard_input *in, char *text, size_t size)
{
    if (in->is_link_up && in->before.quality != QUALITY_LOST)
        return REFUSAL_NONE;
    snprintf(text, size, "the device does not answer");
    return REFUSAL_LOST;
}

static enum refusal check_fresh(const struct guard_input *in, char *text, size_t size)
{
    if (in->before.quality == QUALITY_GOOD || in->before.quality == QUALITY_MANUAL)
        return REFUSAL_NONE;
    snprintf(text, size, "read just now: %s", quality_name(in->before.quality));
    return REFUSAL_STALE;
}

static enum refusal check_authority(const struct guard_input *in, char *text, size_t size)
{
    if (in->before.quality == QUALITY_MANUAL) {
        snprintf(text, size, "the value is held by hand");
        return REFUSAL_AUTHORITY;
    }
    if (in->point->authority < 0)
        return REFUSAL_NONE;
    const struct point *authority = &in->profile->point[in->point->authority];
    if (in->authority.quality != QUALITY_GOOD) {
        snprintf(text, size, "%s: %s", authority->id, quality_name(in->authority.quality));
        return REFUSAL_AUTHORITY;
    }
    if (guard_same(authority, in->authority.value, in->point->authority_value))
        return REFUSAL_NONE;
    snprintf(text, size, "%s is %g, expected %g", authority->id, in->authority.value,
             in->point->authority_value);
    return REFUSAL_AUTHORITY;
}

static enum refusal check_changed(const struct guard_input *in, char *text, size_t size)
{
    if (guard_same(in->point, in->before.value, in->seen))
        return REFUSAL_NONE;
    snprintf(text, size, "seen %.6g, now %.6g", in->seen, in->before.value);
    return REFUSAL_CHANGED;
}

static enum refusal check_limit(const struct guard_input *in, char *text, size_t size)
{
    uint16_t raw[4];
    uint8_t words;
    struct guard_limits limits = guard_limits_of(in);
    double low = limits.low - noise(in->point, limits.low, 0);
    double high = limits.high + noise(in->point, limits.high, 0);
    if (!isfinite(in->wanted)) {
        snprintf(text, size, "not a number");
        return REFUSAL_LIMIT;
    }
    if (!codec_write(in->point, in->wanted, raw, &words, text, size))
        return REFUSAL_LIMIT;
    double value = codec_round(in->point, in->wanted);
    if (in->wanted < low || in->wanted > high || value < low || value > high) {
        snprintf(text, size, "%.6g outside %.6g..%.6g", in->wanted, limits.low, limits.high);
        return REFUSAL_LIMIT;
    }
    return REFUSAL_NONE;
}

/* Back to what it was before somebody else's change. */
static bool is_return(const struct guard_input *in)
{
    return guard_same(in->point, in->wanted, in->replaced);
}

/* On the way back: nearer, and not past it. */
static bool is_towards(const struct guard_input *in)
{
    double left = in->wanted - in->replaced, was = in->before.value - in->replaced;
    return is_return(in) || (left * was > 0 && fabs(left) < fabs(was));
}

static enum refusal check_step(const struct guard_input *in, char *text, size_t size)
{
    struct guard_limits limits = guard_limits_of(in);
    double change = fabs(in->wanted - in->before.value);
    if (limits.step <= 0 || is_return(in) ||
        change <= limits.step + noise(in->point, in->wanted, in->before.value))
        return REFUSAL_NONE;
    snprintf(text, size, "change of %.6g, at most %.6g", change, limits.step);
    return REFUSAL_STEP;
}

/* Without a step the wait is between any two writes; with one, all writes of that time together
 * may go no further than the step, so that an order can still be taken back; and what leads back to
 * where it was goes no further. */
static enum refusal check_rate(const struct guard_input *in, char *text, size_t size)
{
    int64_t wait_ms = (int64_t)in->point->step_wait_s * 1000;
    int64_t ago_ms = mono_ms_since(in->last_write, in->now);
    double step = guard_limits_of(in).step;
    if (!in->last_write.ns || wait_ms <= 0)
        return REFUSAL_NONE;
    if (step <= 0) {
        if (ago_ms >= wait_ms)
            return REFUSAL_NONE;
        snprintf(text, size, "last write %lld s ago, wait %d s", (long long)(ago_ms / 1000),
                 (int)in->point->step_wait_s);
        return REFUSAL_RATE;
    }
    if (is_towards(in))
        return REFUSAL_NONE;
    double most = step + noise(in->point, in->wanted, in->before.value);
    if (!(in->wanted - in->held_low > most) && !(in->held_high - in->wanted > most))
        return REFUSAL_NONE;
    snprintf(text, size, "%.6g..%.6g within %d s, at most %.6g in that time", in->held_low,
             in->held_high, (int)in->point->step_wait_s, step);
    return REFUSAL_RATE;
}

static enum refusal check_budget(const struct guard_input *in, char *text, size_t size)
{
    int32_t budget = in->profile->write_budget_day;
    if (budget <= 0 || in->writes_today < budget)
        return REFUSAL_NONE;
    snprintf(text, size, "%d writes today, at most %d", (int)in->writes_today, (int)budget);
    return REFUSAL_BUDGET;
}

static enum refusal check_busy(const struct guard_input *in, char *text, size_t size)
{
    if (!in->is_other_under_way)
        return REFUSAL_NONE;
    snprintf(text, size, "another order for this point is not finished");
    return REFUSAL_BUSY;
}

enum refusal guard_check(const struct guard_input *in, char *text, size_t size)
{
    static enum refusal (*const ladder[])(const struct guard_input *, char *, size_t) = {
        check_expired,   /* 1 an old order must not surprise anyone */
        check_read_only, /* 2 only what the profile calls a set-point, and only if root lets us */
        check_identity,  /* 3 the map would be wrong for another type of device */
        check_lost,      /* 4 nobody there */
        check_fresh,     /* 5 unknown present value: the change cannot be judged */
        check_authority, /* 6 somebody may be working at the controller */
        check_changed,   /* 7 the dispatcher decided on another value */
        check_limit,     /* 8 profile, database and root's file, the narrowest */
        check_step,      /* 9 thermal shock */
        check_rate,      /* 10 many small steps are one large one */
        check_budget,    /* 11 EEPROM wear */
        check_busy,      /* 12 two orders at once cannot both be verified */
    };
    text[0] = 0;
    for (size_t i = 0; i < sizeof ladder / sizeof ladder[0]; i++) {
        enum refusal refusal = ladder[i](in, text, size);
        if (refusal != REFUSAL_NONE)
            return refusal;
    }
    text[0] = 0;
    return REFUSAL_NONE;
}
