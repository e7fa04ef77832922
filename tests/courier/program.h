/* A program run beside a test, on the test's loop; what it says is kept. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

struct program {
    uv_process_t process;
    uv_pipe_t out; /* standard output and error */
    char said[8192];
    size_t length;
    bool is_gone;
    int open_handles;
    int64_t status;
};

/* `arguments`: NULL-ended, the program's path first. program_finish() before it goes. */
void program_run(struct program *program, uv_loop_t *loop, const char *const *arguments);
void program_wait(struct program *program);                        /* until it is gone */
void program_wait_for(struct program *program, const char *words); /* until it says so */
/* Kills it if it is still there; returns when nothing of it is on the loop. */
void program_finish(struct program *program);
