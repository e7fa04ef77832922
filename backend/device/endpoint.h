/* Where a device is reached. Devices with the same endpoint share one line.
 *   tcp:ADDRESS[:PORT]               Modbus TCP, port 502
 *   rtutcp:ADDRESS:PORT              RTU frames through a TCP gateway
 *   serial:/dev/PATH[:BAUD[:8E1]]    a serial line, 9600 8E1
 * ADDRESS is a numeric IPv4 address, or IPv6 in []. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum endpoint_kind { ENDPOINT_TCP, ENDPOINT_RTU_TCP, ENDPOINT_SERIAL };

struct endpoint {
    uint8_t kind;
    char address[96]; /* numeric address without [], or device path */
    uint16_t port;
    int32_t baud;
    char parity; /* 'N', 'E', 'O' */
    uint8_t data_bits, stop_bits;
};

bool endpoint_parse(const char *text, struct endpoint *out, char *why, size_t why_size);
/* The canonical text; equal endpoints have equal texts. */
void endpoint_text(const struct endpoint *endpoint, char *out, size_t size);
