#include "domain/privacy/privacy_read.h"

/* Shopify gives 30 days. */
DB_QUERY(privacy_select_page, 4,
	"SELECT request_id, kind, encode(subject, 'hex') AS subject,"
	" coalesce(shopify_id, 0) AS shopify_id,"
	" coalesce(customer_id, 0) AS customer_id, outcome,"
	DB_US_AS("received_at") ","
	DB_US("received_at + interval '30 days'") " AS due_at,"
	DB_US_AS("done_at")
	"  FROM privacy_request WHERE tenant_id = $1 AND shop_id = $2"
	"   AND request_id < coalesce($3::bigint, 9223372036854775807)"
	" ORDER BY request_id DESC LIMIT $4");

int privacy_list(struct db *db, struct arena *a, int64_t tenant_id,
		 int64_t shop_id, int64_t before, int limit,
		 struct privacy_request **out, size_t *count,
		 struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, tenant_id, &privacy_select_page,
		DB_ARGS(db_arg_int64(a, tenant_id), db_arg_int64(a, shop_id),
			before ? db_arg_int64(a, before) : NULL,
			db_arg_int64(a, limit)), err);

	if (!rows)
		return -1;
	*count = (size_t)db_count(rows);
	*out = arena_alloc(a, (*count + 1) * sizeof(**out));
	for (int i = 0; i < db_count(rows); i++)
		(*out)[i] = (struct privacy_request){
			.id = db_int64(rows, i, "request_id"),
			.kind = db_text(rows, i, "kind"),
			.subject = db_text(rows, i, "subject"),
			.shopify_id = db_int64(rows, i, "shopify_id"),
			.customer_id = db_int64(rows, i, "customer_id"),
			.received_at = db_int64(rows, i, "received_at"),
			.due_at = db_int64(rows, i, "due_at"),
			.done_at = db_int64(rows, i, "done_at"),
			.outcome = db_text_or_null(rows, i, "outcome"),
		};
	return 0;
}

#define UTC(column)							\
	"to_char(" column " AT TIME ZONE 'UTC',"			\
	" 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"

#define CUSTOMER							\
	"jsonb_build_object('id', c.customer_id::text,"			\
	" 'email', c.email, 'firstName', c.first_name,"			\
	" 'lastName', c.last_name, 'phone', c.phone, 'state', c.state,"	\
	" 'country', c.country, 'amountSpent', c.amount_spent,"		\
	" 'amountSpentCurrency', c.amount_spent_currency,"		\
	" 'createdAt', " UTC("c.created_at") ","			\
	" 'updatedAt', " UTC("c.updated_at") ")"

#define LINES								\
	"(SELECT jsonb_agg(jsonb_build_object('title', l.title,"	\
	" 'variantTitle', l.variant_title, 'sku', l.sku,"		\
	" 'vendor', l.vendor, 'quantity', l.quantity,"			\
	" 'unitPrice', l.unit_price, 'discount', l.discount,"		\
	" 'tax', l.tax) ORDER BY l.line_id)"				\
	"  FROM order_line l WHERE l.tenant_id = $1 AND l.shop_id = $2"	\
	"   AND l.order_id = o.order_id)"

#define REFUNDS								\
	"(SELECT jsonb_agg(jsonb_build_object('id', f.refund_id::text,"	\
	" 'createdAt', " UTC("f.created_at") ", 'total', f.total)"	\
	" ORDER BY f.refund_id)"					\
	"  FROM refund f WHERE f.tenant_id = $1 AND f.shop_id = $2"	\
	"   AND f.order_id = o.order_id)"

#define ORDER								\
	"jsonb_build_object('id', o.order_id::text, 'name', o.name,"	\
	" 'email', o.email, 'createdAt', " UTC("o.created_at") ","	\
	" 'processedAt', " UTC("o.processed_at") ","			\
	" 'cancelledAt', " UTC("o.cancelled_at") ","			\
	" 'currency', o.currency, 'totalPrice', o.total_price,"		\
	" 'country', o.country, 'financialStatus', o.financial_status,"	\
	" 'fulfillmentStatus', o.fulfillment_status,"			\
	" 'discountCodes', to_jsonb(o.discount_codes),"			\
	" 'lines', coalesce(" LINES ", '[]'),"				\
	" 'refunds', coalesce(" REFUNDS ", '[]'))"

#define CHECKOUT							\
	"jsonb_build_object('startedAt', " UTC("e.happened_at") ","	\
	" 'updatedAt', " UTC("e.told_at") ")"

/* Known by an address alone: every customer that has it is this person. */
#define PERSONS								\
	"SELECT customer_id FROM r WHERE customer_id IS NOT NULL"	\
	" UNION "							\
	"SELECT c.customer_id FROM customer c, r"			\
	" WHERE c.tenant_id = $1 AND c.shop_id = $2"			\
	"   AND r.customer_id IS NULL AND lower(c.email) = lower(r.email)"

/* Each way to find an order by itself, for each has its own index. */
#define ORDERS_OF(condition)						\
	"SELECT x.order_id FROM orders x, r"				\
	" WHERE x.tenant_id = $1 AND x.shop_id = $2 AND " condition

/* By the index, for each of a few, though the planner takes them for many. */
#define EACH(list, table, key)						\
	list ", LATERAL (SELECT * FROM " table				\
	" WHERE tenant_id = $1 AND shop_id = $2"			\
	"   AND " key " = " list "." key " OFFSET 0) AS "

DB_QUERY(privacy_select_export, 3,
	"WITH r AS (SELECT * FROM privacy_request"
	"	WHERE tenant_id = $1 AND shop_id = $2 AND request_id = $3"
	"	  AND kind = 'data_request'"
	"	  AND (customer_id IS NOT NULL OR email IS NOT NULL)),"
	" who AS (" PERSONS "), mine AS ("
	ORDERS_OF("x.order_id = ANY (r.order_ids)")
	" UNION "
	"SELECT x.order_id FROM " EACH("who", "orders", "customer_id") "x"
	" UNION "
	ORDERS_OF("r.customer_id IS NULL AND lower(x.email) = lower(r.email)")
	") "
	"SELECT jsonb_build_object("
	" 'requestId', request_id::text, 'shopifyRequestId', shopify_id::text,"
	" 'receivedAt', " UTC("received_at") ","
	" 'customers', coalesce((SELECT jsonb_agg(" CUSTOMER ")"
	"	FROM " EACH("who", "customer", "customer_id") "c), '[]'),"
	" 'orders', coalesce((SELECT jsonb_agg(" ORDER
	"	ORDER BY o.processed_at, o.order_id)"
	"	FROM " EACH("mine", "orders", "order_id") "o), '[]'),"
	" 'checkouts', coalesce((SELECT jsonb_agg(" CHECKOUT
	"	ORDER BY e.happened_at)"
	"	FROM " EACH("who", "storefront_event", "customer_id") "e"
	"	WHERE e.type = 'checkout_started'), '[]'))::text"
	" AS export FROM r");

DB_QUERY(privacy_update_read, 3,
	"UPDATE privacy_request SET done_at = now(), outcome = 'read'"
	" WHERE tenant_id = $1 AND shop_id = $2 AND request_id = $3"
	"   AND kind = 'data_request' AND done_at IS NULL");

int privacy_export(struct db *db, struct arena *a, int64_t tenant_id,
		   int64_t shop_id, int64_t request_id, const char **json,
		   struct xn_error *err)
{
	struct db_args key = DB_ARGS(db_arg_int64(a, tenant_id),
				     db_arg_int64(a, shop_id),
				     db_arg_int64(a, request_id));
	struct db_rows *rows;

	db_begin(db, tenant_id);
	db_queue(db, a, &privacy_select_export, key, &rows);
	db_queue(db, a, &privacy_update_read, key, NULL);
	if (db_commit(db, err))
		return -1;
	if (db_count(rows) == 0)
		return xn_fail(err, XN_NOT_FOUND, "no such data request, or"
			       " whom it was about is forgotten by now");
	*json = db_text(rows, 0, "export");
	return 0;
}
