#include "domain/upkeep/verify_ask.h"

DB_QUERY(verify_plan_custom, 0,
	"SET LOCAL plan_cache_mode = force_custom_plan");

void verify_plan(struct db *db, struct arena *a)
{
	db_queue(db, a, &verify_plan_custom, DB_NO_ARGS, NULL);
}

int verify_ask(struct db *db, struct arena *a, int64_t tenant_id,
	       const struct db_query *query, struct db_args args,
	       int64_t *drift, struct xn_error *err)
{
	struct db_rows *rows;

	db_begin(db, tenant_id);
	verify_plan(db, a);
	db_queue(db, a, query, args, &rows);
	if (db_commit(db, err))
		return -1;
	if (db_count(rows))
		*drift += db_int64(rows, 0, "drift");
	return 0;
}
