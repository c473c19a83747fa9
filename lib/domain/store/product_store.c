#include "domain/rollup/dirty.h"
#include "domain/store/product_store.h"

/* $12 generation. */
DB_QUERY(product_upsert, 12,
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
	PRODUCT_ON_CONFLICT PRODUCT_RETURNING
	"), moved AS (SELECT product_id FROM stored WHERE moved), "
	ROLLUP_DIRTY_SOLD("moved", "$12")
	"UPDATE shop_state SET products = products + 1"
	" WHERE tenant_id = $1 AND shop_id = $2"
	"   AND EXISTS (SELECT FROM stored WHERE fresh)");

/* $4 generation. */
DB_QUERY(product_delete, 4,
	"WITH gone AS (DELETE FROM product"
	"               WHERE tenant_id = $1 AND shop_id = $2"
	"                 AND product_id = $3"
	"           RETURNING product_id, vendor, product_type), "
	"moved AS (SELECT product_id FROM gone"
	"           WHERE vendor <> '' OR product_type <> ''), "
	ROLLUP_DIRTY_SOLD("moved", "$4")
	"UPDATE shop_state SET products = products - 1"
	" WHERE tenant_id = $1 AND shop_id = $2 AND EXISTS (SELECT FROM gone)");

/* The title stays, for what was sold of it. */
DB_QUERY(product_tombstone, 3,
	"INSERT INTO tombstone (tenant_id, shop_id, kind, entity_id, title)"
	" VALUES ($1, $2, 'product', $3,"
	"         (SELECT title FROM product WHERE tenant_id = $1"
	"             AND shop_id = $2 AND product_id = $3))"
	" ON CONFLICT DO NOTHING");

void product_store(const struct writer *w, const struct product *p)
{
	int64_t created = p->created_at ? p->created_at : p->updated_at;

	db_queue(w->db, w->arena, &product_upsert,
		 DB_ARGS(w->tenant_id, w->shop_id, writer_id(w, p->id),
			 p->title, p->handle, p->status, p->vendor, p->type,
			 writer_time(w, created),
			 writer_time(w, p->updated_at),
			 writer_time(w, p->published_at), w->generation),
		 NULL);
}

void product_bury(const struct writer *w, int64_t product_id)
{
	const char *id = writer_id(w, product_id);

	db_queue(w->db, w->arena, &product_tombstone,
		 DB_ARGS(w->tenant_id, w->shop_id, id), NULL);
	db_queue(w->db, w->arena, &product_delete,
		 DB_ARGS(w->tenant_id, w->shop_id, id, w->generation), NULL);
}
