#include <string.h>

#include "domain/entity/array.h"

#include "letters.h"

/* $3 ids and $4 reasons, as many. */
DB_QUERY(letters_insert, 4,
	"WITH fresh AS ("
	"INSERT INTO dead_letter (tenant_id, shop_id, webhook_id, topic,"
	" reason, body)"
	"SELECT $1::bigint, $2::bigint, 'sync:' || gid, 'sync', why,"
	"       convert_to(gid, 'UTF8')"
	"  FROM unnest($3::text[], $4::text[]) AS l (gid, why)"
	" WHERE NOT EXISTS (SELECT FROM dead_letter"
	"                    WHERE tenant_id = $1 AND shop_id = $2"
	"                      AND webhook_id = 'sync:' || gid"
	"                      AND replayed_at IS NULL)"
	" RETURNING 1) "
	"UPDATE shop_state SET dead_letters = dead_letters +"
	"       (SELECT count(*) FROM fresh)"
	" WHERE tenant_id = $1 AND shop_id = $2");

void letters_add(struct job *job, const char *gid, const char *reason)
{
	struct letter *letter;

	for (int i = 0; i < job->nletters; i++)
		if (!strcmp(job->letters[i].gid, gid))
			return;
	if (job->nletters == JOB_LETTERS)
		return;
	letter = &job->letters[job->nletters++];
	letter->gid = arena_strdup(job->arena, gid);
	letter->reason = arena_strdup(job->arena, reason);
}

int letters_write(struct job *job, struct xn_error *err)
{
	struct db *db = job->sync->db;
	struct arena *a = job->scratch;
	struct buf gids, reasons;

	if (!job->nletters)
		return 0;
	arena_reset(a);
	gids = array_start(a);
	reasons = array_start(a);
	for (int i = 0; i < job->nletters; i++) {
		array_text(&gids, job->letters[i].gid);
		array_text(&reasons, job->letters[i].reason);
	}
	db_begin(db, job->shop.tenant_id);
	db_queue(db, a, &letters_insert,
		 DB_ARGS(db_arg_int64(a, job->shop.tenant_id),
			 db_arg_int64(a, job->shop.shop_id),
			 array_end(&gids), array_end(&reasons)), NULL);
	if (db_commit(db, err))
		return -1;
	job->nletters = 0;
	return 0;
}
