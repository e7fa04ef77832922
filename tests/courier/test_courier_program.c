/* heatcourier as it is shipped: killed, two at once, under systemd, with wrong options and the
 * wrong login, and before a server whose certificate nobody signed. */
#include "backend/base/clock.h"
#include "tests/courier/courier_bed.h"
#include "tests/courier/program.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

static struct courier_bed bed;
static struct program programs[2];

static int set_up(void **state)
{
    (void)state;
    courier_bed_make(&bed);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    courier_bed_drop(&bed);
    return 0;
}

static int start(void **state)
{
    (void)state;
    memset(programs, 0, sizeof programs);
    programs[0].is_gone = programs[1].is_gone = true; /* not yet run */
    courier_bed_begin(&bed);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++)
        program_finish(&programs[i]);
    courier_bed_end(&bed);
    return 0;
}

static struct program *run(int which, const char *conninfo)
{
    program_run(&programs[which], &bed.loop,
                (const char *const[]){COURIER_PROGRAM, "--db", conninfo, "--timeout", "20", NULL});
    return &programs[which];
}

static void end(struct program *program)
{
    uv_process_kill(&program->process, SIGTERM);
    program_wait(program);
    assert_non_null(strstr(program->said, "stopping"));
    assert_int_equal(program->status, 0);
}

/* Killed between taking and telling: what it had stays lent, the next one delivers all else
 * meanwhile and this when the loan is over. */
static void test_killed_loses_none(void **state)
{
    (void)state;
    struct program *first = run(0, bed.conninfo);
    long long lost = courier_bed_put(&bed, "/hang");
    courier_bed_wait(&bed, &bed.receiver.hanging, 1);
    uv_process_kill(&first->process, SIGKILL);
    program_wait(first);
    assert_int_equal(first->status, 128 + SIGKILL);
    courier_bed_move(&bed, lost, "/ok");
    crew_bed_run(bed.crew.root,
                 "update hd.message set leased_until = leased_until + interval '1 day'"
                 " where id = %lld",
                 lost);
    struct program *second = run(1, bed.conninfo);
    courier_bed_expect(&bed, courier_bed_put(&bed, "/ok"), "sent", "");
    crew_bed_expect(bed.crew.root, "waiting 1 t",
                    "select concat_ws(' ', state, tries, leased_until is not null)"
                    " from hd.message where id = %lld",
                    lost);
    courier_bed_retry(&bed, lost); /* the loan is over */
    courier_bed_expect(&bed, lost, "sent", "");
    assert_int_equal(bed.receiver.count, 3);
    end(second);
}

static void test_two_deliver_once(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++)
        program_wait_for(run(i, bed.conninfo), "the database is there");
    long long ids[40];
    for (int i = 0; i < 40; i++)
        ids[i] = courier_bed_put(&bed, "/ok");
    for (int i = 0; i < 40; i++)
        courier_bed_expect(&bed, ids[i], "sent", "");
    assert_int_equal(bed.receiver.count, 40);
    end(&programs[0]);
    end(&programs[1]);
}

/* Until this came, datagrams are read. */
static void await(int fd, const char *wanted)
{
    struct mono begun = clock_mono();
    char state[64] = "";
    while (strcmp(state, wanted) != 0) {
        assert_true(mono_ms_since(begun, clock_mono()) < PATIENCE_S * 1000);
        ssize_t got = recv(fd, state, sizeof state - 1, MSG_DONTWAIT);
        state[got > 0 ? got : 0] = '\0';
        courier_bed_turn(&bed);
    }
}

/* A hook that hangs does not make the watchdog bite. */
static void test_systemd(void **state)
{
    (void)state;
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at.sun_family), 0); /* any name */
    socklen_t length = sizeof at;
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &length), 0);
    char name[sizeof at.sun_path + 1] = "@";
    memcpy(name + 1, at.sun_path + 1, length - sizeof at.sun_family - 1);
    setenv("NOTIFY_SOCKET", name, 1);
    struct program *program = run(0, bed.conninfo);
    unsetenv("NOTIFY_SOCKET");
    await(fd, "READY=1");
    courier_bed_put(&bed, "/hang");
    courier_bed_wait(&bed, &bed.receiver.hanging, 1);
    await(fd, "WATCHDOG=1");
    end(program);
    await(fd, "STOPPING=1");
    close(fd);
}

static void test_wrong_options(void **state)
{
    (void)state;
    static const struct {
        const char *option, *value, *said;
    } wrong[] = {
        {"--timeout", "0", "--timeout 0, expected 1..20"},
        {"--timeout", "soon", "--timeout soon, expected 1..20"},
        {"--hook", "ftp://host/", "--hook ftp://host/, expected http:// or https://"},
        {"--hook", "https://", "expected http:// or https://"},
        {"--hook", "https://a b", "expected http:// or https:// without blanks"},
        {"--ca", "/nowhere", "--ca /nowhere: No such file or directory, expected a file"},
        {"more", NULL, "\"more\", expected options only"},
        {"--nothing", NULL, "unrecognized option"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        program_run(&programs[0], &bed.loop,
                    (const char *const[]){COURIER_PROGRAM, wrong[i].option, wrong[i].value, NULL});
        program_wait(&programs[0]);
        assert_int_equal(programs[0].status, 2);
        if (!strstr(programs[0].said, wrong[i].said))
            fail_msg("%s: %s", wrong[i].option, programs[0].said);
        program_finish(&programs[0]);
    }
}

/* A login of another role is told why nothing is carried, and takes nothing. */
static void test_wrong_login(void **state)
{
    char conninfo[200];
    (void)state;
    snprintf(conninfo, sizeof conninfo, "%s user=proof_collector", bed.crew.ground.conninfo);
    long long id = courier_bed_put(&bed, "/ok");
    struct program *program = run(0, conninfo);
    program_wait_for(program, "proof_collector is not in hd_courier");
    crew_bed_expect(bed.crew.root, "0", "select tries from hd.message where id = %lld", id);
    end(program);
}

static void test_certificate_nobody_signed(void **state)
{
    (void)state;
    char hook[80];
    program_run(&programs[1], &bed.loop, (const char *const[]){TLS_RECEIVER, NULL});
    program_wait_for(&programs[1], "\n");
    snprintf(hook, sizeof hook, "https://127.0.0.1:%d/", atoi(programs[1].said));
    long long id = courier_bed_put(&bed, hook);
    struct program *program = run(0, bed.conninfo);
    courier_bed_expect(&bed, id, "waiting", "self-signed certificate");
    end(program);
}

static void test_certificate_that_is_trusted(void **state)
{
    (void)state;
    char hook[80], ca[] = "/tmp/heatcourier-ca.XXXXXX";
    close(mkstemp(ca));
    program_run(&programs[1], &bed.loop, (const char *const[]){TLS_RECEIVER, ca, NULL});
    program_wait_for(&programs[1], "\n");
    snprintf(hook, sizeof hook, "https://127.0.0.1:%d/", atoi(programs[1].said));
    long long id = courier_bed_put(&bed, hook);
    program_run(&programs[0], &bed.loop,
                (const char *const[]){COURIER_PROGRAM, "--db", bed.conninfo, "--ca", ca, NULL});
    courier_bed_expect(&bed, id, "sent", "");
    end(&programs[0]);
    unlink(ca);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_killed_loses_none, start, stop),
        cmocka_unit_test_setup_teardown(test_two_deliver_once, start, stop),
        cmocka_unit_test_setup_teardown(test_systemd, start, stop),
        cmocka_unit_test_setup_teardown(test_wrong_options, start, stop),
        cmocka_unit_test_setup_teardown(test_wrong_login, start, stop),
        cmocka_unit_test_setup_teardown(test_certificate_nobody_signed, start, stop),
        cmocka_unit_test_setup_teardown(test_certificate_that_is_trusted, start, stop),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
