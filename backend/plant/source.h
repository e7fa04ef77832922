/* A heat source: supply temperature by the outdoor curve within its power, network pumps that keep
 * the worst station supplied, and the memory of what it sent, for the transport delay.
 * Units as in circuit.h. */
#pragma once
#include <stdint.h>

/* The primary side, as a source or a station sees it. */
struct primary {
    double supply_c, return_c;
    double p_supply_mpa, p_return_mpa;
    double flow_kgs, heat_w;
    double heat_gj, volume_m3; /* totals */
};

#define SOURCE_MINUTES 720 /* of memory */

struct source {
    char *code;
    int32_t pipe; /* network node */
    struct primary primary;
    double power_w;               /* the most it gives; 0 = any */
    double head_mpa;              /* of the network pumps */
    float sent_c[SOURCE_MINUTES]; /* supply temperature minute by minute, a ring */
    int sent_last;
};

void source_init(struct source *source, double outdoor_c);
/* What its curve asks for. `outdoor_c` is a smoothed one. */
double source_target_c(double outdoor_c);

struct source_input {
    double step_s;
    double outdoor_c;    /* smoothed over some hours */
    double flow_kgs;     /* all its stations take */
    double back_c;       /* their mixed return */
    double least_dp_mpa; /* at its worst station */
};
void source_step(struct source *source, const struct source_input *in);
/* Once a simulated minute. */
void source_remember(struct source *source);
/* What it sent so long ago. */
double source_sent_c(const struct source *source, double ago_s);
