/* The other side of bench_poll: simulated stations in a process of their own, and the two clients
 * that the field is measured against. */
#pragma once
#include <stdint.h>
#include <sys/types.h>

#define STATIONS  1000
#define REGISTERS 60 /* a read */
#define READS     2  /* a station and round: from 0 and from SECOND on */
#define SECOND    100

/* Station n listens at 127.0.h.l, all at one port. */
void station_address(int n, char out[16]);
/* Starts the stations; returns their process, and the port once all listen. Each reply has new
 * numbers in all its registers, so that the client has to take each anew. */
pid_t stations_start(uint16_t *port);
/* From now on a request is answered after so long; at first at once. */
void stations_delay(int ms);

/* Rounds are a station's READS requests, one outstanding a station, the next round behind the last.
 */
void raw_connect(uint16_t port);
void raw_rounds(int rounds); /* one epoll loop, hand-made frames, checked and copied */
void raw_close(void);
void blocking_connect(uint16_t port);
void blocking_rounds(int rounds); /* libmodbus, one station after the other */
void blocking_close(void);
