#include "domain/entity/array.h"

#include "domain/store/order_reread.h"

#define INSERT								\
	"INSERT INTO order_reread AS r (tenant_id, shop_id, order_id, reason,"\
	" happened_at) "
#define ON_CONFLICT							\
	" ON CONFLICT (tenant_id, shop_id, order_id) DO UPDATE"		\
	" SET reason = excluded.reason, wanted_at = excluded.wanted_at,"\
	" happened_at = greatest(r.happened_at, excluded.happened_at)"

DB_QUERY(order_reread_upsert, 5,
	INSERT "VALUES ($1, $2, $3, $4, $5)" ON_CONFLICT);

void order_reread_want(const struct writer *w, int64_t order_id,
		       const char *reason, int64_t happened_at)
{
	db_queue(w->db, w->arena, &order_reread_upsert,
		 DB_ARGS(w->tenant_id, w->shop_id, writer_id(w, order_id),
			 reason, writer_time(w, happened_at)), NULL);
}

/* Who was redacted is not asked about any more. */
DB_QUERY(order_reread_upsert_of, 4,
	INSERT
	"SELECT $1, $2, order_id, $4, NULL FROM orders"
	" WHERE tenant_id = $1 AND shop_id = $2 AND customer_id = $3"
	"   AND NOT EXISTS (SELECT FROM tombstone"
	"	WHERE tenant_id = $1 AND shop_id = $2"
	"	  AND kind = 'customer' AND entity_id = $3 AND redacted)"
	ON_CONFLICT);

void order_reread_want_of(const struct writer *w, int64_t customer_id,
			  const char *reason)
{
	db_queue(w->db, w->arena, &order_reread_upsert_of,
		 DB_ARGS(w->tenant_id, w->shop_id, writer_id(w, customer_id),
			 reason), NULL);
}

DB_QUERY(order_reread_select, 4,
	"SELECT order_id, wanted_at FROM order_reread"
	" WHERE tenant_id = $1 AND shop_id = $2 AND order_id > $3"
	" ORDER BY order_id LIMIT $4");

struct db_rows *order_reread_list(struct db *db, struct arena *a,
				  int64_t tenant_id, int64_t shop_id,
				  int64_t last, int limit,
				  struct xn_error *err)
{
	return db_read(db, a, tenant_id, &order_reread_select,
		       DB_ARGS(db_arg_int64(a, tenant_id),
			       db_arg_int64(a, shop_id),
			       db_arg_int64(a, last),
			       db_arg_int64(a, limit)), err);
}

/*
 * Under the shop's lock, as who marks: either has many of these rows, in an
 * order of its own, and would wait for the other.
 */
DB_QUERY(order_reread_delete, 4,
	"DELETE FROM order_reread r"
	" USING unnest($3::bigint[], $4::timestamptz[]) AS seen (id, at)"
	" WHERE r.tenant_id = $1 AND r.shop_id = $2 AND r.order_id = seen.id"
	"   AND r.wanted_at <= seen.at");

int order_reread_done(struct db *db, struct arena *a, int64_t tenant_id,
		      int64_t shop_id, const struct db_rows *rows,
		      struct xn_error *err)
{
	struct buf ids = array_start(a), times = array_start(a);
	struct db_rows *lock;
	struct writer w;

	for (int i = 0; i < db_count(rows); i++) {
		array_int64(&ids, db_int64(rows, i, "order_id"));
		array_text(&times, db_text(rows, i, "wanted_at"));
	}
	db_begin(db, tenant_id);
	writer_lock(&w, db, a, tenant_id, shop_id, false, &lock);
	if (db_flush(db, err) || writer_locked(&w, lock, err)) {
		db_rollback(db);
		return -1;
	}
	db_queue(db, a, &order_reread_delete,
		 DB_ARGS(w.tenant_id, w.shop_id, array_end(&ids),
			 array_end(&times)), NULL);
	return db_commit(db, err);
}
