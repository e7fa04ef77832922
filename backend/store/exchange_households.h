/* Users of heat and the keys they are found by, as part of an import. */
#pragma once
#include "backend/store/exchange_write.h"

/* After exchange_write_nodes(). Rows that are the same as before are not touched; those of vanished
 * nodes go, with their keys. Without a households.csv the users known before stay, where their
 * nodes do. False with `why`. */
bool exchange_write_households(struct exchange_write *write);

/* The inventory's index of each database id below `most`, -1 = none. */
struct exchange_index {
    int32_t *of_id; /* owned */
    int32_t most;
};
int32_t exchange_index_of(const struct exchange_index *index, int32_t id);

/* The second half of it: places and keys, of which the unchanged ones stay. `user` is, for each
 * node, its row in `users`, -1 = none. */
bool exchange_write_places(struct exchange_write *write, const struct exchange_index *index,
                           const int32_t *user, const struct inventory_household *users);
