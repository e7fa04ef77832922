/* How often something may be reported: a bucket of tokens, so that a flapping link or register
 * writes a bounded number of facts. Five at once, then one each two minutes. */
#pragma once
#include "backend/base/clock.h"

struct flap {
    struct mono full_at; /* when all tokens will be back; 0 = they are */
};

#define FLAP_TOKENS    5
#define FLAP_REFILL_MS 120000

/* Takes a token; false if there is none. */
bool flap_take(struct flap *flap, struct mono now);
/* When the next token comes; `now` or earlier if there is one. */
struct mono flap_next(const struct flap *flap);
