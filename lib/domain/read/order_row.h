#ifndef DOMAIN_READ_ORDER_ROW_H
#define DOMAIN_READ_ORDER_ROW_H

#include "domain/read/order_list.h"

/* What statements that show orders share: columns of `orders` AS o. */
#define ORDER_ROW							\
	"o.order_id, o.shop_id, coalesce(o.customer_id, 0)"		\
	"  AS customer_id, o.name, o.email,"				\
	"c.email AS customer_email, c.first_name, c.last_name,"		\
	DB_US("o.processed_at") " AS processed_us,"			\
	DB_US("o.created_at") " AS created_us,"				\
	DB_US("o.cancelled_at") " AS cancelled_us,"			\
	DB_US("o.closed_at") " AS closed_us,"				\
	"o.financial_status, o.fulfillment_status, o.source_name,"	\
	"o.country, array_to_json(o.discount_codes) AS discount_codes,"	\
	"o.total_price, o.spent * 0.0001 AS spent, o.currency,"		\
	" o.cancel_reason, o.test,"					\
	"o.counted, l.units"

#define ORDER_ROW_JOINS							\
	"  LEFT JOIN LATERAL (SELECT email, first_name, last_name"	\
	"         FROM customer WHERE tenant_id = $1"			\
	"          AND shop_id = o.shop_id"				\
	"          AND customer_id = o.customer_id OFFSET 0) AS c ON true"\
	"  LEFT JOIN LATERAL (SELECT coalesce(sum(quantity), 0) AS units"\
	"         FROM order_line WHERE tenant_id = $1"			\
	"          AND shop_id = o.shop_id AND order_id = o.order_id)"	\
	"    AS l ON true"

/* Row `i` of a statement that selects ORDER_ROW; the texts are the rows'. */
void order_row_get(const struct db_rows *rows, int i, struct order_row *out);

#endif
