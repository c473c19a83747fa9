#include "domain/rollup/writer.h"
#include "domain/store/order_queue.h"

DB_QUERY(order_queue_select_count, 2,
	"SELECT count(*) AS n FROM orders"
	" WHERE tenant_id = $1 AND shop_id = $2 AND agreements_due > 0");

int order_queue_count(struct db *db, struct arena *a, int64_t tenant_id,
		      int64_t shop_id, int64_t *count, struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, tenant_id,
		&order_queue_select_count,
		DB_ARGS(db_arg_int64(a, tenant_id), db_arg_int64(a, shop_id)),
		err);

	if (!rows)
		return -1;
	*count = db_int64(rows, 0, "n");
	return 0;
}

DB_QUERY(order_queue_find, 2,
	"SELECT FROM orders"
	" WHERE tenant_id = $1 AND shop_id = $2 AND agreements_due > 0"
	" LIMIT 1");

int order_queue_has_any(struct db *db, struct arena *a, int64_t tenant_id,
			int64_t shop_id, bool *has_any, struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, tenant_id, &order_queue_find,
		DB_ARGS(db_arg_int64(a, tenant_id), db_arg_int64(a, shop_id)),
		err);

	if (!rows)
		return -1;
	*has_any = db_count(rows) > 0;
	return 0;
}

/* Each by its key; under the shop's lock no row is moved meanwhile. */
DB_QUERY(order_queue_update_unknown, 2,
	"UPDATE orders SET agreements_due = 1 WHERE ctid = ANY (ARRAY("
	"	SELECT o.row FROM (SELECT DISTINCT order_id FROM sale_event"
	"		WHERE tenant_id = $1 AND shop_id = $2"
	"		  AND line_type = 'unknown') AS u, LATERAL"
	"	      (SELECT ctid AS row FROM orders"
	"		WHERE tenant_id = $1 AND shop_id = $2"
	"		  AND order_id = u.order_id OFFSET 0) AS o))"
	"   AND agreements_due = 0");

int order_queue_unknown(struct db *db, struct arena *a, int64_t tenant_id,
			int64_t shop_id, struct xn_error *err)
{
	struct db_rows *lock;
	struct writer w;

	db_begin(db, tenant_id);
	writer_lock(&w, db, a, tenant_id, shop_id, false, &lock);
	if (db_flush(db, err) || writer_locked(&w, lock, err)) {
		db_rollback(db);
		return -1;
	}
	db_queue(db, a, &order_queue_update_unknown,
		 DB_ARGS(w.tenant_id, w.shop_id), NULL);
	return db_commit(db, err);
}

struct order_queue_place order_queue_begin(bool with_headers)
{
	return (struct order_queue_place){
		.due = "3", .processed = "infinity", .order_id = "0",
		.headers = with_headers ? "t" : "f",
	};
}

/* From $3 due, $4 processed and $5 order on, in the order of the index. */
DB_QUERY(order_queue_select, 7,
	"SELECT order_id, agreements_due, processed_at FROM orders"
	" WHERE tenant_id = $1 AND shop_id = $2 AND agreements_due > 0"
	"   AND ($7 OR NOT headers_only)"
	"   AND (agreements_due, processed_at, order_id) <"
	"       ($3::smallint, $4::timestamptz, $5::bigint)"
	" ORDER BY agreements_due DESC, processed_at DESC, order_id DESC"
	" LIMIT $6");

struct db_rows *order_queue_list(struct db *db, struct arena *a,
				 int64_t tenant_id, int64_t shop_id,
				 const struct order_queue_place *place,
				 int limit, struct xn_error *err)
{
	return db_read(db, a, tenant_id, &order_queue_select,
		       DB_ARGS(db_arg_int64(a, tenant_id),
			       db_arg_int64(a, shop_id), place->due,
			       place->processed, place->order_id,
			       db_arg_int64(a, limit), place->headers), err);
}

void order_queue_go_behind(struct order_queue_place *place, struct arena *a,
			   const struct db_rows *rows)
{
	int last = db_count(rows) - 1;

	place->due = arena_strdup(a, db_text(rows, last, "agreements_due"));
	place->processed = arena_strdup(a, db_text(rows, last,
						   "processed_at"));
	place->order_id = arena_strdup(a, db_text(rows, last, "order_id"));
}

DB_QUERY(order_queue_select_headers, 4,
	"SELECT order_id FROM orders"
	" WHERE tenant_id = $1 AND shop_id = $2 AND headers_only"
	"   AND agreements_due > 0"
	"   AND order_id < $3 ORDER BY order_id DESC LIMIT $4");

struct db_rows *order_queue_list_headers(struct db *db, struct arena *a,
					 int64_t tenant_id, int64_t shop_id,
					 int64_t before, int limit,
					 struct xn_error *err)
{
	return db_read(db, a, tenant_id, &order_queue_select_headers,
		       DB_ARGS(db_arg_int64(a, tenant_id),
			       db_arg_int64(a, shop_id),
			       db_arg_int64(a, before),
			       db_arg_int64(a, limit)), err);
}
