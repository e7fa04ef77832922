/* Crews and roster as part of an import. */
#pragma once
#include "backend/store/exchange_write.h"

/* After the nodes; takes the log's lock, so the last thing before the end. Crews that crews.csv
 * does not name any more are retired; shifts to come that roster.csv does not name go, those that
 * are over stay. Without the file nothing changes. False with `why`. */
bool exchange_write_crews(struct exchange_write *write);
