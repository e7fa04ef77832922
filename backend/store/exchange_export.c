#include "backend/base/csv.h"
#include "backend/store/copy.h"
#include "backend/store/exchange.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define COLUMNS_MOST 8
#define WHY          400

/* A file, its header, and the question whose rows are its rows. `texts` are the columns that a
 * spreadsheet might run. */
static const struct table {
    const char *file, *header;
    unsigned texts;
    const char *sql;
} tables[] = {
    {"nodes.csv", "code,kind,name,parent,circuit,households", 1 | 4 | 8,
     "copy (select n.code, n.kind, n.name, p.code, nullif(n.circuit, 0), nullif(n.households, 0) "
     "from hd.node n left join hd.node p on p.id = n.parent_id where n.retired is null "
     "order by n.code) to stdout"},
    {"links.csv", "code,from,to,length_m,diameter_mm,valve", 1 | 2 | 4,
     "copy (select l.code, f.code, t.code, l.length_m, l.diameter_mm, coalesce(l.valve, 'none') "
     "from hd.link l join hd.node f on f.id = l.from_id join hd.node t on t.id = l.to_id "
     "order by l.code) to stdout"},
    {"devices.csv", "node,device,profile,endpoint,unit,period_s", 1 | 2,
     "copy (select n.code, d.code, d.profile, d.endpoint, d.unit, trim_scale(d.period_ms / 1000.0) "
     "from hd.device d join hd.node n on n.id = d.node_id where d.retired is null "
     "order by n.code, d.code) to stdout"},
    {"points.csv", "node,device,point,low,high,step", 1 | 2 | 4,
     "copy (select n.code, d.code, o.point, o.low, o.high, o.step "
     "from hd.point_override o join hd.device d on d.id = o.device_id "
     "join hd.node n on n.id = d.node_id where d.retired is null "
     "order by n.code, d.code, o.point) to stdout"},
    {"households.csv", "node,name,phone,card,area_m2,heat_status,arrears,contract_c", 1 | 2 | 4 | 8,
     "copy (select n.code, h.name, h.phone, h.card, h.area_m2, h.heat_status, "
     "case when h.arrears then 'yes' else 'no' end, h.contract_c "
     "from hd.household h join hd.node n on n.id = h.node_id where n.retired is null "
     "order by n.code) to stdout"},
    {"plans.csv", "card,title,title_en,step,minutes,who,text,text_en", 1 | 2 | 4 | 32 | 64 | 128,
     "copy (select c.code, c.title, nullif(c.title_en, ''), s.n, s.minutes, nullif(s.who, ''), "
     "s.text, nullif(s.text_en, '') from hd.plan_card c join hd.plan_card_step s on "
     "s.card = c.code order by c.code, s.n) to stdout"},
    {"crews.csv", "code,name,phone,leader,skills,areas,login,hook", 127,
     "copy (select c.code, c.name, c.phone, c.leader, array_to_string(c.skills, ';'), "
     "(select string_agg(n.code, ';' order by n.code) from hd.node n where n.id = any (c.areas) "
     "and n.retired is null), replace(c.login, ' ', ';'), c.hook "
     "from hd.crew c where not c.retired order by c.code) to stdout"},
    {"roster.csv", "crew,person,phone,role,from,to,replaces", 1 | 2 | 4 | 64,
     "copy (select c.code, r.person, r.phone, r.role, "
     "to_char(r.starts at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI'), "
     "to_char(r.ends at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI'), "
     "coalesce(d.code, o.person) from hd.roster r left join hd.crew c on c.id = r.crew_id "
     "left join hd.roster o on o.id = r.replaces left join hd.crew d on d.id = o.crew_id "
     "where not coalesce(c.retired, false) "
     "order by r.starts, c.code, r.person, r.role) to stdout"},
};

/* Where a crew's messages go may hold a key. Who may not read it exports no crews: a file without
 * it, imported again, would take it away. */
static const char may_sql[] = "select has_column_privilege('hd.crew', 'hook', 'select'), "
                              "exists (select from hd.crew)";
#define FOR_FEW 2 /* the last tables */
static const char none_sql[] = "copy (select null where false) to stdout";

/* A file that appears under its name only when it is whole. */
struct target {
    int dir;
    const char *name;
    char temporary[160];
    FILE *out;
};

static bool say_errno(const char *name, char *why, size_t size)
{
    snprintf(why, size, "%s: %s", name, strerror(errno));
    return false;
}

static bool target_open(struct target *target, int dir, const char *name, char *why, size_t size)
{
    *target = (struct target){.dir = dir, .name = name};
    snprintf(target->temporary, sizeof target->temporary, ".%.140s.new", name);
    int fd = openat(dir, target->temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    target->out = fd >= 0 ? fdopen(fd, "w") : NULL;
    return target->out || say_errno(name, why, size);
}

static bool target_close(struct target *target, bool is_good, char *why, size_t size)
{
    bool is_written = !ferror(target->out);
    is_written = fclose(target->out) == 0 && is_written;
    if (is_good && is_written &&
        renameat(target->dir, target->temporary, target->dir, target->name) == 0)
        return true;
    if (is_good)
        say_errno(target->name, why, size);
    unlinkat(target->dir, target->temporary, 0);
    return false;
}

static bool write_rows(struct pg *pg, const struct table *table, FILE *out, char *why, size_t size)
{
    char *line, *field[COLUMNS_MOST];
    int got;
    fprintf(out, "%s\n", table->header);
    if (!pg_copy_out(pg, table->sql, why, size))
        return false;
    while ((got = pg_copy_line(pg, &line, why, size)) > 0) {
        int count = copy_split(line, field, COLUMNS_MOST);
        for (int i = 0; i < count; i++)
            csv_put(out, field[i] ? field[i] : "", i == 0, table->texts & (1U << i));
        putc('\n', out);
        pg_line_free(line);
    }
    return got == 0;
}

static bool write_table(struct pg *pg, const struct table *table, int dir, char *why, size_t size)
{
    struct target target;
    if (!target_open(&target, dir, table->file, why, size))
        return false;
    bool is_good = write_rows(pg, table, target.out, why, size);
    return target_close(&target, is_good, why, size);
}

static bool write_profile(int dir, const char *name, const char *text, size_t length, char *why,
                          size_t size)
{
    char file[120];
    struct target target;
    snprintf(file, sizeof file, "%.100s.profile", name);
    if (!target_open(&target, dir, file, why, size))
        return false;
    fwrite(text, 1, length, target.out);
    return target_close(&target, true, why, size);
}

static bool write_profiles(struct pg *pg, int parent, char *why, size_t size)
{
    if (mkdirat(parent, "profiles", 0777) != 0 && errno != EEXIST)
        return say_errno("profiles", why, size);
    int dir = openat(parent, "profiles", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0)
        return say_errno("profiles", why, size);
    struct pg_rows *rows = pg_ask(pg,
                                  "select name, text from hd.profile p where exists (select from "
                                  "hd.device d where d.profile = p.name and d.retired is null)",
                                  NULL, 0, why, size);
    bool is_good = rows != NULL;
    for (int i = 0; is_good && i < pg_rows_count(rows); i++)
        is_good = write_profile(dir, pg_cell(rows, i, 0), pg_cell(rows, i, 1),
                                (size_t)pg_cell_length(rows, i, 1), why, size);
    pg_rows_free(rows);
    close(dir);
    return is_good;
}

static bool may_read_all(struct pg *pg, bool *may, bool *is_any, char *why, size_t size)
{
    struct pg_rows *rows = pg_ask(pg, may_sql, NULL, 0, why, size);
    *may = rows && strcmp(pg_cell(rows, 0, 0), "t") == 0;
    *is_any = rows && strcmp(pg_cell(rows, 0, 1), "t") == 0;
    pg_rows_free(rows);
    return rows != NULL;
}

static bool write_all(struct pg *pg, int dir, FILE *out, char *why, size_t size)
{
    size_t count = sizeof tables / sizeof tables[0];
    bool may, is_any;
    /* all files show the same moment */
    if (!pg_run(pg, "begin isolation level repeatable read read only", why, size))
        return false;
    if (!may_read_all(pg, &may, &is_any, why, size))
        return false;
    if (!may && is_any)
        fprintf(out, "crews.csv and roster.csv are left out: for a leader or an admin only\n");
    for (size_t i = 0; i < count - (may || !is_any ? 0 : FOR_FEW); i++) {
        struct table table = tables[i];
        if (!may && i >= count - FOR_FEW)
            table.sql = none_sql;
        if (!write_table(pg, &table, dir, why, size))
            return false;
    }
    return write_profiles(pg, dir, why, size);
}

bool exchange_export(const char *conninfo, const char *dir, FILE *out)
{
    char why[WHY] = "";
    if (mkdir(dir, 0777) != 0 && errno != EEXIST) {
        fprintf(out, "%s: %s\n", dir, strerror(errno));
        return false;
    }
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        fprintf(out, "%s: %s\n", dir, strerror(errno));
        return false;
    }
    struct pg *pg = pg_open(conninfo, "heatdesk export", why, sizeof why);
    bool is_good = pg && write_all(pg, fd, out, why, sizeof why);
    if (!is_good)
        fprintf(out, "not exported: %s\n", why);
    pg_close(pg);
    close(fd);
    return is_good;
}
