#include "domain/rollup/reversal_cell.h"

/* $4 the orders, $5 the sign. */
DB_QUERY(reversal_cell_add, 5,
	REVERSAL_INSERT(REVERSAL_SALES_OF("SELECT order_id"
					  "  FROM unnest($4::bigint[])"
					  "    AS id (order_id)"), "$5::int"));

void reversal_cell_change(const struct writer *w, const char *ids,
			  const char *sign)
{
	db_queue(w->db, w->arena, &reversal_cell_add,
		 DB_ARGS(w->tenant_id, w->shop_id, w->generation, ids, sign),
		 NULL);
}
