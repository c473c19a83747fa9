#include <stdio.h>

#include "base/log.h"
#include "domain/shop/shop_token.h"

#include "command.h"
#include "shops.h"

/* Younger ones were in use today: they do not need to be renewed for it. */
#define KEEP_AGE_S (20 * 3600)

/* One shop's part; *done tells whether there was anything to do. */
typedef int token_fn(struct sync *s, struct arena *a,
		     const struct shop_key *shop, bool now, bool *done,
		     struct xn_error *err);

static int keep(struct sync *s, struct arena *a, const struct shop_key *shop,
		bool now, bool *done, struct xn_error *err)
{
	return shop_token_keep(s->db, a, &s->connector, shop,
			       now ? 0 : KEEP_AGE_S, done, err);
}

static int rewrap(struct sync *s, struct arena *a,
		  const struct shop_key *shop, bool now, bool *done,
		  struct xn_error *err)
{
	(void)now;
	return shop_token_rewrap(s->db, a, &s->connector, shop, done, err);
}

static int complain(const struct xn_error *err)
{
	fprintf(stderr, "xeno-sync: %s\n", err->text);
	return -1;
}

static int for_each(struct sync *s, const struct command_args *args,
		    token_fn *fn, const char *what)
{
	size_t n, done = 0, failed = 0;
	struct shop_target *shops;
	struct xn_error err;
	struct arena *a;

	if (shops_asked(s, SHOPS_CONNECTED, args->shop, &shops, &n, &err))
		return complain(&err);
	a = arena_new(4096);
	for (size_t i = 0; i < n && !sync_stopping(); i++) {
		struct shop_key key = { shops[i].tenant_id, shops[i].shop_id };
		bool did = false;

		log_context(shops[i].domain);
		if (fn(s, a, &key, args->shop || args->all, &did, &err)) {
			log_error("%s", err.text);
			failed++;
		}
		done += did;
		arena_reset(a);
	}
	log_context(NULL);
	arena_free(a);
	printf("%zu shop%s, %zu %s, %zu failed\n", n, n == 1 ? "" : "s", done,
	       what, failed);
	return failed || sync_stopping() ? -1 : 0;
}

int command_refresh(struct sync *s, const struct command_args *args)
{
	struct xn_error err;

	if (!sync_shopify(s, &err))
		return complain(&err);
	return for_each(s, args, keep, "refreshed");
}

int command_rewrap(struct sync *s, const struct command_args *args)
{
	return for_each(s, args, rewrap, "encrypted anew");
}
