#include "backend/base/pinyin.h"
#include "backend/store/batch.h"
#include "backend/store/copy.h"
#include "backend/store/exchange_write.h"

#include <stdlib.h>
#include <string.h>

/* A node as the database has it. */
struct known {
    const char *name;
    int32_t id, parent_id, households;
    uint8_t kind, circuit;
    bool is_retired, is_named; /* named: in the inventory too */
};

struct known_nodes {
    struct exchange_names codes; /* to index */
    VEC(struct known) nodes;
};

static int32_t integer(const char *text)
{
    return text ? (int32_t)strtol(text, NULL, 10) : 0;
}

static void take_known(struct known_nodes *known, char **field)
{
    int32_t index;
    enum node_kind kind = NODE_JUNCTION;
    exchange_names_add(&known->codes, field[1], (int32_t)known->nodes.count, &index);
    node_kind_of(field[2], &kind);
    *VEC_PUSH(&known->nodes) = (struct known){
        .name = exchange_names_keep(&known->codes, field[3]),
        .id = integer(field[0]),
        .parent_id = integer(field[4]),
        .households = integer(field[6]),
        .kind = (uint8_t)kind,
        .circuit = (uint8_t)integer(field[5]),
        .is_retired = field[7][0] == 't',
    };
}

static bool read_known(struct exchange_write *write, struct known_nodes *known)
{
    char *line, *field[8];
    int got;
    if (!pg_copy_out(write->pg,
                     "copy (select id, code, kind, name, parent_id, circuit, households, "
                     "retired is not null from hd.node) to stdout",
                     write->why, write->why_size))
        return false;
    while ((got = pg_copy_line(write->pg, &line, write->why, write->why_size)) > 0) {
        if (copy_split(line, field, 8) == 8)
            take_known(known, field);
        pg_line_free(line);
    }
    return got == 0;
}

/* Ids of known codes stay, as facts and history refer to them; the others get new ones. */
static bool give_ids(struct exchange_write *write, struct known_nodes *known)
{
    const struct inventory *inventory = write->inventory;
    int32_t next;
    write->node_id = alloc_array(inventory->nodes.count, sizeof *write->node_id);
    for (size_t i = 0; i < inventory->nodes.count; i++) {
        int32_t index = exchange_names_find(&known->codes, inventory->nodes.at[i].code);
        if (index >= 0) {
            known->nodes.at[index].is_named = true;
            write->node_id[i] = known->nodes.at[index].id;
        } else {
            write->new_nodes++;
        }
    }
    if (!exchange_write_ids(write, "hd.node_id_seq", (size_t)write->new_nodes, &next))
        return false;
    for (size_t i = 0; i < inventory->nodes.count; i++)
        if (write->node_id[i] == 0)
            write->node_id[i] = next++;
    return true;
}

static int32_t parent_id(const struct exchange_write *write, const struct inventory_node *node)
{
    return node->parent < 0 ? 0 : write->node_id[node->parent];
}

static bool insert_new(struct exchange_write *write, const struct known_nodes *known)
{
    const struct inventory *inventory = write->inventory;
    struct copy copy;
    char initials[INVENTORY_NAME_MOST + 1];
    copy_init(&copy, write->pg,
              "copy hd.node (id, code, kind, name, initials, parent_id, circuit, households) "
              "from stdin",
              write->why, write->why_size);
    for (size_t i = 0; i < inventory->nodes.count; i++) {
        const struct inventory_node *node = &inventory->nodes.at[i];
        int32_t parent = parent_id(write, node);
        if (exchange_names_find(&known->codes, node->code) >= 0)
            continue;
        pinyin_initials(initials, sizeof initials, node->name);
        copy_integer(&copy, write->node_id[i]);
        copy_text(&copy, node->code);
        copy_text(&copy, node_kind_name(node->kind));
        copy_text(&copy, node->name);
        copy_text(&copy, initials);
        if (parent)
            copy_integer(&copy, parent);
        else
            copy_text(&copy, NULL);
        copy_integer(&copy, node->circuit);
        copy_integer(&copy, node->households);
        copy_row(&copy);
    }
    return copy_end(&copy);
}

static bool is_changed(const struct exchange_write *write, const struct known *known,
                       const struct inventory_node *node)
{
    return known->is_retired || known->kind != node->kind || known->circuit != node->circuit ||
           known->households != node->households || known->parent_id != parent_id(write, node) ||
           strcmp(known->name, node->name) != 0;
}

/* Columns of one UPDATE. */
enum { ID, KIND, NAME, INITIALS, PARENT, CIRCUIT, HOUSEHOLDS, COLUMNS };

static bool run_update(struct exchange_write *write, struct batch *batch)
{
    return batch_run(batch, write->pg,
                     "update hd.node n set kind = u.kind, name = u.name, initials = u.initials, "
                     "parent_id = nullif(u.parent, 0), circuit = u.circuit, "
                     "households = u.households, retired = null "
                     "from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::int[], "
                     "$6::smallint[], $7::int[]) "
                     "u (id, kind, name, initials, parent, circuit, households) "
                     "where n.id = u.id",
                     write->why, write->why_size);
}

static void put_node(struct batch *batch, int32_t id, const struct inventory_node *node,
                     int32_t parent)
{
    char initials[INVENTORY_NAME_MOST + 1];
    pinyin_initials(initials, sizeof initials, node->name);
    batch_integer(batch, ID, id);
    batch_text(batch, KIND, node_kind_name(node->kind));
    batch_text(batch, NAME, node->name);
    batch_text(batch, INITIALS, initials);
    batch_integer(batch, PARENT, parent);
    batch_integer(batch, CIRCUIT, node->circuit);
    batch_integer(batch, HOUSEHOLDS, node->households);
    batch_row(batch);
}

static bool update_changed(struct exchange_write *write, const struct known_nodes *known)
{
    const struct inventory *inventory = write->inventory;
    struct batch batch;
    bool is_good = true;
    batch_init(&batch, COLUMNS);
    for (size_t i = 0; is_good && i < inventory->nodes.count; i++) {
        const struct inventory_node *node = &inventory->nodes.at[i];
        int32_t index = exchange_names_find(&known->codes, node->code);
        if (index < 0 || !is_changed(write, &known->nodes.at[index], node))
            continue;
        put_node(&batch, write->node_id[i], node, parent_id(write, node));
        write->changed_nodes++;
        if (batch.rows == BATCH_ROWS)
            is_good = run_update(write, &batch);
    }
    is_good = is_good && run_update(write, &batch);
    batch_finish(&batch);
    return is_good;
}

static bool retire_vanished(struct exchange_write *write, const struct known_nodes *known)
{
    struct batch batch;
    batch_init(&batch, 1);
    for (size_t i = 0; i < known->nodes.count; i++) {
        if (known->nodes.at[i].is_named || known->nodes.at[i].is_retired)
            continue;
        batch_integer(&batch, 0, known->nodes.at[i].id);
        batch_row(&batch);
    }
    write->retired_nodes = batch.rows;
    bool is_good = batch_run(&batch, write->pg,
                             "update hd.node set retired = now() where id = any ($1::int[])",
                             write->why, write->why_size);
    batch_finish(&batch);
    return is_good;
}

bool exchange_write_nodes(struct exchange_write *write)
{
    struct known_nodes known = {0};
    bool is_good = read_known(write, &known) && give_ids(write, &known) &&
                   insert_new(write, &known) && update_changed(write, &known) &&
                   retire_vanished(write, &known);
    exchange_names_finish(&known.codes);
    free(known.nodes.at);
    return is_good;
}
