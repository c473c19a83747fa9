#ifndef DOMAIN_METRICS_RANGE_H
#define DOMAIN_METRICS_RANGE_H

#include "domain/metrics.h"

/*
 * A common table expression `scope`: the shops asked for, each with its range
 * resolved in its own zone.  Parameters: $1 tenant, $2 shop or NULL for all,
 * $3 and $4 days or NULL, $5 and $6 instants or NULL, $7 how many ranges of
 * the same length to go back (0: this one, 1: the previous).
 *
 *	first, last		days touched
 *	since, until		instants that cut the first and the last day,
 *				or NULL where the day is whole
 */
#define METRICS_SCOPE							\
	"WITH asked AS ("						\
	"SELECT s.shop_id, s.currency, t.generation, t.timezone,"	\
	"       t.customers, t.data_version,"				\
	"       coalesce(($6::timestamptz AT TIME ZONE t.timezone)::date,"\
	"                $4::date,"					\
	"                (now() AT TIME ZONE t.timezone)::date) AS last,"\
	"       coalesce(($5::timestamptz AT TIME ZONE t.timezone)::date,"\
	"                $3::date) AS first,"				\
	"       $5::timestamptz AS since, $6::timestamptz AS until"	\
	"  FROM shop s JOIN shop_state t USING (tenant_id, shop_id)"	\
	" WHERE s.tenant_id = $1"					\
	"   AND ($2::bigint IS NULL OR s.shop_id = $2)"			\
	"), days AS ("							\
	"SELECT *, coalesce(first, last - 29) AS begins FROM asked"	\
	"), scope AS MATERIALIZED ("					\
	"SELECT shop_id, currency, generation, timezone, customers,"	\
	"       data_version,"						\
	"       begins - $7::int * (last - begins + 1) AS first,"	\
	"       last - $7::int * (last - begins + 1) AS last,"		\
	"       since - $7::int * (last - begins + 1) * interval '24 h'"\
	"         AS since,"						\
	"       until - $7::int * (last - begins + 1) * interval '24 h'"\
	"         AS until"						\
	"  FROM days)"

/*
 * The days of a shop of `scope`, looked up by their key: OFFSET 0 keeps the
 * planner from reading all of a tenant's days and throwing most away.
 */
#define METRICS_DAYS_OF_SHOP						\
	"LATERAL (SELECT * FROM rollup_day d WHERE d.tenant_id = $1"	\
	" AND d.shop_id = scope.shop_id"				\
	" AND d.generation = scope.generation"				\
	" AND d.day BETWEEN scope.first AND scope.last OFFSET 0) AS r"

/*
 * `part`: the same days where instants cut the first and the last of them.
 * Those come from the ledger, the others from the rollup.
 */
#define METRICS_PARTS							\
	", whole AS ("							\
	"SELECT *, CASE WHEN since IS NULL THEN first ELSE first + 1 END"\
	"            AS from_day,"					\
	"          CASE WHEN until IS NULL THEN last ELSE last - 1 END"	\
	"            AS to_day"						\
	"  FROM scope"							\
	"), part AS ("							\
	"SELECT shop_id, day, orders, " ROLLUP_DAY_NAMES		\
	"  FROM whole JOIN rollup_day r USING (shop_id, generation)"	\
	" WHERE r.tenant_id = $1"					\
	"   AND r.day BETWEEN whole.from_day AND whole.to_day"		\
	" UNION ALL "							\
	"SELECT shop_id, e.local_day, 0, " ROLLUP_DAY_SUMS		\
	"  FROM whole JOIN sale_event e USING (shop_id)"		\
	" WHERE e.tenant_id = $1"					\
	"   AND e.local_day IN (whole.first, whole.last)"		\
	"   AND e.local_day NOT BETWEEN whole.from_day AND whole.to_day"\
	"   AND (since IS NULL OR e.happened_at >= since)"		\
	"   AND (until IS NULL OR e.happened_at <= until)"		\
	" GROUP BY shop_id, e.local_day"				\
	" UNION ALL "							\
	"SELECT shop_id, o.local_day, 1,"				\
	"       0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0"			\
	"  FROM whole JOIN orders o USING (shop_id)"			\
	" WHERE o.tenant_id = $1 AND o.counted"				\
	"   AND o.local_day IN (whole.first, whole.last)"		\
	"   AND o.local_day NOT BETWEEN whole.from_day AND whole.to_day"\
	"   AND o.processed_at"						\
	"       BETWEEN coalesce(since, until - interval '2 d')"	\
	"           AND coalesce(until, since + interval '2 d'))"

/* The arguments of METRICS_SCOPE, in `a`. */
struct metrics_args {
	const char *tenant_id, *shop_id;
	const char *from_day, *to_day, *from_instant, *to_instant;
};

struct metrics_args metrics_args(struct arena *a, int64_t tenant_id,
				 const struct metrics_range *range);

/*
 * The sums of rollup_day columns, and their place in a result: a statement
 * selects METRICS_SUMS and metrics_sums_get() reads them.
 */
#define METRICS_SUMS							\
	"coalesce(sum(orders), 0) AS orders,"				\
	"coalesce(sum(units_ordered), 0) AS units_ordered,"		\
	"coalesce(sum(units_net), 0) AS units_net,"			\
	"coalesce(sum(gross_sales), 0) AS gross_sales,"			\
	"coalesce(sum(discounts), 0) AS discounts,"			\
	"coalesce(sum(sales_reversals), 0) AS sales_reversals,"		\
	"coalesce(sum(gross_sales - discounts - sales_reversals), 0)"	\
	" AS net_sales,"						\
	"coalesce(sum(shipping), 0) AS shipping,"			\
	"coalesce(sum(taxes), 0) AS taxes,"				\
	"coalesce(sum(duties), 0) AS duties,"				\
	"coalesce(sum(fees), 0) AS fees,"				\
	"coalesce(sum(gross_sales - discounts - sales_reversals"	\
	" + shipping + taxes + duties + fees), 0) AS total_sales,"	\
	"coalesce(sum(tips), 0) AS tips,"				\
	"coalesce(sum(gift_card_sales), 0) AS gift_card_sales,"		\
	"round(sum(initial_sales) / nullif(sum(orders), 0), 2) AS aov"

void metrics_sums_get(const struct db_rows *rows, int i,
		      struct metrics_sums *out);

#endif
