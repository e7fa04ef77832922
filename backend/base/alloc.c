#include "backend/base/alloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void out_of_memory(size_t count, size_t size)
{
    fprintf(stderr, "heatdesk: out of memory (%zu x %zu bytes)\n", count, size);
    abort();
}

void *alloc_array(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size ? size : 1);
    if (!memory)
        out_of_memory(count, size);
    return memory;
}

void *alloc_new(size_t size)
{
    return alloc_array(1, size);
}

void *alloc_resize(void *memory, size_t count, size_t size)
{
    void *moved = reallocarray(memory, count ? count : 1, size ? size : 1);
    if (!moved)
        out_of_memory(count, size);
    return moved;
}

char *alloc_text_n(const char *text, size_t length)
{
    char *copy = alloc_array(length + 1, 1);
    memcpy(copy, text, length);
    return copy;
}

char *alloc_text(const char *text)
{
    return alloc_text_n(text, strlen(text));
}
