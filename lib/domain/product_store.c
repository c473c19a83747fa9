#include "domain/product_store.h"

DB_QUERY(product_upsert, 11,
	"WITH stored AS ("
	"INSERT INTO product AS p (tenant_id, shop_id, product_id, title,"
	" handle, status, vendor, product_type, created_at, updated_at,"
	" published_at)"
	"SELECT $1::bigint, $2::bigint, $3::bigint, coalesce($4, ''), $5,"
	"       coalesce($6, 'active'), $7, $8, $9::timestamptz,"
	"       $10::timestamptz, $11::timestamptz"
	" WHERE NOT EXISTS (SELECT FROM tombstone"
	"                    WHERE tenant_id = $1 AND shop_id = $2"
	"                      AND kind = 'product' AND entity_id = $3)"
	PRODUCT_ON_CONFLICT
	" RETURNING xmax = 0 AS fresh) "
	"UPDATE shop_state SET products = products + 1"
	" WHERE tenant_id = $1 AND shop_id = $2"
	"   AND EXISTS (SELECT FROM stored WHERE fresh)");

DB_QUERY(product_delete, 3,
	"WITH gone AS (DELETE FROM product"
	"               WHERE tenant_id = $1 AND shop_id = $2"
	"                 AND product_id = $3 RETURNING 1) "
	"UPDATE shop_state SET products = products - 1"
	" WHERE tenant_id = $1 AND shop_id = $2 AND EXISTS (SELECT FROM gone)");

DB_QUERY(product_tombstone, 3,
	"INSERT INTO tombstone (tenant_id, shop_id, kind, entity_id)"
	" VALUES ($1, $2, 'product', $3) ON CONFLICT DO NOTHING");

void product_store(const struct writer *w, const struct product *p)
{
	int64_t created = p->created_at ? p->created_at : p->updated_at;

	db_queue(w->db, w->arena, &product_upsert,
		 DB_ARGS(w->tenant_id, w->shop_id, writer_id(w, p->id),
			 p->title, p->handle, p->status, p->vendor, p->type,
			 writer_time(w, created),
			 writer_time(w, p->updated_at),
			 writer_time(w, p->published_at)), NULL);
}

void product_bury(const struct writer *w, int64_t product_id)
{
	struct db_args key = DB_ARGS(w->tenant_id, w->shop_id,
				     writer_id(w, product_id));

	db_queue(w->db, w->arena, &product_delete, key, NULL);
	db_queue(w->db, w->arena, &product_tombstone, key, NULL);
}
