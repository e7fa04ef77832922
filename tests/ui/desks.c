#include "tests/ui/desks.h"

#include "backend/core/crew.h"
#include "backend/core/outage.h"
#include "tests/ui/tickets.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define NOW_S ((double)FIXTURE_NOW_US / 1e6)

static struct wall ago(double minutes)
{
    return (struct wall){FIXTURE_NOW_US - (int64_t)(minutes * 6e7)};
}

static void clocks(struct outage *outage, const char *kind, double minutes, double hours,
                   bool has_eta)
{
    char text[300];
    double from = NOW_S - minutes * 60;
    snprintf(text, sizeof text, "%s %.0f %.0f - 0;eta %.0f %.0f %s 0", kind, from,
             from + hours * 3600, from, from + 1800, has_eta ? "1" : "-");
    if (has_eta)
        snprintf(text, sizeof text, "%s %.0f %.0f - 0;eta %.0f %.0f %.0f 0", kind, from,
                 from + hours * 3600, from, from + 1800, from + 600);
    outage_read_clocks(outage, text);
}

/* Of outage 9: two done, the third overdue. */
static void put_steps(struct site *site)
{
    const struct outage_step step[] = {
        {9, 1, "判断泄漏管段", "Find the leaking section", "dispatcher", ago(25), ago(28),
         "zhangwei"},
        {9, 2, "抢修队出动", "The repair crew leaves", "crew", ago(15), ago(12), "wanglei"},
        {9, 3, "关闭两端分段阀", "Close the section valves", "crew", ago(10), {0}, ""},
        {9, 4, "发布停热公告", "Publish the notice", "hotline", ago(-45), {0}, ""},
        {9, 5, "连续抢修", "Repair without a break", "李队长", {0}, {0}, ""},
        {9, 6, "充水、排气", "", "crew", {0}, {0}, ""},
        {9, 7, "逐站恢复供热", "Bring the stations back", "dispatcher", {0}, {0}, ""},
    };
    site_put_outage_steps(site, step, sizeof step / sizeof *step);
}

static void put_outages(struct fixture *f)
{
    struct site *site = f->site;
    struct outage outage[3] = {
        {.id = 7,
         .node = site->node[site_node_of_code(site, "S0002")].id,
         .kind = "secondary",
         .cause = "二次网主管泄漏",
         .started = ago(700),
         .eta = ago(-90),
         .forecasts = 2,
         .crews = "二班",
         .stations = 1,
         .households = 540,
         .area_m2 = 48200,
         .tickets = 4},
        {.id = 9,
         .node = site->node[site_node_of_code(site, "N12")].id,
         .kind = "primary",
         .cause = "西线支管泄漏",
         .started = ago(40),
         .gap_since = ago(40),
         .plan = "primary",
         .plan_title = "一次网泄漏",
         .plan_title_en = "Leak in the primary network",
         .plan_started = ago(30),
         .stations = 3,
         .households = 2100,
         .area_m2 = NAN},
        {.id = 5,
         .node = site->node[site_node_of_code(site, "S0008")].id,
         .kind = "secondary",
         .cause = "循环泵更换",
         .started = ago(1400),
         .eta = ago(900),
         .forecasts = 1,
         .stations = 1,
         .households = 300,
         .area_m2 = 27000,
         .restored = ago(880)},
    };
    clocks(&outage[0], "secondary", 700, 12, true);
    clocks(&outage[1], "primary", 40, 24, false);
    site_put_outages(site, outage, 3);
    put_steps(site);
}

static void put_crews(struct fixture *f, bool is_mine)
{
    const struct crew crew[3] = {
        {.id = 901,
         .code = "1班",
         .name = "一班",
         .phone = "13903150001",
         .status = "free",
         .since = ago(95),
         .is_on_duty = true},
        {.id = 902,
         .code = "2班",
         .name = "二班",
         .phone = "13903150002",
         .status = "on_site",
         .since = ago(31),
         .next_check = ago(-29),
         .is_on_duty = true,
         .load = 2,
         .jobs = "T45 T47",
         .is_mine = is_mine},
        {.id = 903,
         .code = "3班",
         .name = "三班",
         .phone = "13903150003",
         .status = "under_way",
         .since = ago(70),
         .next_check = ago(25),
         .is_silent = true,
         .load = 1,
         .jobs = "T46"},
    };
    site_put_crews(f->site, crew, 3);
}

void desks_start(struct fixture *f, const char *language)
{
    tickets_start_late(f, language);
    put_outages(f);
    put_crews(f, false);
}

void desks_start_crew(struct fixture *f, const char *language)
{
    desks_start(f, language);
    put_crews(f, true);
    snprintf(f->session.who, sizeof f->session.who, "banzu2");
    snprintf(f->session.role, sizeof f->session.role, "crew");
    /* two of the jobs are this crew's */
    tickets_fact(f, FACT_TICKET_DISPATCHED, 20, 43, NAN, 902, "", "");
    tickets_fact(f, FACT_TICKET_TAKEN, 18, 43, NAN, NAN, "", "");
    tickets_fact(f, FACT_TICKET_DISPATCHED, 12, 48, NAN, 902, "", "");
}

static void answer(struct fixture *f, enum desk_list list, int64_t id, char **cells, int rows,
                   int wide)
{
    const struct desk_table table = {.rows = rows, .columns = wide, .cell = cells};
    console_desk_list(&f->console, list, id, &table);
}

#define CELL(text) ((char *)(uintptr_t)(text))

static char *epoch(double minutes_ago, char *room, size_t size)
{
    snprintf(room, size, "%.0f", NOW_S - minutes_ago * 60);
    return room;
}

void desks_roster(struct fixture *f)
{
    char at[4][24];
    char *cells[] = {epoch(240, at[0], 24),
                     epoch(-240, at[1], 24),
                     CELL("primary"),
                     CELL("一班"),
                     CELL("13903150001"),
                     CELL("0"),
                     epoch(240, at[0], 24),
                     epoch(-240, at[1], 24),
                     CELL("leader"),
                     CELL("李强"),
                     CELL("13703150001"),
                     CELL("0"),
                     epoch(-240, at[2], 24),
                     epoch(-720, at[3], 24),
                     CELL("nobody"),
                     CELL(""),
                     CELL(""),
                     CELL("1")};
    answer(f, DESK_LIST_ROSTER, 0, cells, 3, 6);
}

static void put_lines(struct fixture *f, double minutes_ago)
{
    static const char *const lines[][15] = {
        {"dead", "tcp:10.12.0.7:502", "S0003", "海河道", "1", "1", "100.0", "", "", "", "412",
         "412", "0", "0", "61"},
        {"dead", "tcp:10.12.0.8:502", "S0006", "新华里", "2", "2", "", "", "", "", "96", "0", "0",
         "0", "1204"},
        {"lost", "rtutcp:10.12.9.2:4001", "S0004", "惠民园西", "12", "2", "8.3", "48.20", "131.00",
         "9120", "88012", "911", "3", "12", "2"},
        {"lost", "serial:/dev/ttyUSB0:9600:8E1", "S0009", "滨河里", "30", "1", "1.1", "62.90",
         "98.40", "28400", "190211", "640", "0", "4", "1"},
        {"overload", "serial:/dev/ttyUSB1:9600:8E1", "S0008", "锦绣花园", "40", "0", "0.0", "71.00",
         "120.50", "64100", "250733", "12", "0", "1", "1"},
        {"faults", "tcp:10.12.0.11:502", "S0001", "向阳楼", "2", "0", "3.4", "12.10", "410.00",
         "310", "40120", "0", "1290", "0", "1"},
        {"good", "tcp:10.12.0.2:502", "S0002", "惠民园", "3", "0", "0.0", "2.10", "9.80", "44",
         "60112", "3", "0", "0", "1"},
        {"good", "tcp:[2001:db8:12::15]:502", "S0005", "中山门", "1", "0", "0.0", "1.40", "3.20",
         "31", "20040", "0", "0", "0", "4"},
        {"good", "tcp:10.12.0.6:502", "", "", "1", "0", "0.0", "0.90", "1200.00", "12", "20", "0",
         "0", "0", "1"},
    };
    enum { LINES = sizeof lines / sizeof *lines, WIDE = 20 };
    char *cells[LINES * WIDE], at[2][24], node[LINES][16];
    for (int i = 0; i < LINES; i++) {
        int32_t place = site_node_of_code(f->site, lines[i][2]);
        snprintf(node[i], sizeof node[i], "%d", place < 0 ? 0 : f->site->node[place].id);
        for (int k = 0; k < 15; k++)
            cells[i * WIDE + k] = CELL(lines[i][k]);
        if (minutes_ago > 0.5)
            cells[i * WIDE] = CELL("old");
        cells[i * WIDE + 15] = epoch(900, at[0], 24);
        cells[i * WIDE + 16] = epoch(minutes_ago, at[1], 24);
        cells[i * WIDE + 17] = CELL("rs01:812");
        cells[i * WIDE + 18] = CELL(lines[i][0][0] == 'd' ? "0" : "1");
        cells[i * WIDE + 19] = node[i];
    }
    answer(f, DESK_LIST_LINES, 0, cells, LINES, WIDE);
}

void desks_lines(struct fixture *f)
{
    put_lines(f, 0.1);
}

void desks_lines_old(struct fixture *f)
{
    put_lines(f, 95);
}

void desks_plans(struct fixture *f)
{
    char *cells[] = {CELL("cold"),
                     CELL("寒潮"),
                     CELL("Cold spell"),
                     CELL("1"),
                     CELL("60"),
                     CELL("leader"),
                     CELL("召集会商"),
                     CELL("Meet"),
                     CELL("primary"),
                     CELL("一次网泄漏"),
                     CELL(""),
                     CELL("1"),
                     CELL("5"),
                     CELL("dispatcher"),
                     CELL("判断泄漏管段"),
                     CELL("Find the leak"),
                     CELL("primary"),
                     CELL("一次网泄漏"),
                     CELL(""),
                     CELL("2"),
                     CELL(""),
                     CELL("crew"),
                     CELL("抢修"),
                     CELL("Repair")};
    answer(f, DESK_LIST_PLANS, f->console.form.id, cells, 3, 8);
}

void desks_rates(struct fixture *f)
{
    char at[2][24];
    char *season[] = {CELL("emergency"), CELL("3"),   CELL("3"),   CELL("1"), CELL("100"),
                      CELL("dispatch"),  CELL("411"), CELL("413"), CELL("2"), CELL("100"),
                      CELL("response"),  CELL("97"),  CELL("97"),  CELL("0"), CELL("100"),
                      CELL("repair"),    CELL("405"), CELL("406"), CELL("9"), CELL("100"),
                      CELL("room"),      CELL("188"), CELL("190"), CELL("0"), CELL("98")};
    char *today[] = {CELL("emergency"), CELL("0"), CELL("0"), CELL("2"), CELL("100"),
                     CELL("dispatch"),  CELL("8"), CELL("9"), CELL("1"), CELL("100"),
                     CELL("response"),  CELL("2"), CELL("2"), CELL("0"), CELL("100"),
                     CELL("repair"),    CELL("4"), CELL("4"), CELL("9"), CELL("100"),
                     CELL("room"),      CELL("0"), CELL("0"), CELL("0"), CELL("98")};
    char *misses[] = {CELL("50"),
                      CELL("dispatch"),
                      epoch(300, at[0], 24),
                      CELL(""),
                      CELL("4120"),
                      CELL(""),
                      CELL("惠民园5-2-301"),
                      CELL("31"),
                      CELL("dispatch"),
                      epoch(5000, at[1], 24),
                      CELL(""),
                      CELL("65"),
                      CELL("crew_busy"),
                      CELL("滨河里 3-1-102")};
    answer(f, DESK_LIST_RATES, 1, season, 5, 5);
    answer(f, DESK_LIST_RATES, 2, today, 5, 5);
    answer(f, DESK_LIST_MISSES, f->console.desk.rates.list.cursor + 1, misses, 2, 7);
}

void desks_found(struct fixture *f)
{
    char station[16], at[2][24];
    snprintf(station, sizeof station, "%d", f->site->node[site_node_of_code(f->site, "S0002")].id);
    char *hits[] = {CELL("70001"),
                    CELL("S0002-1-05-2-301"),
                    CELL("王小红"),
                    CELL("13803151234"),
                    CELL("10023"),
                    CELL("惠民园5-2-301"),
                    station,
                    CELL("supplied"),
                    CELL("0"),
                    CELL("70002"),
                    CELL("S0002-1-05-2-302"),
                    CELL("赵国强"),
                    CELL("13803155678"),
                    CELL("10024"),
                    CELL("惠民园5-2-302"),
                    station,
                    CELL("stopped"),
                    CELL("1")};
    char *near[] = {CELL("45"),
                    CELL("repair"),
                    CELL("on_site"),
                    epoch(50, at[0], 24),
                    CELL("惠民园5-2-101"),
                    CELL("漏水"),
                    CELL(""),
                    CELL("1"),
                    CELL("41"),
                    CELL("complaint"),
                    CELL("accepted"),
                    epoch(300, at[1], 24),
                    CELL("惠民园3-1-502"),
                    CELL("不热"),
                    CELL(""),
                    CELL("0")};
    char *outage[] = {CELL("7")};
    answer(f, DESK_LIST_HOUSEHOLDS, f->console.desk.intake.serial, hits, 2, 9);
    answer(f, DESK_LIST_NEIGHBOURS, 70001, near, 2, 8);
    answer(f, DESK_LIST_OUTAGE_AT, 70001, outage, 1, 1);
}
