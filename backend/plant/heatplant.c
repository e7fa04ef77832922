/* heatplant: a simulated district-heating plant behind Modbus, for demonstrations, drills and
 * tests. */
#include "backend/base/log.h"
#include "backend/plant/control.h"
#include "backend/plant/load.h"
#include "backend/plant/options.h"
#include "backend/plant/scenario.h"
#include "backend/plant/serial.h"
#include "backend/plant/server.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>

#define TICK_MS     1000
#define SCENARIO_MS 50

struct program {
    const struct options *options;
    uv_loop_t *loop;
    struct fleet fleet;
    struct scenario scenario;
    struct server *server;
    struct serial *serial;
    struct control *control;
    FILE *record; /* of writes, NULL = none is kept */
    uv_timer_t tick, scene;
    uv_signal_t end_signal[2];
    uv_pipe_t input;
    bool has_input, is_ending;
    char ignored[64];
    struct mono started, ticked;
};

static void stop(struct program *program)
{
    if (program->is_ending)
        return;
    program->is_ending = true;
    if (program->server)
        server_stop(program->server);
    if (program->serial)
        serial_stop(program->serial);
    control_stop(program->control);
    uv_close((uv_handle_t *)&program->tick, NULL);
    uv_close((uv_handle_t *)&program->scene, NULL);
    for (int i = 0; i < 2; i++)
        uv_close((uv_handle_t *)&program->end_signal[i], NULL);
    if (program->has_input)
        uv_close((uv_handle_t *)&program->input, NULL);
}

static void on_signal(uv_signal_t *signal, int number)
{
    (void)number;
    stop(signal->data);
}

/* The plant runs by real time passed, so that a late tick loses nothing; after a stop (a debugger,
 * a suspended machine) it goes on as if a minute had passed. */
static void on_tick(uv_timer_t *timer)
{
    struct program *program = timer->data;
    struct mono now = clock_mono();
    double seconds = (double)(now.ns - program->ticked.ns) * 1e-9;
    program->ticked = now;
    plant_advance(&program->fleet.plant, (seconds > 60 ? 60 : seconds) * program->options->speed);
    fleet_expire(&program->fleet, now);
}

static void on_scene(uv_timer_t *timer)
{
    struct program *program = timer->data;
    if (!scenario_run(&program->scenario, &program->fleet, program->started, clock_mono()))
        uv_timer_stop(timer);
}

static void on_room(uv_handle_t *handle, size_t wanted, uv_buf_t *out)
{
    (void)wanted;
    struct program *program = handle->data;
    *out = uv_buf_init(program->ignored, sizeof program->ignored);
}

static void on_input(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer)
{
    (void)buffer;
    if (count < 0)
        stop(stream->data);
}

static void watch_input(struct program *program)
{
    uv_pipe_init(program->loop, &program->input, 0);
    program->input.data = program;
    program->has_input = true;
    if (uv_pipe_open(&program->input, 0) != 0 ||
        uv_read_start((uv_stream_t *)&program->input, on_room, on_input) != 0)
        log_warning("standard input cannot be watched");
}

static void init_handles(struct program *program)
{
    static const int numbers[2] = {SIGINT, SIGTERM};
    uv_timer_init(program->loop, &program->tick);
    uv_timer_init(program->loop, &program->scene);
    program->tick.data = program->scene.data = program;
    for (int i = 0; i < 2; i++) {
        uv_signal_init(program->loop, &program->end_signal[i]);
        program->end_signal[i].data = program;
        uv_signal_start(&program->end_signal[i], on_signal, numbers[i]);
    }
    if (program->options->ends_with_stdin)
        watch_input(program);
}

static bool load(struct program *program)
{
    const struct options *options = program->options;
    char why[300];
    double start_s = options->start_s;
    if (start_s == 0)
        start_s = (double)clock_wall().us * 1e-6;
    plant_init(&program->fleet.plant, options->seed, start_s);
    if (options->weather &&
        !weather_load(&program->fleet.plant.weather, options->weather, start_s, why, sizeof why)) {
        fprintf(stderr, "%s\n", why);
        return false;
    }
    return load_fleet(&program->fleet, options->plant, stderr) &&
           (!options->scenario ||
            scenario_load(&program->scenario, &program->fleet, options->scenario, stderr));
}

static bool open_record(struct program *program)
{
    const char *path = program->options->writes;
    if (!path)
        return true;
    program->record = fopen(path, "ae");
    if (!program->record)
        fprintf(stderr, "heatplant: --writes %s: cannot be written\n", path);
    for (size_t i = 0; i < program->fleet.controller.count; i++)
        program->fleet.controller.at[i].record = program->record;
    return program->record != NULL;
}

/* One descriptor a listener and one a connection: the usual thousand is soon used up. */
static void raise_descriptors(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static bool open_all(struct program *program)
{
    const struct options *options = program->options;
    char why[300] = "";
    program->server = server_new(program->loop, &program->fleet);
    program->serial = serial_new(program->loop, &program->fleet);
    bool is_good =
        server_start(program->server, options->listen, options->allows_remote, why, sizeof why) &&
        serial_start(program->serial, options->pty_dir, why, sizeof why);
    if (is_good && options->control) {
        program->control =
            control_start(program->loop, &program->fleet, options->control, why, sizeof why);
        is_good = program->control != NULL;
    }
    if (!is_good)
        fprintf(stderr, "heatplant: %s\n", why);
    return is_good;
}

static void start_clocks(struct program *program)
{
    program->started = program->ticked = clock_mono();
    uv_timer_start(&program->tick, on_tick, TICK_MS, TICK_MS);
    if (program->scenario.order.count)
        uv_timer_start(&program->scene, on_scene, 0, SCENARIO_MS);
    printf("ready %zu devices\n", program->fleet.controller.count);
    fflush(stdout);
}

static int serve(const struct options *options)
{
    struct program *program = alloc_new(sizeof *program);
    program->options = options;
    program->loop = uv_default_loop();
    signal(SIGPIPE, SIG_IGN);
    raise_descriptors();
    bool is_good = load(program) && open_record(program);
    if (is_good) {
        init_handles(program);
        is_good = open_all(program);
        if (is_good)
            start_clocks(program);
        else
            stop(program);
        uv_run(program->loop, UV_RUN_DEFAULT);
    }
    scenario_finish(&program->scenario);
    fleet_finish(&program->fleet);
    if (program->record)
        fclose(program->record);
    uv_loop_close(program->loop);
    free(program);
    return is_good ? 0 : 1;
}

static int make_city(const struct city_wish *wish)
{
    char why[300];
    if (!city_write(wish, why, sizeof why)) {
        fprintf(stderr, "heatplant: %s\n", why);
        return 1;
    }
    printf("%s: %d sources, %d stations, %d households\n", wish->dir, wish->sources, wish->stations,
           wish->households);
    return 0;
}

int main(int argc, char **argv)
{
    struct options options;
    options_read(&options, argc, argv);
    switch (options.verb) {
    case VERB_SERVE: return serve(&options);
    case VERB_CITY: return make_city(&options.city);
    case VERB_TELL:
        return control_tell(options.socket, options.line, options.lines, stdout) ? 0 : 1;
    case VERB_END: return options.code;
    }
    return 2;
}
