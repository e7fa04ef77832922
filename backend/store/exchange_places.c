#include "backend/store/exchange_households.h"

#include "backend/store/batch.h"
#include "backend/store/copy.h"
#include "backend/store/household_key.h"

#include <stdlib.h>
#include <string.h>

#define COLUMNS    5
#define ENTRY_MOST (4U << 20) /* keys sorted at once: bounds the memory */

/* A key on its way into the database: sorted ones go in several times faster. */
struct entry {
    uint64_t head; /* its first bytes, so that most comparisons need no text */
    const char *text;
    int32_t node_id;
};

struct places {
    struct exchange_write *write;
    const struct exchange_index *index;
    const int32_t *user;
    const struct inventory_household *users;
    struct household_maker maker;
    bool *is_same; /* of each node: stored as it is */
    struct batch vanished;
    struct exchange_names texts; /* of `entries` */
    VEC(struct entry) entries;
};

static bool has_place(const struct inventory *inventory, int32_t node)
{
    enum node_kind kind = inventory->nodes.at[node].kind;
    return kind == NODE_HOUSEHOLD || kind == NODE_BUILDING;
}

static void make(struct places *places, int32_t node, struct household_place *out)
{
    int32_t user = places->user[node];
    household_place(&places->maker, node, user >= 0 ? &places->users[user] : NULL, out);
}

static int32_t id_of(const struct places *places, int32_t node)
{
    return node >= 0 ? places->write->node_id[node] : 0;
}

static int32_t integer(const char *text)
{
    return text ? (int32_t)strtol(text, NULL, 10) : 0;
}

static bool is_known(struct places *places, int32_t node, char **field)
{
    struct household_place place;
    make(places, node, &place);
    return integer(field[1]) == id_of(places, place.building) &&
           integer(field[2]) == id_of(places, place.station) &&
           strcmp(field[3], place.address) == 0 && strcmp(field[4], place.keys) == 0;
}

static void take_known(struct places *places, char **field)
{
    int32_t id = integer(field[0]), node = exchange_index_of(places->index, id);
    if (node >= 0 && has_place(places->write->inventory, node) && is_known(places, node, field)) {
        places->is_same[node] = true;
        return;
    }
    batch_integer(&places->vanished, 0, id);
    batch_row(&places->vanished);
}

static bool read_known(struct places *places)
{
    struct exchange_write *write = places->write;
    char *line, *field[COLUMNS];
    int got;
    if (!pg_copy_out(write->pg,
                     "copy (select node_id, building_id, station_id, address, keys from "
                     "hd.household_place) to stdout",
                     write->why, write->why_size))
        return false;
    while ((got = pg_copy_line(write->pg, &line, write->why, write->why_size)) > 0) {
        if (copy_split(line, field, COLUMNS) == COLUMNS)
            take_known(places, field);
        pg_line_free(line);
    }
    return got == 0;
}

static bool delete_vanished(struct places *places)
{
    struct exchange_write *write = places->write;
    return batch_run(&places->vanished, write->pg,
                     "with p as (delete from hd.household_place where node_id = any ($1::int[]) "
                     "returning node_id, keys) "
                     "delete from hd.household_key k using p, string_to_table(p.keys, chr(31)) "
                     "u (key) where k.key = u.key collate \"C\" and k.node_id = p.node_id",
                     write->why, write->why_size);
}

static void copy_id(struct copy *copy, int32_t id)
{
    if (id)
        copy_integer(copy, id);
    else
        copy_text(copy, NULL);
}

static int compare(const void *a, const void *b)
{
    const struct entry *left = a, *right = b;
    if (left->head != right->head)
        return left->head < right->head ? -1 : 1;
    int order = strcmp(left->text, right->text);
    return order ? order : (left->node_id > right->node_id) - (left->node_id < right->node_id);
}

/* Big-endian, so that it orders as the text does. */
static uint64_t head_of(const char *text)
{
    uint64_t head = 0;
    int bytes = 0;
    for (; bytes < 8 && text[bytes]; bytes++)
        head = head << 8 | (unsigned char)text[bytes];
    return bytes == 0 ? 0 : head << 8 * (8 - bytes);
}

/* The room is looked for in the place's keys only. */
static void push_keys(struct places *places, int32_t node, struct household_place *place)
{
    static const char end[] = {HOUSEHOLD_KEY_END, 0};
    char *rest = NULL;
    for (char *key = strtok_r(place->keys, end, &rest); key; key = strtok_r(NULL, end, &rest))
        if (*key != '@')
            *VEC_PUSH(&places->entries) = (struct entry){
                head_of(key), exchange_names_keep(&places->texts, key), id_of(places, node)};
}

static void put_place(struct places *places, struct copy *copy, int32_t node)
{
    struct household_place place;
    make(places, node, &place);
    copy_integer(copy, places->write->node_id[node]);
    copy_id(copy, id_of(places, place.building));
    copy_id(copy, id_of(places, place.station));
    copy_text(copy, place.address);
    copy_text(copy, place.keys);
    copy_row(copy);
    push_keys(places, node, &place);
}

/* From `*next` on, until there are keys enough for once. */
static bool insert_places(struct places *places, int32_t *next)
{
    struct exchange_write *write = places->write;
    struct copy copy;
    copy_init(&copy, write->pg,
              "copy hd.household_place (node_id, building_id, station_id, address, keys) from "
              "stdin",
              write->why, write->why_size);
    for (; *next < (int32_t)write->inventory->nodes.count && places->entries.count < ENTRY_MOST;
         ++*next)
        if (!places->is_same[*next] && has_place(write->inventory, *next))
            put_place(places, &copy, *next);
    return copy_end(&copy);
}

static bool insert_entries(struct places *places)
{
    struct exchange_write *write = places->write;
    struct copy copy;
    if (places->entries.count == 0)
        return true;
    qsort(places->entries.at, places->entries.count, sizeof *places->entries.at, compare);
    copy_init(&copy, write->pg, "copy hd.household_key (key, node_id) from stdin", write->why,
              write->why_size);
    for (size_t i = 0; i < places->entries.count; i++) {
        copy_text(&copy, places->entries.at[i].text);
        copy_integer(&copy, places->entries.at[i].node_id);
        copy_row(&copy);
    }
    exchange_names_finish(&places->texts);
    places->entries.count = 0;
    return copy_end(&copy);
}

static bool insert_new(struct places *places)
{
    int32_t next = 0;
    bool is_good = true;
    while (is_good && next < (int32_t)places->write->inventory->nodes.count)
        is_good = insert_places(places, &next) && insert_entries(places);
    return is_good;
}

static bool tell(const struct exchange_write *write, const char *sql)
{
    struct pg_rows *rows = pg_ask(write->pg, sql, NULL, 0, write->why, write->why_size);
    bool is_good = rows != NULL;
    pg_rows_free(rows);
    return is_good;
}

bool exchange_write_places(struct exchange_write *write, const struct exchange_index *index,
                           const int32_t *user, const struct inventory_household *users)
{
    struct places places = {.write = write,
                            .index = index,
                            .user = user,
                            .users = users,
                            .maker = {.inventory = write->inventory}};
    places.is_same = alloc_array(write->inventory->nodes.count + 1, sizeof *places.is_same);
    batch_init(&places.vanished, 1);
    bool is_good = read_known(&places) && delete_vanished(&places) &&
                   tell(write, "select hd.household_begin()") && insert_new(&places) &&
                   tell(write, "select hd.household_done()");
    batch_finish(&places.vanished);
    exchange_names_finish(&places.texts);
    free(places.entries.at);
    free(places.is_same);
    return is_good;
}
