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
	" GROUP BY shop_id ORDER BY shop_id");

int unknown_sales_list(struct db *db, struct arena *a, int64_t tenant_id,
		       int64_t shop_id, struct unknown_sales **out,
		       size_t *count, struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, tenant_id, &unknown_sales_select,
		DB_ARGS(db_arg_int64(a, tenant_id), db_arg_int64(a, shop_id)),
		err);

	if (!rows)
		return -1;
	*count = (size_t)db_count(rows);
	*out = arena_alloc(a, (*count + 1) * sizeof(**out));
	for (size_t i = 0; i < *count; i++)
		(*out)[i] = (struct unknown_sales){
			.shop_id = db_int64(rows, (int)i, "shop_id"),
			.lines = db_int64(rows, (int)i, "lines"),
			.orders = db_int64(rows, (int)i, "orders"),
			.from = db_text(rows, (int)i, "first_day"),
			.to = db_text(rows, (int)i, "last_day"),
		};
	return 0;
}
