#include <string.h>

#include "base/currency.h"
#include "base/decimal.h"

#include "domain/read/order_row.h"
#include "domain/read/people_list.h"
#include "domain/rollup/rollup.h"

/* A customer's orders come from their index, which has all that is summed. */
#define ROW								\
	"SELECT c.customer_id, c.shop_id, c.email, c.first_name,"	\
	"       c.last_name, c.phone, c.state, c.country, "		\
	DB_US("c.created_at") " AS created_us, o.orders, o.spent,"	\
	"       o.spent / nullif(o.orders, 0) AS aov,"			\
	"       o.first_day, o.last_day, s.currency, g.rfm_group,"	\
	"       g.recency, g.frequency, g.monetary"			\
	"  FROM shown AS c"						\
	"  LEFT JOIN LATERAL (SELECT * FROM customer_rfm"		\
	"         WHERE tenant_id = $1 AND shop_id = c.shop_id"		\
	"           AND customer_id = c.customer_id OFFSET 0) AS g"	\
	"    ON true"							\
	"  JOIN shop s ON s.tenant_id = $1 AND s.shop_id = c.shop_id,"	\
	"       LATERAL (SELECT count(*) AS orders,"			\
	"                coalesce(sum(spent), 0) * 0.0001 AS spent,"	\
	"                min(local_day) AS first_day,"			\
	"                max(local_day) AS last_day FROM orders"	\
	"         WHERE tenant_id = $1 AND shop_id = c.shop_id"		\
	"           AND customer_id = c.customer_id"			\
	"           AND " ROLLUP_OF_CUSTOMER ") AS o"			\
	" ORDER BY c.customer_id DESC, c.shop_id DESC"

/* $1 tenant, $2 shop or NULL, $3 an id, $4 how many. */
#define SHOPS								\
	"WITH shops AS (SELECT shop_id FROM shop WHERE tenant_id = $1"	\
	"   AND ($2::bigint IS NULL OR shop_id = $2))"

/*
 * Behind the cursor: $3 is its id, and the parameter `than` its shop, which
 * has had it, and the shops above; those below have not.
 */
#define BEHIND(id, shop, than)						\
	id " < $3::bigint + (" shop " < " than "::bigint)::int"

DB_QUERY(customer_page, 5,
	SHOPS ", shown AS (SELECT c.* FROM shops, LATERAL ("
	"  SELECT * FROM customer c"
	"   WHERE c.tenant_id = $1 AND c.shop_id = shops.shop_id"
	"     AND " BEHIND("c.customer_id", "shops.shop_id", "$5")
	"   ORDER BY c.customer_id DESC LIMIT $4::int) AS c"
	" ORDER BY c.customer_id DESC, c.shop_id DESC LIMIT $4::int)" ROW);

/* $6 is a group of rollup/rfm.h. */
DB_QUERY(customer_page_group, 6,
	SHOPS ", shown AS (SELECT c.* FROM shops, LATERAL ("
	"  SELECT customer_id FROM customer_rfm r"
	"   WHERE r.tenant_id = $1 AND r.shop_id = shops.shop_id"
	"     AND r.rfm_group = $6"
	"     AND " BEHIND("r.customer_id", "shops.shop_id", "$5")
	"   ORDER BY r.customer_id DESC LIMIT $4::int) AS r, LATERAL ("
	"  SELECT * FROM customer c"
	"   WHERE c.tenant_id = $1 AND c.shop_id = shops.shop_id"
	"     AND c.customer_id = r.customer_id OFFSET 0) AS c"
	" ORDER BY c.customer_id DESC, c.shop_id DESC LIMIT $4::int)" ROW);

/*
 * $6 is what is searched; $7 and $8 two names, or NULL; $9 a group, or NULL.
 */
#define BEGINS(column, text)						\
	column " COLLATE \"C\" >= " text				\
	" AND " column " COLLATE \"C\" < " text " || chr(1114111)"
#define MATCHES(column, text, more)					\
	"SELECT c.* FROM shops, spelling, LATERAL ("			\
	"  SELECT * FROM customer c"					\
	"   WHERE c.tenant_id = $1 AND c.shop_id = shops.shop_id"	\
	"     AND " BEGINS("c." column, text) more			\
	"   LIMIT 200) AS c"

DB_QUERY(customer_page_found, 9,
	SHOPS ", spelling AS ("
	"SELECT DISTINCT q, word FROM unnest("
	"  ARRAY[$6, lower($6), upper($6), initcap($6)],"
	"  ARRAY[$8, lower($8), upper($8), initcap($8)]) AS s (q, word)"
	"), found AS ("
	MATCHES("email", "q", "") " UNION "
	MATCHES("last_name", "q", "") " UNION "
	MATCHES("first_name", "q", "") " UNION "
	MATCHES("last_name", "word",
		" AND lower(c.first_name) = lower($7)")
	"), shown AS ("
	"SELECT * FROM found f"
	" WHERE " BEHIND("customer_id", "shop_id", "$5")
	"   AND ($9::text IS NULL OR EXISTS (SELECT FROM customer_rfm r"
	"        WHERE r.tenant_id = $1 AND r.shop_id = f.shop_id"
	"          AND r.customer_id = f.customer_id"
	"          AND r.rfm_group = $9))"
	" ORDER BY customer_id DESC, shop_id DESC LIMIT $4::int)" ROW);

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
		.rfm_group = db_text_or_null(rows, i, "rfm_group"),
		.recency = db_text_or_null(rows, i, "recency"),
		.frequency = db_text_or_null(rows, i, "frequency"),
		.monetary = db_text_or_null(rows, i, "monetary"),
	};
}

int customer_list(struct db *db, struct arena *a, int64_t tenant_id,
		  int64_t shop_id, const char *search,
		  const char *rfm_group, const struct row_cursor *after,
		  int limit, struct customer_row **out, size_t *count,
		  struct row_cursor *next, struct xn_error *err)
{
	const char *tenant = db_arg_int64(a, tenant_id);
	const char *shop = shop_id ? db_arg_int64(a, shop_id) : NULL;
	const char *below = db_arg_int64(a,
		after->id ? after->id : INT64_MAX);
	const char *than = db_arg_int64(a, after->shop_id);
	const char *most = db_arg_int64(a, limit + 1);
	const char *space = search ? strchr(search, ' ') : NULL;
	struct db_rows *rows;
	int n;

	if (search)
		rows = db_read(db, a, tenant_id, &customer_page_found,
			DB_ARGS(tenant, shop, below, most, than, search,
				space ? arena_strndup(a, search,
					(size_t)(space - search)) : NULL,
				space ? space + 1 : NULL, rfm_group), err);
	else if (rfm_group)
		rows = db_read(db, a, tenant_id, &customer_page_group,
			       DB_ARGS(tenant, shop, below, most, than,
				       rfm_group), err);
	else
		rows = db_read(db, a, tenant_id, &customer_page,
			       DB_ARGS(tenant, shop, below, most, than), err);
	if (!rows)
		return -1;
	n = db_count(rows);
	*count = (size_t)(n > limit ? limit : n);
	*next = (struct row_cursor){ 0 };
	if (n > limit)
		*next = (struct row_cursor){
			db_int64(rows, limit - 1, "customer_id"),
			db_int64(rows, limit - 1, "shop_id") };
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
