/* The folder of CSV files and profiles on disk, to and from an inventory. */
#pragma once
#include "backend/store/inventory.h"

/* Reads and checks everything in `dir`; false if there was a mistake (all are reported). The
 * inventory is the caller's to finish either way. */
bool exchange_files_read(const char *dir, struct inventory *inventory,
                         struct exchange_errors *errors);
