/* A growing array: struct { T *at; size_t count, room; }. The owner frees `at`. */
#pragma once
#include "backend/base/alloc.h"

#define VEC(type)                                                                                  \
    struct {                                                                                       \
        type *at;                                                                                  \
        size_t count, room;                                                                        \
    }

/* Makes room for one more and yields a pointer to it (its content is not initialised). */
#define VEC_PUSH(vec)                                                                              \
    ((vec)->count == (vec)->room                                                                   \
         ? (void)((vec)->room = (vec)->room ? (vec)->room * 2 : 8,                                 \
                  (vec)->at = alloc_resize((vec)->at, (vec)->room, sizeof *(vec)->at))             \
         : (void)0,                                                                                \
     &(vec)->at[(vec)->count++])
