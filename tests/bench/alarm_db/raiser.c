#include "backend/store/append.h"
#include "tests/bench/alarm_db/stage.h"
#include "tests/bench/common/database.h"
#include "tests/bench/common/measure.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CALM_MS = 100, FLOOD_MS = 10, AT_ONCE = 11 /* each FLOOD_MS: done in a little over 9 s */ };

struct raiser {
    struct stage *stage;
    struct append *append;
    double next; /* of the calm */
};

static void on_status(void *ctx, const struct session_status *status)
{
    ((struct raiser *)ctx)->stage->is_up = status->state == SESSION_UP;
}

static void on_plant(void *ctx, struct site *site)
{
    (void)ctx;
    site_free(site);
}

static void on_lease(void *ctx, int64_t epoch, struct mono until)
{
    (void)ctx, (void)epoch, (void)until;
}

static void on_command(void *ctx, const struct command *command, int64_t life_ms, bool is_orphan)
{
    (void)ctx, (void)command, (void)life_ms, (void)is_orphan;
}

static void on_word(void *ctx, const struct fact *fact)
{
    (void)ctx, (void)fact;
}

/* Each fact is a record of its own in the spool, from number 1 on. */
static void on_durable(void *ctx, uint64_t ticket)
{
    ((struct raiser *)ctx)->stage->durable_count = (int)ticket;
}

/* Ten kinds take turns; the first of the flood is a source's stop, with stations below it. */
static struct fact make(const struct stage *stage, int number)
{
    static const char *const codes[] = {"L/2",    "LL/1",    "H/3",    "HH/1",    "dev/2",
                                        "cold/1", "state/2", "rate/3", "order/3", "frozen/4k"};
    struct fact fact;
    bool is_calm = number < CALM;
    int station = is_calm ? number * 31 : number - CALM;
    fact_init(&fact, FACT_ALARM_RAISED, clock_wall());
    fact.alarm = stage->first_id + number;
    fact.node = stage->node[station];
    fact.device = stage->device[station];
    fact.old_value = 38;
    fact.new_value = 31.5;
    snprintf(fact.point, sizeof fact.point, "%s", is_calm ? "T2h.1" : "T2g.1");
    snprintf(fact.code, sizeof fact.code, "%s", codes[number % 10]);
    snprintf(fact.text, sizeof fact.text, "secondary supply too low: 31.5 °C, limit 38 °C");
    if (number == CALM) {
        fact.node = stage->source;
        fact.device = 0;
        snprintf(fact.point, sizeof fact.point, "F1");
        snprintf(fact.code, sizeof fact.code, "LL/1bn");
    }
    return fact;
}

static void tell(struct raiser *raiser, int count)
{
    struct stage *stage = raiser->stage;
    struct fact facts[AT_ONCE];
    int first = stage->told_count;
    for (int i = 0; i < count; i++)
        facts[i] = make(stage, first + i);
    for (int i = 0; i < count; i++)
        stage->told[first + i] = now_s();
    append_facts(raiser->append, facts, (size_t)count);
    stage->told_count += count;
}

static void on_beat(uv_timer_t *timer)
{
    struct raiser *raiser = timer->data;
    struct stage *stage = raiser->stage;
    int told = stage->told_count;
    if (told < CALM) {
        if (!stage->is_calm_wanted || now_s() < raiser->next)
            return;
        raiser->next = now_s() + (CALM_MS - FLOOD_MS / 2) / 1e3;
        tell(raiser, 1);
    } else if (stage->is_flood_wanted && told < ALARMS) {
        tell(raiser, ALARMS - told < AT_ONCE ? ALARMS - told : AT_ONCE);
    }
}

static _Noreturn void run(struct stage *stage, const char *dir)
{
    struct raiser raiser = {.stage = stage};
    char spool[100];
    uv_loop_t loop;
    uv_timer_t beat;
    struct append_events events = {&raiser,    on_status, on_plant,   on_lease,
                                   on_command, on_word,   on_durable, NULL};
    snprintf(spool, sizeof spool, "%s/spool", dir);
    mkdir(spool, 0700);
    uv_loop_init(&loop);
    raiser.append = append_new(
        &loop, &(struct append_options){.conninfo = BENCH_COLLECTOR, .spool_dir = spool}, &events);
    uv_timer_init(&loop, &beat);
    beat.data = &raiser;
    uv_timer_start(&beat, on_beat, FLOOD_MS, FLOOD_MS);
    uv_run(&loop, UV_RUN_DEFAULT);
    _exit(0);
}

pid_t raiser_start(struct stage *stage, const char *dir)
{
    pid_t pid = fork();
    if (pid)
        return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    run(stage, dir);
}
