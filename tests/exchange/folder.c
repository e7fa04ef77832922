#include "tests/exchange/folder.h"

#include "backend/base/conf.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const struct folder_file folder_plant[] = {
    {"nodes.csv", "code,kind,name,parent,circuit,households\n"
                  "Q1,source,北郊电厂,,,\n"
                  "Q2,source,调峰锅炉房,,,\n"
                  "N1,network,东干线,Q1,,\n"
                  "S1,station,滨河换热站,N1,,\n"
                  "S1-1,circuit,高区,S1,1,120\n"
                  "S1-2,circuit,低区,S1,2,80\n"
                  "S2,station,医院换热站,,,\n"
                  "B1,building,1号楼,S1-1,,\n"
                  "H1,household,1-101,B1,,\n"
                  "H2,household,1-102,B1,,1\n"
                  "J1,junction,,,,\n"
                  "J2,junction,,,,\n"},
    {"links.csv", "code,from,to,length_m,diameter_mm,valve\n"
                  "P1,Q1,J1,100,500,open\n"
                  "P2,J1,J2,200.5,400,\n"
                  "P3,J2,Q2,500,300,closed\n"
                  "P4,J1,S1,50,200,none\n"
                  "P5,J2,S2,40,,open\n"
                  "P6,S1,J2,900,200,open\n"},
    {"devices.csv", "node,device,profile,endpoint,unit,period_s\n"
                    "S1,plc,demo,tcp:192.0.2.1,1,5\n"
                    "S1,meter,demo,rtutcp:192.0.2.1:4001,2,\n"
                    "S2,plc,demo,tcp:192.0.2.2:1502,1,2.5\n"},
    {"points.csv", "node,device,point,low,high,step\n"
                   "S1,plc,SP.1,35,60,2\n"
                   "S2,plc,SP.1,,55.5,\n"},
    {"profiles/demo.profile", "[profile]\n"
                              "zh = 演示控制器\n"
                              "en = Demo controller\n"
                              "[SP.1]\n"
                              "address = 10\n"
                              "type = int16\n"
                              "scale = 0.1\n"
                              "unit = C\n"
                              "access = write\n"
                              "low = 0\n"
                              "high = 120\n"
                              "set_low = 20\n"
                              "set_high = 70\n"
                              "step = 5\n"
                              "[T1g]\n"
                              "address = 11\n"
                              "type = int16\n"
                              "scale = 0.1\n"
                              "unit = C\n"},
    {NULL, NULL},
};

static void fail(const char *what, const char *name)
{
    fprintf(stderr, "folder: %s %s: %s\n", what, name, strerror(errno));
    abort();
}

void folder_make(struct folder *folder)
{
    const char *base = getenv("TMPDIR");
    snprintf(folder->path, sizeof folder->path, "%.80s/heatdesk-test-XXXXXX", base ? base : "/tmp");
    if (!mkdtemp(folder->path))
        fail("cannot make", folder->path);
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status;
    (void)kind;
    (void)place;
    return remove(path);
}

void folder_remove(const struct folder *folder)
{
    nftw(folder->path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

void folder_write(const struct folder *folder, const char *name, const char *text, size_t length)
{
    char path[300];
    if (strncmp(name, "profiles/", 9) == 0) {
        snprintf(path, sizeof path, "%s/profiles", folder->path);
        if (mkdir(path, 0700) != 0 && errno != EEXIST)
            fail("cannot make", path);
    }
    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    FILE *file = fopen(path, "w");
    if (!file || fwrite(text, 1, length, file) != length || fclose(file) != 0)
        fail("cannot write", path);
}

void folder_fill(const struct folder *folder)
{
    for (const struct folder_file *file = folder_plant; file->name; file++)
        folder_write(folder, file->name, file->text, strlen(file->text));
}

char *folder_read(const struct folder *folder, const char *name)
{
    char path[300], why[200];
    size_t length;
    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    return conf_read_file(path, 1 << 28, &length, why, sizeof why);
}

static bool is_same_file(const struct folder *a, const struct folder *b, const char *name)
{
    char *left = folder_read(a, name), *right = folder_read(b, name);
    bool is_same = left && right && strcmp(left, right) == 0;
    if (!is_same)
        fprintf(stderr, "%s differs:\n%.2000s\n---\n%.2000s\n", name, left ? left : "(none)",
                right ? right : "(none)");
    free(left);
    free(right);
    return is_same;
}

static int count_profiles(const struct folder *folder)
{
    char path[200];
    int count = 0;
    snprintf(path, sizeof path, "%s/profiles", folder->path);
    DIR *dir = opendir(path);
    while (dir && readdir(dir))
        count++;
    if (dir)
        closedir(dir);
    return count;
}

bool folder_equal(const struct folder *a, const struct folder *b)
{
    static const char *const names[] = {"nodes.csv", "links.csv", "devices.csv", "points.csv",
                                        "households.csv"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (!is_same_file(a, b, names[i]))
            return false;
    char path[200], name[300];
    snprintf(path, sizeof path, "%s/profiles", a->path);
    DIR *dir = opendir(path);
    bool is_same = count_profiles(a) == count_profiles(b);
    for (struct dirent *entry; is_same && dir && (entry = readdir(dir));) {
        snprintf(name, sizeof name, "profiles/%.250s", entry->d_name);
        is_same = entry->d_name[0] == '.' || is_same_file(a, b, name);
    }
    if (dir)
        closedir(dir);
    return is_same;
}
