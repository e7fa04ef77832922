/* The life cycle, a sentence a row (ALARMS §3.3). */
#include "backend/core/alarm.h"

#include "backend/base/msgid.h"

#define NORMAL ALARM_NORMAL
#define UNACK  ALARM_UNACKNOWLEDGED
#define ACKED  ALARM_ACKNOWLEDGED
#define BACK   ALARM_RETURNED
#define LATCH  ALARM_LATCHED
#define SHELF  ALARM_SHELVED
#define DESIGN ALARM_SUPPRESSED
#define OUT    ALARM_OUT_OF_SERVICE
#define ON(e)  ALARM_EVENT_##e
#define IF(c)  ALARM_IF_##c

const char *alarm_event_name(enum alarm_event event)
{
    static const char *const names[ALARM_EVENT_COUNT] = {
        [ON(RAISE)] = MSGID("raised"),
        [ON(RETURN)] = MSGID("returned"),
        [ON(ACKNOWLEDGE)] = MSGID("acknowledged"),
        [ON(UNACKNOWLEDGE)] = MSGID("acknowledgement ended"),
        [ON(RESET)] = MSGID("reset"),
        [ON(SHELVE)] = MSGID("shelved"),
        [ON(UNSHELVE)] = MSGID("unshelved"),
        [ON(SHELF_END)] = MSGID("shelf ran out"),
        [ON(SUPPRESS)] = MSGID("suppressed"),
        [ON(UNSUPPRESS)] = MSGID("no longer suppressed"),
        [ON(OUT)] = MSGID("taken out of service"),
        [ON(IN)] = MSGID("back in service"),
    };
    return (unsigned)event < ALARM_EVENT_COUNT ? names[event] : "";
}

const struct alarm_row alarm_rows[] = {
    {NORMAL, ON(RAISE), IF(UNASKED), ACKED, MSGID("It is shown steadily: nobody is asked.")},
    {NORMAL, ON(RAISE), 0, UNACK, MSGID("It calls for an answer: sound and flashing mark.")},
    {NORMAL, ON(RETURN), 0, NORMAL,
     MSGID("The event was acknowledged: that it is undone is only noted.")},
    {NORMAL, ON(ACKNOWLEDGE), 0, NORMAL, MSGID("Nothing is left to acknowledge.")},
    {NORMAL, ON(SHELVE), 0, SHELF, MSGID("Put aside before it comes.")},
    {NORMAL, ON(SUPPRESS), 0, DESIGN, MSGID("Its condition does not hold.")},
    {NORMAL, ON(OUT), 0, OUT, MSGID("Taken out of service for work.")},

    {UNACK, ON(RAISE), 0, UNACK, MSGID("Raised again before anybody answered.")},
    {UNACK, ON(RETURN), 0, BACK, MSGID("Normal again, but somebody has to see that it was there.")},
    {UNACK, ON(ACKNOWLEDGE), IF(EVENT), NORMAL, MSGID("The event is seen, and over.")},
    {UNACK, ON(ACKNOWLEDGE), 0, ACKED, MSGID("Somebody takes care: silent and steady.")},
    {UNACK, ON(SHELVE), 0, SHELF, MSGID("Put aside for a time, with a reason.")},
    {UNACK, ON(SUPPRESS), 0, DESIGN, MSGID("Its condition does not hold any more.")},
    {UNACK, ON(OUT), 0, OUT, MSGID("Taken out of service for work.")},

    {ACKED, ON(RAISE), IF(UNASKED), ACKED, MSGID("Raised again: nobody is asked.")},
    {ACKED, ON(RAISE), 0, UNACK, MSGID("It got worse: it calls again.")},
    {ACKED, ON(RETURN), IF(UNRESET), LATCH,
     MSGID("Normal again, but it waits for a person's reset.")},
    {ACKED, ON(RETURN), 0, NORMAL, MSGID("Normal again, and seen: it is over.")},
    {ACKED, ON(ACKNOWLEDGE), IF(EVENT), NORMAL,
     MSGID("The event off the shelf is answered, and over.")},
    {ACKED, ON(ACKNOWLEDGE), 0, ACKED, MSGID("The first acknowledgement counts.")},
    {ACKED, ON(UNACKNOWLEDGE), IF(UNASKED), ACKED, MSGID("Nobody was asked.")},
    {ACKED, ON(UNACKNOWLEDGE), 0, UNACK,
     MSGID("It calls again: taken back, or without progress for too long.")},
    {ACKED, ON(SHELVE), 0, SHELF, MSGID("Put aside for a time, with a reason.")},
    {ACKED, ON(SUPPRESS), 0, DESIGN, MSGID("Its condition does not hold any more.")},
    {ACKED, ON(OUT), 0, OUT, MSGID("Taken out of service for work.")},

    {BACK, ON(RAISE), 0, UNACK, MSGID("It is there again.")},
    {BACK, ON(ACKNOWLEDGE), IF(UNRESET), LATCH, MSGID("Seen; it waits for a person's reset.")},
    {BACK, ON(ACKNOWLEDGE), 0, NORMAL, MSGID("Seen: it is over.")},
    {BACK, ON(SHELVE), 0, SHELF, MSGID("Put aside for a time, with a reason.")},
    {BACK, ON(SUPPRESS), 0, DESIGN, MSGID("Its condition does not hold any more.")},
    {BACK, ON(OUT), 0, OUT, MSGID("Taken out of service for work.")},

    {LATCH, ON(RAISE), IF(UNASKED), ACKED, MSGID("It is there again: nobody is asked.")},
    {LATCH, ON(RAISE), 0, UNACK, MSGID("It is there again.")},
    {LATCH, ON(ACKNOWLEDGE), 0, LATCH, MSGID("It was acknowledged; a reset is needed.")},
    {LATCH, ON(RESET), 0, NORMAL, MSGID("A person let it go: it is over.")},
    {LATCH, ON(SHELVE), 0, SHELF, MSGID("Put aside for a time, with a reason.")},
    {LATCH, ON(SUPPRESS), 0, DESIGN, MSGID("Its condition does not hold any more.")},
    {LATCH, ON(OUT), 0, OUT, MSGID("Taken out of service for work.")},

    {SHELF, ON(RAISE), 0, SHELF, MSGID("Raised on the shelf: listed there, silent.")},
    {SHELF, ON(RETURN), IF(ONE_SHOT) | IF(UNRESET), LATCH,
     MSGID("The shelf ends with the alarm, which waits for a reset.")},
    {SHELF, ON(RETURN), IF(ONE_SHOT), NORMAL,
     MSGID("The shelf was for this once: it ends with the alarm.")},
    {SHELF, ON(RETURN), 0, SHELF, MSGID("Normal again, the shelf goes on.")},
    {SHELF, ON(ACKNOWLEDGE), 0, SHELF, MSGID("Noted; the shelf goes on.")},
    {SHELF, ON(UNACKNOWLEDGE), 0, SHELF, MSGID("Noted; the shelf goes on.")},
    {SHELF, ON(SHELVE), 0, SHELF, MSGID("The new time and reason count.")},
    {SHELF, ON(UNSHELVE), IF(ACTIVE), ACKED, MSGID("Whoever takes it off the shelf has seen it.")},
    {SHELF, ON(UNSHELVE), IF(UNRESET), LATCH, MSGID("Normal meanwhile; it waits for a reset.")},
    {SHELF, ON(UNSHELVE), 0, NORMAL, MSGID("Normal meanwhile: it is over.")},
    {SHELF, ON(SHELF_END), IF(ACTIVE) | IF(UNASKED), ACKED, MSGID("Still there: nobody is asked.")},
    {SHELF, ON(SHELF_END), IF(ACTIVE), UNACK, MSGID("Still there, and nobody looked: it calls.")},
    {SHELF, ON(SHELF_END), IF(UNRESET), LATCH, MSGID("Normal meanwhile; it waits for a reset.")},
    {SHELF, ON(SHELF_END), 0, NORMAL, MSGID("Normal meanwhile: no flood when shelves run out.")},
    {SHELF, ON(SUPPRESS), 0, DESIGN, MSGID("Suppressed by design; the shelf runs beneath.")},
    {SHELF, ON(OUT), 0, OUT, MSGID("Taken out of service; the shelf runs beneath.")},

    {DESIGN, ON(RAISE), 0, DESIGN, MSGID("Listed as suppressed, silent.")},
    {DESIGN, ON(RETURN), 0, DESIGN, MSGID("Normal again, still suppressed.")},
    {DESIGN, ON(ACKNOWLEDGE), 0, DESIGN, MSGID("Noted; still suppressed.")},
    {DESIGN, ON(UNACKNOWLEDGE), 0, DESIGN, MSGID("Noted; still suppressed.")},
    {DESIGN, ON(SHELVE), 0, DESIGN, MSGID("The shelf runs beneath.")},
    {DESIGN, ON(UNSHELVE), 0, DESIGN, MSGID("The shelf beneath is gone.")},
    {DESIGN, ON(SHELF_END), 0, DESIGN, MSGID("The shelf beneath ran out.")},
    {DESIGN, ON(SUPPRESS), 0, DESIGN, MSGID("It is suppressed already.")},
    {DESIGN, ON(UNSUPPRESS), IF(SHELVED), SHELF, MSGID("The condition holds again; a shelf runs.")},
    {DESIGN, ON(UNSUPPRESS), IF(ACTIVE) | IF(UNASKED), ACKED,
     MSGID("The condition holds again: nobody is asked.")},
    {DESIGN, ON(UNSUPPRESS), IF(ACTIVE), UNACK,
     MSGID("The condition holds again, and it is there.")},
    {DESIGN, ON(UNSUPPRESS), IF(UNRESET), LATCH, MSGID("Normal meanwhile; it waits for a reset.")},
    {DESIGN, ON(UNSUPPRESS), 0, NORMAL, MSGID("The condition holds again, and all is normal.")},
    {DESIGN, ON(OUT), 0, OUT, MSGID("Taken out of service for work.")},

    {OUT, ON(RAISE), 0, OUT, MSGID("Listed as out of service, silent.")},
    {OUT, ON(RETURN), 0, OUT, MSGID("Normal again, the work goes on.")},
    {OUT, ON(ACKNOWLEDGE), 0, OUT, MSGID("Noted; the work goes on.")},
    {OUT, ON(UNACKNOWLEDGE), 0, OUT, MSGID("Noted; the work goes on.")},
    {OUT, ON(SHELVE), 0, OUT, MSGID("The shelf runs beneath.")},
    {OUT, ON(UNSHELVE), 0, OUT, MSGID("The shelf beneath is gone.")},
    {OUT, ON(SHELF_END), 0, OUT, MSGID("The shelf beneath ran out.")},
    {OUT, ON(SUPPRESS), 0, OUT, MSGID("Suppressed beneath.")},
    {OUT, ON(UNSUPPRESS), 0, OUT, MSGID("No longer suppressed beneath.")},
    {OUT, ON(OUT), 0, OUT, MSGID("The new work counts.")},
    {OUT, ON(IN), IF(SUPPRESSED), DESIGN, MSGID("Back in service, suppressed by design.")},
    {OUT, ON(IN), IF(SHELVED), SHELF, MSGID("Back in service, on the shelf.")},
    {OUT, ON(IN), IF(ACTIVE) | IF(UNASKED), ACKED, MSGID("Back in service: nobody is asked.")},
    {OUT, ON(IN), IF(ACTIVE), UNACK, MSGID("Back in service, and it is there.")},
    {OUT, ON(IN), IF(UNRESET), LATCH, MSGID("Back in service; it waits for a reset.")},
    {OUT, ON(IN), 0, NORMAL, MSGID("Back in service, and all is normal.")},
};
const size_t alarm_row_count = sizeof alarm_rows / sizeof *alarm_rows;

#define OVER    MSGID("What is over cannot be taken back: it is raised anew.")
#define UNHEARD MSGID("Nobody has acknowledged it.")
#define LOOSE   MSGID("Only a latched alarm is reset.")
#define NO_MORE MSGID("Only what is raised returns, once.")
#define NO_HELD MSGID("It is not on the shelf.")
#define NO_WHY  MSGID("It is not suppressed.")
#define AT_WORK MSGID("It is in service.")

const struct alarm_impossible alarm_impossibles[] = {
    {NORMAL, ON(UNACKNOWLEDGE), OVER},
    {NORMAL, ON(RESET), LOOSE},
    {NORMAL, ON(UNSHELVE), NO_HELD},
    {NORMAL, ON(SHELF_END), NO_HELD},
    {NORMAL, ON(UNSUPPRESS), NO_WHY},
    {NORMAL, ON(IN), AT_WORK},
    {UNACK, ON(UNACKNOWLEDGE), UNHEARD},
    {UNACK, ON(RESET), LOOSE},
    {UNACK, ON(UNSHELVE), NO_HELD},
    {UNACK, ON(SHELF_END), NO_HELD},
    {UNACK, ON(UNSUPPRESS), NO_WHY},
    {UNACK, ON(IN), AT_WORK},
    {ACKED, ON(RESET), LOOSE},
    {ACKED, ON(UNSHELVE), NO_HELD},
    {ACKED, ON(SHELF_END), NO_HELD},
    {ACKED, ON(UNSUPPRESS), NO_WHY},
    {ACKED, ON(IN), AT_WORK},
    {BACK, ON(RETURN), NO_MORE},
    {BACK, ON(UNACKNOWLEDGE), UNHEARD},
    {BACK, ON(RESET), LOOSE},
    {BACK, ON(UNSHELVE), NO_HELD},
    {BACK, ON(SHELF_END), NO_HELD},
    {BACK, ON(UNSUPPRESS), NO_WHY},
    {BACK, ON(IN), AT_WORK},
    {LATCH, ON(RETURN), NO_MORE},
    {LATCH, ON(UNACKNOWLEDGE), OVER},
    {LATCH, ON(UNSHELVE), NO_HELD},
    {LATCH, ON(SHELF_END), NO_HELD},
    {LATCH, ON(UNSUPPRESS), NO_WHY},
    {LATCH, ON(IN), AT_WORK},
    {SHELF, ON(RESET), LOOSE},
    {SHELF, ON(UNSUPPRESS), NO_WHY},
    {SHELF, ON(IN), AT_WORK},
    {DESIGN, ON(RESET), LOOSE},
    {DESIGN, ON(IN), AT_WORK},
    {OUT, ON(RESET), LOOSE},
};
const size_t alarm_impossible_count = sizeof alarm_impossibles / sizeof *alarm_impossibles;
