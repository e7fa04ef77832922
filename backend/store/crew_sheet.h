/* Crews and their roster as crews.csv and roster.csv have them, read and checked before the
 * database hears of them (6.2.2). Pure: texts in, errors out. Lists in a cell have a ; between. */
#pragma once
#include "backend/base/vec.h"
#include "backend/store/exchange_names.h"
#include "backend/store/exchange_table.h"

struct inventory;

/* Texts live as long as the sheet; "" = empty. */
struct crew_sheet_crew {
    const char *code, *name, *phone, *leader, *skills, *areas, *login, *hook;
    int32_t line;
};

enum duty_role {
    DUTY_PRIMARY,
    DUTY_SECONDARY,
    DUTY_DISPATCHER,
    DUTY_LEADER,
    DUTY_SUPERVISOR,
    DUTY_VACATION,
};
#define DUTY_ROLE_COUNT 6
extern const char *const duty_role_names[DUTY_ROLE_COUNT];

struct crew_sheet_shift {
    const char *crew, *person, *phone;
    const char *from, *to; /* as written: "2026-11-15 08:00", local time */
    const char *replaces;  /* a crew's code or a person's name, "" = nobody */
    int64_t starts, ends;  /* minutes of local time */
    int32_t who, covered;  /* numbers of the names, covered -1 = none */
    int32_t covers;        /* index of the shift that it stands in for, -1 = none */
    int32_t line;
    uint8_t role;
};

/* Embedded; crew_sheet_finish(). What is not there stays in the database as it is. */
struct crew_sheet {
    VEC(struct crew_sheet_crew) crews;
    VEC(struct crew_sheet_shift) shifts;
    bool has_crews, has_roster;
    struct exchange_names names; /* keeps all texts; numbers whoever has shifts */
    struct exchange_names codes; /* to lines */
    struct exchange_names logins;
};

void crew_sheet_finish(struct crew_sheet *sheet);

/* After the nodes, which the areas name. */
void crew_sheet_read_crews(struct crew_sheet *sheet, const struct inventory *inventory,
                           struct exchange_errors *errors, const char *text, size_t length);
/* After the crews. */
void crew_sheet_read_roster(struct crew_sheet *sheet, struct exchange_errors *errors,
                            const char *text, size_t length);
