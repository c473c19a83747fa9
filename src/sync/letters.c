#include "letters.h"

/* $3 id, $4 reason, $5 the id as the body. */
DB_QUERY(letters_insert, 5,
	"WITH fresh AS ("
	"INSERT INTO dead_letter (tenant_id, shop_id, webhook_id, topic,"
	" reason, body)"
	"SELECT $1::bigint, $2::bigint, 'sync:' || $3::text, 'sync', $4,"
	"       convert_to($5, 'UTF8')"
	" WHERE NOT EXISTS (SELECT FROM dead_letter"
	"                    WHERE tenant_id = $1 AND shop_id = $2"
	"                      AND webhook_id = 'sync:' || $3::text"
	"                      AND replayed_at IS NULL)"
	" RETURNING 1) "
	"UPDATE shop_state SET dead_letters = dead_letters + 1"
	" WHERE tenant_id = $1 AND shop_id = $2"
	"   AND EXISTS (SELECT FROM fresh)");

void letters_add(struct job *job, const char *gid, const char *reason)
{
	struct letter *letter;

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

	if (!job->nletters)
		return 0;
	arena_reset(a);
	db_begin(db, job->shop.tenant_id);
	for (int i = 0; i < job->nletters; i++)
		db_queue(db, a, &letters_insert,
			 DB_ARGS(db_arg_int64(a, job->shop.tenant_id),
				 db_arg_int64(a, job->shop.shop_id),
				 job->letters[i].gid, job->letters[i].reason,
				 job->letters[i].gid), NULL);
	job->nletters = 0;
	return db_commit(db, err);
}
