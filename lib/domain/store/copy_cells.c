/*
 * rollup/customer_cell.h and rollup/reversal_cell.h for the orders of a merge.
 */
#include "domain/rollup/customer_cell.h"
#include "domain/rollup/reversal_cell.h"
#include "domain/store/copy_stage.h"

/* $3 generation, $4 how far customers are built, $5 the sign. */
DB_QUERY(copy_retract_cells, 5,
	CELLS_CHANGE("SELECT o.* FROM stage_known k, LATERAL"
		     "       (SELECT order_id, customer_id, local_day, spent"
		     "          FROM orders"
		     "         WHERE tenant_id = $1 AND shop_id = $2"
		     "           AND order_id = k.order_id"
		     "           AND " ROLLUP_COUNTED
		     "        OFFSET 0) AS o"));

/* And $6 the zone. */
DB_QUERY(copy_apply_cells, 6,
	CELLS_CHANGE("SELECT order_id, customer_id,"
		     "       (processed_at AT TIME ZONE $6)::date"
		     "         AS local_day, spent"
		     "  FROM stage_order WHERE counted"));

/* $3 generation; of those that are staged, the few that have any. */
DB_QUERY(copy_retract_reversals, 3,
	REVERSAL_INSERT(REVERSAL_SALES_OF("SELECT order_id FROM stage_known"),
			"-1"));
DB_QUERY(copy_apply_reversals, 3,
	REVERSAL_INSERT(REVERSAL_SALES_OF(
		"SELECT DISTINCT order_id"
		"  FROM stage_sale WHERE " REVERSAL_SALES
		"   AND order_id IN (SELECT order_id FROM stage_order)"), "1"));

void copy_cells_retract(const struct writer *w)
{
	db_queue(w->db, w->arena, &copy_retract_cells,
		 DB_ARGS(w->tenant_id, w->shop_id, w->generation,
			 w->customers_built_to, "-1"), NULL);
	db_queue(w->db, w->arena, &copy_retract_reversals,
		 DB_ARGS(w->tenant_id, w->shop_id, w->generation), NULL);
}

void copy_cells_apply(const struct writer *w)
{
	db_queue(w->db, w->arena, &copy_apply_cells,
		 DB_ARGS(w->tenant_id, w->shop_id, w->generation,
			 w->customers_built_to, "1", w->timezone), NULL);
	db_queue(w->db, w->arena, &copy_apply_reversals,
		 DB_ARGS(w->tenant_id, w->shop_id, w->generation), NULL);
}
