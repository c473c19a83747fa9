#include "base/money.h"

#include "domain/entity/ledger.h"
#include "domain/rollup/customer_cell.h"
#include "domain/rollup/customer_month.h"

#include "domain/rollup/customer_place.h"

/*
 * $3 the order, $4 its customer or NULL, $5 its time.  Of the customer's other
 * orders: how many, but 2 for any more, the days of the first and the last, and
 * what came to of the only one.  `several`: of the months before it one may be
 * in a span with it, and have an order.
 *
 * Each by the index that has a customer's orders by day: of a shop that
 * statistics do not know, only the order that is asked for tells it from
 * others.
 */
#define OTHERS								\
	CELL_ORDERS_OF("$4") " AND order_id <> $3"
DB_QUERY(customer_place_select, 5,
	"SELECT d.day, o.orders, o.first_day, l.prev_day, o.spent,"
	"       coalesce(o.first_day < " ROLLUP_MONTH_OF("d.day")
	"         AND l.prev_day >= "
			CUSTOMER_FIRST_BESIDE(ROLLUP_MONTH_OF("d.day"))
	"         , false) AS several,"
	"       NOT EXISTS (SELECT FROM (SELECT local_day, processed_at,"
	"                    order_id" OTHERS " AND local_day >= d.day"
	"              ORDER BY local_day OFFSET 0) AS t"
	"             WHERE (local_day, processed_at, order_id)"
	"                   > (d.day, $5, $3))"
	"       AND ($4::bigint IS NULL OR $4 <= s.customers_built_to)"
	"       AND NOT EXISTS (SELECT FROM tombstone"
	"            WHERE tenant_id = $1 AND shop_id = $2"
	"              AND kind = 'customer' AND entity_id = $4) AS is_last"
	"  FROM shop_state s, LATERAL"
	"       (SELECT ($5::timestamptz AT TIME ZONE s.timezone)::date"
	"            AS day) AS d, LATERAL"
	"       (SELECT count(*) AS orders, min(local_day) AS first_day,"
	"               bigint_sum(spent) AS spent"
	"          FROM (SELECT local_day, spent" OTHERS
	"                 ORDER BY local_day LIMIT 2) AS first) AS o, LATERAL"
	"       (SELECT max(local_day) AS prev_day"
	"          FROM (SELECT local_day" OTHERS
	"                 ORDER BY local_day DESC LIMIT 1) AS last) AS l"
	" WHERE s.tenant_id = $1 AND s.shop_id = $2");

void customer_place_find(const struct writer *w, const struct order *order,
			 struct db_rows **place)
{
	db_queue(w->db, w->arena, &customer_place_select,
		 DB_ARGS(w->tenant_id, w->shop_id,
			 db_arg_int64(w->arena, order->id),
			 writer_id(w, order_customer_id(order)),
			 writer_time(w, order_time(order))), place);
}

#define MONTH(day) ROLLUP_MONTH_OF(day "::date")
/* And a row of its own for one that is second in the first one's period. */
#define IN_COHORT(kind, unit)						\
	"(" kind ", " CELL_BEGIN(unit, "$4::date") ","			\
	" " CELL_BEGIN(unit, "$9::date") ", 0, CASE WHEN $8::date >= "	\
	CELL_BEGIN(unit, "$4::date") " THEN 0 ELSE 1 END, 1,"		\
	" $7::bigint, $7::bigint),"					\
	"(" kind ", " CELL_BEGIN(unit, "$4::date") ","			\
	" CASE WHEN $5::smallint = " CELL_SECOND " AND $8::date >= "	\
	CELL_BEGIN(unit, "$4::date") " THEN " CELL_BEGIN(unit, "$8::date")\
	" END, " CELL_SECOND ", 1, 0, 0, 0)"

/*
 * $3 generation; of the order $4 its day, $5 class, $6 spent, $7 net sales; $8
 * the day of the one before and $9 of the first, or NULL: a guest has no
 * sequence.  $10 is what was spent on the only one, if this is the second.
 */
DB_QUERY(customer_place_cells, 10,
	"INSERT INTO customer_cell AS r (tenant_id, shop_id, generation,"
	" kind, period, since, class, customers, orders, amount, ledger)"
	"SELECT $1::bigint, $2::bigint, $3::int, c.*"
	"  FROM (VALUES"
	" (" CELL_DAY ", $4::date, $4::date, $5::smallint, 0, 1,"
	"  $6::bigint, 0::bigint),"
	" (" CELL_CLASS_MONTH ", " MONTH("$4") ", " MONTH("$4") ", $5, 0, 1,"
	"  $6, 0),"
	" (" CELL_DAY ", $8::date, $8, " CELL_ONLY ", 0, -1,"
	"  -$10::bigint, 0),"
	" (" CELL_DAY ", $8, $8, " CELL_FIRST ", 0, 1, $10, 0),"
	" (" CELL_CLASS_MONTH ", " MONTH("$8") ", " MONTH("$8") ","
	"  " CELL_ONLY ", 0, -1, -$10::bigint, 0),"
	" (" CELL_CLASS_MONTH ", " MONTH("$8") ", " MONTH("$8") ","
	"  " CELL_FIRST ", 0, 1, $10, 0),"
	IN_COHORT(CELL_WEEK, "'week'") ","
	IN_COHORT(CELL_MONTH, "'month'") ","
	IN_COHORT(CELL_QUARTER, "'quarter'")
	") AS c (kind, period, since, class, customers, orders, amount,"
	"        ledger)"
	" WHERE since IS NOT NULL AND amount IS NOT NULL"
	" UNION ALL "
	"SELECT $1, $2, $3, recur.*, 0, seconds, 1, 0, 0 FROM "
	CELLS_OF_RECUR("(SELECT $4::date AS local_day, $8::date AS prev_day,"
		       "        $5::smallint AS class) AS place")
	CELL_ADD);

/* Of a customer's first order, its day and its codes. */
DB_QUERY(customer_place_codes, 5,
	NEW_CODES_INSERT("1", NEW_CODES_OF(
		"(SELECT $4::date AS local_day,"
		"        $5::text[] AS discount_codes, 1 AS orders) AS o")));

DB_QUERY(customer_place_stat, 5,
	"INSERT INTO customer_stat AS r (tenant_id, shop_id, generation,"
	" customer_id, orders, spent) VALUES ($1, $2, $3, $4, 1, $5)"
	ROLLUP_STAT_ADD);
/* Of whom no span has several months. */
DB_QUERY(customer_place_month, 6,
	"INSERT INTO customer_month AS r (tenant_id, shop_id, generation,"
	" month, customer_id, orders, spent)"
	"VALUES ($1, $2, $3, " MONTH("$6") ", $4, 1, $5)"
	CUSTOMER_MONTH_ADD);
DB_QUERY(customer_place_months, 6,
	CUSTOMER_MONTH_CHANGE("SELECT " MONTH("$6") " AS month,"
			      " $4::bigint AS customer_id, 1 AS orders,"
			      " $5::bigint AS spent"));

/* The products' net sales; false: not all are of the order's time, or fit. */
static bool net_of(const struct order *order, int64_t *net)
{
	bool is_whole = true;

	*net = 0;
	for (size_t i = 0; is_whole && i < order->nsales; i++) {
		const struct sale *s = &order->sales[i];
		bool given = s->type == SALE_ADJUSTMENT &&
			     s->side == SIDE_REVERSAL;

		if (s->happened_at != order_time(order))
			is_whole = false;
		else if (s->type == SALE_PRODUCT || given)
			is_whole = money_add(net, s->total - s->tax);
	}
	return is_whole;
}

static void add_customer(const struct writer *w, const char *customer,
			 const char *spent, const char *day, bool several)
{
	db_queue(w->db, w->arena, &customer_place_stat,
		 DB_ARGS(w->tenant_id, w->shop_id, w->generation, customer,
			 spent), NULL);
	db_queue(w->db, w->arena,
		 several ? &customer_place_months : &customer_place_month,
		 DB_ARGS(w->tenant_id, w->shop_id, w->generation, customer,
			 spent, day), NULL);
}

bool customer_place_add(const struct writer *w, const struct db_rows *place,
			const struct order *order)
{
	const char *customer = writer_id(w, order_customer_id(order));
	const char *day = db_text(place, 0, "day");
	const char *spent = db_arg_int64(w->arena, ledger_spent(order));
	int64_t orders = db_int64(place, 0, "orders"), net;
	const char *class = CELL_GUEST;

	if (!ledger_counts(order))
		return true;
	if (!db_bool(place, 0, "is_last") || !net_of(order, &net))
		return false;
	if (customer) {
		class = orders == 0 ? CELL_ONLY
			: orders == 1 ? CELL_SECOND : CELL_LATER;
		add_customer(w, customer, spent, day,
			     db_bool(place, 0, "several"));
	}
	if (customer && orders == 0)
		db_queue(w->db, w->arena, &customer_place_codes,
			 DB_ARGS(w->tenant_id, w->shop_id, w->generation, day,
				 order_codes(w->arena, order)), NULL);
	db_queue(w->db, w->arena, &customer_place_cells,
		 DB_ARGS(w->tenant_id, w->shop_id, w->generation, day,
			 class, spent, db_arg_int64(w->arena, net),
			 db_text_or_null(place, 0, "prev_day"),
			 customer && orders == 0
				? day : db_text_or_null(place, 0, "first_day"),
			 orders == 1 ? db_text(place, 0, "spent") : NULL),
		 NULL);
	return true;
}
