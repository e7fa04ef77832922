/* What somebody without the right might try, and the SQLSTATE that must come of it (TESTS A30). */
#pragma once
#include "tests/store/ground.h"

#include <stddef.h>
#include <stdint.h>

#define ONLY(person) (1u << (person))

struct attempt {
    const char *sql;   /* %d: the process id of a stranger's connection */
    const char *state; /* beginning of the SQLSTATE; "" = it may run, and changes nothing */
    uint32_t except;   /* people for whom it is their own work */
};
extern const struct attempt rights_attempts[];
extern const size_t rights_attempt_count;

struct function_right {
    const char *name;
    uint32_t may;
};
/* Every function of the schema that anybody may call. */
extern const struct function_right rights_functions[];
extern const size_t rights_function_count;
