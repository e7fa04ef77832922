/* sd_notify without libsystemd: one datagram to $NOTIFY_SOCKET, nothing if there is none. */
#pragma once

void systemd_notify(const char *state); /* "READY=1", "WATCHDOG=1", "STOPPING=1" */
