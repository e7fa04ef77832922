#include "backend/plant/source.h"

#include "backend/plant/emitter.h"

#include <math.h>

#define RAMP_K_H      15.0
#define WANTED_DP_MPA 0.12   /* at the worst station */
#define RETURN_S      1800.0 /* mixing on the long way home */

double source_target_c(double outdoor_c)
{
    double supply = emitter_supply_c(110, 55, 0.30, outdoor_c);
    return supply < 68 ? 68 : supply > 118 ? 118 : supply;
}

void source_init(struct source *source, double outdoor_c)
{
    struct primary *primary = &source->primary;
    primary->supply_c = source_target_c(outdoor_c);
    primary->return_c = 45;
    primary->p_return_mpa = 0.36;
    source->head_mpa = 0.45;
    primary->p_supply_mpa = primary->p_return_mpa + source->head_mpa;
    for (int i = 0; i < SOURCE_MINUTES; i++)
        source->sent_c[i] = (float)primary->supply_c;
}

void source_step(struct source *source, const struct source_input *in)
{
    struct primary *primary = &source->primary;
    double wanted = source_target_c(in->outdoor_c);
    double capacity_w_k = fmax(1, in->flow_kgs) * WATER_J_KGK;
    if (source->power_w > 0)
        wanted = fmin(wanted, primary->return_c + source->power_w / capacity_w_k);
    double most = RAMP_K_H * in->step_s / 3600;
    primary->supply_c += fmax(-most, fmin(most, wanted - primary->supply_c));
    primary->return_c += (in->back_c - primary->return_c) * (1 - exp(-in->step_s / RETURN_S));
    source->head_mpa += (WANTED_DP_MPA - in->least_dp_mpa) * (1 - exp(-in->step_s / 600));
    source->head_mpa = fmax(0.20, fmin(1.10, source->head_mpa));
    primary->p_supply_mpa = primary->p_return_mpa + source->head_mpa;
    primary->flow_kgs = in->flow_kgs;
    primary->heat_w = in->flow_kgs * WATER_J_KGK * (primary->supply_c - primary->return_c);
    primary->heat_gj += primary->heat_w * in->step_s * 1e-9;
    primary->volume_m3 += in->flow_kgs * in->step_s / 970;
}

void source_remember(struct source *source)
{
    source->sent_last = (source->sent_last + 1) % SOURCE_MINUTES;
    source->sent_c[source->sent_last] = (float)source->primary.supply_c;
}

double source_sent_c(const struct source *source, double ago_s)
{
    double minutes = fmin(ago_s / 60, SOURCE_MINUTES - 2);
    int whole = (int)minutes;
    double part = minutes - whole;
    int newer = (source->sent_last - whole + SOURCE_MINUTES) % SOURCE_MINUTES;
    int older = (newer - 1 + SOURCE_MINUTES) % SOURCE_MINUTES;
    return source->sent_c[newer] * (1 - part) + source->sent_c[older] * part;
}
