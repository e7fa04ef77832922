#include "ui/finder.h"

#include "backend/base/text.h"

#include <string.h>
#include <strings.h>

enum rank { RANK_CODE, RANK_CODE_BEGINS, RANK_NAME_BEGINS, RANK_NAME_HAS, RANK_HAS, RANK_NONE };

static bool begins(const char *text, const char *with, size_t length)
{
    return text && !strncasecmp(text, with, length);
}

static enum rank rank_of(const struct site_node *node, const char *text, size_t length)
{
    if (begins(node->code, text, length))
        return node->code[length] ? RANK_CODE_BEGINS : RANK_CODE;
    if (begins(node->name, text, length) || begins(node->initials, text, length))
        return RANK_NAME_BEGINS;
    if (text_contains(node->name, text))
        return RANK_NAME_HAS;
    bool has =
        text_contains(node->code, text) || (node->initials && text_contains(node->initials, text));
    return has ? RANK_HAS : RANK_NONE;
}

/* A station is what is looked for more often than its zones or the pipes. */
static int weight_of(const struct site_node *node, enum rank rank)
{
    bool is_station = node->kind == NODE_STATION;
    return 2 * (int)rank + !is_station;
}

void finder_find(struct finder *finder, const struct site *site, const char *text)
{
    int weight[FINDER_MOST];
    size_t length = strlen(text);
    finder->count = 0;
    if (!site || !length)
        return;
    for (size_t i = 0; i < site->node_count; i++) {
        const struct site_node *node = &site->node[i];
        enum rank rank = node->kind == NODE_JUNCTION ? RANK_NONE : rank_of(node, text, length);
        int at = finder->count, mine = weight_of(node, rank);
        if (rank == RANK_NONE)
            continue;
        while (at > 0 && weight[at - 1] > mine)
            at--;
        if (at == FINDER_MOST)
            continue;
        int last = finder->count < FINDER_MOST ? finder->count++ : FINDER_MOST - 1;
        for (; last > at; last--) {
            finder->node[last] = finder->node[last - 1];
            weight[last] = weight[last - 1];
        }
        finder->node[at] = (int32_t)i;
        weight[at] = mine;
    }
}

int32_t finder_best(const struct site *site, const char *text)
{
    struct finder finder;
    int32_t exact = site && *text ? site_node_of_code(site, text) : -1;
    if (exact >= 0)
        return exact;
    finder_find(&finder, site, text);
    return finder.count ? finder.node[0] : -1;
}
