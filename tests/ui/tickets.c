#include "tests/ui/tickets.h"

#include "backend/core/crew.h"
#include "backend/core/ticket_book.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define MINUTE_US 60000000LL

static struct wall ago(int minutes)
{
    return (struct wall){FIXTURE_NOW_US - minutes * MINUTE_US};
}

static double seconds(int minutes)
{
    return (double)ago(minutes).us / 1e6;
}

static const char *limits(enum ticket_kind kind)
{
    switch (kind) {
    case TICKET_REPAIR:
        return "limit.dispatch\x1f"
               "1800\x1f"
               "limit.repair\x1f"
               "86400";
    case TICKET_COMPLAINT:
        return "limit.response\x1f"
               "900";
    case TICKET_APPLICATION:
        return "accept_due\x1f"
               "1768492800\x1f"
               "limit.survey\x1f"
               "259200";
    case TICKET_TEMP_CHECK:
        return "limit.temp_check\x1f"
               "43200";
    case TICKET_ENQUIRY:
    case TICKET_DEFECT:
        return "limit.handle\x1f"
               "86400";
    }
    return "";
}

int64_t tickets_open(struct fixture *f, int64_t id, enum ticket_kind kind, int minutes,
                     const char *node, const char *place, const char *words)
{
    struct fact fact;
    char detail[400];
    int32_t index = *node ? site_node_of_code(f->site, node) : -1;
    fact_init(&fact, FACT_TICKET_OPENED, ago(minutes));
    fact.seq = f->site->seq + 1;
    fact.ticket = id;
    fact.node = index >= 0 ? f->site->node[index].id : 0;
    snprintf(fact.who, sizeof fact.who, "wanglei");
    snprintf(fact.code, sizeof fact.code, "%s", ticket_kind_name(kind));
    snprintf(fact.text, sizeof fact.text, "%s", words);
    snprintf(detail, sizeof detail,
             "source\x1fphone\x1fphone\x1f"
             "0315-8123%03lld\x1f"
             "caller\x1f张先生\x1fplace\x1f%s\x1f"
             "urgency\x1f%s\x1f%s",
             (long long)id % 1000, place,
             id % 7 == 0   ? "critical"
             : id % 3 == 0 ? "urgent"
                           : "normal",
             limits(kind));
    fact.detail = detail;
    site_apply(f->site, &fact);
    return id;
}

void tickets_fact(struct fixture *f, enum fact_kind kind, int minutes, int64_t id, double old_value,
                  double new_value, const char *code, const char *text)
{
    struct fact fact;
    fact_init(&fact, kind, ago(minutes));
    fact.seq = f->site->seq + 1;
    fact.ticket = id;
    fact.old_value = old_value;
    fact.new_value = new_value;
    snprintf(fact.who, sizeof fact.who, "wanglei");
    snprintf(fact.code, sizeof fact.code, "%s", code);
    snprintf(fact.text, sizeof fact.text, "%s", text);
    site_apply(f->site, &fact);
}

static void explained(struct fixture *f, int minutes, int64_t id, const char *purpose,
                      const char *reason)
{
    struct fact fact;
    fact_init(&fact, FACT_TICKET_EXPLAINED, ago(minutes));
    fact.seq = f->site->seq + 1;
    fact.ticket = id;
    fact.old_value = 1;
    snprintf(fact.point, sizeof fact.point, "%s", purpose);
    snprintf(fact.code, sizeof fact.code, "%s", reason);
    snprintf(fact.who, sizeof fact.who, "wanglei");
    site_apply(f->site, &fact);
}

void tickets_crews(struct fixture *f)
{
    struct crew crews[3] = {
        {.id = 11, .code = "1", .name = "维修一班", .phone = "13900000001", .status = "on_site"},
        {.id = 12, .code = "2", .name = "维修二班", .phone = "13900000002", .status = "under_way"},
        {.id = 13, .code = "3", .name = "抢修班", .phone = "13900000003", .status = "free"},
    };
    for (int i = 0; i < 3; i++) {
        crews[i].since = ago(20 * i + 5);
        crews[i].is_on_duty = true;
        crews[i].load = i < 2;
    }
    site_put_crews(f->site, crews, 3);
}

static void dispatched(struct fixture *f, int64_t id, int minutes, int crew)
{
    tickets_fact(f, FACT_TICKET_DISPATCHED, minutes, id, NAN, crew, "", "");
}

void tickets_start_calm(struct fixture *f, const char *language)
{
    fixture_start_calm(f, language);
    tickets_crews(f);
    tickets_open(f, 41, TICKET_REPAIR, 180, "S0002", "惠民园 5-2-301", "暖气片漏水，已关阀");
    dispatched(f, 41, 170, 11);
    tickets_fact(f, FACT_TICKET_TAKEN, 165, 41, NAN, NAN, "", "");
    tickets_fact(f, FACT_TICKET_ON_SITE, 120, 41, NAN, NAN, "", "");
    tickets_open(f, 43, TICKET_REPAIR, 6, "S0001", "滨河里 12-1-102", "地沟有热气冒出");
    tickets_open(f, 44, TICKET_COMPLAINT, 2, "S0003", "医院家属院 3-4-502",
                 "连续三天室温不到十八度");
    tickets_open(f, 45, TICKET_TEMP_CHECK, 90, "S0006", "锦绣园 8-1-601", "要求测温");
    tickets_open(f, 46, TICKET_APPLICATION, 60, "S0005", "机务段 2-3-202", "申请复热");
    fixture_turn(f);
}

void tickets_start_late(struct fixture *f, const char *language)
{
    tickets_start_calm(f, language);
    tickets_open(f, 47, TICKET_COMPLAINT, 16, "S0002", "惠民园 5-2-302", "楼下漏水到我家，没人管");
    tickets_open(f, 48, TICKET_REPAIR, 28, "S0002", "惠民园 5-1-101", "阀门坏");
    tickets_open(f, 49, TICKET_REPAIR, 24, "S0008", "铁路小区 1-1-301", "管道异响");
    tickets_open(f, 50, TICKET_REPAIR, 1500, "S0007", "", "换热站循环泵振动");
    dispatched(f, 50, 1465, 12);
    explained(f, 10, 50, "dispatch", "crew_busy");
    tickets_fact(f, FACT_TICKET_HELD, 300, 50, NAN, NAN, "parts", "等轴承");
    tickets_open(f, 51, TICKET_REPAIR, 700, "S0004", "学校 2-1", "回水管渗漏");
    dispatched(f, 51, 690, 12);
    tickets_fact(f, FACT_TICKET_REFUSED, 600, 51, NAN, NAN, "", "没有备件");
    dispatched(f, 51, 500, 13);
    tickets_fact(f, FACT_TICKET_UNDER_WAY, 490, 51, NAN, NAN, "", "");
    tickets_fact(f, FACT_TICKET_CHASED, 30, 51, NAN, NAN, "", "");
    tickets_open(f, 52, TICKET_REPAIR, 5, "S0002", "惠民园 5-2-202", "同楼漏水");
    tickets_fact(f, FACT_TICKET_MERGED, 4, 52, NAN, 48, "", "");
    tickets_fact(f, FACT_TICKET_GATHERED, 4, 48, seconds(5), 52, "", "");
    tickets_open(f, 53, TICKET_COMPLAINT, 400, "S0009", "南苑 4-1-401", "服务态度");
    tickets_fact(f, FACT_TICKET_RESPONDED, 395, 53, seconds(395), seconds(300), "", "道歉");
    tickets_fact(f, FACT_TICKET_CLOSED, 100, 53, NAN, 1, "done", "");
    tickets_open(f, 54, TICKET_REPAIR, 800, "S0009", "南苑 4-1-402", "排气阀");
    dispatched(f, 54, 790, 11);
    tickets_fact(f, FACT_TICKET_FINISHED, 500, 54, NAN, NAN, "air", "排气后正常");
    tickets_fact(f, FACT_TICKET_CLOSED, 150, 54, NAN, 0, "done", "");
    const struct ticket_claim claim = {48, "zhanglei", ago(1)};
    site_put_claims(f->site, &claim, 1);
    fixture_turn(f);
}

void tickets_start_many(struct fixture *f, int count)
{
    fixture_start_large(f, 1000);
    tickets_crews(f);
    for (int i = 0; i < count; i++) {
        char code[16], place[64];
        snprintf(code, sizeof code, "S%04d", i % 1000 + 1);
        snprintf(place, sizeof place, "阳光小区 %d-%d-%d01", i % 40 + 1, i % 4 + 1, i % 6 + 1);
        tickets_open(f, 1000 + i, (enum ticket_kind)(i % TICKET_KIND_COUNT), i % 1440, code, place,
                     "室温不到十八度，老人和孩子受冻，请尽快派人");
        if (i % 3)
            dispatched(f, 1000 + i, i % 1440 > 20 ? i % 1440 - 20 : 0, 11 + i % 3);
    }
    fixture_turn(f);
}

/* As the database lists them: newest first. */
void tickets_page(struct fixture *f)
{
    static char *cells[][10] = {
        {"9", "1768418202", "ticket_amended", "liqiang", "", "记错了", "7", "1768417500",
         "1768418202", ""},
        {"8", "1768418082", "ticket_noted", "wanglei", "", "用户在家等", "", "", "1768418082", ""},
        {"7", "1768417962", "ticket_under_way", "wanglei", "", "", "", "", "1768418100", ""},
        {"6", "1768417902", "ticket_dispatched", "wanglei", "", "带备用阀", "", "12", "1768417902",
         ""},
        {"5", "1768417842", "ticket_amended", "liqiang", "", "误点", "4", "", "1768417842", ""},
        {"4", "1768417722", "ticket_on_site", "wanglei", "", "", "", "", "1768417722", ""},
        {"1", "1768417302", "ticket_opened", "wanglei", "complaint", "楼下漏水到我家，没人管", "",
         "", "1768417302", ""},
    };
    static char *text[] = {
        "楼下漏水到我家，没人管。昨天夜里就打过电话，值班的说派人来，一直没有人来；"
        "今天早上又打了两次。老人行动不便，地板已经泡了，请马上处理。"};
    struct desk_table table = {.rows = 7, .columns = 10, .cell = &cells[0][0]};
    console_desk_list(&f->console, DESK_LIST_TIMELINE, f->console.ticket.id, &table);
    table = (struct desk_table){.rows = 1, .columns = 1, .cell = text};
    console_desk_list(&f->console, DESK_LIST_TEXT, f->console.ticket.id, &table);
    static char device[16];
    static char *values[][6] = {
        {"1768417290.000", device, "plc", "T2g.1", "41.5", "0"},
        {"1768417290.000", device, "plc", "P2h.1", "0.21", "3"},
        {"1768417290.000", device, "plc", "OT", "-9.2", "0"},
        {"1768417290.000", device, "plc", "T1g", "71.3", "0"},
    };
    int32_t station = site_node_of_code(f->site, "S0002");
    snprintf(device, sizeof device, "%d", f->site->device[f->site->node[station].first_device].id);
    table = (struct desk_table){.rows = 4, .columns = 6, .cell = &values[0][0]};
    console_desk_list(&f->console, DESK_LIST_VALUES, f->console.ticket.id, &table);
}
