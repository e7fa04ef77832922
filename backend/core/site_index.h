/* What site.c keeps beside the arrays that everyone may read. */
#pragma once
#include "backend/core/arena.h"
#include "backend/core/lookup.h"
#include "backend/core/order.h"

struct site_index {
    struct arena texts;
    struct lookup node_id, node_code, device_id, line;
    struct order order;
};
