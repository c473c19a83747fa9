#include "domain/shop/unknown_sales.h"

/*
 * The condition is the one of the index that has these alone, where they stand
 * by order.  $2 is 0 for all shops.
 */
DB_QUERY(unknown_sales_select, 2,
	"SELECT shop_id, count(*) AS lines, count(DISTINCT order_id) AS orders,"
	"       min(local_day)::text AS first_day,"
	"       max(local_day)::text AS last_day"
	"  FROM sale_event"
	" WHERE tenant_id = $1 AND line_type = 'unknown'"
	"   AND ($2::bigint = 0 OR shop_id = $2)"
	" GROUP BY shop_id");

void unknown_sales_queue(struct db *db, struct arena *a, int64_t tenant_id,
			 int64_t shop_id, struct db_rows **rows)
{
	db_queue(db, a, &unknown_sales_select,
		 DB_ARGS(db_arg_int64(a, tenant_id), db_arg_int64(a, shop_id)),
		 rows);
}

struct unknown_sales *unknown_sales_of_shop(struct arena *a,
					    const struct db_rows *rows,
					    int64_t shop_id)
{
	int i = db_find_int64(rows, "shop_id", shop_id);
	struct unknown_sales *unknown;

	if (i < 0)
		return NULL;
	unknown = arena_alloc(a, sizeof(*unknown));
	*unknown = (struct unknown_sales){
		.lines = db_int64(rows, i, "lines"),
		.orders = db_int64(rows, i, "orders"),
		.from = db_text(rows, i, "first_day"),
		.to = db_text(rows, i, "last_day"),
	};
	return unknown;
}

int unknown_sales_get(struct db *db, struct arena *a, int64_t tenant_id,
		      int64_t shop_id, struct unknown_sales **out,
		      struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, tenant_id, &unknown_sales_select,
		DB_ARGS(db_arg_int64(a, tenant_id), db_arg_int64(a, shop_id)),
		err);

	if (!rows)
		return -1;
	*out = unknown_sales_of_shop(a, rows, shop_id);
	return 0;
}
