/*
 * What a merge keeps of what is stored: Shopify's own ledgers, or of those the
 * duties and fees; and products.
 */
#include "domain/store/copy_stage.h"

/*
 * Where nothing has changed since Shopify's own ledger was read, that stays:
 * the staged rows become the stored ones.  (Times are in seconds: within the
 * hour, a state of the same time may yet be a later one.)  Any other order
 * whose ledger was read is to be read soon.
 */
DB_QUERY(copy_drop_kept_sales, 0,
	"DELETE FROM stage_sale s USING stage_known k"
	" WHERE s.order_id = k.order_id AND k.keep");
DB_QUERY(copy_keep_sales, 2,
	"INSERT INTO stage_sale"
	" SELECT e.* FROM stage_known k, LATERAL"
	"        (SELECT order_id, event_no, side, line_type, initial,"
	"                line_id, product_id, variant_id, happened_at,"
	"                quantity, total, tax, disc, source"
	"           FROM sale_event"
	"          WHERE tenant_id = $1 AND shop_id = $2"
	"            AND order_id = k.order_id OFFSET 0) AS e"
	"  WHERE k.keep");
DB_QUERY(copy_keep_due, 2,
	"UPDATE stage_order s"
	"   SET agreements_due = CASE WHEN k.keep OR s.agreements_due = 0"
	"                             THEN 0 ELSE 2 END,"
	"       counted = CASE WHEN k.keep THEN o.counted ELSE s.counted END,"
	"       spent = CASE WHEN k.keep THEN o.spent ELSE s.spent END"
	"  FROM stage_known k, LATERAL"
	"       (SELECT counted, spent FROM orders"
	"         WHERE tenant_id = $1 AND shop_id = $2"
	"           AND order_id = k.order_id AND agreements_due <> 1"
	"         OFFSET 0) AS o"
	" WHERE s.order_id = k.order_id");

/*
 * As rollup_order_keep() of one order, here and below.  The numbers are out of
 * the way of the staged ones.  (A staged cancellation's rest is not among them,
 * so that cancelled orders keep none: they come to nothing, too.)
 */
#define CHARGE_NUMBERS "1048576"
DB_QUERY(copy_keep_charges, 2,
	"INSERT INTO stage_sale"
	" SELECT e.* FROM stage_known k"
	"   JOIN stage_order s USING (order_id), LATERAL"
	"        (SELECT order_id, event_no | " CHARGE_NUMBERS ", side,"
	"                line_type, initial, line_id, product_id, variant_id,"
	"                happened_at, quantity, total, tax, disc,"
	"                'derived'::sale_source"
	"           FROM sale_event"
	"          WHERE tenant_id = $1 AND shop_id = $2"
	"            AND order_id = k.order_id OFFSET 0) AS e"
	"  WHERE e.line_type IN ('duty', 'fee') AND NOT k.keep"
	"    AND s.cancelled_at IS NULL AND NOT s.test");
/* ledger_spent(). */
DB_QUERY(copy_spend_charges, 0,
	"UPDATE stage_order o SET spent = greatest(0, s.spent)"
	"  FROM (SELECT order_id, bigint_sum((10000 * total)::bigint)"
	"                 AS spent"
	"          FROM stage_sale"
	"         WHERE line_type NOT IN ('tip', 'gift_card', 'unknown')"
	"         GROUP BY order_id"
	"        HAVING max(event_no) >= " CHARGE_NUMBERS ") AS s"
	" WHERE o.order_id = s.order_id AND o.counted");

DB_QUERY(copy_keep_line_products, 2,
	"UPDATE stage_line s"
	"   SET product_id = l.product_id, variant_id = l.variant_id"
	"  FROM (SELECT k.order_id, l.* FROM stage_known k, LATERAL"
	"               (SELECT line_id, product_id, variant_id"
	"                  FROM order_line"
	"                 WHERE tenant_id = $1 AND shop_id = $2"
	"                   AND order_id = k.order_id OFFSET 0) AS l) AS l"
	" WHERE s.order_id = l.order_id AND s.line_id = l.line_id"
	"   AND s.product_id IS NULL AND l.product_id IS NOT NULL");
DB_QUERY(copy_keep_sale_products, 0,
	"UPDATE stage_sale s"
	"   SET product_id = l.product_id, variant_id = l.variant_id"
	"  FROM stage_known k JOIN stage_line l USING (order_id)"
	" WHERE s.order_id = l.order_id AND s.line_id = l.line_id"
	"   AND s.product_id IS NULL AND l.product_id IS NOT NULL");

void copy_keep_products(const struct writer *w)
{
	db_queue(w->db, w->arena, &copy_keep_line_products,
		 DB_ARGS(w->tenant_id, w->shop_id), NULL);
	db_queue(w->db, w->arena, &copy_keep_sale_products, DB_NO_ARGS, NULL);
}

void copy_keep_ledgers(const struct writer *w)
{
	struct db_args shop = DB_ARGS(w->tenant_id, w->shop_id);

	db_queue(w->db, w->arena, &copy_drop_kept_sales, DB_NO_ARGS, NULL);
	db_queue(w->db, w->arena, &copy_keep_sales, shop, NULL);
	db_queue(w->db, w->arena, &copy_keep_due, shop, NULL);
	db_queue(w->db, w->arena, &copy_keep_charges, shop, NULL);
	db_queue(w->db, w->arena, &copy_spend_charges, DB_NO_ARGS, NULL);
}
