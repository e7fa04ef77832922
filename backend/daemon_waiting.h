/* Orders that came before they can be carried out: the plant is not read yet, or nothing is polled,
 * and an order that finds no link is refused for it. Their lives go on meanwhile. */
#pragma once
#include "backend/base/vec.h"
#include "backend/collector.h"

struct waiting_order {
    struct command command;
    struct mono deadline;
    bool is_orphan;
};

struct waiting { /* starts zeroed */
    VEC(struct waiting_order) order;
};

void waiting_add(struct waiting *waiting, const struct command *command, int64_t life_ms,
                 bool is_orphan);
/* All of them, oldest first. */
void waiting_hand_over(struct waiting *waiting, struct collector *collector);
/* They come again, as orphans, to whoever leads. */
void waiting_forget(struct waiting *waiting);
void waiting_finish(struct waiting *waiting);
