#include "backend/plant/city.h"

#include <arpa/inet.h>

#define PORTS_AN_ADDRESS 10000

struct devices {
    const struct city *city;
    FILE *out;
    int endpoints; /* TCP ones given out */
};

/* Each endpoint its own port, and the next loopback address when the ports are used up. */
static void next_tcp(struct devices *devices, const char *scheme, char *out, size_t size)
{
    const struct city_wish *wish = devices->city->wish;
    int n = devices->endpoints++;
    char text[INET_ADDRSTRLEN] = "";
    struct in_addr at = {0};
    inet_pton(AF_INET, wish->address, &at);
    at.s_addr = htonl(ntohl(at.s_addr) + (uint32_t)(n / PORTS_AN_ADDRESS));
    inet_ntop(AF_INET, &at, text, sizeof text);
    snprintf(out, size, "%s:%s:%d", scheme, text, wish->port_base + n % PORTS_AN_ADDRESS);
}

static void put(struct devices *devices, const char *node, const char *device, const char *profile,
                const char *endpoint, int unit, const char *period_s)
{
    fprintf(devices->out, "%s,%s,%s,%s,%d,%s\n", node, device, profile, endpoint, unit, period_s);
}

/* A small station on a serial line: a compact controller, perhaps with a meter. */
static void put_serial(struct devices *devices, const char *code,
                       const struct city_station *station)
{
    char endpoint[4200];
    bool is_ecl = station->unit % 2 == 0;
    snprintf(endpoint, sizeof endpoint, "serial:%s/line%d:9600:8E1", devices->city->line_dir,
             station->line + 1);
    put(devices, code, is_ecl ? "ecl" : "trovis", is_ecl ? "danfoss-ecl310-a266" : "trovis-5578",
        endpoint, station->unit, "15");
    if (station->unit == 1)
        put(devices, code, "meter", "tuf2000", endpoint, 11, "30");
}

/* Behind one gateway: controllers of neighbouring stations, a meter and a pump drive each. */
static void put_gateway(struct devices *devices, const char *code,
                        const struct city_station *station, const char *endpoint)
{
    bool is_trovis = station->unit % 2 == 0;
    put(devices, code, is_trovis ? "trovis" : "plc", is_trovis ? "trovis-5578" : "station-plc",
        endpoint, station->unit, "10");
    put(devices, code, "meter", "tuf2000", endpoint, station->unit + 10, "15");
    if (station->unit <= 2)
        put(devices, code, "pump1", "vlt-fc51", endpoint, station->unit + 20, "15");
}

static void put_station(struct devices *devices, int index, char gateway[][80])
{
    const struct city_station *station = &devices->city->station[index];
    char code[16], endpoint[80];
    city_station_code(devices->city, index, code, sizeof code);
    switch ((enum city_role)station->role) {
    case ROLE_SERIAL: put_serial(devices, code, station); return;
    case ROLE_GATEWAY: put_gateway(devices, code, station, gateway[station->line]); return;
    case ROLE_TROVIS:
        next_tcp(devices, "tcp", endpoint, sizeof endpoint);
        put(devices, code, "trovis", "trovis-5578", endpoint, 247, "");
        return;
    case ROLE_ECL:
        next_tcp(devices, "tcp", endpoint, sizeof endpoint);
        put(devices, code, "ecl", "danfoss-ecl310-a266", endpoint, 254, "");
        return;
    case ROLE_PLC: break;
    }
    next_tcp(devices, "tcp", endpoint, sizeof endpoint);
    put(devices, code, "plc", "station-plc", endpoint, 1, "");
    if (index % 9 == 4)
        put(devices, code, "meter", "tuf2000", endpoint, 2, "");
    if (index % 13 == 6)
        put(devices, code, "pump1", "vlt-fc51", endpoint, 3, "");
}

#define GATEWAYS_MOST 100

void city_put_devices(const struct city *city, FILE *out)
{
    struct devices devices = {.city = city, .out = out};
    char gateway[GATEWAYS_MOST][80], endpoint[80], code[16];
    fputs("node,device,profile,endpoint,unit,period_s\n", out);
    for (int i = 0; i < city->wish->sources; i++) {
        next_tcp(&devices, "tcp", endpoint, sizeof endpoint);
        snprintf(code, sizeof code, "R%d", i + 1);
        put(&devices, code, "meter", "tuf2000", endpoint, 1, "");
    }
    for (int i = 0; i < city->wish->gateways && i < GATEWAYS_MOST; i++)
        next_tcp(&devices, "rtutcp", gateway[i], sizeof gateway[i]);
    for (int i = 0; i < city->wish->stations; i++)
        put_station(&devices, i, gateway);
}

/* The company's own limits, narrower than the controller's, where the houses are old. */
void city_put_points(const struct city *city, FILE *out)
{
    char code[16];
    fputs("node,device,point,low,high,step\n", out);
    for (int i = 0; i < city->wish->stations; i++) {
        if (city->station[i].role != ROLE_PLC || i % 7 != 3)
            continue;
        city_station_code(city, i, code, sizeof code);
        fprintf(out, "%s,plc,T2g_SP.1,32,62,2\n", code);
    }
}
