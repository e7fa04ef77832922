/* A plant's folder in a temporary place, for tests. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct folder {
    char path[128];
};

struct folder_file {
    const char *name; /* "nodes.csv", "profiles/demo.profile" */
    const char *text;
};

void folder_make(struct folder *folder);
void folder_remove(const struct folder *folder);
void folder_write(const struct folder *folder, const char *name, const char *text, size_t length);
/* The small plant that all tests start from: two sources, a loop, two stations with devices. */
void folder_fill(const struct folder *folder);
extern const struct folder_file folder_plant[];
/* Whole text of a file, NULL if there is none; the caller frees it. */
char *folder_read(const struct folder *folder, const char *name);
/* Whether both hold the same files with the same bytes; prints the first difference. */
bool folder_equal(const struct folder *a, const struct folder *b);
