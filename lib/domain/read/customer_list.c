#include <string.h>

#include "base/count.h"
#include "base/currency.h"
#include "base/decimal.h"

#include "domain/read/order_row.h"
#include "domain/read/customer_list.h"
#include "domain/rollup/rollup.h"

/*
 * Customers that are looked through for one page of a wide search, at most; and
 * at first, for most often these fill it.
 */
#define SCAN_MAX 20000
#define SCAN_FIRST 1000

/* A customer's orders come from their index, which has all that is summed. */
#define ROW ROW_OF("", "shown AS c")
#define ROW_OF(more, from)						\
	"SELECT " more "c.customer_id, c.shop_id, c.email,"		\
	"       c.first_name, c.last_name, c.phone, c.state,"		\
	"       c.country, "						\
	DB_US("c.created_at") " AS created_us, o.orders, o.spent,"	\
	"       o.spent / nullif(o.orders, 0) AS aov,"			\
	"       o.first_day, o.last_day, s.currency, c.amount_spent,"	\
	"       c.amount_spent_currency, g.rfm_group,"			\
	"       g.recency, g.frequency, g.monetary"			\
	"  FROM " from							\
	"  LEFT JOIN LATERAL (SELECT * FROM customer_rfm"		\
	"         WHERE tenant_id = $1 AND shop_id = c.shop_id"		\
	"           AND customer_id = c.customer_id OFFSET 0) AS g"	\
	"    ON true"							\
	"  LEFT JOIN shop s ON s.tenant_id = $1 AND s.shop_id = c.shop_id,"\
	"       LATERAL (SELECT count(*) AS orders,"			\
	"                coalesce(sum(spent), 0) * 0.0001 AS spent,"	\
	"                min(local_day) AS first_day,"			\
	"                max(local_day) AS last_day FROM orders"	\
	"         WHERE tenant_id = $1 AND shop_id = c.shop_id"		\
	"           AND customer_id = c.customer_id"			\
	"           AND " ROLLUP_COUNTED ") AS o"			\
	" ORDER BY c.customer_id DESC, c.shop_id DESC"

/* $1 tenant, $2 shop or NULL, $3 an id, $4 how many. */
#define SHOPS								\
	"WITH shops AS (SELECT shop_id FROM shop WHERE tenant_id = $1"	\
	"   AND ($2::bigint IS NULL OR shop_id = $2))"

/*
 * Behind the cursor: `at` is its id, and `than` its shop, which has had it, and
 * the shops above; those below have not.
 */
#define BEHIND(id, shop, at, than)					\
	id " < " at "::bigint + (" shop " < " than "::bigint)::int"

DB_QUERY(customer_page, 5,
	SHOPS ", shown AS (SELECT c.* FROM shops, LATERAL ("
	"  SELECT * FROM customer c"
	"   WHERE c.tenant_id = $1 AND c.shop_id = shops.shop_id"
	"     AND " BEHIND("c.customer_id", "shops.shop_id", "$3", "$5")
	"   ORDER BY c.customer_id DESC LIMIT $4::int) AS c"
	" ORDER BY c.customer_id DESC, c.shop_id DESC LIMIT $4::int)" ROW);

/* $6 is a group of rollup/rfm.h. */
DB_QUERY(customer_page_group, 6,
	SHOPS ", shown AS (SELECT c.* FROM shops, LATERAL ("
	"  SELECT customer_id FROM customer_rfm r"
	"   WHERE r.tenant_id = $1 AND r.shop_id = shops.shop_id"
	"     AND r.rfm_group = $6"
	"     AND " BEHIND("r.customer_id", "shops.shop_id", "$3", "$5")
	"   ORDER BY r.customer_id DESC LIMIT $4::int) AS r, LATERAL ("
	"  SELECT * FROM customer c"
	"   WHERE c.tenant_id = $1 AND c.shop_id = shops.shop_id"
	"     AND c.customer_id = r.customer_id OFFSET 0) AS c"
	" ORDER BY c.customer_id DESC, c.shop_id DESC LIMIT $4::int)" ROW);

/*
 * A search that finds no more than FOUND_MAX by each name and address of a shop
 * looks them up, and sorts them; one that finds more is wide: then looking
 * through the customers, newest first, soon fills a page.
 *
 * $3 is what is searched; $4 and $5 two names, or NULL; $6 and $7 the cursor,
 * $8 how many; $9 a group, or NULL.
 */
#define FOUND_MAX "200"
#define SPELLING							\
	", spelling AS ("						\
	"SELECT DISTINCT q, word FROM unnest("				\
	"  ARRAY[$3, lower($3), upper($3), initcap($3)],"		\
	"  ARRAY[$5, lower($5), upper($5), initcap($5)]) AS s (q, word))"
#define BEGINS(column, text)						\
	column " COLLATE \"C\" >= " text				\
	" AND " column " COLLATE \"C\" < " text " || chr(1114111)"
/* Each of the ways to be found, for `each` of them. */
#define WAYS(each, or)							\
	each(BEGINS("c.email", "q")) or				\
	each(BEGINS("c.last_name", "q")) or				\
	each(BEGINS("c.first_name", "q")) or				\
	each(BEGINS("c.last_name", "word")				\
	     " AND lower(c.first_name) = lower($4)")
#define OF_SHOPS(columns, way, least)					\
	"SELECT " columns " FROM shops, spelling, LATERAL ("		\
	"  SELECT * FROM customer c"					\
	"   WHERE c.tenant_id = $1 AND c.shop_id = shops.shop_id"	\
	"     AND " way " " least ") AS c"
#define LOOK_UP(way) OF_SHOPS("c.*", way, "LIMIT " FOUND_MAX)
#define IS_WIDE(way) "EXISTS (" OF_SHOPS("", way, "OFFSET " FOUND_MAX) ")"
#define FITS(way) "(" way ")"
#define OF_GROUP							\
	"($9::text IS NULL OR EXISTS (SELECT FROM customer_rfm r"	\
	"        WHERE r.tenant_id = $1 AND r.shop_id = f.shop_id"	\
	"          AND r.customer_id = f.customer_id"			\
	"          AND r.rfm_group = $9))"

DB_QUERY(customer_search_width, 5,
	SHOPS SPELLING " SELECT " WAYS(IS_WIDE, " OR ") " AS is_wide");
DB_QUERY(customer_page_found, 9,
	SHOPS SPELLING ", found AS (" WAYS(LOOK_UP, " UNION ")
	"), shown AS ("
	"SELECT * FROM found f"
	" WHERE " BEHIND("customer_id", "shop_id", "$6", "$7")
	"   AND " OF_GROUP
	" ORDER BY customer_id DESC, shop_id DESC LIMIT $8::int)" ROW);

/* The newest behind the cursor, which costs as much as there are. */
#define EACH(way) OF_SHOPS("c.customer_id, c.shop_id", way, "OFFSET 0")
DB_QUERY(customer_search_newest, 7,
	SHOPS SPELLING
	" SELECT * FROM (" WAYS(EACH, " UNION ALL ") ") AS f"
	" WHERE " BEHIND("customer_id", "shop_id", "$6", "$7")
	" ORDER BY customer_id DESC, shop_id DESC LIMIT 1");

/* $10 is how many to look through. */
DB_QUERY(customer_page_wide, 10,
	SHOPS SPELLING ", scanned AS MATERIALIZED ("
	"SELECT c.* FROM shops, LATERAL ("
	"  SELECT * FROM customer c"
	"   WHERE c.tenant_id = $1 AND c.shop_id = shops.shop_id"
	"     AND " BEHIND("c.customer_id", "shops.shop_id", "$6", "$7")
	"   ORDER BY c.customer_id DESC LIMIT $10::int) AS c"
	" ORDER BY c.customer_id DESC, c.shop_id DESC LIMIT $10::int"
	"), tail AS ("
	"SELECT count(*) AS scanned, min(customer_id) AS tail_id,"
	"       (SELECT shop_id FROM scanned ORDER BY customer_id, shop_id"
	"         LIMIT 1) AS tail_shop_id FROM scanned"
	"), shown AS ("
	"SELECT * FROM scanned f"
	" WHERE EXISTS (SELECT FROM (SELECT f.*) AS c, spelling"
	"                WHERE " WAYS(FITS, " OR ") ")"
	"   AND " OF_GROUP
	" ORDER BY customer_id DESC, shop_id DESC LIMIT $8::int)"
	ROW_OF("tail.*, ", "tail LEFT JOIN shown AS c ON true"));

DB_QUERY(customer_one, 4,
	SHOPS ", shown AS (SELECT c.* FROM shops, LATERAL ("
	"  SELECT * FROM customer c"
	"   WHERE c.tenant_id = $1 AND c.shop_id = shops.shop_id"
	"     AND c.customer_id = $3::bigint OFFSET 0) AS c"
	" ORDER BY c.shop_id LIMIT $4::int)" ROW);

static void get_row(struct arena *a, const struct db_rows *rows, int i,
		    struct customer_row *out)
{
	const char *currency = db_text(rows, i, "currency");

	*out = (struct customer_row){
		.id = db_int64(rows, i, "customer_id"),
		.shop_id = db_int64(rows, i, "shop_id"),
		.email = db_text_or_null(rows, i, "email"),
		.first_name = db_text_or_null(rows, i, "first_name"),
		.last_name = db_text_or_null(rows, i, "last_name"),
		.phone = db_text_or_null(rows, i, "phone"),
		.state = db_text_or_null(rows, i, "state"),
		.country = db_text_or_null(rows, i, "country"),
		.created_at = db_int64(rows, i, "created_us"),
		.orders = db_int64(rows, i, "orders"),
		.spent = db_text(rows, i, "spent"),
		.aov = decimal_round(a, db_text_or_null(rows, i, "aov"),
				     currency_decimals(currency)),
		.first_day = db_text_or_null(rows, i, "first_day"),
		.last_day = db_text_or_null(rows, i, "last_day"),
		.currency = currency,
		.amount_spent = db_text_or_null(rows, i, "amount_spent"),
		.amount_spent_currency =
			db_text_or_null(rows, i, "amount_spent_currency"),
		.rfm_group = db_text_or_null(rows, i, "rfm_group"),
		.recency = db_text_or_null(rows, i, "recency"),
		.frequency = db_text_or_null(rows, i, "frequency"),
		.monetary = db_text_or_null(rows, i, "monetary"),
	};
}

enum { ARG_ID = 5, ARG_SHOP, FOUND_ARGS = 9 };

/*
 * Of the next `most` customers those that fit, into *rows; `value` has the
 * arguments of customer_page_found, and room for one.  *done: they fill a page,
 * or there are no more.
 */
static int look(struct db *db, struct arena *a, int64_t tenant_id,
		const char **value, int most, int limit, struct db_rows **rows,
		bool *done, struct xn_error *err)
{
	value[FOUND_ARGS] = db_arg_int64(a, most);
	*rows = db_read(db, a, tenant_id, &customer_page_wide,
			(struct db_args){ value, FOUND_ARGS + 1 }, err);
	if (!*rows)
		return -1;
	*done = db_count(*rows) > limit ||
		db_int64(*rows, 0, "scanned") < most;
	return 0;
}

/* Move the cursor to before the newest that fits; *found: there is one. */
static int jump(struct db *db, struct arena *a, int64_t tenant_id,
		const char **value, bool *found, struct xn_error *err)
{
	struct db_rows *newest = db_read(db, a, tenant_id,
		&customer_search_newest,
		(struct db_args){ value, ARG_SHOP + 1 }, err);

	if (!newest)
		return -1;
	*found = db_count(newest) > 0;
	if (*found) {
		value[ARG_ID] = db_arg_int64(a,
			db_int64(newest, 0, "customer_id") + 1);
		value[ARG_SHOP] = "0";
	}
	return 0;
}

/*
 * The newest customers that fit, up to a page.  Where the newest of all do not
 * fit, those are looked through that begin with the newest that does.
 */
static struct db_rows *look_through(struct db *db, struct arena *a,
				    int64_t tenant_id, struct db_args args,
				    int limit, struct xn_error *err)
{
	const char *value[FOUND_ARGS + 1];
	struct db_rows *rows;
	bool done, found;

	memcpy(value, args.value, FOUND_ARGS * sizeof(*value));
	if (look(db, a, tenant_id, value, SCAN_FIRST, limit, &rows, &done,
		 err))
		return NULL;
	if (!done && db_is_null(rows, 0, "customer_id")) {
		if (jump(db, a, tenant_id, value, &found, err))
			return NULL;
		if (!found)
			return rows;
		if (look(db, a, tenant_id, value, SCAN_FIRST, limit, &rows,
			 &done, err))
			return NULL;
	}
	if (!done && look(db, a, tenant_id, value, SCAN_MAX, limit, &rows,
			  &done, err))
		return NULL;
	return rows;
}

/* The width takes the first of the arguments. */
static struct db_rows *read_search(struct db *db, struct arena *a,
				   int64_t tenant_id, struct db_args args,
				   int limit, bool *is_wide,
				   struct xn_error *err)
{
	struct db_rows *width = db_read(db, a, tenant_id,
		&customer_search_width, (struct db_args){ args.value, 5 },
		err);

	if (!width)
		return NULL;
	*is_wide = db_bool(width, 0, "is_wide");
	if (*is_wide)
		return look_through(db, a, tenant_id, args, limit, err);
	return db_read(db, a, tenant_id, &customer_page_found, args, err);
}

/* is_wide: the rows say how far was looked. */
static struct db_rows *read_page(struct db *db, struct arena *a,
				 int64_t tenant_id, int64_t shop_id,
				 const char *search, const char *rfm_group,
				 const struct row_cursor *after, int limit,
				 bool *is_wide, struct xn_error *err)
{
	const char *tenant = db_arg_int64(a, tenant_id);
	const char *shop = shop_id ? db_arg_int64(a, shop_id) : NULL;
	const char *below = db_arg_int64(a,
		after->id ? after->id : INT64_MAX);
	const char *than = db_arg_int64(a, after->shop_id);
	const char *most = db_arg_int64(a, limit + 1);
	const char *space = search ? strchr(search, ' ') : NULL;

	if (search)
		return read_search(db, a, tenant_id,
			DB_ARGS(tenant, shop, search,
				space ? arena_strndup(a, search,
					(size_t)(space - search)) : NULL,
				space ? space + 1 : NULL, below, than, most,
				rfm_group), limit, is_wide, err);
	if (rfm_group)
		return db_read(db, a, tenant_id, &customer_page_group,
			       DB_ARGS(tenant, shop, below, most, than,
				       rfm_group), err);
	return db_read(db, a, tenant_id, &customer_page,
		       DB_ARGS(tenant, shop, below, most, than), err);
}

static void set_next(const struct db_rows *rows, int n, int limit,
		     bool is_wide, struct row_cursor *next)
{
	*next = (struct row_cursor){ 0 };
	if (n > limit)
		*next = (struct row_cursor){
			db_int64(rows, limit - 1, "customer_id"),
			db_int64(rows, limit - 1, "shop_id") };
	else if (is_wide && db_int64(rows, 0, "scanned") >= SCAN_MAX)
		*next = (struct row_cursor){
			db_int64(rows, 0, "tail_id"),
			db_int64(rows, 0, "tail_shop_id") };
}

int customer_list(struct db *db, struct arena *a, int64_t tenant_id,
		  int64_t shop_id, const char *search,
		  const char *rfm_group, const struct row_cursor *after,
		  int limit, struct customer_row **out, size_t *count,
		  struct row_cursor *next, struct xn_error *err)
{
	bool is_wide = false;
	struct db_rows *rows = read_page(db, a, tenant_id, shop_id, search,
					 rfm_group, after, limit, &is_wide,
					 err);
	int n;

	if (!rows)
		return -1;
	n = is_wide && db_is_null(rows, 0, "customer_id") ? 0
							  : db_count(rows);
	set_next(rows, n, limit, is_wide, next);
	*count = (size_t)(n > limit ? limit : n);
	*out = arena_alloc(a, *count * sizeof(**out) + 1);
	for (size_t i = 0; i < *count; i++)
		get_row(a, rows, (int)i, &(*out)[i]);
	return 0;
}

int customer_get(struct db *db, struct arena *a, int64_t tenant_id,
		 int64_t shop_id, int64_t customer_id,
		 struct customer_row *out, struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, tenant_id, &customer_one,
		DB_ARGS(db_arg_int64(a, tenant_id),
			shop_id ? db_arg_int64(a, shop_id) : NULL,
			db_arg_int64(a, customer_id), "1"), err);

	if (!rows)
		return -1;
	if (db_count(rows) == 0)
		return xn_fail(err, XN_NOT_FOUND, "no such customer");
	get_row(a, rows, 0, out);
	return 0;
}
