#include "ui/world.h"

#include "backend/core/crew.h"

#include <stdio.h>
#include <string.h>

void world_make(struct world *world, const struct site *site, const struct session_status *session,
                const struct collector_status *collector, struct mono mono, struct wall machine)
{
    *world = (struct world){.site = site, .session = session, .collector = collector, .mono = mono};
    world->now = session->db_synced.ns ? session_now(session, mono) : machine;
    world->is_database_up = session->state == SESSION_UP && site;
    world->is_collector_up =
        world->is_database_up && collector->is_known && collector->leads &&
        wall_ms_since(collector->seen, world->now) <= WORLD_COLLECTOR_SILENT_MS;
    world->is_live = world->is_database_up && world->is_collector_up;
}

const char *world_node_name(const struct site_node *node)
{
    return node->name && *node->name ? node->name : node->code;
}

bool world_is_unread(const struct site_device *device)
{
    size_t count = device->reading ? device->profile->point_count : 0;
    for (size_t i = 0; i < count; i++)
        if (device->reading[i].quality != QUALITY_NEVER)
            return false;
    return true;
}

void world_age_text(int64_t ms, char *out, size_t size)
{
    long long s = ms > 0 ? ms / 1000 : 0;
    if (s < 60)
        snprintf(out, size, "%llds", s);
    else if (s < 3600)
        snprintf(out, size, "%lld:%02lld", s / 60, s % 60);
    else if (s < 86400)
        snprintf(out, size, "%lld:%02lld:%02lld", s / 3600, s / 60 % 60, s % 60);
    else
        snprintf(out, size, "%lldd", s / 86400 > 9999 ? 9999 : s / 86400);
}

bool world_is_crew(const struct world *world)
{
    return !strcmp(world->session->role, "crew");
}

bool world_shows(const struct world *world, const struct ticket *ticket)
{
    const struct crew *crew = world_is_crew(world) ? crew_of_id(world->site, ticket->crew) : NULL;
    return !world_is_crew(world) || (crew && crew->is_mine);
}
