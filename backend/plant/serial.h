/* Serial lines: a pseudo-terminal each, with a symbolic link where devices.csv says the line is.
 * The poller opens the link as it would /dev/ttyS0. */
#pragma once
#include "backend/plant/wire.h"

struct serial;

struct serial *serial_new(uv_loop_t *loop, struct fleet *fleet);
/* Opens a line for each serial outlet. With `dir` the links go there, under the path's last name.
 * An existing link is replaced, anything else at that path is left alone and refused. */
bool serial_start(struct serial *serial, const char *dir, char *why, size_t why_size);
/* Removes the links and closes; freed when the loop has closed the handles. */
void serial_stop(struct serial *serial);
