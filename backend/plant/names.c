#include "backend/plant/names.h"

#include <stdio.h>

static const char *const firsts[] = {
    "惠民", "滨河", "阳光", "金色", "翠湖", "兴盛", "和平", "建设", "友谊", "光明", "新华",
    "永安", "福泽", "锦绣", "紫荆", "梧桐", "景泰", "龙泽", "凤凰", "朝阳", "唐丰", "学院",
    "文化", "机场", "北新", "南新", "祥云", "荷塘", "柳林", "银杏", "碧水", "东方", "安泰",
    "康乐", "富强", "团结", "幸福", "长宁", "华岩", "河东", "河西", "缸窑", "复兴", "西山",
    "大里", "煤医", "赵庄", "卫国", "税东", "龙华", "增盛", "裕华", "丰泽", "天元", "世纪",
    "国防", "青年", "工人", "曙光", "春晖", "橡树", "玉兰", "丁香", "海棠",
};
static const char *const lasts[] = {
    "园",   "里",   "小区", "花园", "家园", "新村", "苑",   "佳苑",
    "庭院", "嘉园", "公寓", "新城", "华府", "雅居", "名邸", "楼",
};
static const char *const parts[] = {
    "", "二期", "东区", "西区", "南区", "北区", "三期", "中区", "四期", "五期",
};

#define COUNT(list) (sizeof(list) / sizeof *(list))
#define ALL         (COUNT(firsts) * COUNT(lasts))

/* Steps through all pairs once before the next part comes: the step shares no divisor with their
 * number (a power of two), so none repeats. */
void names_community(uint64_t seed, int n, char *out, size_t size)
{
    uint64_t pair = (seed % ALL + (uint64_t)n * 389) % ALL;
    uint64_t round = (uint64_t)n / ALL;
    const char *first = firsts[pair % COUNT(firsts)], *last = lasts[pair / COUNT(firsts)];
    if (round < COUNT(parts))
        snprintf(out, size, "%s%s%s", first, last, parts[round]);
    else
        snprintf(out, size, "%s%s%d区", first, last, (int)(round - COUNT(parts) + 1));
}

static const struct {
    const char *place, *works;
} sources[] = {
    {"城东", "热源厂"},   {"城西", "热电厂"}, {"北郊", "热源厂"}, {"南湖", "热电厂"},
    {"开发区", "热源厂"}, {"丰南", "热电厂"}, {"陡河", "热电厂"}, {"古冶", "热源厂"},
};

void names_source(int n, char *out, size_t size)
{
    if ((size_t)n < COUNT(sources))
        snprintf(out, size, "%s%s", sources[n].place, sources[n].works);
    else
        snprintf(out, size, "第%d热源厂", n + 1);
}

void names_branch(int source, int n, char *out, size_t size)
{
    static const char *const branches[] = {"东线", "西线", "南线", "北线", "中线", "环城线"};
    char of[32];
    if ((size_t)source < COUNT(sources))
        snprintf(of, sizeof of, "%s", sources[source].place);
    else
        snprintf(of, sizeof of, "第%d热源", source + 1);
    if ((size_t)n < COUNT(branches))
        snprintf(out, size, "%s一次网%s", of, branches[n]);
    else
        snprintf(out, size, "%s一次网新%d线", of, n - (int)COUNT(branches) + 1);
}
