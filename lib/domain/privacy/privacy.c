#include "domain/store/customer_store.h"
#include "domain/store/event.h"

#include "domain/privacy/privacy.h"

static const char *const kind_names[PRIVACY_NKINDS] = {
	[PRIVACY_DATA_REQUEST] = "data_request",
	[PRIVACY_CUSTOMER_REDACT] = "customer_redact",
	[PRIVACY_SHOP_REDACT] = "shop_redact",
};

const char *privacy_kind_name(enum privacy_kind kind)
{
	return kind_names[kind];
}

/* $4 domain.  An export is made when it is asked for: nothing waits for it. */
DB_QUERY(privacy_insert, 10,
	"WITH wanted AS ("
	"	INSERT INTO privacy_request (tenant_id, shop_id, kind,"
	"		subject, customer_id, email, phone, order_ids,"
	"		shopify_id, triggered_at)"
	"	VALUES ($1, $2, $3, sha256(convert_to(concat_ws(':',"
	"		$4::text, coalesce($5::text, lower($6))), 'UTF8')),"
	"		$5::bigint, $6, $7, $8, $9, $10)"
	"	RETURNING shop_id, request_id, kind) "
	"SELECT directory_want_privacy(shop_id, request_id) FROM wanted"
	" WHERE kind <> 'data_request'");

void privacy_want(const struct writer *w, enum privacy_kind kind,
		  const struct privacy_person *p, int64_t shopify_id)
{
	db_queue(w->db, w->arena, &privacy_insert,
		 DB_ARGS(w->tenant_id, w->shop_id, kind_names[kind],
			 p->domain, writer_id(w, p->customer_id), p->email,
			 p->phone, p->order_ids, writer_id(w, shopify_id),
			 p->triggered_at), NULL);
}

/*
 * The tombstone is there already: customer_bury().  Those who were merged into
 * the customer are the same person; merged_into is who was kept in the end.
 */
DB_QUERY(privacy_mark_customer, 3,
	"UPDATE tombstone SET redacted = true"
	" WHERE tenant_id = $1 AND shop_id = $2 AND kind = 'customer'"
	"   AND $3::bigint IN (entity_id, merged_into)");

DB_QUERY(privacy_mark_orders, 3,
	"INSERT INTO tombstone (tenant_id, shop_id, kind, entity_id, redacted)"
	" SELECT $1, $2, 'buyer', id, true"
	"   FROM (SELECT DISTINCT unnest($3::bigint[]) AS id) AS named"
	" ON CONFLICT DO NOTHING");

DB_QUERY(privacy_clear_named, 3,
	"UPDATE orders SET email = NULL"
	" WHERE tenant_id = $1 AND shop_id = $2"
	"   AND order_id = ANY ($3::bigint[]) AND email IS NOT NULL");

DB_QUERY(privacy_clear_customer, 3,
	"UPDATE orders SET email = NULL"
	" WHERE tenant_id = $1 AND shop_id = $2 AND customer_id = $3"
	"   AND email IS NOT NULL");

void privacy_redact_named(const struct writer *w,
			  const struct privacy_person *p)
{
	struct db_args orders = DB_ARGS(w->tenant_id, w->shop_id,
					p->order_ids);
	struct db_args key = DB_ARGS(w->tenant_id, w->shop_id,
				     writer_id(w, p->customer_id));

	db_queue(w->db, w->arena, &privacy_mark_orders, orders, NULL);
	db_queue(w->db, w->arena, &privacy_clear_named, orders, NULL);
	if (!p->customer_id)
		return;
	customer_bury(w, p->customer_id);
	db_queue(w->db, w->arena, &privacy_mark_customer, key, NULL);
	db_queue(w->db, w->arena, &privacy_clear_customer, key, NULL);
	event_move_customer(w, p->customer_id, NULL);
}
