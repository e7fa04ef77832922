#include "backend/plant/city.h"

/* Family names, about as many of a thousand as bear them. */
static const struct {
    const char *name;
    int weight;
} families[] = {
    {"王", 90}, {"李", 88}, {"张", 80},  {"刘", 66},  {"陈", 50}, {"杨", 40}, {"赵", 36},
    {"黄", 30}, {"周", 28}, {"吴", 27},  {"徐", 24},  {"孙", 22}, {"马", 20}, {"朱", 18},
    {"胡", 18}, {"郭", 17}, {"何", 16},  {"高", 16},  {"林", 15}, {"罗", 14}, {"郑", 14},
    {"梁", 13}, {"宋", 12}, {"谢", 12},  {"唐", 11},  {"韩", 11}, {"曹", 10}, {"许", 10},
    {"邓", 9},  {"冯", 9},  {"董", 8},   {"程", 8},   {"蔡", 7},  {"彭", 7},  {"潘", 7},
    {"袁", 7},  {"于", 7},  {"杜", 6},   {"魏", 6},   {"苏", 6},  {"吕", 6},  {"丁", 6},
    {"任", 6},  {"沈", 5},  {"姚", 5},   {"卢", 5},   {"姜", 5},  {"崔", 5},  {"钟", 5},
    {"谭", 5},  {"陆", 5},  {"汪", 5},   {"范", 5},   {"金", 4},  {"石", 4},  {"贾", 4},
    {"夏", 4},  {"付", 4},  {"方", 4},   {"邹", 4},   {"熊", 4},  {"白", 3},  {"孟", 3},
    {"秦", 3},  {"邱", 3},  {"侯", 3},   {"江", 3},   {"尹", 3},  {"薛", 3},  {"闫", 3},
    {"段", 3},  {"雷", 3},  {"史", 3},   {"陶", 3},   {"贺", 3},  {"毛", 3},  {"郝", 3},
    {"龚", 2},  {"邵", 2},  {"钱", 2},   {"严", 2},   {"武", 2},  {"戴", 2},  {"孔", 2},
    {"常", 2},  {"牛", 2},  {"欧阳", 1}, {"司马", 1},
};

/* What given names are made of, one or two of them. */
static const char *const given[] = {
    "伟",   "芳", "娜",   "秀英", "敏", "静",   "丽",   "强", "磊", "军",   "洋", "勇", "艳",
    "杰",   "娟", "涛",   "明",   "超", "秀兰", "霞",   "平", "刚", "桂英", "玉", "华", "小红",
    "建国", "红", "建华", "文",   "辉", "力",   "海燕", "波", "宁", "福",   "生", "龙", "元",
    "学",   "祥", "才",   "发",   "彬", "富",   "顺",   "信", "子", "昌",   "成", "康", "星",
    "光",   "天", "达",   "安",   "岩", "林",   "慧",   "巧", "美", "雪",   "荣", "爱", "香",
    "月",   "莺", "媛",   "瑞",   "凡", "佳",   "嘉",   "琼", "桂", "叶",   "璧", "晶", "妍",
};

#define COUNT(list) ((int)(sizeof(list) / sizeof *(list)))

/* What cards of the company begin with; they run on through the city. */
#define FIRST_CARD 60000001

struct users {
    struct chance chance; /* its own: what else a seed gives does not change by it */
    int weights, card;
    FILE *out;
};

static const char *family_of(struct users *users)
{
    int dice = chance_pick(&users->chance, users->weights);
    int i = 0;
    while (i + 1 < COUNT(families) && dice >= families[i].weight)
        dice -= families[i++].weight;
    return families[i].name;
}

static const char *given_of(struct users *users)
{
    return given[chance_pick(&users->chance, COUNT(given))];
}

static void put_phone(struct users *users)
{
    double dice = chance_unit(&users->chance);
    if (dice < 0.03)
        return;
    fprintf(users->out, "138%08d", chance_pick(&users->chance, 100000000));
    if (dice > 0.92)
        fprintf(users->out, " 0315-%07d", 2000000 + chance_pick(&users->chance, 7000000));
}

/* Flats of a building stand above each other: the same door has the same area on each floor. */
static double area_of(const struct city_home *home)
{
    return 48 + 5.5 * ((home->building * 7 + home->unit * 5 + home->door * 3) % 16);
}

static void put_home(void *ctx, const struct city_home *home)
{
    struct users *users = ctx;
    char code[64];
    city_home_code(home, code, sizeof code);
    const char *family = family_of(users), *first = given_of(users);
    bool has_second = first[3] == '\0' && chance_unit(&users->chance) < 0.7;
    fprintf(users->out, "%s,%s%s%s,", code, family, first, has_second ? given_of(users) : "");
    put_phone(users);
    double status = chance_unit(&users->chance), debt = chance_unit(&users->chance);
    fprintf(users->out, ",%d,%.1f,%s,%s,%s\n", users->card++, area_of(home),
            status < 0.03    ? "stopped"
            : status < 0.037 ? "resumed"
                             : "supplied",
            debt < 0.04 ? "yes" : "no", home->building % 9 == 0 ? "20" : "18");
}

void city_put_households(const struct city *city, FILE *out)
{
    struct users users = {
        .chance = chance_of(city->wish->seed ^ 0x686f757365ULL), .card = FIRST_CARD, .out = out};
    const struct city_visitor visitor = {.ctx = &users, .on_home = put_home};
    for (int i = 0; i < COUNT(families); i++)
        users.weights += families[i].weight;
    fputs("node,name,phone,card,area_m2,heat_status,arrears,contract_c\n", out);
    for (int i = 0; i < city->wish->stations; i++)
        city_visit(city, i, &visitor);
}
