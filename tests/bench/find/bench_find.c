/* A key while a place is looked for, among 100,000 of them: `/` in the network, which filters the
 * tree, and `:go`, which lists what fits; from the key to the finished frame of 200x60. And the
 * keys that the tasks of a night take (tests/ui/night.h). */
#include "backend/base/pinyin.h"
#include "tests/bench/common/measure.h"
#include "tests/ui/night.h"
#include "ui/lang.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NODES = 100000, ROUNDS = 12 };

static void add_nodes(struct site *site)
{
    static const char *const first[] = {"惠民", "滨河", "锦绣", "学府", "铁路", "东方",
                                        "和平", "建设", "永安", "景泰", "祥云", "光明",
                                        "长宁", "翠湖", "银杏", "金桥"};
    static const char *const last[] = {"园", "里", "小区", "家园", "花园", "公寓", "新村", "名邸"};
    int32_t source = site->node[0].id;
    for (int i = 0; i < NODES; i++) {
        char code[16], name[64], initials[32];
        snprintf(code, sizeof code, "X%06d", i);
        snprintf(name, sizeof name, "%s%s%d号换热站", first[i % 16], last[i / 16 % 8], i / 128 + 1);
        pinyin_initials(initials, sizeof initials, name);
        struct node_input in = {.id = 1000000 + i,
                                .parent_id = source,
                                .kind = NODE_STATION,
                                .code = code,
                                .name = name,
                                .initials = initials};
        site_add_node(site, &in);
    }
}

static size_t type_timed(struct fixture *f, const char *open, const char *text, double *ms)
{
    size_t count = 0;
    fixture_keys(f, open);
    fixture_draw(f, 200, 60);
    for (; text[count]; count++) {
        double before = now_s();
        console_key(&f->console, (uint32_t)text[count]);
        fixture_draw(f, 200, 60);
        ms[count] = (now_s() - before) * 1e3;
    }
    fixture_keys(f, "Esc Esc");
    return count;
}

static bool measure_find(void)
{
    static const char *const texts[] = {"hmy12", "jxxq7", "X0420", "bhgy33"};
    static double ms[4096];
    struct fixture *f = calloc(1, sizeof *f);
    size_t count = 0;
    if (!f)
        give_up("fixture", "no memory");
    fixture_start(f, "en");
    add_nodes(f->site);
    console_loaded(&f->console);
    for (int round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
            count += type_timed(f, "1 /", texts[i], ms + count);
            count += type_timed(f, "1 : 'go Space", texts[i], ms + count);
        }
    printf("a key while finding: median %.2f ms\n", median(ms, count));
    bool ok = figure("find.key_p95_ms", percentile(ms, count, 0.95), "ms", 20);
    fixture_finish(f);
    free(f);
    return ok;
}

static bool measure_night(void)
{
    double keys[64];
    for (size_t i = 0; i < night_task_count; i++) {
        char why[600];
        int count;
        if (!night_play(&night_tasks[i], &count, why, sizeof why))
            give_up(night_tasks[i].name, why);
        keys[i] = count;
    }
    return figure("night.keys_per_task_median", median(keys, night_task_count), "keys", 4);
}

int main(void)
{
    bool ok = measure_find();
    ok &= measure_night();
    return ok ? 0 : 1;
}
