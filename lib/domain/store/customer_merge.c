#include "domain/entity/array.h"
#include "domain/rollup/rollup.h"
#include "domain/store/customer_merge.h"
#include "domain/store/customer_store.h"
#include "domain/store/event.h"

/* The kept one may have been merged itself, told of before. */
DB_QUERY(customer_merge_kept, 3,
	"SELECT coalesce((SELECT merged_into FROM tombstone"
	"	WHERE tenant_id = $1 AND shop_id = $2"
	"	  AND kind = 'customer' AND entity_id = $3::bigint),"
	"	$3::bigint) AS customer_id");

DB_QUERY(customer_merge_orders, 3,
	"SELECT order_id FROM orders"
	" WHERE tenant_id = $1 AND shop_id = $2 AND customer_id = $3");

void customer_merge_find(const struct writer *w, int64_t kept, int64_t gone,
			 struct customer_merge *merge)
{
	merge->gone = gone;
	db_queue(w->db, w->arena, &customer_merge_kept,
		 DB_ARGS(w->tenant_id, w->shop_id, writer_id(w, kept)),
		 &merge->kept);
	db_queue(w->db, w->arena, &customer_merge_orders,
		 DB_ARGS(w->tenant_id, w->shop_id, writer_id(w, gone)),
		 &merge->orders);
}

/* Who is kept was redacted: so is then who is gone. */
#define KEPT_REDACTED							\
	"EXISTS (SELECT FROM tombstone"					\
	"	WHERE tenant_id = $1 AND shop_id = $2"			\
	"	  AND kind = 'customer' AND entity_id = $4::bigint"	\
	"	  AND redacted)"

DB_QUERY(customer_merge_move, 4,
	"UPDATE orders SET customer_id = $4,"
	"       email = CASE WHEN NOT " KEPT_REDACTED " THEN email END"
	" WHERE tenant_id = $1 AND shop_id = $2"
	"   AND order_id = ANY ($3::bigint[])");

static void move_orders(const struct writer *w, const struct db_rows *orders,
			const char *kept)
{
	struct buf list = array_start(w->arena);
	const char *ids;

	for (int i = 0; i < db_count(orders); i++)
		array_int64(&list, db_int64(orders, i, "order_id"));
	ids = array_end(&list);
	rollup_retract(w, ids);
	db_queue(w->db, w->arena, &customer_merge_move,
		 DB_ARGS(w->tenant_id, w->shop_id, ids, kept), NULL);
	rollup_apply(w, ids, NULL);
}

DB_QUERY(customer_merge_tombstone, 4,
	"UPDATE tombstone SET merged_into = $4,"
	"       redacted = redacted OR " KEPT_REDACTED
	" WHERE tenant_id = $1 AND shop_id = $2 AND kind = 'customer'"
	"   AND $3::bigint IN (entity_id, merged_into)");

int customer_merge(const struct writer *w, const struct customer_merge *merge,
		   int most, struct xn_error *err)
{
	const char *kept = db_text(merge->kept, 0, "customer_id");
	int orders = db_count(merge->orders);

	if (db_int64(merge->kept, 0, "customer_id") == merge->gone)
		return 0;
	if (most && orders > most)
		return xn_fail(err, XN_BAD_INPUT,
			       "%d orders are to be moved: replay it", orders);
	move_orders(w, merge->orders, kept);
	event_move_customer(w, merge->gone, kept);
	customer_bury(w, merge->gone);
	db_queue(w->db, w->arena, &customer_merge_tombstone,
		 DB_ARGS(w->tenant_id, w->shop_id, writer_id(w, merge->gone),
			 kept), NULL);
	return 0;
}
