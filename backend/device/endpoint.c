#include "backend/device/endpoint.h"

#include "backend/base/conf.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *prefix;
    enum endpoint_kind kind;
} schemes[] = {{"tcp:", ENDPOINT_TCP}, {"rtutcp:", ENDPOINT_RTU_TCP}, {"serial:", ENDPOINT_SERIAL}};

static bool refuse(char *why, size_t why_size, const char *text, const char *expected)
{
    snprintf(why, why_size, "\"%.100s\": expected %s", text, expected);
    return false;
}

/* The canonical form of a numeric address, so that one device cannot look like two lines. */
static bool put_address(const char *text, size_t length, bool is_six, struct endpoint *out)
{
    char address[64];
    unsigned char binary[16];
    int family = is_six ? AF_INET6 : AF_INET;
    if (length >= sizeof address)
        return false;
    memcpy(address, text, length);
    address[length] = 0;
    return inet_pton(family, address, binary) == 1 &&
           inet_ntop(family, binary, out->address, sizeof out->address);
}

static bool parse_net(const char *text, const char *rest, struct endpoint *out, char *why,
                      size_t why_size)
{
    bool is_six = *rest == '[';
    const char *address = is_six ? rest + 1 : rest;
    size_t length = strcspn(address, is_six ? "]" : ":");
    const char *end = address + length;
    if (is_six && *end == ']')
        end++;
    else if (is_six)
        return refuse(why, why_size, text, "a closing ] after the IPv6 address");
    if (!put_address(address, length, is_six, out))
        return refuse(why, why_size, text, "a numeric IPv4 address, or IPv6 in []");
    long long port = 502;
    if (*end ? *end != ':' || !conf_int(end + 1, 1, 65535, &port) : out->kind == ENDPOINT_RTU_TCP)
        return refuse(why, why_size, text, "a port from 1 to 65535 after the address");
    out->port = (uint16_t)port;
    return true;
}

static bool is_baud(long long baud)
{
    static const int32_t known[] = {300,   600,   1200,  2400,  4800,   9600,   14400,
                                    19200, 28800, 38400, 57600, 115200, 230400, 460800};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i] == baud)
            return true;
    return false;
}

/* "8E1" */
static bool parse_format(const char *text, struct endpoint *out)
{
    if (strlen(text) != 3 || !strchr("78", text[0]) || !strchr("NEO", text[1]) ||
        !strchr("12", text[2]))
        return false;
    out->data_bits = (uint8_t)(text[0] - '0');
    out->parity = text[1];
    out->stop_bits = (uint8_t)(text[2] - '0');
    return true;
}

/* Read from the end, for a device path may itself hold colons (/dev/serial/by-path). */
static bool parse_serial(const char *text, const char *rest, struct endpoint *out, char *why,
                         size_t why_size)
{
    char path[128];
    long long baud = 9600;
    if (strncmp(rest, "/dev/", 5) != 0 || strstr(rest, "/../") || strlen(rest) >= sizeof path)
        return refuse(why, why_size, text, "a path below /dev/ after serial:");
    memcpy(path, rest, strlen(rest) + 1);
    parse_format("8E1", out);
    char *colon = strrchr(path, ':');
    if (colon && parse_format(colon + 1, out)) {
        *colon = 0;
        colon = strrchr(path, ':');
        if (!colon || !conf_int(colon + 1, 0, INT32_MAX, &baud))
            return refuse(why, why_size, text, "serial:/dev/PATH:BAUD:8E1");
    }
    if (colon && conf_int(colon + 1, 0, INT32_MAX, &baud))
        *colon = 0;
    if (!is_baud(baud))
        return refuse(why, why_size, text, "a usual speed such as 9600 or 19200 baud");
    if (!path[5] || strlen(path) >= sizeof out->address)
        return refuse(why, why_size, text, "a path below /dev/ after serial:");
    memcpy(out->address, path, strlen(path) + 1);
    out->baud = (int32_t)baud;
    return true;
}

bool endpoint_parse(const char *text, struct endpoint *out, char *why, size_t why_size)
{
    *out = (struct endpoint){0};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        size_t length = strlen(schemes[i].prefix);
        if (strncmp(text, schemes[i].prefix, length) != 0)
            continue;
        out->kind = (uint8_t)schemes[i].kind;
        return schemes[i].kind == ENDPOINT_SERIAL
                   ? parse_serial(text, text + length, out, why, why_size)
                   : parse_net(text, text + length, out, why, why_size);
    }
    return refuse(why, why_size, text,
                  "tcp:ADDRESS[:PORT], rtutcp:ADDRESS:PORT or serial:/dev/PATH[:BAUD[:8E1]]");
}

void endpoint_text(const struct endpoint *endpoint, char *out, size_t size)
{
    const char *prefix = endpoint->kind <= ENDPOINT_SERIAL ? schemes[endpoint->kind].prefix : "?:";
    if (endpoint->kind == ENDPOINT_SERIAL)
        snprintf(out, size, "%s%s:%d:%u%c%u", prefix, endpoint->address, (int)endpoint->baud,
                 endpoint->data_bits, endpoint->parity, endpoint->stop_bits);
    else if (strchr(endpoint->address, ':'))
        snprintf(out, size, "%s[%s]:%u", prefix, endpoint->address, endpoint->port);
    else
        snprintf(out, size, "%s%s:%u", prefix, endpoint->address, endpoint->port);
}
