#include "domain/read/place.h"

/*
 * The connection's, so that it outlasts a transaction and ends with a worker.
 * 0 is no shop's id (rollup/writer.h).
 */
DB_QUERY(place_try, 0, "SELECT pg_try_advisory_lock(0) AS is_taken");
DB_QUERY(place_leave, 0, "SELECT pg_advisory_unlock(0)");

static void give_back(void *place)
{
	place_give_back(place);
}

int place_take(struct place *p, struct db *db, struct arena *a,
	       struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, 0, &place_try, DB_NO_ARGS, err);

	*p = (struct place){ .db = NULL };
	if (!rows)
		return -1;
	if (!db_bool(rows, 0, "is_taken"))
		return xn_fail(err, XN_THROTTLED, "Another long answer is being"
			       " made; try again later");
	*p = (struct place){ .db = db, .arena = arena_new(1024) };
	arena_defer(a, give_back, p);
	return 0;
}

void place_give_back(struct place *p)
{
	struct xn_error ignored = { 0 };

	if (!p->db)
		return;
	/* A place that is not given back would be nobody else's. */
	if (!db_read(p->db, p->arena, 0, &place_leave, DB_NO_ARGS, &ignored))
		db_abandon(p->db);
	arena_free(p->arena);
	p->db = NULL;
}
