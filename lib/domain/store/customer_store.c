#include "domain/entity/array.h"
#include "domain/store/customer_store.h"
#include "domain/store/order_reread.h"

/*
 * Each once.  A customer seen for the first time also counts in the shop's
 * total.  LATERAL with OFFSET 0: one look-up by key for each, see order_many.c.
 */
DB_QUERY(customer_upsert, 14,
	"WITH stored AS ("
	"INSERT INTO customer AS c (tenant_id, shop_id, customer_id, email,"
	" first_name, last_name, phone, state, country, created_at,"
	" updated_at, amount_spent, amount_spent_currency, amount_spent_at)"
	"SELECT $1::bigint, $2::bigint, id, email, first_name, last_name,"
	"       phone, state, country, created_at, updated_at, spent,"
	"       CASE WHEN spent IS NOT NULL THEN coalesce(currency,"
	"              (SELECT currency FROM shop"
	"                WHERE tenant_id = $1 AND shop_id = $2)) END, spent_at"
	"  FROM unnest($3::bigint[], $4::text[], $5::text[], $6::text[],"
	"              $7::text[], $8::text[], $9::text[], $10::timestamptz[],"
	"              $11::timestamptz[], $12::numeric[], $13::text[],"
	"              $14::timestamptz[])"
	"    AS k (id, email, first_name, last_name, phone, state, country,"
	"          created_at, updated_at, spent, currency, spent_at)"
	"  LEFT JOIN LATERAL (SELECT true AS buried FROM tombstone"
	"        WHERE tenant_id = $1 AND shop_id = $2"
	"          AND kind = 'customer' AND entity_id = k.id OFFSET 0) AS t"
	"    ON true"
	" WHERE buried IS NULL"
	CUSTOMER_ON_CONFLICT
	" RETURNING xmax = 0 AS fresh), new AS ("
	"SELECT count(*) AS customers FROM stored WHERE fresh) "
	"UPDATE shop_state s SET customers = s.customers + new.customers"
	"  FROM new"
	" WHERE s.tenant_id = $1 AND s.shop_id = $2 AND new.customers > 0");

DB_QUERY(customer_delete, 3,
	"WITH gone AS (DELETE FROM customer"
	"               WHERE tenant_id = $1 AND shop_id = $2"
	"                 AND customer_id = $3 RETURNING 1) "
	"UPDATE shop_state SET customers = customers - 1"
	" WHERE tenant_id = $1 AND shop_id = $2 AND EXISTS (SELECT FROM gone)");

DB_QUERY(customer_rfm_delete, 3,
	"DELETE FROM customer_rfm"
	" WHERE tenant_id = $1 AND shop_id = $2 AND customer_id = $3");

DB_QUERY(customer_tombstone, 3,
	"INSERT INTO tombstone (tenant_id, shop_id, kind, entity_id)"
	" VALUES ($1, $2, 'customer', $3) ON CONFLICT DO NOTHING");

#define CUSTOMER_COLUMNS 12

static void add(struct buf col[CUSTOMER_COLUMNS], const struct customer *c)
{
	int64_t updated = c->updated_at ? c->updated_at : c->created_at;
	const int64_t *spent = c->amount_spent;

	array_int64(&col[0], c->id);
	array_text(&col[1], c->email);
	array_text(&col[2], c->first_name);
	array_text(&col[3], c->last_name);
	array_text(&col[4], c->phone);
	array_text(&col[5], c->state);
	array_text(&col[6], c->country);
	array_time(&col[7], c->created_at ? c->created_at : updated);
	array_time(&col[8], updated);
	array_money_or_null(&col[9], spent);
	array_text(&col[10], c->amount_spent_currency);
	array_time(&col[11], spent ? updated : 0);
}

static bool is_among(const struct customer list[], size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].id == id)
			return true;
	return false;
}

/* A statement changes a row once: who comes again waits for the next one. */
void customer_store(const struct writer *w, const struct customer list[],
		    size_t n)
{
	struct buf col[CUSTOMER_COLUMNS];
	struct customer *again;
	size_t nagain = 0;

	if (!n)
		return;
	again = arena_alloc(w->arena, n * sizeof(*again));
	array_start_columns(w->arena, col, CUSTOMER_COLUMNS);
	for (size_t i = 0; i < n; i++)
		if (is_among(list, i, list[i].id))
			again[nagain++] = list[i];
		else
			add(col, &list[i]);
	db_queue(w->db, w->arena, &customer_upsert,
		 array_end_columns(w->arena,
			DB_ARGS(w->tenant_id, w->shop_id),
			col, CUSTOMER_COLUMNS), NULL);
	customer_store(w, again, nagain);
}

void customer_bury(const struct writer *w, int64_t customer_id)
{
	struct db_args key = DB_ARGS(w->tenant_id, w->shop_id,
				     writer_id(w, customer_id));

	db_queue(w->db, w->arena, &customer_delete, key, NULL);
	db_queue(w->db, w->arena, &customer_rfm_delete, key, NULL);
	db_queue(w->db, w->arena, &customer_tombstone, key, NULL);
}

void customer_gone(const struct writer *w, int64_t customer_id)
{
	customer_bury(w, customer_id);
	order_reread_want_of(w, customer_id, "its customer is gone");
}
