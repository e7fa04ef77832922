#include "ground.h"

static void add_node(struct site *site, int id, int parent, enum node_kind kind, int circuit)
{
    char code[32];
    snprintf(code, sizeof code, "%c%d", "QNSCBHJ"[kind], id);
    struct node_input in = {.id = id,
                            .parent_id = parent,
                            .kind = kind,
                            .code = code,
                            .name = code,
                            .initials = code,
                            .circuit = circuit,
                            .households = kind == NODE_STATION ? 500 : 0};
    assert_true(site_add_node(site, &in) >= 0);
}

static void add_profile(struct site *site, const char *name)
{
    struct conf_errors errors = {.file = name};
    size_t length;
    const char *text = profile_shipped(name, &length);
    assert_non_null(text);
    struct profile *profile = profile_parse(name, text, length, &errors);
    assert_non_null(profile);
    site_add_profile(site, profile);
}

struct site *ground_site(int sources, int stations, const char *profile, int gateway)
{
    struct site *site = site_new();
    add_profile(site, profile);
    for (int s = 0; s < sources; s++) {
        add_node(site, 1 + s, 0, NODE_SOURCE, 0);
        add_node(site, 100 + s, 1 + s, NODE_NETWORK, 0);
    }
    for (int n = 0; n < stations; n++) {
        char endpoint[64];
        add_node(site, 1000 + n, 100 + n % sources, NODE_STATION, 0);
        add_node(site, 10000 + 10 * n + 1, 1000 + n, NODE_CIRCUIT, 1);
        snprintf(endpoint, sizeof endpoint, "tcp:10.0.%d.%d:502", n < gateway ? 255 : n / 250,
                 n < gateway ? 1 : n % 250);
        struct device_input in = {.id = 100000 + n,
                                  .node_id = 1000 + n,
                                  .code = "plc",
                                  .endpoint = endpoint,
                                  .profile = profile,
                                  .unit = n < gateway ? n + 1 : 1};
        assert_true(site_add_device(site, &in) >= 0);
    }
    return site;
}

int32_t ground_device(const struct site *site, int station)
{
    return site_device_of_id(site, 100000 + station);
}

struct fact ground_fact(enum fact_kind kind, int64_t at, int64_t id, int32_t node, int32_t device,
                        const char *point, const char *name)
{
    struct fact fact;
    fact_init(&fact, kind, (struct wall){at});
    fact.alarm = id;
    fact.node = node;
    fact.device = device;
    snprintf(fact.point, sizeof fact.point, "%s", point);
    snprintf(fact.code, sizeof fact.code, "%s", name);
    snprintf(fact.who, sizeof fact.who, "anna");
    return fact;
}

struct fact ground_raise(int64_t id, int32_t node, int32_t device, const char *point,
                         const char *code)
{
    struct fact fact = ground_fact(FACT_ALARM_RAISED, id, id, node, device, point, code);
    fact.old_value = 70;
    fact.new_value = 72;
    return fact;
}
