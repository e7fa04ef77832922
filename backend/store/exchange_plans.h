/* Plan cards as part of an import. */
#pragma once
#include "backend/store/exchange_write.h"

/* Those of plans.csv in place of all that are there; an outage that runs keeps its own copy.
 * Without the file nothing changes. False with `why`. */
bool exchange_write_plans(struct exchange_write *write);
