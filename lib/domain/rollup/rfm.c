#include <string.h>

#include "domain/entity/array.h"
#include "domain/rollup/rfm.h"
#include "domain/rollup/rollup.h"

/* Customers that are scored under one lock. */
#define SLICE_CUSTOMERS "4000"

const char *const rfm_codes[RFM_NGROUPS] = {
	[RFM_CHAMPIONS] = "CHAMPIONS",
	[RFM_LOYAL] = "LOYAL",
	[RFM_ACTIVE] = "ACTIVE",
	[RFM_NEW] = "NEW",
	[RFM_PROMISING] = "PROMISING",
	[RFM_NEEDS_ATTENTION] = "NEEDS_ATTENTION",
	[RFM_ALMOST_LOST] = "ALMOST_LOST",
	[RFM_AT_RISK] = "AT_RISK",
	[RFM_PREVIOUSLY_LOYAL] = "PREVIOUSLY_LOYAL",
	[RFM_DORMANT] = "DORMANT",
	[RFM_PROSPECTS] = "PROSPECTS",
};

const char *rfm_name(enum rfm_group group)
{
	static const char *const names[RFM_NGROUPS] = {
		[RFM_CHAMPIONS] = "Champions",
		[RFM_LOYAL] = "Loyal",
		[RFM_ACTIVE] = "Active",
		[RFM_NEW] = "New",
		[RFM_PROMISING] = "Promising",
		[RFM_NEEDS_ATTENTION] = "Needs attention",
		[RFM_ALMOST_LOST] = "Almost lost",
		[RFM_AT_RISK] = "At risk",
		[RFM_PREVIOUSLY_LOYAL] = "Previously loyal",
		[RFM_DORMANT] = "Dormant",
		[RFM_PROSPECTS] = "Prospects",
	};

	return names[group];
}

/*
 * Nobody that is not a customer any more, by deletion or by law, is scored.
 * LATERAL with OFFSET 0, here and below: a look-up by key for each customer,
 * where a join would compare each with each in a shop without statistics.
 */
#define FIFTHS(value)							\
	"coalesce(percentile_disc(ARRAY[0.2, 0.4, 0.6, 0.8])"		\
	" WITHIN GROUP (ORDER BY " value "), '{}')"

DB_QUERY(rfm_find_fifths, 2,
	"WITH shop AS (SELECT (now() AT TIME ZONE timezone)::date AS today"
	"  FROM shop_state WHERE tenant_id = $1 AND shop_id = $2"
	"), value AS ("
	"SELECT customer_id, max(local_day) AS last_day,"
	"       count(*) AS orders, bigint_sum(spent) AS spent"
	"  FROM orders"
	" WHERE tenant_id = $1 AND shop_id = $2 AND " ROLLUP_COUNTED
	"   AND customer_id IS NOT NULL"
	" GROUP BY customer_id)"
	"SELECT (SELECT today FROM shop) AS today, "
	FIFTHS("((SELECT today FROM shop) - last_day)::bigint")
	"         AS recency, " FIFTHS("orders") " AS frequency, "
	FIFTHS("spent") " AS monetary"
	"  FROM value, LATERAL (SELECT FROM customer"
	"         WHERE tenant_id = $1 AND shop_id = $2"
	"           AND customer_id = value.customer_id OFFSET 0) AS c");

int rfm_begin(struct db *db, struct arena *a, int64_t tenant_id,
	      int64_t shop_id, struct rfm_work *work, struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, tenant_id, &rfm_find_fifths,
		DB_ARGS(db_arg_int64(a, tenant_id), db_arg_int64(a, shop_id)),
		err);

	if (!rows)
		return -1;
	if (db_is_null(rows, 0, "today"))
		return xn_fail(err, XN_NOT_FOUND, "no such shop");
	*work = (struct rfm_work){
		.as_of = db_text(rows, 0, "today"),
		.recency = db_text(rows, 0, "recency"),
		.frequency = db_text(rows, 0, "frequency"),
		.monetary = db_text(rows, 0, "monetary"),
		.after = "0",
	};
	return 0;
}

/* Customers beyond $3; the last of the next slice, or of them all. */
DB_QUERY(rfm_find_end, 3,
	"SELECT coalesce((SELECT customer_id FROM customer"
	"                  WHERE tenant_id = $1 AND shop_id = $2"
	"                    AND customer_id > $3"
	"                  ORDER BY customer_id"
	"                 OFFSET " SLICE_CUSTOMERS " LIMIT 1),"
	"                " ROLLUP_ALL_CUSTOMERS ") AS last");

/* How many of the bounds ($n) are below a value. */
#define ABOVE(value, bounds)						\
	"width_bucket((" value ")::bigint - 1, " bounds "::bigint[])"

/*
 * Customers from $3 (without it) to $4; $5 today, $6 to $8 the bounds, which
 * are none where nobody has an order.
 */
DB_QUERY(rfm_score, 8,
	"WITH value AS ("
	"SELECT c.customer_id, o.* FROM customer c, LATERAL"
	"       (SELECT count(*) AS orders, bigint_sum(spent) AS spent,"
	"               $5::date - max(local_day) AS days FROM orders"
	"         WHERE tenant_id = $1 AND shop_id = $2"
	"           AND customer_id = c.customer_id"
	"           AND " ROLLUP_COUNTED ") AS o"
	" WHERE c.tenant_id = $1 AND c.shop_id = $2"
	"   AND c.customer_id > $3 AND c.customer_id <= $4"
	"), scored AS ("
	"SELECT customer_id,"
	"       CASE WHEN orders > 0 THEN 5 - " ABOVE("days", "$6") " END"
	"         AS r,"
	"       CASE WHEN orders > 0 THEN 1 + " ABOVE("orders", "$7") " END"
	"         AS f,"
	"       CASE WHEN orders > 0 THEN 1 + " ABOVE("spent", "$8") " END"
	"         AS m"
	"  FROM value)"
	"INSERT INTO customer_rfm AS c (tenant_id, shop_id, customer_id,"
	" recency, frequency, monetary, rfm_group)"
	"SELECT $1, $2, customer_id, r, f, m,"
	"       CASE WHEN r IS NULL THEN 'PROSPECTS'"
	"       WHEN r = 5 AND f + m >= 8 THEN 'CHAMPIONS'"
	"       WHEN r >= 3 AND f + m >= 8 THEN 'LOYAL'"
	"       WHEN r >= 4 AND f + m >= 4 THEN 'ACTIVE'"
	"       WHEN r = 5 THEN 'NEW'"
	"       WHEN r = 4 THEN 'PROMISING'"
	"       WHEN r = 3 AND f + m >= 4 THEN 'NEEDS_ATTENTION'"
	"       WHEN r = 3 THEN 'ALMOST_LOST'"
	"       WHEN f + m >= 9 THEN 'PREVIOUSLY_LOYAL'"
	"       WHEN f + m >= 6 THEN 'AT_RISK'"
	"       WHEN r = 2 AND f + m >= 4 THEN 'ALMOST_LOST'"
	"       ELSE 'DORMANT' END"
	"  FROM scored"
	" ON CONFLICT (tenant_id, shop_id, customer_id) DO UPDATE"
	" SET recency = excluded.recency, frequency = excluded.frequency,"
	" monetary = excluded.monetary, rfm_group = excluded.rfm_group"
	" WHERE (c.recency, c.frequency, c.monetary, c.rfm_group)"
	"       IS DISTINCT FROM (excluded.recency, excluded.frequency,"
	"       excluded.monetary, excluded.rfm_group)");
DB_QUERY(rfm_sweep, 4,
	"DELETE FROM customer_rfm WHERE ctid = ANY (ARRAY("
	"	SELECT row FROM (SELECT ctid AS row, customer_id"
	"	          FROM customer_rfm"
	"	         WHERE tenant_id = $1 AND shop_id = $2"
	"	           AND customer_id > $3 AND customer_id <= $4"
	"	        OFFSET 0) AS r"
	"	  LEFT JOIN LATERAL (SELECT true AS is_there FROM customer"
	"	         WHERE tenant_id = $1 AND shop_id = $2"
	"	           AND customer_id = r.customer_id OFFSET 0) AS c"
	"	    ON true"
	"	 WHERE is_there IS NULL))");

/* $3 today, $4 to $6 the bounds, $7 the groups in the order of their enum. */
DB_QUERY(rfm_finish, 7,
	"INSERT INTO rfm_run AS r (tenant_id, shop_id, as_of, recency,"
	" frequency, monetary, customers, orders, spent)"
	"SELECT $1, $2, $3::date, $4::bigint[], $5::bigint[], $6::bigint[],"
	"       array_agg(coalesce(customers, 0) ORDER BY place),"
	"       array_agg(coalesce(orders, 0) ORDER BY place),"
	"       array_agg(coalesce(spent, 0) ORDER BY place)"
	"  FROM unnest($7::text[]) WITH ORDINALITY AS g (rfm_group, place)"
	"  LEFT JOIN (SELECT c.rfm_group, count(*) AS customers,"
	"                    bigint_sum(s.orders) AS orders,"
	"                    bigint_sum(s.spent) AS spent"
	"               FROM customer_rfm c"
	"               LEFT JOIN LATERAL (SELECT orders, spent"
	"                      FROM customer_stat"
	"                     WHERE tenant_id = $1 AND shop_id = $2"
	"                       AND generation = (SELECT generation"
	"                            FROM shop_state"
	"                           WHERE tenant_id = $1 AND shop_id = $2)"
	"                       AND customer_id = c.customer_id"
	"                    OFFSET 0) AS s ON true"
	"              WHERE c.tenant_id = $1 AND c.shop_id = $2"
	"              GROUP BY c.rfm_group) AS n USING (rfm_group)"
	" ON CONFLICT (tenant_id, shop_id) DO UPDATE"
	" SET as_of = excluded.as_of, recency = excluded.recency,"
	" frequency = excluded.frequency, monetary = excluded.monetary,"
	" customers = excluded.customers, orders = excluded.orders,"
	" spent = excluded.spent");

/* Readers are told by the lock, which comes last: it counts the version up. */
static int finish(struct db *db, struct arena *a, int64_t tenant_id,
		  int64_t shop_id, const struct rfm_work *work,
		  struct xn_error *err)
{
	struct buf codes = array_start(a);
	struct db_rows *lock;
	struct writer w;

	for (int i = 0; i < RFM_NGROUPS; i++)
		array_text(&codes, rfm_codes[i]);
	db_begin(db, tenant_id);
	db_queue(db, a, &rfm_finish,
		 DB_ARGS(db_arg_int64(a, tenant_id), db_arg_int64(a, shop_id),
			 work->as_of, work->recency, work->frequency,
			 work->monetary, array_end(&codes)), NULL);
	writer_lock_own(&w, db, a, tenant_id, shop_id, &lock);
	if (db_flush(db, err) || writer_locked(&w, lock, err))
		return -1;
	return db_commit(db, err);
}

static int score(const struct writer *w, const struct rfm_work *work,
		 const char *last, struct xn_error *err)
{
	db_queue(w->db, w->arena, &rfm_score,
		 DB_ARGS(w->tenant_id, w->shop_id, work->after, last,
			 work->as_of, work->recency, work->frequency,
			 work->monetary), NULL);
	db_queue(w->db, w->arena, &rfm_sweep,
		 DB_ARGS(w->tenant_id, w->shop_id, work->after, last), NULL);
	return db_commit(w->db, err);
}

int rfm_continue(struct db *db, struct arena *a, int64_t tenant_id,
		 int64_t shop_id, struct rfm_work *work, bool *done,
		 struct xn_error *err)
{
	struct db_rows *lock, *end;
	const char *last;
	struct writer w;

	db_begin(db, tenant_id);
	writer_lock_own(&w, db, a, tenant_id, shop_id, &lock);
	db_queue(db, a, &rfm_find_end,
		 DB_ARGS(w.tenant_id, w.shop_id, work->after), &end);
	if (db_flush(db, err) || writer_locked(&w, lock, err))
		return -1;
	last = db_text(end, 0, "last");
	*done = !strcmp(last, ROLLUP_ALL_CUSTOMERS);
	if (score(&w, work, last, err))
		return -1;
	work->after = last;
	return *done ? finish(db, a, tenant_id, shop_id, work, err) : 0;
}

/* Bounds of money as jsonout_put_decimal() has any other amount. */
DB_QUERY(rfm_select, 2,
	"SELECT s.shop_id, s.currency, r.as_of,"
	"       array_to_json(r.recency) AS recency,"
	"       array_to_json(r.frequency) AS frequency,"
	"       '[' || array_to_string(ARRAY("
	"         SELECT round(bound, greatest(min_scale(bound), 2))"
	"           FROM unnest(r.monetary) WITH ORDINALITY AS b (v, at),"
	"                LATERAL (SELECT v * 0.0001 AS bound) AS amount"
	"          ORDER BY at), ',') || ']' AS monetary,"
	"       place, n AS customers, o AS orders, spent_e4 * 0.0001 AS spent"
	"  FROM shop s LEFT JOIN rfm_run r USING (tenant_id, shop_id)"
	"  LEFT JOIN LATERAL unnest(r.customers, r.orders, r.spent)"
	"         WITH ORDINALITY AS g (n, o, spent_e4, place) ON true"
	" WHERE s.tenant_id = $1 AND ($2::bigint IS NULL OR s.shop_id = $2)"
	" ORDER BY s.shop_id, place");

static void get_part(const struct db_rows *rows, int i, struct rfm_part *out)
{
	*out = (struct rfm_part){
		.customers = db_int64(rows, i, "customers"),
		.orders = db_int64(rows, i, "orders"),
		.spent = db_text(rows, i, "spent"),
	};
}

int rfm_list(struct db *db, struct arena *a, int64_t tenant_id,
	     int64_t shop_id, struct rfm_shop **out, size_t *count,
	     struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, tenant_id, &rfm_select,
		DB_ARGS(db_arg_int64(a, tenant_id),
			shop_id ? db_arg_int64(a, shop_id) : NULL), err);
	size_t n = 0;

	if (!rows)
		return -1;
	if (shop_id && db_count(rows) == 0)
		return xn_fail(err, XN_NOT_FOUND, "no such shop");
	*out = arena_alloc(a, (size_t)db_count(rows) * sizeof(**out) + 1);
	for (int i = 0; i < db_count(rows); i++) {
		if (db_is_null(rows, i, "place"))
			continue;	/* not scored yet */
		if (db_int64(rows, i, "place") == 1)
			(*out)[n++] = (struct rfm_shop){
				.shop_id = db_text(rows, i, "shop_id"),
				.currency = db_text(rows, i, "currency"),
				.as_of = db_text(rows, i, "as_of"),
				.recency = db_text(rows, i, "recency"),
				.frequency = db_text(rows, i, "frequency"),
				.monetary = db_text(rows, i, "monetary"),
			};
		get_part(rows, i, &(*out)[n - 1].groups[
			db_int64(rows, i, "place") - 1]);
	}
	*count = n;
	return 0;
}
