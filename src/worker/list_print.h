#ifndef WORKER_LIST_PRINT_H
#define WORKER_LIST_PRINT_H

#include "base/jsonout.h"
#include "domain/read/customer_list.h"
#include "domain/read/order_list.h"
#include "domain/read/product_list.h"

/* One element of a list, as an object, and as a row of a table (table.h). */
#define LIST_ORDER_COLUMNS						\
	"id shopId name processedAt createdAt cancelledAt closedAt "	\
	"cancelReason financialStatus fulfillmentStatus channel "	\
	"country test counted units totalPrice currentTotal currency "	\
	"customerId email firstName lastName"
#define LIST_CUSTOMER_COLUMNS						\
	"id shopId email firstName lastName phone state country "	\
	"createdAt lifetimeOrders totalSpent averageSpent currency "	\
	"firstOrderDay lastOrderDay rfmGroup recencyScore "		\
	"frequencyScore monetaryScore"
#define LIST_PRODUCT_COLUMNS						\
	"id shopId title handle status vendor productType createdAt "	\
	"publishedAt"
void list_print_order(struct jsonout *w, const struct order_row *o);
void list_print_customer(struct jsonout *w, const struct customer_row *c);
void list_print_product(struct jsonout *w, const struct product_row *p);

/* The answer of GET /api/orders/:id. */
void list_print_detail(struct jsonout *w, const struct order_detail *d);

/* The members of a customer, within an object. */
void list_print_customer_members(struct jsonout *w,
				 const struct customer_row *c);

#endif
