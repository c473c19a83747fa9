#ifndef DOMAIN_CUSTOMER_STORE_H
#define DOMAIN_CUSTOMER_STORE_H

#include "domain/customer.h"
#include "domain/writer.h"

/*
 * Collect an upsert: it takes effect only if the customer is not buried and
 * what is stored is not newer (Shopify's updated_at).
 */
void customer_store(const struct writer *w, const struct customer *customer);

/* Collect a deletion, with a tombstone that no late delivery passes. */
void customer_bury(const struct writer *w, int64_t customer_id);

#endif
