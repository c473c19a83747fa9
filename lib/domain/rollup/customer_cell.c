#include "domain/rollup/customer_cell.h"

/* $6 the orders, each looked up by its key, as in rollup.c. */
DB_QUERY(customer_cell_difference, 6,
	CELLS_CHANGE("SELECT t.*"
		     "  FROM unnest($6::bigint[]) AS k (order_id), LATERAL"
		     "       (SELECT order_id, customer_id, local_day, spent,"
		     "               counted FROM orders"
		     "         WHERE tenant_id = $1 AND shop_id = $2"
		     "           AND order_id = k.order_id OFFSET 0) AS t"
		     " WHERE counted"));

void customer_cell_change(const struct writer *w, const char *ids,
			  const char *sign)
{
	db_queue(w->db, w->arena, &customer_cell_difference,
		 DB_ARGS(w->tenant_id, w->shop_id, w->generation,
			 w->customers_built_to, sign, ids), NULL);
}

DB_QUERY(customer_cell_delete, 2,
	"DELETE FROM customer_cell WHERE tenant_id = $1 AND shop_id = $2"
	"   AND NOT EXISTS (SELECT FROM orders"
	"                    WHERE tenant_id = $1 AND shop_id = $2)");
DB_QUERY(customer_cell_delete_codes, 2,
	"DELETE FROM rollup_part WHERE tenant_id = $1 AND shop_id = $2"
	"   AND dimension = " PART_NEW_BY_CODE
	"   AND NOT EXISTS (SELECT FROM orders"
	"                    WHERE tenant_id = $1 AND shop_id = $2)");

void customer_cell_clear(const struct writer *w)
{
	struct db_args shop = DB_ARGS(w->tenant_id, w->shop_id);

	db_queue(w->db, w->arena, &customer_cell_delete, shop, NULL);
	db_queue(w->db, w->arena, &customer_cell_delete_codes, shop, NULL);
}

/* Customers from $4 (without it) to $5. */
DB_QUERY(customer_cell_slice, 5,
	"WITH " CELL_PLACES("SELECT " CELL_ORDER " FROM orders"
			    " WHERE tenant_id = $1 AND shop_id = $2"
			    "   AND " ROLLUP_COUNTED
			    "   AND customer_id > $4 AND customer_id <= $5",
			    "")
	CELL_INSERT("1", CELL_SALES_BY_KEY, CELL_CODES_BY_KEY));

void customer_cell_build(const struct writer *w, const char *last)
{
	db_queue(w->db, w->arena, &customer_cell_slice,
		 DB_ARGS(w->tenant_id, w->shop_id, w->generation,
			 w->customers_built_to, last), NULL);
}
