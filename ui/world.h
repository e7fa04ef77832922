/* What a screen may look at, put together once a turn: the site and the state of the world around
 * it. Screens get it and decide from nothing else, the time included. Pure. */
#pragma once
#include "backend/core/site.h"
#include "backend/core/ticket.h"
#include "backend/store/feed.h"

struct world {
    const struct site *site;                  /* NULL before the first snapshot */
    const struct session_status *session;     /* never NULL */
    const struct collector_status *collector; /* never NULL */
    struct wall now; /* the database's clock; the machine's before the first connect */
    struct mono mono;
    bool is_database_up;
    bool is_collector_up; /* false also while the database is away: then nobody knows */
    bool is_live;         /* both: only then may a value look live */
};

/* The collector beats each second; silent for longer than this, its values are not live. */
#define WORLD_COLLECTOR_SILENT_MS 5000

void world_make(struct world *world, const struct site *site, const struct session_status *session,
                const struct collector_status *collector, struct mono mono, struct wall machine);

/* A crew's login: its own jobs and nothing else are shown. */
bool world_is_crew(const struct world *world);
/* Whether the ticket is for these eyes: a crew's are those that it has. */
bool world_shows(const struct world *world, const struct ticket *ticket);
/* Name of a node for a person: its name, or its code if it has none. */
const char *world_node_name(const struct site_node *node);
/* No register of it has ever answered; it is not lost yet, but nothing of it is known. */
bool world_is_unread(const struct site_device *device);
/* A duration as "8s", "4:12", "3:58:10", "12d": never more than 8 cells. */
void world_age_text(int64_t ms, char *out, size_t size);
