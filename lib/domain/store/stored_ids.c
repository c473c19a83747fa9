#include "domain/store/stored_ids.h"

#define AT_ONCE "10000"

/* $3 after this id; $4 and $5 from and to which time they were made. */
#define IDS(table, key)							\
	"SELECT " key " AS id FROM " table				\
	" WHERE tenant_id = $1 AND shop_id = $2 AND " key " > $3"	\
	"   AND created_at < $5::timestamptz"				\
	"   AND created_at >= $4::timestamptz"				\
	" ORDER BY " key " LIMIT " AT_ONCE

DB_QUERY(stored_ids_customers, 5, IDS("customer", "customer_id"));
DB_QUERY(stored_ids_products, 5, IDS("product", "product_id"));
DB_QUERY(stored_ids_orders, 5, IDS("orders", "order_id"));

static const struct db_query *const kinds[] = {
	[STORED_CUSTOMERS] = &stored_ids_customers,
	[STORED_PRODUCTS] = &stored_ids_products,
	[STORED_ORDERS] = &stored_ids_orders,
};

struct db_rows *stored_ids(struct db *db, struct arena *a, int64_t tenant_id,
			   int64_t shop_id, enum stored_kind kind,
			   int64_t last, const char *since, const char *until,
			   struct xn_error *err)
{
	return db_read(db, a, tenant_id, kinds[kind],
		       DB_ARGS(db_arg_int64(a, tenant_id),
			       db_arg_int64(a, shop_id),
			       db_arg_int64(a, last), since, until), err);
}
