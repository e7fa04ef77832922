#include "tests/courier/program.h"

#include "backend/base/clock.h"
#include "tests/courier/courier_bed.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void on_closed(uv_handle_t *handle)
{
    struct program *program = handle->data;
    program->open_handles--;
}

static void close_handle(struct program *program, uv_handle_t *handle)
{
    handle->data = program;
    if (!uv_is_closing(handle))
        uv_close(handle, on_closed);
}

static void on_exit_of(uv_process_t *process, int64_t status, int number)
{
    struct program *program = process->data;
    program->is_gone = true;
    program->status = number ? 128 + number : status;
    close_handle(program, (uv_handle_t *)process);
}

static void give_room(uv_handle_t *handle, size_t size, uv_buf_t *buffer)
{
    struct program *program = handle->data;
    (void)size;
    *buffer = uv_buf_init(program->said + program->length,
                          (unsigned)(sizeof program->said - program->length - 1));
}

static void on_said(uv_stream_t *stream, ssize_t got, const uv_buf_t *buffer)
{
    struct program *program = stream->data;
    (void)buffer;
    if (got > 0)
        program->length += (size_t)got;
    else if (got < 0)
        close_handle(program, (uv_handle_t *)stream);
}

void program_run(struct program *program, uv_loop_t *loop, const char *const *arguments)
{
    int out[2];
    memset(program, 0, sizeof *program);
    program->process.data = program->out.data = program;
    assert_int_equal(pipe2(out, O_CLOEXEC), 0);
    uv_stdio_container_t stdio[] = {{.flags = UV_IGNORE},
                                    {.flags = UV_INHERIT_FD, .data.fd = out[1]},
                                    {.flags = UV_INHERIT_FD, .data.fd = out[1]}};
    uv_process_options_t options = {.file = arguments[0],
                                    .args = (char **)(uintptr_t)arguments,
                                    .exit_cb = on_exit_of,
                                    .stdio = stdio,
                                    .stdio_count = 3};
    assert_int_equal(uv_spawn(loop, &program->process, &options), 0);
    close(out[1]);
    uv_pipe_init(loop, &program->out, 0);
    assert_int_equal(uv_pipe_open(&program->out, out[0]), 0);
    uv_read_start((uv_stream_t *)&program->out, give_room, on_said);
    program->open_handles = 2;
}

static void turn(struct program *program, struct mono begun, const char *awaited)
{
    if (mono_ms_since(begun, clock_mono()) > PATIENCE_S * 1000)
        fail_msg("%s does not come; it said: %s", awaited, program->said);
    uv_run(program->process.loop, UV_RUN_ONCE);
}

void program_wait(struct program *program)
{
    struct mono begun = clock_mono();
    while (!program->is_gone || !uv_is_closing((uv_handle_t *)&program->out))
        turn(program, begun, "its end");
}

void program_wait_for(struct program *program, const char *words)
{
    struct mono begun = clock_mono();
    while (!strstr(program->said, words))
        turn(program, begun, words);
}

void program_finish(struct program *program)
{
    struct mono begun = clock_mono();
    if (!program->is_gone)
        uv_process_kill(&program->process, SIGKILL);
    while (program->open_handles > 0)
        turn(program, begun, "its end");
}
