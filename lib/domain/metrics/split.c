#include "domain/metrics/convert.h"
#include "domain/metrics/people.h"
#include "domain/metrics/step.h"

#include "domain/metrics/split.h"

/*
 * `kept`: the rows of `part` (with currency and key), each with its key's
 * place in the currency by net sales, or without one behind the `most` first.
 * By windows, for the planner knows nothing of the parts' number and would
 * join them by comparing each with each.
 */
#define RANKED(most)							\
	", weighed AS ("						\
	"SELECT *, coalesce(sum(gross_sales - discounts"		\
	"         - sales_reversals) OVER (PARTITION BY currency, key), 0)"\
	"         AS weight"						\
	"  FROM part"							\
	"), ranked AS ("						\
	"SELECT *, dense_rank() OVER (PARTITION BY currency"		\
	"            ORDER BY weight DESC, length(key), key) AS rank"	\
	"  FROM weighed"						\
	"), kept AS ("							\
	"SELECT *, CASE WHEN rank <= " most " THEN rank END AS place"	\
	"  FROM ranked)"

#define DIGITS_(n) #n
#define DIGITS(n) DIGITS_(n)

/* A key has some fact. */
#define SPLIT(dimension, facts)						\
	METRICS_PIECES(dimension, METRICS_LONGEST, facts)		\
	METRICS_STEPS METRICS_FRAME					\
	", part AS ("							\
	"SELECT * FROM (SELECT currency, value AS key, "		\
	METRICS_STEP_OF("frame.first", "period") " AS day, "		\
	PART_NAMES ","							\
	"               sum(facts) OVER (PARTITION BY currency, value)"	\
	"                 AS present"					\
	"          FROM piece JOIN frame USING (shop_id)) AS p"		\
	" WHERE present > 0)"						\
	RANKED(DIGITS(METRICS_SPLIT_KEYS))				\
	", told AS ("							\
	"SELECT DISTINCT currency, place,"				\
	"       CASE WHEN place IS NOT NULL THEN key END AS key"	\
	"  FROM kept"							\
	"), cell AS ("							\
	"SELECT currency, day, place,"					\
	"       CASE WHEN place IS NOT NULL THEN key END AS key, "	\
	PART_NAMES							\
	"  FROM kept"							\
	" UNION ALL "							\
	"SELECT step.currency, day, CASE WHEN told.currency IS NULL"	\
	"       THEN 1 ELSE place END,"					\
	"       CASE WHEN told.currency IS NULL THEN '' ELSE key END, "	\
	METRICS_NO_SALES						\
	"  FROM step LEFT JOIN told ON told.currency = step.currency)"	\
	"SELECT day, currency, key, " METRICS_SUMS			\
	"  FROM cell GROUP BY day, currency, place, key"		\
	" ORDER BY day, currency, place"

DB_QUERY(metrics_split_by_channel, 7,
	SPLIT(PART_CHANNEL, PART_FACTS_OF_CHANNELS));
DB_QUERY(metrics_split_by_country, 7,
	SPLIT(PART_COUNTRY, PART_FACTS_OF_COUNTRIES));

/*
 * The same in one currency, $8: each day at its rates, so no months; the keys
 * are ranked by what they come to in it.
 */
#define SPLIT_CONVERTED(dimension, facts)				\
	METRICS_PIECES(dimension, PART_DAY, facts)			\
	", keyed AS ("							\
	"SELECT shop_id, period AS day, value AS key, " PART_SUMS	\
	"  FROM piece GROUP BY shop_id, period, value"			\
	" HAVING bigint_sum(facts) > 0)"				\
	METRICS_CONVERTED_BY(", key", METRICS_DAYS_OF("keyed"), "$8")	\
	METRICS_CONVERTED_STEPS						\
	", part AS ("							\
	"SELECT code AS currency, key, " METRICS_CONVERTED_STEP		\
	"         AS day, " METRICS_RATED_NAMES " FROM rated)"		\
	RANKED(DIGITS(METRICS_SPLIT_KEYS))				\
	", told AS ("							\
	"SELECT DISTINCT true AS is_told, place,"			\
	"       CASE WHEN place IS NOT NULL THEN key END AS key"	\
	"  FROM kept"							\
	"), cell AS ("							\
	"SELECT day, place, CASE WHEN place IS NOT NULL THEN key END"	\
	"         AS key, " METRICS_RATED_NAMES				\
	"  FROM kept"							\
	" UNION ALL "							\
	"SELECT day, CASE WHEN is_told THEN place ELSE 1 END,"		\
	"       CASE WHEN is_told THEN key ELSE '' END, "		\
	METRICS_NOTHING_RATED						\
	"  FROM step LEFT JOIN told ON true)"				\
	"SELECT day, code AS currency, key, " METRICS_CONVERTED_SUMS	\
	"  FROM cell, target GROUP BY day, code, place, key"		\
	" ORDER BY day, place"

DB_QUERY(metrics_split_by_channel_in_currency, 8,
	SPLIT_CONVERTED(PART_CHANNEL, PART_FACTS_OF_CHANNELS));
DB_QUERY(metrics_split_by_country_in_currency, 8,
	SPLIT_CONVERTED(PART_COUNTRY, PART_FACTS_OF_COUNTRIES));

#define KINDS								\
	", kind (position, type) AS ("					\
	"VALUES (1, 'new'), (2, 'returning'), (3, 'guest'))"

/*
 * `placed`: orders of each kind on each day, and what they come to.  Of the
 * edges, too, only those of customers that the cells have.
 */
#define PLACED								\
	", placed AS ("							\
	"SELECT near.shop_id, c.day, c.position, c.orders, c.amount"	\
	"  FROM near, LATERAL (SELECT period AS day,"			\
	"               CASE class WHEN " CELL_GUEST " THEN 3"		\
	"               WHEN " CELL_ONLY " THEN 1"			\
	"               WHEN " CELL_FIRST " THEN 1"			\
	"               ELSE 2 END AS position, orders, amount"		\
	"          FROM customer_cell c"				\
	"         WHERE c.tenant_id = $1 AND c.shop_id = near.shop_id"	\
	"           AND c.generation = near.generation"			\
	"           AND c.kind = " CELL_DAY				\
	"           AND c.period BETWEEN near_first AND near_last"	\
	"        OFFSET 0) AS c"					\
	" UNION ALL "							\
	"SELECT edge.shop_id, edge.day,"				\
	"       CASE WHEN o.customer_id IS NULL THEN 3 WHEN "		\
		PEOPLE_IS_FIRST("edge.shop_id") " THEN 1 ELSE 2 END,"	\
	"       sign, sign * o.spent"					\
	"  FROM edge, " METRICS_ORDERS_OF_EDGE("*")			\
	" WHERE o.customer_id IS NULL"					\
	"    OR o.customer_id <= edge.customers_built_to)"

DB_QUERY(metrics_split_by_customers, 7,
	METRICS_SCOPE METRICS_WHOLE METRICS_EDGES METRICS_STEPS METRICS_FRAME
	KINDS PLACED
	", cell AS ("
	"SELECT currency, " METRICS_STEP_OF("frame.first", "day") " AS day,"
	"       position, orders, amount, NULL::boolean AS complete"
	"  FROM placed JOIN frame USING (shop_id)"
	" UNION ALL "
	"SELECT currency, day, position, 0, 0, complete FROM step, kind)"
	"SELECT day, currency, type, " METRICS_COUNT("orders") ", "
	METRICS_AMOUNT("amount", "spent") ","
	"       bool_and(complete) AS complete"
	"  FROM cell JOIN kind USING (position)"
	" GROUP BY day, currency, position, type"
	" ORDER BY day, currency, position");

/* The same in one currency, $8: each day's orders at the rates of that day. */
#define SPENT(each) each("amount")
DB_QUERY(metrics_split_by_customers_in_currency, 8,
	METRICS_SCOPE METRICS_WHOLE METRICS_EDGES KINDS PLACED
	", by_kind AS ("
	"SELECT shop_id, day, position, bigint_sum(orders) AS orders,"
	"       bigint_sum(amount) AS amount"
	"  FROM placed GROUP BY shop_id, day, position)"
	METRICS_CONVERTED_OF(", position", "orders", SPENT,
			     METRICS_DAYS_OF("by_kind"), "$8")
	METRICS_CONVERTED_STEPS
	", cell AS ("
	"SELECT " METRICS_CONVERTED_STEP " AS day, position, orders, amount, "
	METRICS_RATES_NAMES "  FROM rated"
	" UNION ALL "
	"SELECT day, position, 0, 0, " METRICS_NO_RATES "  FROM step, kind)"
	"SELECT day, code AS currency, type, " METRICS_COUNT("orders") ", "
	METRICS_FRACTIONS("amount", "spent") ","
	"       (SELECT bool_and(built) FROM scope) AS complete,"
	METRICS_RATES_USED
	"  FROM target, cell JOIN kind USING (position)"
	" GROUP BY day, code, position, type"
	" ORDER BY day, position");

static struct db_rows *read_split(struct db *db, struct arena *a,
				  int64_t tenant_id,
				  const struct metrics_range *range,
				  enum metrics_step step,
				  const struct metrics_into *into,
				  const struct db_query *query,
				  struct xn_error *err)
{
	struct metrics_args p = metrics_args(a, tenant_id, range);
	const char *field = metrics_step_field(step);
	struct db_rows *rows = db_read(db, a, tenant_id, query, into
		? DB_ARGS(METRICS_ARGS(p), field, into->currency)
		: DB_ARGS(METRICS_ARGS(p), field), err);

	if (rows && db_count(rows) == 0 && range->shop_id) {
		xn_fail(err, XN_NOT_FOUND, "no such shop");
		return NULL;
	}
	return rows;
}

int metrics_split(struct db *db, struct arena *a, int64_t tenant_id,
		  const struct metrics_range *range, enum metrics_step step,
		  enum metrics_split_by by, const struct metrics_into *into,
		  struct metrics_split_point **out, size_t *count,
		  struct xn_error *err)
{
	const struct db_query *const queries[][2] = {
		{ &metrics_split_by_channel,
		  &metrics_split_by_channel_in_currency },
		{ &metrics_split_by_country,
		  &metrics_split_by_country_in_currency },
	};
	struct db_rows *rows = read_split(db, a, tenant_id, range, step,
		into, queries[by == SPLIT_COUNTRY][!!into], err);
	int n;

	if (!rows)
		return -1;
	n = db_count(rows);
	*out = arena_alloc(a, (size_t)n * sizeof(**out) + 1);
	*count = (size_t)n;
	for (int i = 0; i < n; i++) {
		struct metrics_split_point *point = &(*out)[i];

		point->day = db_text(rows, i, "day");
		point->key = db_text_or_null(rows, i, "key");
		if (into)
			point->converted = metrics_converted_get(a, rows, i);
		if (point->converted)
			point->sums = point->converted->sums;
		else
			metrics_sums_get(a, rows, i, &point->sums);
	}
	return 0;
}

static struct metrics_customers_point get_customers(struct arena *a,
						    const struct db_rows *rows,
						    int i, bool is_converted)
{
	struct metrics_customers_point point = {
		.day = db_text(rows, i, "day"),
		.type = db_text(rows, i, "type"),
		.currency = db_text(rows, i, "currency"),
		.orders = db_int64(rows, i, "orders"),
		.complete = db_bool(rows, i, "complete"),
	};

	point.spent = metrics_told_get(a, rows, i, "spent", point.currency,
				       is_converted);
	if (is_converted)
		point.rates = metrics_rates_of(a, rows, i);
	return point;
}

int metrics_split_customers(struct db *db, struct arena *a, int64_t tenant_id,
			    const struct metrics_range *range,
			    enum metrics_step step,
			    const struct metrics_into *into,
			    struct metrics_customers_point **out,
			    size_t *count, struct xn_error *err)
{
	struct db_rows *rows = read_split(db, a, tenant_id, range, step, into,
		into ? &metrics_split_by_customers_in_currency
		     : &metrics_split_by_customers, err);
	int n;

	if (!rows)
		return -1;
	n = db_count(rows);
	*out = arena_alloc(a, (size_t)n * sizeof(**out) + 1);
	*count = (size_t)n;
	for (int i = 0; i < n; i++)
		(*out)[i] = get_customers(a, rows, i, into);
	return 0;
}
