/* Repeatable chance for property tests: xorshift64*, the same on every machine. */
#pragma once
#include <stdint.h>

struct chance {
    uint64_t state; /* never 0 */
};

static inline uint32_t chance_next(struct chance *chance)
{
    chance->state ^= chance->state >> 12;
    chance->state ^= chance->state << 25;
    chance->state ^= chance->state >> 27;
    return (uint32_t)(chance->state * UINT64_C(2685821657736338717) >> 32);
}

/* 0 .. below - 1 */
static inline uint32_t chance_below(struct chance *chance, uint32_t below)
{
    return chance_next(chance) % below;
}
