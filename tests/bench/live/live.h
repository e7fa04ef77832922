/* A district of many stations for the benches: its folder, and the programs at work on it. */
#pragma once
#include <sys/types.h>

#define LIVE_STATIONS 2000
#define LIVE_POINTS   30
#define LIVE_PERIOD_S 5
/* The first station is polled each second; it has a screen's attention. */
#define LIVE_WATCHED_PERIOD_S 1
#define LIVE_SETPOINT         "T2g_SP.1"
#define LIVE_SETPOINT_ADDRESS 29

/* Writes the plant's folder and imports it. */
void live_make(char dir[64]);
/* The simulated plant and the real collector on it, once each device has values. */
void live_start(const char *dir);
pid_t live_collector(void);
void live_stop(void);
/* Writes the watched station's set-point behind everybody's back. */
void live_write(double value);
