#ifndef DOMAIN_READ_EXPORT_QUERY_H
#define DOMAIN_READ_EXPORT_QUERY_H


/*
 * What an export has of each table, by the names of the API.  A column that
 * is not named is not exported, so a new one is a decision.  X(table, what
 * the archive calls it, columns, condition, order): the order is that of the
 * primary key, which the cursor walks along.
 */
#define AS(column, name) column " AS \"" name "\","
#define ID(column, name) AS(column "::text", name)
#define LAST(column, name) column " AS \"" name "\""

/* Of shops that are there; of one that is being erased nothing is. */
#define OF_SHOPS							\
	" AND shop_id = ANY (ARRAY(SELECT s.shop_id FROM shop_state s"	\
	" WHERE s.tenant_id = $1))"

#define EXPORT_TABLES_OF(X)						\
	X(shop, "shops",						\
	  ID("shop_id", "id") AS("shop_domain", "shopDomain")		\
	  AS("name", "name") AS("currency", "currency")			\
	  AS("timezone", "timezone") AS("is_active", "isActive")	\
	  AS("verified_at", "verifiedAt") AS("scopes", "scopes")	\
	  LAST("created_at", "createdAt"), OF_SHOPS, "shop_id")		\
	X(customer, "customers",					\
	  ID("customer_id", "id") ID("shop_id", "shopId")		\
	  AS("email", "email") AS("first_name", "firstName")		\
	  AS("last_name", "lastName") AS("phone", "phone")		\
	  AS("state", "state") AS("country", "country")			\
	  AS("amount_spent", "amountSpent")				\
	  AS("amount_spent_currency", "amountSpentCurrency")		\
	  AS("created_at", "createdAt") LAST("updated_at", "updatedAt"),\
	  OF_SHOPS, "shop_id, customer_id")				\
	X(product, "products",						\
	  ID("product_id", "id") ID("shop_id", "shopId")		\
	  AS("title", "title") AS("handle", "handle")			\
	  AS("status", "status") AS("vendor", "vendor")			\
	  AS("product_type", "productType")				\
	  AS("created_at", "createdAt") AS("updated_at", "updatedAt")	\
	  LAST("published_at", "publishedAt"),				\
	  OF_SHOPS, "shop_id, product_id")				\
	X(orders, "orders",						\
	  ID("order_id", "id") ID("shop_id", "shopId")			\
	  ID("customer_id", "customerId") AS("name", "name")		\
	  AS("email", "email") AS("created_at", "createdAt")		\
	  AS("processed_at", "processedAt")				\
	  AS("updated_at", "updatedAt")					\
	  AS("cancelled_at", "cancelledAt") AS("closed_at", "closedAt")	\
	  AS("cancel_reason", "cancelReason") AS("test", "test")	\
	  AS("taxes_included", "taxesIncluded")				\
	  AS("currency", "currency") AS("total_price", "totalPrice")	\
	  AS("presentment_currency", "presentmentCurrency")		\
	  AS("presentment_total", "presentmentTotal")			\
	  AS("source_name", "channel") AS("country", "country")		\
	  AS("financial_status", "financialStatus")			\
	  AS("fulfillment_status", "fulfillmentStatus")			\
	  AS("discount_codes", "discountCodes")				\
	  AS("counted", "counted")					\
	  AS("spent * 0.0001", "currentTotal")				\
	  LAST("local_day", "day"), OF_SHOPS, "shop_id, order_id")	\
	X(order_line, "order-lines",					\
	  ID("line_id", "id") ID("shop_id", "shopId")			\
	  ID("order_id", "orderId") ID("product_id", "productId")	\
	  ID("variant_id", "variantId") AS("title", "title")		\
	  AS("variant_title", "variantTitle") AS("sku", "sku")		\
	  AS("vendor", "vendor") AS("quantity", "quantity")		\
	  AS("current_quantity", "currentQuantity")			\
	  AS("unit_price", "unitPrice") AS("discount", "discount")	\
	  AS("tax", "tax") LAST("gift_card", "giftCard"),		\
	  OF_SHOPS, "shop_id, order_id, line_id")			\
	X(refund, "refunds",						\
	  ID("refund_id", "id") ID("shop_id", "shopId")			\
	  ID("order_id", "orderId") AS("created_at", "createdAt")	\
	  AS("processed_at", "processedAt") LAST("total", "total"),	\
	  OF_SHOPS, "shop_id, order_id, refund_id")			\
	X(refund_line, "refund-lines",					\
	  ID("refund_line_id", "id") ID("shop_id", "shopId")		\
	  ID("order_id", "orderId") ID("refund_id", "refundId")		\
	  AS("kind", "kind") ID("line_id", "lineId")			\
	  AS("quantity", "quantity") AS("subtotal", "subtotal")		\
	  LAST("tax", "tax"), OF_SHOPS,					\
	  "shop_id, order_id, refund_id, kind, refund_line_id")		\
	X(sale_event, "sales",						\
	  ID("shop_id", "shopId") ID("order_id", "orderId")		\
	  AS("event_no", "number") AS("side", "side")			\
	  AS("line_type", "lineType") AS("source", "source")		\
	  AS("initial", "initial") ID("line_id", "lineId")		\
	  ID("product_id", "productId") ID("variant_id", "variantId")	\
	  AS("happened_at", "happenedAt") AS("local_day", "day")	\
	  AS("local_hour", "hour") AS("quantity", "quantity")		\
	  AS("total", "total") AS("tax", "tax")				\
	  LAST("disc", "discount"), OF_SHOPS,				\
	  "shop_id, order_id, event_no")				\
	X(storefront_event, "storefront-events",			\
	  ID("shop_id", "shopId") AS("type", "type")			\
	  AS("happened_at", "happenedAt") AS("local_day", "day")	\
	  AS("product", "product") ID("customer_id", "customerId")	\
	  LAST("counted", "counted"), OF_SHOPS,				\
	  "shop_id, event_key, type")					\
	X(user_account, "members",					\
	  ID("user_id", "id") AS("email", "email") AS("role", "role")	\
	  AS("created_at", "createdAt")					\
	  LAST("disabled_at", "disabledAt"), "", "user_id")		\
	X(saved_view, "views",						\
	  ID("view_id", "id") ID("user_id", "userId")			\
	  AS("name", "name") AS("path", "path") AS("query", "query")	\
	  AS("shared", "shared") LAST("created_at", "createdAt"),	\
	  "", "view_id")						\
	X(audit_event, "audit-log",					\
	  ID("event_id", "id") AS("at", "at") ID("user_id", "userId")	\
	  AS("actor", "actor") AS("action", "action")			\
	  AS("subject", "subject") LAST("detail", "detail"),		\
	  "", "event_id")

#endif
