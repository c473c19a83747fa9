#include "base/clock.h"
#include "base/log.h"

#include "domain/shop/farewell.h"
#include "domain/shop/shop_token.h"
#include "domain/shop/subscribed.h"
#include "domain/shop/subscription.h"

DB_QUERY(shop_farewell_select, 2,
	"SELECT s.shop_id, s.shop_domain FROM shop s"
	"  JOIN shop_state st USING (tenant_id, shop_id)"
	" WHERE s.tenant_id = $1 AND st.connected AND NOT st.needs_reauth"
	"   AND ($2::bigint IS NULL OR s.shop_id = $2) ORDER BY s.shop_id");

static bool is_over(int64_t end_us)
{
	return clock_mono_us() > end_us;
}

struct shop_farewell *
shop_farewell_prepare(struct db *db, struct arena *a, int64_t tenant_id,
		      int64_t shop_id, const struct shop_connector *connector)
{
	int64_t end_us = clock_mono_us() + FAREWELL_MS * 1000;
	struct shop_farewell *list = NULL, *one;
	struct xn_error ignored = { 0 };
	struct db_rows *rows;

	if (!subscription_address(a, shopify_conf(connector->shopify)))
		return NULL;
	rows = db_read(db, a, tenant_id, &shop_farewell_select,
		       DB_ARGS(db_arg_int64(a, tenant_id),
			       shop_id ? db_arg_int64(a, shop_id) : NULL),
		       &ignored);
	for (int i = 0; rows && i < db_count(rows) && !is_over(end_us); i++) {
		struct shop_key key = { tenant_id,
					db_int64(rows, i, "shop_id") };

		one = arena_alloc(a, sizeof(*one));
		one->domain = db_text(rows, i, "shop_domain");
		one->token = shop_token_get(db, a, connector, &key, &ignored);
		one->next = list;
		list = one;
	}
	return list;
}

static int drop_all(struct shopify_access *access, struct arena *a,
		    const char *uri, int64_t end_us, struct xn_error *err)
{
	struct subscribed *list;

	return subscribed_list(access, a, uri, end_us, &list, err) ||
	       subscribed_end(access, a, list, end_us, err) ? -1 : 0;
}

void shop_farewell_say(const struct shop_farewell *list, struct arena *a,
		       const struct shop_connector *connector)
{
	const struct conf *conf = shopify_conf(connector->shopify);
	int64_t end_us = clock_mono_us() + FAREWELL_MS * 1000;

	for (; list && !is_over(end_us); list = list->next) {
		struct xn_error err = { 0 };

		if (list->token &&
		    drop_all(shopify_access_new(connector->shopify, a,
						list->domain, list->token), a,
			     subscription_address(a, conf), end_us, &err))
			log_warn("%s: its webhook subscriptions stay: %s",
				 list->domain, err.text);
	}
}
