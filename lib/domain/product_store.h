#ifndef DOMAIN_PRODUCT_STORE_H
#define DOMAIN_PRODUCT_STORE_H

#include "domain/product.h"
#include "domain/writer.h"

/* As customer_store() and customer_bury(). */
void product_store(const struct writer *w, const struct product *product);
void product_bury(const struct writer *w, int64_t product_id);

#endif
