#include "backend/daemon_waiting.h"

#include <stdlib.h>

void waiting_add(struct waiting *waiting, const struct command *command, int64_t life_ms,
                 bool is_orphan)
{
    *VEC_PUSH(&waiting->order) =
        (struct waiting_order){*command, mono_after_ms(clock_mono(), life_ms), is_orphan};
}

void waiting_hand_over(struct waiting *waiting, struct collector *collector)
{
    for (size_t i = 0; i < waiting->order.count; i++) {
        const struct waiting_order *order = &waiting->order.at[i];
        int64_t life_ms = mono_ms_since(clock_mono(), order->deadline);
        collector_on_command(collector, &order->command, life_ms, order->is_orphan);
    }
    waiting->order.count = 0;
}

void waiting_forget(struct waiting *waiting)
{
    waiting->order.count = 0;
}

void waiting_finish(struct waiting *waiting)
{
    free(waiting->order.at);
    *waiting = (struct waiting){0};
}
