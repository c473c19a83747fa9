#include "domain/rollup/customer_month.h"
#include "domain/rollup/dirty.h"
#include "domain/rollup/rollup.h"
#include "domain/store/copy_stage.h"
#include "domain/store/customer_store.h"
#include "domain/store/product_store.h"

/* $1 tenant and $2 shop in every statement; $3 is said where it is used. */

DB_QUERY(copy_merge_customer, 2,
	"WITH stored AS ("
	"INSERT INTO customer AS c (tenant_id, shop_id, customer_id, email,"
	" first_name, last_name, phone, state, country, created_at,"
	" updated_at, amount_spent, amount_spent_currency, amount_spent_at)"
	"SELECT $1, $2, s.* FROM stage_customer s"
	" WHERE NOT EXISTS (SELECT FROM tombstone t"
	"                    WHERE t.tenant_id = $1 AND t.shop_id = $2"
	"                      AND t.kind = 'customer'"
	"                      AND t.entity_id = s.customer_id)"
	CUSTOMER_ON_CONFLICT
	" RETURNING xmax = 0 AS fresh) "
	"UPDATE shop_state SET customers = customers +"
	"       (SELECT count(*) FROM stored WHERE fresh)"
	" WHERE tenant_id = $1 AND shop_id = $2");

/* $3 generation. */
DB_QUERY(copy_merge_product, 3,
	"WITH stored AS ("
	"INSERT INTO product AS p (tenant_id, shop_id, product_id, title,"
	" handle, status, vendor, product_type, created_at, updated_at,"
	" published_at)"
	"SELECT $1, $2, s.* FROM stage_product s"
	" WHERE NOT EXISTS (SELECT FROM tombstone t"
	"                    WHERE t.tenant_id = $1 AND t.shop_id = $2"
	"                      AND t.kind = 'product'"
	"                      AND t.entity_id = s.product_id)"
	PRODUCT_ON_CONFLICT PRODUCT_RETURNING
	"), moved AS (SELECT product_id FROM stored WHERE moved), "
	ROLLUP_DIRTY_SOLD("moved", "$3")
	"UPDATE shop_state SET products = products +"
	"       (SELECT count(*) FROM stored WHERE fresh)"
	" WHERE tenant_id = $1 AND shop_id = $2");

/*
 * Which orders are known already, and which of those are to be left out: the
 * stored one is newer, or no older and known with more (a bulk export has no
 * lines of refunds), or has a refund that this state does not show.
 *
 * LATERAL with OFFSET 0, here and below: one look-up by key for each staged
 * order, whatever the planner thinks of a shop that it has no statistics of.
 */
DB_QUERY(copy_find_known, 2,
	"INSERT INTO stage_known (order_id, keep, stale)"
	" SELECT s.order_id, o.updated_at = s.updated_at"
	"        AND o.agreements_due = 0"
	"        AND o.updated_at < now() - interval '1 h',"
	"        o.updated_at IS NOT NULL"
	"        AND (o.updated_at > s.updated_at"
	"             OR (o.updated_at = s.updated_at AND s.headers_only"
	"                 AND NOT o.headers_only)"
	"             OR coalesce(r.unseen, false))"
	"   FROM stage_order s"
	"   LEFT JOIN LATERAL (SELECT updated_at, headers_only,"
	"                             agreements_due"
	"                        FROM orders"
	"                       WHERE tenant_id = $1 AND shop_id = $2"
	"                         AND order_id = s.order_id OFFSET 0) AS o"
	"     ON true"
	"   LEFT JOIN LATERAL"
	"        (SELECT bool_or(NOT EXISTS"
	"                (SELECT FROM stage_refund g"
	"                  WHERE g.order_id = r.order_id"
	"                    AND g.refund_id = r.refund_id)) AS unseen"
	"           FROM refund r"
	"          WHERE r.tenant_id = $1 AND r.shop_id = $2"
	"            AND r.order_id = s.order_id OFFSET 0) AS r"
	"     ON true"
	"  WHERE o.updated_at IS NOT NULL OR r.unseen IS NOT NULL");

DB_QUERY(copy_drop_stale, 0,
	"DELETE FROM stage_order s USING stage_known k"
	" WHERE s.order_id = k.order_id AND k.stale");
DB_QUERY(copy_forget_stale, 0, "DELETE FROM stage_known WHERE stale");
DB_QUERY(copy_drop_buried, 2,
	"DELETE FROM stage_order s USING tombstone t"
	" WHERE t.tenant_id = $1 AND t.shop_id = $2 AND t.kind = 'order'"
	"   AND t.entity_id = s.order_id");

/* As order_upsert of order_store.c: merged and redacted people. */
DB_QUERY(copy_settle_customer, 2,
	"UPDATE stage_order s"
	"   SET customer_id = coalesce(t.merged_into, s.customer_id),"
	"       email = CASE WHEN NOT t.redacted THEN s.email END"
	"  FROM tombstone t"
	" WHERE t.tenant_id = $1 AND t.shop_id = $2 AND t.kind = 'customer'"
	"   AND t.entity_id = s.customer_id");
DB_QUERY(copy_settle_buyer, 2,
	"UPDATE stage_order s SET email = NULL FROM tombstone t"
	" WHERE t.tenant_id = $1 AND t.shop_id = $2 AND t.kind = 'buyer'"
	"   AND t.entity_id = s.order_id");

/* A known order that counts, as it is stored. */
#define KNOWN_ORDER							\
	"LATERAL (SELECT customer_id, spent, local_day FROM orders"	\
	"          WHERE tenant_id = $1 AND shop_id = $2"		\
	"            AND order_id = k.order_id AND " ROLLUP_COUNTED	\
	"         OFFSET 0) AS o"

/* $3 generation.  What the known ones contributed, taken off. */
DB_QUERY(copy_retract_day, 3,
	"WITH part AS ("
	"SELECT local_day, 0 AS orders, " ROLLUP_DAY_SUMS
	"  FROM stage_known k, LATERAL"
	"       (SELECT local_day, " ROLLUP_SALE " FROM sale_event"
	"         WHERE tenant_id = $1 AND shop_id = $2"
	"           AND order_id = k.order_id OFFSET 0) AS e"
	" GROUP BY local_day"
	" UNION ALL"
	" SELECT local_day, count(*), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0"
	"  FROM stage_known k, " KNOWN_ORDER
	" GROUP BY local_day), " ROLLUP_DIRTY("part")
	ROLLUP_DAY_CHANGE("$3", "-1"));
/* $4 how far customers are built. */
DB_QUERY(copy_retract_customer, 4,
	"INSERT INTO customer_stat AS r (tenant_id, shop_id, generation,"
	" customer_id, orders, spent)"
	"SELECT $1::bigint, $2::bigint, $3::int, customer_id, -count(*),"
	"       -bigint_sum(spent)"
	"  FROM stage_known k, " KNOWN_ORDER
	" WHERE customer_id <= $4"
	" GROUP BY customer_id"
	ROLLUP_STAT_ADD);
DB_QUERY(copy_retract_month, 4,
	CUSTOMER_MONTH_CHANGE(
	"SELECT " ROLLUP_MONTH_OF("local_day") " AS month, customer_id,"
	"       -count(*) AS orders, -bigint_sum(spent) AS spent"
	"  FROM stage_known k, " KNOWN_ORDER
	" WHERE customer_id <= $4"
	" GROUP BY month, customer_id"));

/*
 * EXISTS, for of a table that was empty when the plan was made row-level
 * security's condition seems as good a way as the rows' places: then all that
 * the tenant has was read for each chunk of a first sync, which knows no order.
 */
#define CLEAR(table, which)						\
	"DELETE FROM " table " WHERE ctid = ANY (ARRAY("		\
	"SELECT t.row FROM stage_known k, LATERAL"			\
	" (SELECT ctid AS row FROM " table " t"				\
	"   WHERE tenant_id = $1 AND shop_id = $2"			\
	"     AND order_id = k.order_id " which " OFFSET 0) AS t))"	\
	" AND (SELECT EXISTS (SELECT FROM stage_known))"

/* A refund that is not staged waits for its order's next state. */
#define STAGED_REFUND							\
	"AND EXISTS (SELECT FROM stage_refund g"			\
	" WHERE g.order_id = t.order_id AND g.refund_id = t.refund_id)"

DB_QUERY(copy_clear_sales, 2, CLEAR("sale_event", ""));
DB_QUERY(copy_clear_refund_lines, 2, CLEAR("refund_line", STAGED_REFUND));
DB_QUERY(copy_clear_refunds, 2, CLEAR("refund", STAGED_REFUND));
DB_QUERY(copy_clear_lines, 2, CLEAR("order_line", ""));
DB_QUERY(copy_clear_orders, 2, CLEAR("orders", ""));

#define ORDER_COLUMNS							\
	"order_id, customer_id, name, email, created_at, processed_at,"	\
	" updated_at, cancelled_at, closed_at, cancel_reason, test,"	\
	" taxes_included, currency, presentment_currency, total_price,"	\
	" presentment_total, source_name, country, financial_status,"	\
	" fulfillment_status, headers_only, counted, spent,"		\
	" agreements_due"

/* $3 zone, from here on. */
DB_QUERY(copy_merge_order, 3,
	"INSERT INTO orders (tenant_id, shop_id, local_day, discount_codes, "
	ORDER_COLUMNS ")"
	"SELECT $1, $2, (processed_at AT TIME ZONE $3)::date,"
	"       discount_codes::text[], " ORDER_COLUMNS
	"  FROM stage_order");
DB_QUERY(copy_merge_line, 2,
	"INSERT INTO order_line (tenant_id, shop_id, order_id, line_id,"
	" product_id, variant_id, title, variant_title, sku, vendor,"
	" quantity, current_quantity, unit_price, discount, tax, gift_card)"
	"SELECT $1, $2, s.* FROM stage_line s"
	" WHERE order_id IN (SELECT order_id FROM stage_order)");
DB_QUERY(copy_merge_refund, 2,
	"INSERT INTO refund (tenant_id, shop_id, order_id, refund_id,"
	" created_at, processed_at, total)"
	"SELECT $1, $2, s.* FROM stage_refund s"
	" WHERE order_id IN (SELECT order_id FROM stage_order)");
DB_QUERY(copy_merge_refund_line, 2,
	"INSERT INTO refund_line (tenant_id, shop_id, order_id, refund_id,"
	" kind, refund_line_id, line_id, quantity, subtotal, tax)"
	"SELECT $1, $2, s.* FROM stage_refund_line s"
	" WHERE order_id IN (SELECT order_id FROM stage_order)");

DB_QUERY(copy_merge_sale, 3,
	"INSERT INTO sale_event (tenant_id, shop_id, local_day, local_hour,"
	" order_id, event_no, side, line_type, initial, line_id,"
	" product_id, variant_id, happened_at, quantity, total, tax, disc,"
	" source)"
	"SELECT $1, $2, local::date, date_part('hour', local), s.*"
	"  FROM stage_sale s, LATERAL"
	"       (SELECT happened_at AT TIME ZONE $3 AS local OFFSET 0) AS l"
	" WHERE order_id IN (SELECT order_id FROM stage_order)");

/* $4 generation.  Grouped first: the sums of a group are taken apart, not
 * those of each sale. */
DB_QUERY(copy_apply_day, 4,
	"WITH grouped AS ("
	"SELECT (happened_at AT TIME ZONE $3)::date AS local_day, side,"
	"       line_type, initial, bigint_sum(quantity) AS quantity,"
	"       bigint_sum((10000 * total)::bigint) AS total,"
	"       bigint_sum((10000 * tax)::bigint) AS tax,"
	"       bigint_sum((10000 * disc)::bigint) AS disc,"
	"       count(*) FILTER (WHERE source = 'derived') AS derived"
	"  FROM stage_sale"
	" WHERE order_id IN (SELECT order_id FROM stage_order)"
	" GROUP BY 1, side, line_type, initial"
	"), part AS ("
	"SELECT local_day, 0 AS orders, "
	ROLLUP_DAY_SUMS_OF("bigint_sum(derived)")
	"  FROM grouped GROUP BY local_day"
	" UNION ALL"
	" SELECT (processed_at AT TIME ZONE $3)::date, count(*),"
	"        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0"
	"  FROM stage_order WHERE counted GROUP BY 1), " ROLLUP_DIRTY("part")
	ROLLUP_DAY_CHANGE("$4", "1"));

/* $3 generation, $4 how far customers are built. */
DB_QUERY(copy_apply_customer, 4,
	"INSERT INTO customer_stat AS r (tenant_id, shop_id, generation,"
	" customer_id, orders, spent)"
	"SELECT $1::bigint, $2::bigint, $3::int, customer_id, count(*),"
	"       bigint_sum(spent)"
	"  FROM stage_order"
	" WHERE counted AND customer_id <= $4"
	" GROUP BY customer_id"
	ROLLUP_STAT_ADD);

/* And $5 zone. */
DB_QUERY(copy_apply_month, 5,
	CUSTOMER_MONTH_CHANGE(
	"SELECT date_trunc('month', processed_at AT TIME ZONE $5)::date"
	"         AS month,"
	"       customer_id, count(*) AS orders, bigint_sum(spent) AS spent"
	"  FROM stage_order"
	" WHERE counted AND customer_id <= $4"
	" GROUP BY month, customer_id"));

DB_QUERY(copy_watermark_upsert, 4,
	"INSERT INTO sync_watermark AS w (tenant_id, shop_id, resource,"
	" watermark)"
	"VALUES ($1, $2, $3, $4)"
	" ON CONFLICT (tenant_id, shop_id, resource) DO UPDATE"
	" SET watermark = greatest(w.watermark, excluded.watermark)");

static void run(const struct writer *w, const struct db_query *query)
{
	db_queue(w->db, w->arena, query, DB_ARGS(w->tenant_id, w->shop_id),
		 NULL);
}

static void run_in(const struct writer *w, const struct db_query *query,
		   const char *third)
{
	db_queue(w->db, w->arena, query,
		 DB_ARGS(w->tenant_id, w->shop_id, third), NULL);
}

void copy_merge_customers(const struct writer *w)
{
	run(w, &copy_merge_customer);
}

void copy_merge_products(const struct writer *w)
{
	run_in(w, &copy_merge_product, w->generation);
}

static void run_with(const struct writer *w, const struct db_query *query,
		     const char *third, const char *fourth)
{
	db_queue(w->db, w->arena, query,
		 DB_ARGS(w->tenant_id, w->shop_id, third, fourth), NULL);
}

static void retract(const struct writer *w)
{
	run_in(w, &copy_retract_day, w->generation);
	run_with(w, &copy_retract_customer, w->generation,
		 w->customers_built_to);
	run_with(w, &copy_retract_month, w->generation,
		 w->customers_built_to);
	copy_cells_retract(w);
}

static void apply(const struct writer *w)
{
	run_with(w, &copy_apply_day, w->timezone, w->generation);
	run_with(w, &copy_apply_customer, w->generation,
		 w->customers_built_to);
	db_queue(w->db, w->arena, &copy_apply_month,
		 DB_ARGS(w->tenant_id, w->shop_id, w->generation,
			 w->customers_built_to, w->timezone), NULL);
	copy_cells_apply(w);
}

void copy_merge_orders(const struct writer *w)
{
	run(w, &copy_find_known);
	db_queue(w->db, w->arena, &copy_drop_stale, DB_NO_ARGS, NULL);
	db_queue(w->db, w->arena, &copy_forget_stale, DB_NO_ARGS, NULL);
	run(w, &copy_drop_buried);
	run(w, &copy_settle_customer);
	run(w, &copy_settle_buyer);
	copy_keep_ledgers(w);
	copy_keep_products(w);
	retract(w);
	run(w, &copy_clear_sales);
	run(w, &copy_clear_refund_lines);
	run(w, &copy_clear_refunds);
	run(w, &copy_clear_lines);
	run(w, &copy_clear_orders);
	run_in(w, &copy_merge_order, w->timezone);
	run(w, &copy_merge_line);
	run(w, &copy_merge_refund);
	run(w, &copy_merge_refund_line);
	run_in(w, &copy_merge_sale, w->timezone);
	apply(w);
	rollup_dirty_take(w, true);
}

void copy_merge_watermark(const struct writer *w, const char *resource,
			  int64_t us)
{
	db_queue(w->db, w->arena, &copy_watermark_upsert,
		 DB_ARGS(w->tenant_id, w->shop_id, resource,
			 writer_time(w, us)), NULL);
}
