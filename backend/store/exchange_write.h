/* Writes an inventory into the database: new rows by COPY, changed ones by id, vanished nodes and
 * devices retired. The caller holds the transaction. */
#pragma once
#include "backend/store/inventory.h"
#include "backend/store/pg.h"

struct exchange_write {
    struct pg *pg;
    const struct inventory *inventory;
    char *why; /* the caller's */
    size_t why_size;
    int32_t *node_id; /* database id of each node of the inventory */
    int32_t *device_id;
    int new_nodes, changed_nodes, retired_nodes;
    int retired_devices;
    int users; /* of heat, in all */
};

/* In this order; each false with `why` on failure. */
bool exchange_write_nodes(struct exchange_write *write);
bool exchange_write_links(struct exchange_write *write);
bool exchange_write_profiles(struct exchange_write *write);
bool exchange_write_devices(struct exchange_write *write);
bool exchange_write_overrides(struct exchange_write *write);
void exchange_write_finish(struct exchange_write *write);

/* `count` new ids of a sequence, in one piece, from `*first` on. */
bool exchange_write_ids(struct exchange_write *write, const char *sequence, size_t count,
                        int32_t *first);
