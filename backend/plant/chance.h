/* Repeatable chance: the same seed gives the same city, weather and noise on every machine
 * (splitmix64, public domain by S. Vigna). */
#pragma once
#include <stdint.h>

struct chance {
    uint64_t state;
};

static inline struct chance chance_of(uint64_t seed)
{
    return (struct chance){seed * 0x9E3779B97F4A7C15u + 0x1234567u};
}

static inline uint64_t chance_next(struct chance *chance)
{
    uint64_t z = chance->state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/* 0 ≤ x < 1 */
static inline double chance_unit(struct chance *chance)
{
    return (double)(chance_next(chance) >> 11) * 0x1.0p-53;
}

static inline double chance_between(struct chance *chance, double low, double high)
{
    return low + (high - low) * chance_unit(chance);
}

/* 0 ≤ n < count */
static inline int chance_pick(struct chance *chance, int count)
{
    return (int)(chance_next(chance) % (uint64_t)count);
}

/* About normal, mean 0, deviation 1, never beyond ±3.5. */
static inline double chance_normal(struct chance *chance)
{
    double sum = 0;
    for (int i = 0; i < 4; i++)
        sum += chance_unit(chance);
    return (sum - 2.0) * 1.7320508;
}
