#include "base/clock.h"
#include "base/money.h"

#include "domain/rollup/writer.h"

struct writer writer_of(struct db *db, struct arena *a, int64_t tenant_id,
			int64_t shop_id)
{
	return (struct writer){
		.db = db,
		.arena = a,
		.tenant_id = db_arg_int64(a, tenant_id),
		.shop_id = db_arg_int64(a, shop_id),
	};
}

#define COUNT_UP "data_version = " WRITER_NEXT("data_version")

/*
 * Who waits for the row waits in line before it.  Of many who wait for a row
 * each is woken, looks at its newest version, and as a rule waits again; and
 * whoever came first may be last.
 */
DB_QUERY(writer_turn, 1, "SELECT pg_advisory_xact_lock($1)");

static void wait_in_line(const struct writer *w)
{
	db_queue(w->db, w->arena, &writer_turn, DB_ARGS(w->shop_id), NULL);
}

DB_QUERY(writer_lock_shop, 3,
	"UPDATE shop_state SET " COUNT_UP ","
	"       last_webhook_at = CASE WHEN $3 THEN now()"
	"                              ELSE last_webhook_at END"
	" WHERE tenant_id = $1 AND shop_id = $2 AND connected"
	" RETURNING generation, timezone, customers_built_to");

void writer_lock(struct writer *w, struct db *db, struct arena *a,
		 int64_t tenant_id, int64_t shop_id, bool is_webhook,
		 struct db_rows **rows)
{
	*w = writer_of(db, a, tenant_id, shop_id);
	wait_in_line(w);
	db_queue(db, a, &writer_lock_shop,
		 DB_ARGS(w->tenant_id, w->shop_id, is_webhook ? "t" : "f"),
		 rows);
}

DB_QUERY(writer_lock_own_shop, 2,
	"UPDATE shop_state st SET " COUNT_UP
	"  FROM shop s"
	" WHERE st.tenant_id = $1 AND st.shop_id = $2"
	"   AND s.tenant_id = $1 AND s.shop_id = $2"
	"   AND (connected OR verified_at IS NULL)"
	" RETURNING generation, st.timezone, customers_built_to");

void writer_lock_own(struct writer *w, struct db *db, struct arena *a,
		     int64_t tenant_id, int64_t shop_id,
		     struct db_rows **rows)
{
	*w = writer_of(db, a, tenant_id, shop_id);
	wait_in_line(w);
	db_queue(db, a, &writer_lock_own_shop,
		 DB_ARGS(w->tenant_id, w->shop_id), rows);
}

DB_QUERY(writer_lock_former_shop, 2,
	"UPDATE shop_state SET " COUNT_UP
	" WHERE tenant_id = $1 AND shop_id = $2"
	" RETURNING generation, timezone, customers_built_to");

void writer_lock_former(struct writer *w, struct db *db, struct arena *a,
			int64_t tenant_id, int64_t shop_id,
			struct db_rows **rows)
{
	*w = writer_of(db, a, tenant_id, shop_id);
	wait_in_line(w);
	db_queue(db, a, &writer_lock_former_shop,
		 DB_ARGS(w->tenant_id, w->shop_id), rows);
}

int writer_locked(struct writer *w, const struct db_rows *rows,
		  struct xn_error *err)
{
	if (db_count(rows) == 0)
		return xn_fail(err, XN_NOT_FOUND, "shop not connected");
	w->generation = db_text(rows, 0, "generation");
	w->timezone = db_text(rows, 0, "timezone");
	w->customers_built_to = db_text(rows, 0, "customers_built_to");
	return 0;
}

const char *writer_id(const struct writer *w, int64_t id)
{
	return id ? db_arg_int64(w->arena, id) : NULL;
}

const char *writer_time(const struct writer *w, int64_t us)
{
	char *text;

	if (!us)
		return NULL;
	text = arena_alloc_raw(w->arena, 32);
	time_print_rfc3339(us, text);
	return text;
}

const char *writer_money(const struct writer *w, int64_t e4)
{
	char *text = arena_alloc_raw(w->arena, 32);

	money_print(e4, text);
	return text;
}
