#include "backend/store/exchange_crews.h"

#include "backend/store/batch.h"

enum { CODE, NAME, PHONE, LEADER, SKILLS, AREAS, LOGIN, HOOK, CREW_COLUMNS };
enum { CREW, PERSON, SHIFT_PHONE, ROLE, FROM, TO, COVERS, SHIFT_COLUMNS };

/* An empty list is a list, too. */
static bool run(struct exchange_write *write, struct batch *batch, const char *sql,
                const char *sql_of_none)
{
    if (batch->rows > 0)
        return batch_run(batch, write->pg, sql, write->why, write->why_size);
    struct pg_rows *rows = pg_ask(write->pg, sql_of_none, NULL, 0, write->why, write->why_size);
    pg_rows_free(rows);
    return rows != NULL;
}

static bool write_crews(struct exchange_write *write, const struct crew_sheet *sheet)
{
    struct batch batch;
    batch_init(&batch, CREW_COLUMNS);
    for (size_t i = 0; i < sheet->crews.count; i++) {
        const struct crew_sheet_crew *crew = &sheet->crews.at[i];
        batch_text(&batch, CODE, crew->code);
        batch_text(&batch, NAME, crew->name);
        batch_text(&batch, PHONE, crew->phone);
        batch_text(&batch, LEADER, crew->leader);
        batch_text(&batch, SKILLS, crew->skills);
        batch_text(&batch, AREAS, crew->areas);
        batch_text(&batch, LOGIN, crew->login);
        batch_text(&batch, HOOK, crew->hook);
        batch_row(&batch);
    }
    bool is_good = run(write, &batch,
                       "select hd.crew_load($1::text[], $2::text[], $3::text[], $4::text[], "
                       "$5::text[], $6::text[], $7::text[], $8::text[])",
                       "select hd.crew_load('{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')");
    batch_finish(&batch);
    return is_good;
}

static bool write_roster(struct exchange_write *write, const struct crew_sheet *sheet)
{
    struct batch batch;
    char at[32];
    batch_init(&batch, SHIFT_COLUMNS);
    for (size_t i = 0; i < sheet->shifts.count; i++) {
        const struct crew_sheet_shift *shift = &sheet->shifts.at[i];
        batch_text(&batch, CREW, shift->crew);
        batch_text(&batch, PERSON, shift->person);
        batch_text(&batch, SHIFT_PHONE, shift->phone);
        batch_text(&batch, ROLE, duty_role_names[shift->role]);
        snprintf(at, sizeof at, "%s+08", shift->from);
        batch_text(&batch, FROM, at);
        snprintf(at, sizeof at, "%s+08", shift->to);
        batch_text(&batch, TO, at);
        batch_integer(&batch, COVERS, shift->covers + 1);
        batch_row(&batch);
    }
    bool is_good = run(write, &batch,
                       "select hd.roster_load($1::text[], $2::text[], $3::text[], $4::text[], "
                       "$5::timestamptz[], $6::timestamptz[], $7::int[])",
                       "select hd.roster_load('{}', '{}', '{}', '{}', '{}', '{}', '{}')");
    batch_finish(&batch);
    return is_good;
}

bool exchange_write_crews(struct exchange_write *write)
{
    const struct crew_sheet *sheet = &write->inventory->crews;
    return (!sheet->has_crews || write_crews(write, sheet)) &&
           (!sheet->has_roster || write_roster(write, sheet));
}
