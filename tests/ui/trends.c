#include "tests/ui/trends.h"

#include "backend/core/alarm_rule.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define NOW_S ((double)FIXTURE_NOW_US / 1e6)

struct trend_slot trends_value(const char *point, double epoch_s)
{
    static const struct {
        const char *point;
        double middle, swing, lag_h;
    } shapes[] = {{"T2g_SP", 53, 0, 0}, {"T2g", 52, 3, 0}, {"T2h", 42, 2, 1},
                  {"T1g", 88, 4, -1},   {"OT", -8, 5, 12}, {"P", 0.4, 0.02, 3}};
    double ago = NOW_S - epoch_s;
    if (ago > 50400 && ago < 54000)
        return (struct trend_slot){NAN, NAN, NAN};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        if (!strncmp(shapes[i].point, point, strlen(shapes[i].point))) {
            double turn = (ago / 3600 + shapes[i].lag_h) / 24 * 2 * acos(-1);
            double mean = shapes[i].middle + shapes[i].swing * cos(turn);
            double around = shapes[i].swing / 40;
            return (struct trend_slot){mean, mean - around, mean + around};
        }
    return (struct trend_slot){10, 9.5, 10.5};
}

void trends_start(struct fixture *fixture, const char *language)
{
    fixture_start(fixture, language);
    if (!fixture->site->rules)
        fixture->site->rules = alarm_rules_start();
}

/* As DESK_LIST_MARKS answers. */
void trends_marks(struct fixture *f)
{
    static const struct {
        double ago_h;
        const char *cell[11];
    } marks[] = {
        {20.5,
         {"ticket_opened", "lina", "repair", "5-2-301 暖气不热", "", "", "", "", "", "", "2041"}},
        {13, {"alarm_raised", "collector", "H/2", "", "", "56.2", "1002", "T2g.1", "", "88", "5"}},
        {12.999,
         {"changed_outside", "collector", "", "", "53", "58", "1002", "T2g_SP.1", "", "89", ""}},
        {3.5,
         {"command_verified", "collector", "", "", "", "53", "1002", "T2g_SP.1", "", "90", "7"}},
    };
    enum { COUNT = sizeof marks / sizeof *marks };
    static char text[COUNT][12][40];
    char *cells[COUNT * 12];
    for (int i = 0; i < COUNT; i++)
        for (int c = 0; c < 12; c++) {
            if (c == 0)
                snprintf(text[i][c], sizeof text[i][c], "%.0f", NOW_S - marks[i].ago_h * 3600);
            else
                snprintf(text[i][c], sizeof text[i][c], "%s", marks[i].cell[c - 1]);
            cells[i * 12 + c] = text[i][c];
        }
    struct desk_table table = {.rows = COUNT, .columns = 12, .cell = cells};
    console_desk_list(&f->console, DESK_LIST_MARKS, TREND_MARKS, &table);
}
