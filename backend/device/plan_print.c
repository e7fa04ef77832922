#include "backend/device/plan.h"
#include "backend/device/point.h"

/* What a block costs on the wire (Modbus over TCP guide §3; over serial line §2.5.1.1). */
struct cost {
    double requests, registers, bits, tcp_bytes, rtu_bytes, rtu_ms;
};

#define BAUD          9600
#define BITS_A_CHAR   11  /* 8E1: start, 8 data, parity, stop */
#define SILENT_CHARS  3.5 /* before a frame, each way */
#define NAMES_A_BLOCK 6

static struct cost block_cost(const struct plan_block *block, const struct profile *profile)
{
    bool is_bits = area_is_bits((enum area)block->area);
    unsigned data = is_bits ? (block->count + 7U) / 8 : block->count * 2U;
    struct cost cost = {.requests = 1,
                        .registers = is_bits ? 0 : block->count,
                        .bits = is_bits ? block->count : 0,
                        .tcp_bytes = 12 + 9 + data,
                        .rtu_bytes = 8 + 5 + data};
    cost.rtu_ms = (cost.rtu_bytes + 2 * SILENT_CHARS) * BITS_A_CHAR * 1000.0 / BAUD +
                  (double)profile->pause_ms;
    return cost;
}

static void add(struct cost *sum, const struct cost *cost, double weight)
{
    sum->requests += cost->requests * weight;
    sum->registers += cost->registers * weight;
    sum->bits += cost->bits * weight;
    sum->tcp_bytes += cost->tcp_bytes * weight;
    sum->rtu_bytes += cost->rtu_bytes * weight;
    sum->rtu_ms += cost->rtu_ms * weight;
}

static void print_block(const struct plan *plan, size_t index, const struct profile *profile,
                        FILE *out)
{
    const struct plan_block *block = &plan->block[index];
    struct cost cost = block_cost(block, profile);
    fprintf(out, "%4zu  FC%-2u  %-8s %5u-%-5u %5u %6u %5u %6.0f %6.0f %7.1f  ", index + 1,
            block->function, area_name((enum area)block->area), block->first,
            block->first + block->count - 1, block->count, block->point_count, block->every,
            cost.tcp_bytes, cost.rtu_bytes, cost.rtu_ms);
    for (size_t i = 0; i < block->point_count && i < NAMES_A_BLOCK; i++)
        fprintf(out, "%s%s", i ? " " : "", profile->point[plan->point[block->point_first + i]].id);
    fputs(block->point_count > NAMES_A_BLOCK ? " …\n" : "\n", out);
}

static void print_sum(const char *label, const struct cost *sum, const char *format, FILE *out)
{
    fprintf(out, format, label, sum->requests, sum->registers, sum->bits, sum->tcp_bytes,
            sum->rtu_bytes, sum->rtu_ms);
}

void plan_print(const struct plan *plan, const struct profile *profile, FILE *out)
{
    struct cost full = {0}, mean = {0};
    bool is_thinned = false;
    fprintf(
        out,
        "block  code area         from-to   count points every    TCP    RTU  RTU ms  points\n");
    for (size_t i = 0; i < plan->block_count; i++) {
        struct cost cost = block_cost(&plan->block[i], profile);
        add(&full, &cost, 1);
        add(&mean, &cost, 1.0 / plan->block[i].every);
        is_thinned |= plan->block[i].every > 1;
        print_block(plan, i, profile, out);
    }
    print_sum(
        "a full round", &full,
        "%s: %.0f requests, %.0f registers, %.0f bits; Modbus TCP %.0f bytes; RTU %.0f bytes, "
        "%.0f ms at 9600 baud 8E1\n",
        out);
    if (is_thinned)
        print_sum("a mean round", &mean,
                  "%s: %.1f requests, %.1f registers, %.1f bits; Modbus TCP %.0f bytes; RTU %.0f "
                  "bytes, %.0f ms at 9600 baud 8E1\n",
                  out);
    double share = mean.rtu_ms / (double)profile->period_ms;
    fprintf(out, "period %g s: %.1f %% of a 9600 baud line for each such device\n",
            (double)profile->period_ms / 1000, 100 * share);
}
