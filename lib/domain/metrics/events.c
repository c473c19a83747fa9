#include "domain/metrics/events.h"
#include "domain/metrics/metrics_range.h"
#include "domain/store/event.h"

#define OF_TYPE(type)							\
	"coalesce(sum(events) FILTER (WHERE type = '" type "'), 0)"

#define PERCENT(part, whole)						\
	"coalesce(round(100.0 * (" part ") / nullif(" whole ", 0), 2), 0)"

/*
 * Whole days from the rollup, without what has yet to happen; the days that
 * instants cut from the events themselves, found by their time, a little wider
 * than the day, for a clock may be put back at its midnight.
 */
DB_QUERY(metrics_funnel_select, 6,
	METRICS_SCOPE METRICS_PARTS
	", event AS ("
	"SELECT r.type, r.events"
	"  FROM whole, LATERAL (SELECT type, events FROM rollup_event d"
	"       WHERE d.tenant_id = $1 AND d.shop_id = whole.shop_id"
	"         AND d.generation = whole.generation"
	"         AND d.day BETWEEN whole.from_day AND whole.to_day"
	"       OFFSET 0) AS r"
	" UNION ALL "
	"SELECT r.type, -1"
	"  FROM whole, LATERAL (SELECT type FROM storefront_event e"
	"       WHERE e.tenant_id = $1 AND e.shop_id = whole.shop_id"
	"         AND e.counted AND e.happened_at > now()"
	"         AND e.local_day BETWEEN whole.from_day AND whole.to_day"
	"       OFFSET 0) AS r"
	" UNION ALL "
	"SELECT r.type, 1"
	"  FROM cut, LATERAL (SELECT type FROM storefront_event e"
	"       WHERE e.tenant_id = $1 AND e.shop_id = cut.shop_id"
	"         AND e.counted AND e.local_day = cut.day"
	"         AND e.happened_at >= greatest(since,"
	"             cut.day::timestamp AT TIME ZONE cut.timezone"
	"               - interval '3 hours')"
	"         AND e.happened_at <= least(until, now(),"
	"             (cut.day + 1)::timestamp AT TIME ZONE cut.timezone"
	"               + interval '3 hours')"
	"       OFFSET 0) AS r"
	"), sums AS ("
	"SELECT " OF_TYPE("product_viewed") " AS views, "
	OF_TYPE("cart_abandoned") " AS carts, "
	OF_TYPE("checkout_started") " AS checkouts,"
	"       (SELECT coalesce(sum(orders), 0) FROM part) AS orders"
	"  FROM event)"
	"SELECT *, " PERCENT("checkouts", "views") " AS view_to_cart, "
	PERCENT("checkouts", "(carts + checkouts)") " AS cart_to_checkout, "
	PERCENT("orders", "checkouts") " AS checkout_to_order FROM sums");

int metrics_funnel(struct db *db, struct arena *a, int64_t tenant_id,
		   const struct metrics_range *range,
		   struct metrics_funnel *out, struct xn_error *err)
{
	struct metrics_args p = metrics_args(a, tenant_id, range);
	struct db_rows *rows = db_read(db, a, tenant_id,
				       &metrics_funnel_select,
				       DB_ARGS(METRICS_ARGS(p)), err);

	if (!rows)
		return -1;
	*out = (struct metrics_funnel){
		.views = db_int64(rows, 0, "views"),
		.carts = db_int64(rows, 0, "carts"),
		.checkouts = db_int64(rows, 0, "checkouts"),
		.orders = db_int64(rows, 0, "orders"),
		.view_to_cart = db_text(rows, 0, "view_to_cart"),
		.cart_to_checkout = db_text(rows, 0, "cart_to_checkout"),
		.checkout_to_order = db_text(rows, 0, "checkout_to_order"),
	};
	return 0;
}

/*
 * An index has the order.  While a first full sync builds the customers,
 * their orders are counted, and the rollup has the points alone.
 */
DB_QUERY(metrics_engaged_select, 3,
	"WITH scope AS MATERIALIZED ("
	"SELECT s.shop_id, s.currency, t.generation,"
	"       t.customers_built_to = " ROLLUP_ALL_CUSTOMERS " AS built"
	"  FROM shop s JOIN shop_state t USING (tenant_id, shop_id)"
	" WHERE s.tenant_id = $1 AND ($2::bigint IS NULL OR s.shop_id = $2)"
	"), best AS MATERIALIZED ("
	"SELECT scope.*, top.customer_id, top.orders, top.spent,"
	"       top.engagement"
	"  FROM scope, LATERAL (SELECT customer_id, orders, spent, engagement"
	"       FROM customer_stat r"
	"      WHERE r.tenant_id = $1 AND r.shop_id = scope.shop_id"
	"        AND r.generation = scope.generation"
	"        AND r.engagement IS NOT NULL"
	"        AND (r.orders > 0 OR r.points <> 0)"
	"      ORDER BY r.engagement DESC, r.customer_id"
	"      LIMIT $3::int) AS top"
	" WHERE built"
	" UNION ALL "
	"SELECT scope.*, top.*"
	"  FROM scope, LATERAL (SELECT customer_id, sum(orders) AS orders,"
	"       sum(spent)::bigint AS spent,"
	"       (10 * sum(orders) + sum(points))::bigint AS engagement"
	"  FROM (SELECT customer_id, 1 AS orders, spent, 0 AS points"
	"          FROM orders o"
	"         WHERE o.tenant_id = $1 AND o.shop_id = scope.shop_id"
	"           AND counted AND customer_id IS NOT NULL"
	"         UNION ALL"
	"        SELECT customer_id, 0, 0, points FROM customer_stat r"
	"         WHERE r.tenant_id = $1 AND r.shop_id = scope.shop_id"
	"           AND r.generation = scope.generation) AS each"
	" WHERE NOT scope.built"
	" GROUP BY customer_id HAVING sum(orders) > 0 OR sum(points) <> 0"
	" ORDER BY 4 DESC, customer_id LIMIT $3::int) AS top"
	"), chosen AS ("
	"SELECT * FROM best ORDER BY engagement DESC, customer_id, shop_id"
	" LIMIT $3::int)"
	"SELECT b.customer_id, b.shop_id, b.orders, b.spent * 0.0001 AS spent,"
	"       b.orders AS lifetime_orders, b.engagement, b.currency,"
	"       c.email, c.first_name, c.last_name"
	"  FROM chosen b LEFT JOIN LATERAL (SELECT email, first_name,"
	"       last_name FROM customer c"
	"      WHERE c.tenant_id = $1 AND c.shop_id = b.shop_id"
	"        AND c.customer_id = b.customer_id OFFSET 0) AS c ON true"
	" ORDER BY b.engagement DESC, b.customer_id, b.shop_id");

int metrics_top_engaged(struct db *db, struct arena *a, int64_t tenant_id,
			const struct metrics_range *range, int limit,
			struct metrics_customer **out, size_t *count,
			struct xn_error *err)
{
	struct metrics_args p = metrics_args(a, tenant_id, range);
	struct db_rows *rows =
		db_read(db, a, tenant_id, &metrics_engaged_select,
			DB_ARGS(p.tenant_id, p.shop_id,
				db_arg_int64(a, limit)), err);

	if (!rows)
		return -1;
	*count = (size_t)db_count(rows);
	*out = arena_alloc(a, (*count + 1) * sizeof(**out));
	for (size_t i = 0; i < *count; i++)
		metrics_customer_get(rows, (int)i, &(*out)[i]);
	return 0;
}
