/* A scratch folder with a made-up city, for tests; and texts of files. */
#pragma once
#include "backend/base/conf.h"
#include "backend/plant/city.h"
#include "backend/plant/load.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct folder {
    char path[64], lines[80];
};

static inline void folder_init(struct folder *folder)
{
    strcpy(folder->path, "/tmp/heatdesk-plant.XXXXXX");
    if (!mkdtemp(folder->path))
        abort();
    snprintf(folder->lines, sizeof folder->lines, "/dev/shm%s-lines", folder->path + 4);
}

static inline void folder_finish(struct folder *folder)
{
    static const char *const files[] = {"nodes.csv",   "links.csv",      "devices.csv",
                                        "points.csv",  "households.csv", "scenario",
                                        "lines/line1", "lines/line2",    "control"};
    char path[200];
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(path, sizeof path, "%s/%s", folder->path, files[i]);
        unlink(path);
    }
    rmdir(folder->lines);
    rmdir(folder->path);
}

static inline char *folder_read(const struct folder *folder, const char *name, size_t *length)
{
    char path[200], why[200];
    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    char *text = conf_read_file(path, 1u << 30, length, why, sizeof why);
    if (!text)
        abort();
    return text;
}

static inline void folder_write(const struct folder *folder, const char *name, const char *text)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    FILE *out = fopen(path, "w");
    if (!out)
        abort();
    fputs(text, out);
    fclose(out);
}

static inline struct city_wish folder_wish(const struct folder *folder, int stations)
{
    static char address[32];
    snprintf(address, sizeof address, "127.%d.%d.1", 1 + (int)(getpid() >> 8) % 250,
             (int)getpid() % 256);
    return (struct city_wish){.dir = folder->path,
                              .stations = stations,
                              .sources = 2,
                              .households = stations * 500,
                              .seed = 4,
                              .address = address,
                              .port_base = 20000,
                              .serial_lines = 1,
                              .gateways = 1,
                              .line_dir = folder->lines};
}

/* The city as a running fleet; what is wrong goes to stderr and ends the test. */
static inline struct fleet *folder_load(const struct folder *folder)
{
    struct fleet *fleet = alloc_new(sizeof *fleet);
    plant_init(&fleet->plant, 1, 1768449600.0);
    if (!load_fleet(fleet, folder->path, stderr))
        abort();
    return fleet;
}
