#include "backend/store/exchange_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MOST    (2LL << 30)
#define PROFILE_MOST (1 << 20)
#define SUFFIX       ".profile"

/* A file mapped, not loaded: a refused one costs no memory. */
struct mapping {
    const char *text; /* "" if empty */
    size_t length;
};

static bool map_open(struct mapping *map, int fd, const char *name, struct exchange_errors *errors)
{
    struct stat status;
    *map = (struct mapping){.text = ""};
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        exchange_error(errors, name, 0, "not a regular file, expected a CSV file");
        return false;
    }
    if (status.st_size > FILE_MOST) {
        exchange_error(errors, name, 0, "%lld bytes, expected at most 2 GiB",
                       (long long)status.st_size);
        return false;
    }
    if (status.st_size == 0)
        return true;
    void *memory = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (memory == MAP_FAILED) {
        exchange_error(errors, name, 0, "cannot be read (%s)", strerror(errno));
        return false;
    }
    madvise(memory, (size_t)status.st_size, MADV_SEQUENTIAL);
    map->text = memory;
    map->length = (size_t)status.st_size;
    return true;
}

static void unmap(struct mapping *map)
{
    if (map->length > 0)
        munmap((void *)(uintptr_t)map->text, map->length);
}

/* A file that need not be there. */
static bool has_file(int dir, const char *name)
{
    return faccessat(dir, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static void read_crews(struct inventory *inventory, struct exchange_errors *errors,
                       const char *text, size_t length)
{
    crew_sheet_read_crews(&inventory->crews, inventory, errors, text, length);
}

static void read_roster(struct inventory *inventory, struct exchange_errors *errors,
                        const char *text, size_t length)
{
    crew_sheet_read_roster(&inventory->crews, errors, text, length);
}

static void read_plans(struct inventory *inventory, struct exchange_errors *errors,
                       const char *text, size_t length)
{
    plan_sheet_read(&inventory->plans, errors, text, length);
}

typedef void read_text(struct inventory *inventory, struct exchange_errors *errors,
                       const char *text, size_t length);

static void read_csv(int dir, const char *name, struct inventory *inventory,
                     struct exchange_errors *errors, read_text *read)
{
    int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct mapping map;
    if (fd < 0) {
        exchange_error(errors, name, 0,
                       "cannot be opened (%s), expected this file, with its header alone if there "
                       "is nothing to list",
                       strerror(errno));
        return;
    }
    if (map_open(&map, fd, name, errors)) {
        read(inventory, errors, map.text, map.length);
        unmap(&map);
    }
    close(fd);
}

/* The profile's name out of its file's name, NULL if it is no profile. */
static char *profile_name(const char *file)
{
    size_t length = strlen(file), suffix = sizeof SUFFIX - 1;
    if (file[0] == '.' || length <= suffix || strcmp(file + length - suffix, SUFFIX) != 0)
        return NULL;
    return alloc_text_n(file, length - suffix);
}

static void read_profile(const char *dir, const char *name, struct inventory *inventory,
                         struct exchange_errors *errors)
{
    char path[4096], file[300], why[256];
    size_t length;
    snprintf(file, sizeof file, "profiles/%s" SUFFIX, name);
    snprintf(path, sizeof path, "%s/%s", dir, file);
    char *text = conf_read_file(path, PROFILE_MOST, &length, why, sizeof why);
    if (text)
        inventory_add_profile(inventory, errors, name, text, length);
    else
        exchange_error(errors, file, 0, "%s", why);
    free(text);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* There need be no folder of profiles: the shipped ones are known without files. */
static void read_profiles(const char *dir, struct inventory *inventory,
                          struct exchange_errors *errors)
{
    char path[4096];
    struct dirent **entry;
    snprintf(path, sizeof path, "%s/profiles", dir);
    int count = scandir(path, &entry, NULL, by_name);
    if (count < 0 && errno != ENOENT)
        exchange_error(errors, "profiles", 0, "cannot be read (%s), expected a folder",
                       strerror(errno));
    for (int i = 0; i < count; i++) {
        char *name = profile_name(entry[i]->d_name);
        if (name)
            read_profile(dir, name, inventory, errors);
        free(name);
        free(entry[i]);
    }
    if (count >= 0)
        free(entry);
}

bool exchange_files_read(const char *dir, struct inventory *inventory,
                         struct exchange_errors *errors)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        exchange_error(errors, dir, 0, "cannot be opened (%s), expected a folder", strerror(errno));
        return false;
    }
    read_csv(fd, "nodes.csv", inventory, errors, inventory_read_nodes);
    read_profiles(dir, inventory, errors);
    if (inventory->nodes.count > 0 || errors->count == 0) { /* else everything would be unknown */
        read_csv(fd, "links.csv", inventory, errors, inventory_read_links);
        inventory_resolve(inventory, errors);
        read_csv(fd, "devices.csv", inventory, errors, inventory_read_devices);
        read_csv(fd, "points.csv", inventory, errors, inventory_read_points);
        if (has_file(fd, "households.csv"))
            read_csv(fd, "households.csv", inventory, errors, inventory_read_households);
        if (has_file(fd, "crews.csv"))
            read_csv(fd, "crews.csv", inventory, errors, read_crews);
        if (has_file(fd, "roster.csv"))
            read_csv(fd, "roster.csv", inventory, errors, read_roster);
    }
    if (has_file(fd, "plans.csv"))
        read_csv(fd, "plans.csv", inventory, errors, read_plans);
    close(fd);
    return errors->count == 0;
}
