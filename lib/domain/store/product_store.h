#ifndef DOMAIN_STORE_PRODUCT_STORE_H
#define DOMAIN_STORE_PRODUCT_STORE_H

#include "domain/entity/product.h"
#include "domain/rollup/writer.h"

/* As customer_store() and customer_bury(). */
void product_store(const struct writer *w, const struct product *product);
void product_bury(const struct writer *w, int64_t product_id);

/* What a conflicting row of product AS p becomes. */
#define PRODUCT_ON_CONFLICT						\
	" ON CONFLICT (tenant_id, shop_id, product_id) DO UPDATE"	\
	" SET title = excluded.title, handle = excluded.handle,"	\
	" status = excluded.status, vendor = excluded.vendor,"		\
	" product_type = excluded.product_type,"			\
	" updated_at = excluded.updated_at,"				\
	" published_at = excluded.published_at"				\
	" WHERE p.updated_at <= excluded.updated_at"

/* Its product_id, is it fresh, is its vendor or type another than before? */
#define PRODUCT_RETURNING						\
	" RETURNING product_id, xmax = 0 AS fresh, NOT coalesce(("	\
	"SELECT " PRODUCT_TEXT("o.vendor") " = " PRODUCT_TEXT("p.vendor")\
	"   AND " PRODUCT_TEXT("o.product_type")			\
	"     = " PRODUCT_TEXT("p.product_type")			\
	"  FROM product o WHERE o.tenant_id = $1 AND o.shop_id = $2"	\
	"   AND o.product_id = p.product_id), " PRODUCT_TEXT("p.vendor")\
	" = '' AND " PRODUCT_TEXT("p.product_type") " = '') AS moved"
#define PRODUCT_TEXT(column) "coalesce(" column ", '')"

#endif
