/* The collector is killed at every named place of a command's way; what the plant noted and what
 * the database holds must agree afterwards (TESTS A27). One set-point is a target; each command to
 * it carries a value that no other has, so that the plant's note names the command. */
#pragma once
#include "backend/base/vec.h"
#include "backend/store/pg.h"

#include <stdio.h>

struct target {
    int32_t device;
    char station[16], endpoint[64];
    int point;       /* 0.. of its device */
    uint16_t raw;    /* what the plant holds, by its own notes */
    uint16_t newest; /* value last ordered */
    int64_t command; /* the newest, 0 = none yet */
};

#define TARGET_POINTS 5

struct torture {
    struct pg *admin, *dispatcher;
    VEC(struct target) target;
    VEC(uint64_t) write; /* target << 16 | raw of each set-point write that the plant noted */
    size_t next;         /* target to be asked next */
    FILE *notes;         /* the plant's */
    char control[108];   /* its socket */
    int wrong;
};

/* Says what is wrong; the run goes on to the end and fails. */
void torture_wrong(struct torture *torture, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Ends the program: the drill itself does not work. */
void torture_die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/* torture_plant.c: what the plant noted since the last call. */
void plant_read_notes(struct torture *torture);
/* The access code runs out and the controller works on its own again: both must be prepared anew.
 */
void plant_close(const struct torture *torture, const struct target *target);
/* The register as it is now, read from the device itself. */
uint16_t plant_register(const struct target *target);

/* torture_database.c */
void database_open(struct torture *torture);
void database_find_targets(struct torture *torture);
bool database_is_polled(
    struct torture *torture); /* all values are there; then targets have theirs */
/* Asks a free target for its next value; `is_seen_wrong`: the collector has to refuse it. */
void database_ask(struct torture *torture, bool is_seen_wrong);
/* The one that led is known to be dead: nobody has to wait until its lease runs out. */
void database_free_lease(struct torture *torture);
int database_open_commands(struct torture *torture);
void database_judge(struct torture *torture);
