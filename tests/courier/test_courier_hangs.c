/* Hooks that hang, in every way: they hold up no other message, and never whoever dispatches. */
#include "backend/base/clock.h"
#include "tests/courier/courier_bed.h"

#include <dlfcn.h>
#include <netdb.h>
#include <pthread.h>
#include <time.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct courier_bed bed;

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
    courier_bed_begin(&bed);
    courier_bed_start(&bed, NULL);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    courier_bed_end(&bed);
    return 0;
}

/* ---- a name server that does not answer: what libcurl calls in place of libc's ---- */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t is_answered = PTHREAD_COND_INITIALIZER;
static bool answers;
static int asked, answered_late; /* late: nobody let it go */

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                struct addrinfo **found)
{
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    *(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
    if (!name || strcmp(name, "silent.invalid") != 0)
        return real(name, service, hints, found);
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PATIENCE_S;
    pthread_mutex_lock(&lock);
    asked++;
    int late = 0;
    while (!answers && !late)
        late = pthread_cond_timedwait(&is_answered, &lock, &until);
    answered_late += late != 0;
    pthread_mutex_unlock(&lock);
    return EAI_AGAIN;
}

static void answer_names(bool yes)
{
    pthread_mutex_lock(&lock);
    answers = yes;
    pthread_cond_broadcast(&is_answered);
    pthread_mutex_unlock(&lock);
}

/* A name that is not resolved in time ends its post and nothing else; nor does it keep the courier
 * from ending. */
static void test_name_server_that_hangs(void **state)
{
    (void)state;
    answer_names(false);
    long long hanging = courier_bed_put(&bed, "http://silent.invalid/");
    courier_bed_expect(&bed, hanging, "waiting", "imed out");
    courier_bed_retry(&bed, hanging);
    long long other = courier_bed_put(&bed, "/ok");
    courier_bed_expect(&bed, other, "sent", "");
    courier_free(bed.courier);
    bed.courier = NULL;
    pthread_mutex_lock(&lock);
    assert_true(asked > 0);
    assert_int_equal(answered_late, 0);
    pthread_mutex_unlock(&lock);
    answer_names(true);
}

static void test_push_that_hangs_holds_up_nobody(void **state)
{
    (void)state;
    long long hanging[3] = {courier_bed_put(&bed, "/hang"), courier_bed_put(&bed, "/hang"),
                            courier_bed_put(&bed, "/hang")};
    courier_bed_wait(&bed, &bed.receiver.hanging, 3);
    long long others[10];
    for (int i = 0; i < 10; i++)
        others[i] = courier_bed_put(&bed, "/ok");
    for (int i = 0; i < 10; i++)
        courier_bed_expect(&bed, others[i], "sent", "");
    for (int i = 0; i < 3; i++)
        courier_bed_expect(&bed, hanging[i], "waiting", "imed out");
}

/* Messages that end at once, for want of a hook, make no room that is not there. */
static void test_never_more_than_eight(void **state)
{
    (void)state;
    courier_free(bed.courier);
    long long none = courier_bed_put(&bed, "");
    for (int i = 0; i < 20; i++)
        courier_bed_put(&bed, "/hang");
    courier_bed_start(&bed, NULL);
    courier_bed_expect(&bed, none, "waiting", "no hook");
    courier_bed_wait(&bed, &bed.receiver.hanging, 8);
    long long lent = ground_number(bed.crew.root, "select count(*) from hd.message"
                                                  " where leased_until > clock_timestamp()");
    assert_in_range(lent, 1, 8);
    courier_bed_wait(&bed, &bed.receiver.hanging, 20); /* the others in their turn */
    assert_in_range(bed.receiver.most_at_once, 8, 8);
}

static void test_dispatch_is_not_slowed_by_a_push_that_hangs(void **state)
{
    (void)state;
    long long crew = crew_bed_crew(&bed.crew, "H", "{}", false);
    crew_bed_run(bed.crew.root, "update hd.crew set hook = 'http://127.0.0.1:%d/hang'",
                 bed.receiver.port);
    for (int i = 0; i < 8; i++)
        courier_bed_put(&bed, "/hang");
    courier_bed_wait(&bed, &bed.receiver.hanging,
                     8); /* all places are taken: the loop stands still from here on */
    long long ticket = crew_bed_open(&bed.crew, "repair", 1);
    crew_bed_dispatch(&bed.crew, ticket, crew);
    crew_bed_expect(bed.crew.root, "dispatched", "select state from hd.ticket where id = %lld",
                    ticket);
    crew_bed_expect(bed.crew.root, "waiting",
                    "select state from hd.message where ticket_id = %lld and kind = 'dispatch'",
                    ticket);
    /* and it goes out when a place is free */
    courier_bed_wait(&bed, &bed.receiver.hanging, 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_push_that_hangs_holds_up_nobody, start, stop),
        cmocka_unit_test_setup_teardown(test_never_more_than_eight, start, stop),
        cmocka_unit_test_setup_teardown(test_dispatch_is_not_slowed_by_a_push_that_hangs, start,
                                        stop),
        cmocka_unit_test_setup_teardown(test_name_server_that_hangs, start, stop),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
