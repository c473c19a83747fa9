#include "domain/store/customer_store.h"
#include "domain/store/order_reread.h"

/* A customer seen for the first time also counts in the shop's total. */
DB_QUERY(customer_upsert, 14,
	"WITH stored AS ("
	"INSERT INTO customer AS c (tenant_id, shop_id, customer_id, email,"
	" first_name, last_name, phone, state, country, created_at,"
	" updated_at, amount_spent, amount_spent_currency, amount_spent_at)"
	"SELECT $1::bigint, $2::bigint, $3::bigint, $4, $5, $6, $7, $8, $9,"
	"       $10::timestamptz, $11::timestamptz, $12::numeric,"
	"       CASE WHEN $12 IS NOT NULL THEN coalesce($13, (SELECT currency"
	"              FROM shop WHERE tenant_id = $1 AND shop_id = $2)) END,"
	"       $14::timestamptz"
	" WHERE NOT EXISTS (SELECT FROM tombstone"
	"                    WHERE tenant_id = $1 AND shop_id = $2"
	"                      AND kind = 'customer' AND entity_id = $3)"
	CUSTOMER_ON_CONFLICT
	" RETURNING xmax = 0 AS fresh) "
	"UPDATE shop_state SET customers = customers + 1"
	" WHERE tenant_id = $1 AND shop_id = $2"
	"   AND EXISTS (SELECT FROM stored WHERE fresh)");

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

void customer_store(const struct writer *w, const struct customer *c)
{
	int64_t updated = c->updated_at ? c->updated_at : c->created_at;
	int64_t created = c->created_at ? c->created_at : updated;
	const int64_t *spent = c->amount_spent;

	db_queue(w->db, w->arena, &customer_upsert,
		 DB_ARGS(w->tenant_id, w->shop_id, writer_id(w, c->id),
			 c->email, c->first_name, c->last_name, c->phone,
			 c->state, c->country, writer_time(w, created),
			 writer_time(w, updated),
			 spent ? writer_money(w, *spent) : NULL,
			 c->amount_spent_currency,
			 spent ? writer_time(w, updated) : NULL), NULL);
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
