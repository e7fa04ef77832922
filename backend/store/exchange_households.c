#include "backend/store/exchange_households.h"

#include "backend/store/batch.h"
#include "backend/store/copy.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS 8

typedef VEC(struct inventory_household) household_list;

struct writing {
    struct exchange_write *write;
    struct exchange_index index;
    struct exchange_names names; /* texts of `kept` */
    household_list kept;         /* known users, when there is no file */
    const struct inventory_household *users;
    size_t user_count;
    int32_t *user;          /* of each node of the inventory, -1 = none */
    bool *is_same;          /* of each user: stored as it is */
    struct batch *vanished; /* ids of rows to take out */
};

int32_t exchange_index_of(const struct exchange_index *index, int32_t id)
{
    return id >= 0 && id < index->most ? index->of_id[id] : -1;
}

static void index_make(struct exchange_index *index, const struct exchange_write *write)
{
    size_t count = write->inventory->nodes.count;
    for (size_t i = 0; i < count; i++)
        if (write->node_id[i] >= index->most)
            index->most = write->node_id[i] + 1;
    index->of_id = alloc_array((size_t)index->most + 1, sizeof *index->of_id);
    memset(index->of_id, 0xff, ((size_t)index->most + 1) * sizeof *index->of_id);
    for (size_t i = 0; i < count; i++)
        index->of_id[write->node_id[i]] = (int32_t)i;
}

static double number(const char *text)
{
    return text ? strtod(text, NULL) : NAN;
}

/* A row of hd.household; texts live as long as the line. */
static struct inventory_household known_of(char **field, int32_t node)
{
    return (struct inventory_household){
        .node = node,
        .card = field[1],
        .name = field[2],
        .phone = field[3],
        .area_m2 = number(field[4]),
        .contract_c = number(field[5]),
        .heat_status = (uint8_t)inventory_heat_of(field[6]),
        .is_in_arrears = field[7][0] == 't',
    };
}

static bool is_same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static bool is_equal(const struct inventory_household *a, const struct inventory_household *b)
{
    return strcmp(a->card, b->card) == 0 && strcmp(a->name, b->name) == 0 &&
           strcmp(a->phone, b->phone) == 0 && is_same_number(a->area_m2, b->area_m2) &&
           is_same_number(a->contract_c, b->contract_c) && a->heat_status == b->heat_status &&
           a->is_in_arrears == b->is_in_arrears;
}

static void keep(struct writing *writing, struct inventory_household known)
{
    known.card = exchange_names_keep(&writing->names, known.card);
    known.name = exchange_names_keep(&writing->names, known.name);
    known.phone = exchange_names_keep(&writing->names, known.phone);
    *VEC_PUSH(&writing->kept) = known;
}

static bool may_live_at(const struct inventory *inventory, int32_t node)
{
    return node >= 0 && (inventory->nodes.at[node].kind == NODE_HOUSEHOLD ||
                         inventory->nodes.at[node].kind == NODE_BUILDING);
}

static void take_known(struct writing *writing, char **field)
{
    int32_t id = (int32_t)strtol(field[0], NULL, 10);
    int32_t node = exchange_index_of(&writing->index, id);
    struct inventory_household known = known_of(field, node);
    const struct inventory *inventory = writing->write->inventory;
    if (!inventory->has_households && may_live_at(inventory, node)) {
        keep(writing, known);
        return;
    }
    int32_t user = node >= 0 ? writing->user[node] : -1;
    if (user >= 0 && is_equal(&writing->users[user], &known)) {
        writing->is_same[user] = true;
        return;
    }
    batch_integer(writing->vanished, 0, id);
    batch_row(writing->vanished);
}

static bool read_known(struct writing *writing)
{
    struct exchange_write *write = writing->write;
    char *line, *field[COLUMNS];
    int got;
    if (!pg_copy_out(write->pg,
                     "copy (select node_id, card, name, phone, area_m2, contract_c, heat_status, "
                     "arrears from hd.household) to stdout",
                     write->why, write->why_size))
        return false;
    while ((got = pg_copy_line(write->pg, &line, write->why, write->why_size)) > 0) {
        if (copy_split(line, field, COLUMNS) == COLUMNS)
            take_known(writing, field);
        pg_line_free(line);
    }
    return got == 0;
}

static bool insert_new(struct writing *writing)
{
    struct exchange_write *write = writing->write;
    struct copy copy;
    copy_init(&copy, write->pg,
              "copy hd.household (node_id, card, name, phone, area_m2, contract_c, heat_status, "
              "arrears) from stdin",
              write->why, write->why_size);
    for (size_t i = 0; i < writing->user_count; i++) {
        const struct inventory_household *user = &writing->users[i];
        if (writing->is_same[i])
            continue;
        copy_integer(&copy, write->node_id[user->node]);
        copy_text(&copy, user->card);
        copy_text(&copy, user->name);
        copy_text(&copy, user->phone);
        copy_number(&copy, user->area_m2);
        copy_number(&copy, user->contract_c);
        copy_text(&copy, inventory_heat_names[user->heat_status]);
        copy_text(&copy, user->is_in_arrears ? "t" : "f");
        copy_row(&copy);
    }
    return copy_end(&copy);
}

static void give_users(struct writing *writing, const household_list *list)
{
    writing->users = list->at;
    writing->user_count = list->count;
    for (size_t i = 0; i < list->count; i++)
        writing->user[list->at[i].node] = (int32_t)i;
}

static bool write_all(struct writing *writing)
{
    struct exchange_write *write = writing->write;
    const struct inventory *inventory = write->inventory;
    if (inventory->has_households)
        give_users(writing, (const household_list *)&inventory->households);
    writing->is_same = alloc_array(writing->user_count + 1, sizeof *writing->is_same);
    if (!read_known(writing) ||
        !batch_run(writing->vanished, write->pg,
                   "delete from hd.household where node_id = any ($1::int[])", write->why,
                   write->why_size))
        return false;
    if (inventory->has_households && !insert_new(writing))
        return false;
    if (!inventory->has_households)
        give_users(writing, &writing->kept);
    write->users = (int)writing->user_count;
    return exchange_write_places(write, &writing->index, writing->user, writing->users);
}

bool exchange_write_households(struct exchange_write *write)
{
    size_t count = write->inventory->nodes.count;
    struct batch vanished;
    struct writing writing = {.write = write, .vanished = &vanished};
    batch_init(&vanished, 1);
    index_make(&writing.index, write);
    writing.user = alloc_array(count + 1, sizeof *writing.user);
    memset(writing.user, 0xff, (count + 1) * sizeof *writing.user);
    bool is_good = write_all(&writing);
    batch_finish(&vanished);
    exchange_names_finish(&writing.names);
    free(writing.kept.at);
    free(writing.index.of_id);
    free(writing.user);
    free(writing.is_same);
    return is_good;
}
