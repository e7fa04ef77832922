/* Generated names of a Chinese city district: communities, branches, sources. Repeatable, unique.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* The n-th community of a city by seed: "惠民园", "滨河里二期" …; different for different n. */
void names_community(uint64_t seed, int n, char *out, size_t size);
void names_source(int n, char *out, size_t size);
/* The n-th branch of a source: "城东一次网东线" …. */
void names_branch(int source, int n, char *out, size_t size);
