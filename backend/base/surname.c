#include "backend/base/surname.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Characters and pinyin in turn, the double names first, then about as common as they are. */
// clang-format off
static const char list[] =
    "欧阳ouyang 司马sima 上官shangguan 诸葛zhuge 慕容murong 皇甫huangfu 尉迟yuchi 令狐linghu "
    "东方dongfang 夏侯xiahou 司徒situ 端木duanmu 王wang 李li 张zhang 刘liu 陈chen 杨yang "
    "黄huang 赵zhao 吴wu 周zhou 徐xu 孙sun 马ma 朱zhu 胡hu 郭guo 何he 林lin 高gao 罗luo "
    "郑zheng 梁liang 谢xie 宋song 唐tang 许xu 韩han 邓deng 冯feng 曹cao 彭peng 曾zeng 肖xiao "
    "萧xiao 田tian 董dong 潘pan 袁yuan 蔡cai 蒋jiang 余yu 于yu 杜du 叶ye 程cheng 魏wei 苏su "
    "吕lv 丁ding 任ren 卢lu 姚yao 沈shen 钟zhong 姜jiang 崔cui 谭tan 陆lu 范fan 汪wang "
    "廖liao 石shi 金jin 韦wei 贾jia 夏xia 付fu 傅fu 方fang 邹zou 熊xiong 白bai 孟meng 秦qin "
    "邱qiu 侯hou 江jiang 尹yin 薛xue 闫yan 阎yan 段duan 雷lei 龙long 史shi 陶tao 黎li 贺he "
    "顾gu 毛mao 郝hao 龚gong 邵shao 万wan 覃qin 武wu 钱qian 戴dai 严yan 莫mo 孔kong 向xiang "
    "常chang 温wen 康kang 牛niu 樊fan 葛ge 邢xing 安an 齐qi 易yi 乔qiao 伍wu 庞pang 颜yan "
    "倪ni 庄zhuang 聂nie 章zhang 鲁lu 岳yue 翟zhai 殷yin 詹zhan 申shen 欧ou 耿geng 关guan "
    "兰lan 焦jiao 俞yu 左zuo 柳liu 甘gan 祝zhu 包bao 宁ning 尚shang 符fu 舒shu 阮ruan 柯ke "
    "纪ji 梅mei 童tong 凌ling 毕bi 单shan 季ji 裴pei 霍huo 涂tu 成cheng 苗miao 谷gu 盛sheng "
    "曲qu 翁weng 冉ran 骆luo 蓝lan 路lu 游you 辛xin 靳jin 管guan 柴chai 蒙meng 鲍bao 华hua "
    "喻yu 祁qi 蒲pu 房fang 滕teng 屈qu 饶rao 解xie 牟mou 艾ai 尤you 阳yang 时shi 穆mu 农nong "
    "司si 卓zhuo 古gu 吉ji 缪miao 简jian 车che 项xiang 连lian 芦lu 麦mai 褚chu 娄lou 窦dou "
    "戚qi 岑cen 景jing 党dang 宫gong 费fei 卜bu 冷leng 晏yan 席xi 卫wei 米mi 柏bai 宗zong "
    "瞿qu 桂gui 全quan 佟tong 应ying 臧zang 闵min 苟gou 邬wu 边bian 卞bian 姬ji 师shi 和he "
    "仇qiu 栾luan 隋sui 商shang 刁diao 沙sha 荣rong 巫wu 寇kou 桑sang 郎lang 甄zhen 丛cong "
    "仲zhong 虞yu 敖ao 巩gong 明ming 佘she 池chi 查zha 麻ma 苑yuan 迟chi 邝kuang ";
// clang-format on

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

size_t surname_pinyin(char *out, size_t size, const char *name)
{
    for (const char *at = list; *at;) {
        size_t bytes = 0, letters = 0;
        while (at[bytes] && !is_letter(at[bytes]))
            bytes++;
        while (is_letter(at[bytes + letters]))
            letters++;
        if (strncmp(name, at, bytes) == 0) {
            snprintf(out, size, "%.*s", (int)letters, at + bytes);
            return bytes;
        }
        at += bytes + letters + 1; /* the blank */
    }
    return 0;
}
