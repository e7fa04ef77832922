/* TCP: a listener an outlet (Modbus TCP, or RTU frames through a gateway) and its connections. */
#pragma once
#include "backend/plant/wire.h"

struct server;

/* Listens at every TCP outlet of the fleet. `address` NULL: at the outlet's own; else at this one,
 * with the outlet's port. Only loopback unless `allows_remote`. False with `why`; what listens
 * already is closed by server_stop(). */
struct server *server_new(uv_loop_t *loop, struct fleet *fleet);
bool server_start(struct server *server, const char *address, bool allows_remote, char *why,
                  size_t why_size);
/* Closes every handle; freed when the loop has closed them all. */
void server_stop(struct server *server);
