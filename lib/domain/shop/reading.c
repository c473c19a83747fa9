#include "domain/shop/reading.h"

const char *reading_state_name(enum reading_state state)
{
	static const char *const names[] = {
		[READING_NEVER] = "never",
		[READING_SYNCING] = "syncing",
		[READING_BEHIND] = "behind",
		[READING_CURRENT] = "current",
	};

	return names[state];
}

/* The runs that read every resource. */
#define READS_ALL "r.type IN ('full-sync', 'delta', 'reconcile')"

#define WATERMARK(resource)						\
	" coalesce((SELECT" DB_US("w.watermark")			\
	"	FROM sync_watermark w WHERE w.tenant_id = $1"		\
	"	 AND w.shop_id = s.shop_id AND w.resource = '" resource "')," \
	"	0) AS " resource "_to,"

/*
 * $2 is 0 for all shops.  No run is made while another one goes on, so the
 * latest is the one that does.
 */
DB_QUERY(shop_reading_select, 2,
	"SELECT s.shop_id, s.customers, s.products, counted.orders,"
	WATERMARK("customers") WATERMARK("orders") WATERMARK("products")
	"       coalesce(latest.goes_on, false) AS goes_on,"
	"       coalesce(ended.age_s, -1) AS age_s,"
	"       coalesce(budget_available, 0) AS available,"
	"       coalesce(budget_maximum, 0) AS maximum,"
	"       coalesce(budget_restore, 0) AS restore,"
	DB_US("budget_seen_at") " AS seen_at"
	"  FROM shop_state s CROSS JOIN LATERAL ("
	"	SELECT bigint_sum(d.orders) AS orders FROM rollup_day d"
	"	 WHERE d.tenant_id = $1 AND d.shop_id = s.shop_id"
	"	   AND d.generation = s.generation OFFSET 0) AS counted"
	"  LEFT JOIN LATERAL ("
	"	SELECT r.status IN ('pending', 'running') AND " READS_ALL
	"		AS goes_on FROM ingest_run r"
	"	 WHERE r.tenant_id = $1 AND r.shop_id = s.shop_id"
	"	 ORDER BY r.run_id DESC LIMIT 1) AS latest ON true"
	"  LEFT JOIN LATERAL ("
	"	SELECT extract(epoch FROM now() - r.finished_at)::bigint"
	"		AS age_s FROM ingest_run r"
	"	 WHERE r.tenant_id = $1 AND r.shop_id = s.shop_id"
	"	   AND r.status = 'success' AND " READS_ALL
	"	 ORDER BY r.run_id DESC LIMIT 1) AS ended ON true"
	" WHERE s.tenant_id = $1 AND ($2::bigint = 0 OR s.shop_id = $2)");

static enum reading_state state_of(const struct db_rows *rows, int i,
				   int64_t watermark)
{
	int64_t age_s = db_int64(rows, i, "age_s");

	if (db_bool(rows, i, "goes_on"))
		return READING_SYNCING;
	if (!watermark)
		return READING_NEVER;
	return age_s < 0 || age_s > READING_LATE_S ? READING_BEHIND
						   : READING_CURRENT;
}

static void from_row(const struct db_rows *rows, int i,
		     struct shop_reading *out)
{
	static const struct { const char *rows, *read_to; } columns[] = {
		{ "customers", "customers_to" },
		{ "orders", "orders_to" },
		{ "products", "products_to" },
	};

	*out = (struct shop_reading){
		.shop_id = db_int64(rows, i, "shop_id"),
		.budget = {
			.available = (int)db_int64(rows, i, "available"),
			.maximum = (int)db_int64(rows, i, "maximum"),
			.restore = (int)db_int64(rows, i, "restore"),
		},
		.budget_seen_at = db_int64(rows, i, "seen_at"),
	};
	for (int r = 0; r < SHOP_RESOURCES; r++) {
		int64_t read_to = db_int64(rows, i, columns[r].read_to);

		out->resources[r] = (struct resource_reading){
			.resource = columns[r].rows,
			.state = state_of(rows, i, read_to),
			.watermark = read_to,
			.rows = db_int64(rows, i, columns[r].rows),
		};
	}
}

int shop_reading_list(struct db *db, struct arena *a, int64_t tenant_id,
		      int64_t shop_id, struct shop_reading **out,
		      size_t *count, struct xn_error *err)
{
	struct db_rows *rows, *unknown, *runs;

	db_begin_read(db, tenant_id);
	db_queue(db, a, &shop_reading_select,
		 DB_ARGS(db_arg_int64(a, tenant_id), db_arg_int64(a, shop_id)),
		 &rows);
	unknown_sales_queue(db, a, tenant_id, shop_id, &unknown);
	run_queue_latest(db, a, tenant_id, shop_id, &runs);
	if (db_commit(db, err))
		return -1;
	*count = (size_t)db_count(rows);
	*out = arena_alloc(a, (*count + 1) * sizeof(**out));
	for (size_t i = 0; i < *count; i++) {
		struct shop_reading *r = &(*out)[i];

		from_row(rows, (int)i, r);
		r->unknown = unknown_sales_of_shop(a, unknown, r->shop_id);
		r->latest = run_latest_of_shop(a, runs, r->shop_id);
	}
	return 0;
}

DB_QUERY(shop_watermark_select, 2,
	"SELECT resource," DB_US("watermark") " AS us FROM sync_watermark"
	" WHERE tenant_id = $1 AND shop_id = $2 AND watermark IS NOT NULL");

struct db_rows *shop_watermark_list(struct db *db, struct arena *a,
				    int64_t tenant_id, int64_t shop_id,
				    struct xn_error *err)
{
	return db_read(db, a, tenant_id, &shop_watermark_select,
		       DB_ARGS(db_arg_int64(a, tenant_id),
			       db_arg_int64(a, shop_id)), err);
}

int shop_was_read(struct db *db, struct arena *a, int64_t tenant_id,
		  int64_t shop_id, bool *was_read, struct xn_error *err)
{
	struct db_rows *rows = shop_watermark_list(db, a, tenant_id, shop_id,
						   err);

	if (!rows)
		return -1;
	*was_read = db_count(rows) == SHOP_RESOURCES;
	return 0;
}

DB_QUERY(shop_reading_update_budget, 5,
	"UPDATE shop_state SET budget_available = $3, budget_maximum = $4,"
	"       budget_restore = $5, budget_seen_at = now()"
	" WHERE tenant_id = $1 AND shop_id = $2");

int shop_reading_keep_budget(struct db *db, struct arena *a,
			     int64_t tenant_id, int64_t shop_id,
			     const struct shopify_budget *budget,
			     struct xn_error *err)
{
	db_begin(db, tenant_id);
	db_queue(db, a, &shop_reading_update_budget,
		 DB_ARGS(db_arg_int64(a, tenant_id), db_arg_int64(a, shop_id),
			 db_arg_int64(a, budget->available),
			 db_arg_int64(a, budget->maximum),
			 db_arg_int64(a, budget->restore)), NULL);
	return db_commit(db, err);
}
