#include "backend/core/desk.h"

#include "backend/base/msgid.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void desk_request_init(struct desk_request *request, enum desk_call call, const char *deed)
{
    *request = (struct desk_request){.call = call, .deed = deed, .number = NAN, .other = NAN};
}

void desk_request_add(struct desk_request *request, const char *name, const char *value)
{
    if (value && value[0] && request->members < DESK_MEMBERS)
        request->member[request->members++] = (struct desk_member){name, value};
}

void desk_request_add_number(struct desk_request *request, const char *name, double value,
                             char *room, size_t size)
{
    if (isnan(value))
        return;
    snprintf(room, size, "%.6f", value);
    desk_request_add(request, name, room);
}

static const struct {
    const char *code, *sentence;
} refusals[] = {
    {"right", MSGID("You may not do this.")},
    {"gone", MSGID("There is no such thing any more.")},
    {"state", MSGID("Not possible in this state.")},
    {"kind", MSGID("It does not fit this kind of ticket.")},
    {"done", MSGID("It is so already.")},
    {"changed", MSGID("It has changed since you looked; Enter does it all the same.")},
    {"missing", MSGID("Something is missing:")},
    {"time", MSGID("The time does not fit.")},
    {"reason", MSGID("A limit was exceeded: its reason is needed first.")},
    {"held", MSGID("It is on hold: resume it first.")},
    {"hold", MSGID("An outage has no hold: the repair goes on until heat is back (7.3.4).")},
    {"merged", MSGID("It is merged into another ticket: work on that one.")},
    {"cycle", MSGID("These two cannot be merged.")},
    {"crew", MSGID("This crew cannot take it.")},
    {"jobs", MSGID("It has jobs in hand; the dispatcher decides:")},
    {"claimed", MSGID("Another desk has it in hand.")},
    {"node", MSGID("There is no such place.")},
    {"network", MSGID("From a station on it is the secondary network: 12 h (7.3.6).")},
    {"parent", MSGID("The ticket to join is not open.")},
    {"urgency", MSGID("There is no such urgency.")},
    {"deed", MSGID("There is no such action.")},
    {"plan", MSGID("There is no such plan card.")},
    {"step", MSGID("The plan has no such step.")},
    {"pin", MSGID("The PIN is wrong.")},
    {"blocked", MSGID("Too many wrong PINs; blocked until")},
    {"no_pin", MSGID("No PIN is set.")},
    {"number", MSGID("A PIN has 4 to 64 characters.")},
    {"busy", MSGID("The database is busy; ask again.")},
    {"away", MSGID("The database is away: nothing was asked.")},
    {"lost", MSGID("The database went away; the journal will tell whether it was done.")},
    {"", MSGID("The database did not take it.")},
};

const char *desk_refusal_sentence(const char *code)
{
    size_t last = sizeof refusals / sizeof refusals[0] - 1;
    for (size_t i = 0; i < last; i++)
        if (!strcmp(refusals[i].code, code))
            return refusals[i].sentence;
    return refusals[last].sentence;
}

static const struct {
    const char *why, *phrase;
} lacks[] = {
    {"crew", MSGID("the crew")},
    {"contact", MSGID("when the user was reached")},
    {"measure", MSGID("what will be done")},
    {"visit", MSGID("when somebody comes")},
    {"promise", MSGID("until when it is promised")},
    {"words", MSGID("a few words")},
    {"place", MSGID("the place")},
    {"code", MSGID("which of them")},
    {"name", MSGID("who confirmed it")},
    {"number", MSGID("the value")},
    {"response", MSGID("the response to the user (7.4.3)")},
    {"survey", MSGID("the decision and the survey (5.1.2)")},
    {"finish", MSGID("that the work is finished and confirmed (6.2.4)")},
    {"plan", MSGID("a plan that was started")},
    {"original", MSGID("which ticket it repeats")},
};

const char *desk_missing_phrase(const char *why)
{
    for (size_t i = 0; i < sizeof lacks / sizeof lacks[0]; i++)
        if (!strcmp(lacks[i].why, why))
            return lacks[i].phrase;
    return why;
}

const char *desk_cell(const struct desk_table *table, int row, int column)
{
    if (row < 0 || row >= table->rows || column < 0 || column >= table->columns)
        return "";
    return table->cell[row * table->columns + column];
}

double desk_cell_number(const struct desk_table *table, int row, int column)
{
    const char *text = desk_cell(table, row, column);
    char *end;
    double value = strtod(text, &end);
    return end == text || *end ? NAN : value;
}

void desk_table_finish(struct desk_table *table)
{
    for (int i = 0; i < table->rows * table->columns; i++)
        free(table->cell[i]);
    free(table->cell);
    *table = (struct desk_table){0};
}
