/* Definitions beside a site: where they may stand, and what they tell a person to do. */
#include "backend/core/alarm_rule_inside.h"
#include "backend/core/site.h"

#include <stdlib.h>
#include <string.h>

/* ---- the plant of a site ---- */

typedef void visit_profile(void *to, const struct profile *profile);

static bool visit_all(const struct site *site, visit_profile *visit, void *to)
{
    for (size_t i = 0; i < site->profile_count; i++)
        visit(to, site->profile[i]);
    return true;
}

static bool visit_named(const struct site *site, const char *name, visit_profile *visit, void *to)
{
    for (size_t i = 0; i < site->profile_count; i++) {
        if (!strcmp(site->profile[i]->name, name)) {
            visit(to, site->profile[i]);
            return true;
        }
    }
    return false;
}

/* A circuit's rows are for the points of its station's devices. */
static bool visit_below(const struct site *site, int32_t top, visit_profile *visit, void *to)
{
    bool *seen = alloc_array(site->profile_count + 1, sizeof *seen);
    if (site->node[top].kind == NODE_CIRCUIT && site->node[top].first_device < 0)
        top = site->node[top].parent;
    for (size_t d = 0; d < site->device_count; d++) {
        size_t p = 0;
        while (site->profile[p] != site->device[d].profile)
            p++;
        if (seen[p] || !site_is_below(site, site->device[d].node, top))
            continue;
        seen[p] = true;
        visit(to, site->profile[p]);
    }
    free(seen);
    return true;
}

static bool site_profiles(void *ctx, const char *scope, visit_profile *visit, void *to)
{
    const struct site *site = ctx;
    const char *profile = alarm_scope_profile(scope);
    enum node_kind kind;
    if (!scope[0] || alarm_scope_kind(scope, &kind))
        return visit_all(site, visit, to);
    if (profile)
        return visit_named(site, profile, visit, to);
    int32_t node = site_node_of_code(site, scope);
    return node >= 0 && visit_below(site, node, visit, to);
}

struct alarm_plant alarm_plant_of(const struct site *site)
{
    return (struct alarm_plant){(void *)(uintptr_t)site, site_profiles, NULL};
}

/* ---- the starting set ---- */

static bool shipped_profiles(void *ctx, const char *scope, visit_profile *visit, void *to)
{
    const char *wanted = alarm_scope_profile(scope), *name;
    enum node_kind kind;
    bool is_all = !scope[0] || alarm_scope_kind(scope, &kind), is_found = is_all;
    (void)ctx;
    for (size_t i = 0; (name = profile_shipped_name(i)); i++) {
        struct conf_errors errors = {.file = name};
        size_t length;
        if (!is_all && (!wanted || strcmp(wanted, name) != 0))
            continue;
        const char *text = profile_shipped(name, &length);
        struct profile *profile = profile_parse(name, text, length, &errors);
        if (profile)
            visit(to, profile);
        profile_free(profile);
        is_found = is_found || profile;
    }
    return is_found;
}

const struct alarm_plant alarm_plant_shipped = {NULL, shipped_profiles, NULL};

struct alarm_rules *alarm_rules_start(void)
{
    struct conf_errors errors = {.file = "alarm_rules.csv"};
    size_t length;
    const char *text = alarm_rules_shipped(&length);
    return alarm_rules_parse(text, length, NULL, NULL, &errors);
}

/* ---- guidance ---- */

/* How narrow a scope is for a node: 0 = it does not reach there; a node's depth counts. */
static int narrowness(const struct site *site, const char *scope, const struct profile *profile,
                      int32_t node)
{
    const char *name = alarm_scope_profile(scope);
    enum node_kind kind;
    int above = 0;
    if (alarm_scope_is_any(scope))
        return 1;
    if (name)
        return profile && !strcmp(name, profile->name) ? 2 : 0;
    if (alarm_scope_kind(scope, &kind))
        return node >= 0 && site->node[node].kind == kind ? 3 : 0;
    for (int32_t at = node; at >= 0; at = site->node[at].parent)
        above++;
    for (int32_t at = node; at >= 0; at = site->node[at].parent, above--)
        if (!strcmp(site->node[at].code, scope))
            return 3 + above;
    return 0;
}

/* What the narrowest row says that has either column: the first, if it has both. */
static const char *narrowest(const struct alarm_rules *rules, const struct site *site,
                             const struct alarm *alarm, enum alarm_column first,
                             enum alarm_column second)
{
    int32_t device = alarm->device ? site_device_of_id(site, alarm->device) : -1;
    const struct profile *profile = device >= 0 ? site->device[device].profile : NULL;
    int index = profile && alarm->point[0] ? profile_find(profile, alarm->point) : -1;
    const char *best = "";
    int best_rank = 0;
    for (size_t i = 0; i < alarm_row_total(rules); i++) {
        const struct rule_row *row = alarm_row_at(rules, i);
        const char *text = row->cell[row->cell[first][0] ? first : second];
        bool is_point = index < 0
                            ? !row->cell[COLUMN_POINT][0]
                            : alarm_point_fits(row->cell[COLUMN_POINT], &profile->point[index]);
        if (!text[0] || !is_point || strcmp(row->cell[COLUMN_RULE], alarm->code.name) != 0)
            continue;
        int rank = 2 * narrowness(site, row->cell[COLUMN_SCOPE], profile, alarm->site_node);
        if (!rank)
            continue;
        rank += strchr(row->cell[COLUMN_POINT], '.') != NULL;
        if (rank >= best_rank) {
            best = text;
            best_rank = rank;
        }
    }
    return best;
}

const char *alarm_guidance(const struct alarm_rules *rules, const struct site *site,
                           const struct alarm *alarm, bool chinese)
{
    return narrowest(rules, site, alarm, chinese ? COLUMN_ZH : COLUMN_EN,
                     chinese ? COLUMN_EN : COLUMN_ZH);
}

const char *alarm_plan(const struct alarm_rules *rules, const struct site *site,
                       const struct alarm *alarm)
{
    const char *card = narrowest(rules, site, alarm, COLUMN_PLAN, COLUMN_PLAN);
    return strcmp(card, "none") ? card : "";
}
