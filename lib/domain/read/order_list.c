#include "base/clock.h"

#include "domain/read/order_list.h"
#include "domain/read/order_row.h"
#include "domain/rollup/rollup.h"

/* Orders that are looked through for one page where a filter is set. */
#define SCAN_MAX 20000

/*
 * $1 tenant, $2 shop, $3 to $6 the range, $7 and $8 the cursor, $9 how many
 * to look through, $10 how many to show, $11 to $16 filters, $17 what the
 * source asks for, $18 the cursor's shop.
 *
 * A clock that is put back at midnight has that hour twice: an order's day is
 * what is stored of it, and since and until are wide enough to find it by time.
 */
#define SHOPS								\
	"WITH whole AS ("						\
	"SELECT s.shop_id, coalesce($5::timestamptz,"			\
	"         $3::date::timestamp AT TIME ZONE t.timezone"		\
	"           - interval '3 hours', '-infinity') AS since,"	\
	"       coalesce($6::timestamptz,"				\
	"         ($4::date + 1)::timestamp AT TIME ZONE t.timezone"	\
	"           + interval '3 hours', 'infinity') AS until"		\
	"  FROM shop s JOIN shop_state t USING (tenant_id, shop_id)"	\
	" WHERE s.tenant_id = $1"					\
	"   AND ($2::bigint IS NULL OR s.shop_id = $2)"			\
	"), shops AS MATERIALIZED ("					\
	"SELECT *, least(until, $7::timestamptz) AS from_at FROM whole)"
#define IN_DAYS								\
	" AND ($3::date IS NULL OR o.local_day >= $3::date)"		\
	" AND ($4::date IS NULL OR o.local_day <= $4::date)"

/* Shops below the cursor's have not had the order with its id. */
#define BELOW(of) "$8::bigint + (" of ".shop_id < $18::bigint)::int"

/*
 * The orders behind the cursor, newest first, of one shop.  The range's end is
 * the cursor where that is later: an index is entered by one bound alone, and
 * the other would throw away all that lies between them.  And `shops` is
 * MATERIALIZED, for a time zone's arithmetic is not leakproof: written into the
 * condition, it keeps it from the index.
 */
#define NEWEST(more)							\
	"LATERAL (SELECT * FROM orders o"				\
	"         WHERE o.tenant_id = $1 AND o.shop_id = shops.shop_id"	\
	"           AND o.processed_at >= shops.since"			\
	IN_DAYS								\
	"           AND (o.processed_at, o.order_id) < (shops.from_at,"	\
	"             CASE WHEN shops.from_at = $7"			\
	"             THEN " BELOW("shops")				\
	"             ELSE 9223372036854775807 END)" more		\
	"         ORDER BY o.processed_at DESC, o.order_id DESC"	\
	"         LIMIT $9::int) AS o"

#define PAGE(source, more)						\
	", scanned AS MATERIALIZED ("					\
	"SELECT o.* FROM " source					\
	" ORDER BY o.processed_at DESC, o.order_id DESC,"		\
	"          o.shop_id DESC LIMIT $9::int"			\
	"), tail AS ("							\
	"SELECT count(*) AS scanned, "					\
	DB_US("min(processed_at)") " AS tail_us,"			\
	"       (SELECT order_id FROM scanned ORDER BY processed_at,"	\
	"               order_id, shop_id LIMIT 1) AS tail_id,"		\
	"       (SELECT shop_id FROM scanned ORDER BY processed_at,"	\
	"               order_id, shop_id LIMIT 1) AS tail_shop_id"	\
	"  FROM scanned"						\
	"), shown AS ("							\
	"SELECT * FROM scanned"						\
	" WHERE ($11::text IS NULL OR financial_status = $11)"		\
	"   AND ($12::text IS NULL OR fulfillment_status = $12)"	\
	"   AND ($13::text IS NULL OR source_name = $13)"		\
	"   AND ($14::text IS NULL OR country = $14)"			\
	"   AND ($15::text IS NULL OR $15 = ANY (discount_codes))"	\
	"   AND CASE $16 WHEN 'cancelled' THEN cancelled_at IS NOT NULL"\
	"       WHEN 'closed' THEN closed_at IS NOT NULL"		\
	"       WHEN 'open' THEN cancelled_at IS NULL"			\
	"                        AND closed_at IS NULL"			\
	"       WHEN 'test' THEN test ELSE true END" more		\
	" ORDER BY processed_at DESC, order_id DESC, shop_id DESC"	\
	" LIMIT $10::int)"						\
	"SELECT tail.*, " ORDER_ROW					\
	"  FROM tail LEFT JOIN shown AS o ON true " ORDER_ROW_JOINS	\
	" ORDER BY o.processed_at DESC, o.order_id DESC, o.shop_id DESC"

/*
 * A search that finds no more than this by each name and address, and of each
 * customer, of a shop looks its orders up, and sorts them; one that finds more
 * is wide: then looking through the orders, newest first, soon fills a page.
 */
#define FOUND_MAX "200"
#define BEGINS(column, text)						\
	column " COLLATE \"C\" >= " text				\
	" AND " column " COLLATE \"C\" < " text " || chr(1114111)"
#define FOUND								\
	", found AS MATERIALIZED ("					\
	"SELECT shop_id, order_id FROM shops,"				\
	"       unnest(ARRAY[$17::text, '#' || $17]) AS q, LATERAL ("	\
	"  SELECT order_id FROM orders WHERE tenant_id = $1"		\
	"     AND shop_id = shops.shop_id AND " BEGINS("name", "q")	\
	"   LIMIT " FOUND_MAX ") AS o"					\
	" UNION "							\
	"SELECT shop_id, order_id FROM shops, LATERAL ("		\
	"  SELECT customer_id FROM customer WHERE tenant_id = $1"	\
	"     AND shop_id = shops.shop_id"				\
	"     AND " BEGINS("email", "lower($17)")			\
	"   LIMIT " FOUND_MAX ") AS c, LATERAL ("			\
	"  SELECT order_id FROM orders WHERE tenant_id = $1"		\
	"     AND shop_id = shops.shop_id AND " ROLLUP_COUNTED		\
	"     AND customer_id = c.customer_id LIMIT " FOUND_MAX ") AS o"\
	" UNION "							\
	"SELECT shop_id, CASE WHEN $17 ~ '^[1-9][0-9]{0,17}$'"		\
	"                THEN $17::bigint END FROM shops)"

/* The same of a row of orders. */
#define FITS								\
	" AND (" BEGINS("name", "$17::text")				\
	"      OR " BEGINS("name", "('#' || $17)")			\
	"      OR order_id::text = $17"					\
	"      OR (counted AND EXISTS (SELECT FROM customer c"		\
	"          WHERE c.tenant_id = $1"				\
	"            AND c.shop_id = scanned.shop_id"			\
	"            AND c.customer_id = scanned.customer_id"		\
	"            AND " BEGINS("c.email", "lower($17)") ")))"

/* $3 is what is searched. */
#define OF_SHOP(table, more)						\
	"LATERAL (SELECT * FROM " table " WHERE tenant_id = $1"		\
	"            AND shop_id = shops.shop_id AND " more ")"
DB_QUERY(order_search_width, 3,
	"WITH shops AS (SELECT shop_id FROM shop WHERE tenant_id = $1"
	"   AND ($2::bigint IS NULL OR shop_id = $2))"
	"SELECT EXISTS (SELECT FROM shops,"
	"               unnest(ARRAY[$3::text, '#' || $3]) AS q, "
	OF_SHOP("orders", BEGINS("name", "q") " OFFSET " FOUND_MAX) " AS o)"
	"    OR EXISTS (SELECT FROM shops, "
	OF_SHOP("customer", BEGINS("email", "lower($3)")
			    " OFFSET " FOUND_MAX) " AS c)"
	"    OR EXISTS (SELECT FROM shops, "
	OF_SHOP("customer", BEGINS("email", "lower($3)")
			    " LIMIT " FOUND_MAX) " AS c, "
	OF_SHOP("orders", "customer_id = c.customer_id AND " ROLLUP_COUNTED
			  " OFFSET " FOUND_MAX) " AS o) AS is_wide");

DB_QUERY(order_page, 18,
	SHOPS PAGE("shops, " NEWEST(" AND $17::text IS NULL"), ""));
DB_QUERY(order_page_of_customer, 18,
	SHOPS PAGE("shops, " NEWEST(" AND o.customer_id = $17::bigint"
				    " AND " ROLLUP_COUNTED), ""));
DB_QUERY(order_page_wide, 18, SHOPS PAGE("shops, " NEWEST(""), FITS));
DB_QUERY(order_page_found, 18,
	SHOPS FOUND
	PAGE("found JOIN shops USING (shop_id), LATERAL ("
	     "SELECT * FROM orders o"
	     " WHERE o.tenant_id = $1 AND o.shop_id = found.shop_id"
	     "   AND o.order_id = found.order_id"
	     "   AND o.processed_at BETWEEN shops.since AND shops.until"
	     IN_DAYS
	     "   AND (o.processed_at, o.order_id)"
	     "     < ($7::timestamptz, " BELOW("found") ")"
	     " OFFSET 0) AS o", ""));

static bool is_narrow(const struct order_filter *f)
{
	return f->financial_status || f->fulfillment_status || f->channel ||
	       f->country || f->discount_code || f->state;
}

/* Of the page that ends with `shown` of `count` rows. */
static void set_next(const struct db_rows *rows, int count, int limit,
		     int scan, struct order_cursor *next)
{
	*next = (struct order_cursor){ 0 };
	if (count > limit) {
		next->processed_at = db_int64(rows, limit - 1,
					      "processed_us");
		next->order_id = db_int64(rows, limit - 1, "order_id");
		next->shop_id = db_int64(rows, limit - 1, "shop_id");
	} else if (db_int64(rows, 0, "scanned") >= scan) {
		next->processed_at = db_int64(rows, 0, "tail_us");
		next->order_id = db_int64(rows, 0, "tail_id");
		next->shop_id = db_int64(rows, 0, "tail_shop_id");
	}
}

/* Which statement has a page of it. */
static int choose(struct db *db, struct arena *a, int64_t tenant_id,
		  const struct order_filter *f, const struct db_query **query,
		  struct xn_error *err)
{
	struct db_rows *width;

	*query = f->customer_id ? &order_page_of_customer : &order_page;
	if (!f->search)
		return 0;
	width = db_read(db, a, tenant_id, &order_search_width,
		DB_ARGS(db_arg_int64(a, tenant_id),
			f->range.shop_id ? db_arg_int64(a, f->range.shop_id)
					 : NULL, f->search), err);
	if (!width)
		return -1;
	*query = db_bool(width, 0, "is_wide") ? &order_page_wide
					      : &order_page_found;
	return 0;
}

int order_list(struct db *db, struct arena *a, int64_t tenant_id,
	       const struct order_filter *f,
	       const struct order_cursor *after, int limit,
	       struct order_row **out, size_t *count,
	       struct order_cursor *next, struct xn_error *err)
{
	const struct db_query *query;
	int scan = is_narrow(f) || f->search ? SCAN_MAX : limit + 1, n;
	char at[32];
	struct db_rows *rows;

	time_print_rfc3339(after->processed_at, at);
	if (choose(db, a, tenant_id, f, &query, err))
		return -1;
	rows = db_read(db, a, tenant_id, query,
		DB_ARGS(db_arg_int64(a, tenant_id),
			f->range.shop_id ? db_arg_int64(a, f->range.shop_id)
					 : NULL,
			f->range.from_day, f->range.to_day,
			f->range.from_instant, f->range.to_instant,
			after->order_id ? at : "infinity",
			db_arg_int64(a, after->order_id),
			db_arg_int64(a, scan), db_arg_int64(a, limit + 1),
			f->financial_status, f->fulfillment_status,
			f->channel, f->country, f->discount_code, f->state,
			f->search ? f->search : f->customer_id
				? db_arg_int64(a, f->customer_id) : NULL,
			db_arg_int64(a, after->shop_id)),
		err);
	if (!rows)
		return -1;
	n = db_is_null(rows, 0, "order_id") ? 0 : db_count(rows);
	set_next(rows, n, limit, scan, next);
	*count = (size_t)(n > limit ? limit : n);
	*out = arena_alloc(a, *count * sizeof(**out) + 1);
	for (size_t i = 0; i < *count; i++)
		order_row_get(rows, (int)i, &(*out)[i]);
	return 0;
}
