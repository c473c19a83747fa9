#ifndef DOMAIN_STORE_CUSTOMER_STORE_H
#define DOMAIN_STORE_CUSTOMER_STORE_H

#include "domain/entity/customer.h"
#include "domain/rollup/writer.h"

/*
 * Collect upserts, one after the other where a customer comes again: each takes
 * effect only if the customer is not buried and what is stored is not newer
 * (Shopify's updated_at).  What was spent has a time of its own: a state that
 * does not say it leaves it as it is.
 */
void customer_store(const struct writer *w, const struct customer list[],
		    size_t n);

/* Collect a deletion, with a tombstone that no late delivery passes. */
void customer_bury(const struct writer *w, int64_t customer_id);

/*
 * The same of one whom Shopify no longer has.  He may have been merged into
 * another without our being told, which takes a scope of its own: so his orders
 * are read again (order_reread.h), which says whose they are.
 */
void customer_gone(const struct writer *w, int64_t customer_id);

/*
 * What a conflicting row of customer AS c becomes: the newer one wins wholly,
 * whichever came first, but nobody gets younger: an order's body may show a
 * customer without times.  Of what was spent the newest that says it wins.
 */
#define CUSTOMER_NEWER(column)						\
	column " = CASE WHEN c.updated_at <= excluded.updated_at"	\
	" THEN excluded." column " ELSE c." column " END"
#define CUSTOMER_SPENT(column)						\
	column " = CASE WHEN excluded.amount_spent_at IS NULL"		\
	" OR c.amount_spent_at > excluded.amount_spent_at"		\
	" THEN c." column " ELSE excluded." column " END"
#define CUSTOMER_ON_CONFLICT						\
	" ON CONFLICT (tenant_id, shop_id, customer_id) DO UPDATE SET "	\
	CUSTOMER_NEWER("email") ", " CUSTOMER_NEWER("first_name") ", "	\
	CUSTOMER_NEWER("last_name") ", " CUSTOMER_NEWER("phone") ", "	\
	CUSTOMER_NEWER("state") ", " CUSTOMER_NEWER("country") ", "	\
	CUSTOMER_NEWER("updated_at") ", "				\
	CUSTOMER_SPENT("amount_spent") ", "				\
	CUSTOMER_SPENT("amount_spent_currency") ", "			\
	CUSTOMER_SPENT("amount_spent_at")				\
	", created_at = least(excluded.created_at, c.created_at)"

#endif
