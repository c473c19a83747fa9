#include <stdio.h>

#include "base/log.h"
#include "domain/erase.h"
#include "domain/shop_disconnect.h"

#include "command.h"

/* They are erased by whoever takes up the runs that this leaves behind. */
int command_retention(struct sync *s, const struct command_args *args)
{
	struct shop_key *shops;
	struct xn_error err;
	size_t n, failed = 0;

	(void)args;
	if (shop_list_disconnected(s->db, s->arena, s->conf.shop_keep_days,
				   &shops, &n, &err)) {
		fprintf(stderr, "xeno-sync: %s\n", err.text);
		return -1;
	}
	for (size_t i = 0; i < n && !sync_stopping(); i++) {
		int64_t run_id;

		if (erase_begin(s->db, s->arena, shops[i].tenant_id,
				shops[i].shop_id, &run_id, &err)) {
			log_error("shop %lld is not erased: %s",
				  (long long)shops[i].shop_id, err.text);
			failed++;
		}
	}
	printf("%zu shop%s to erase, %zu failed\n", n, n == 1 ? "" : "s",
	       failed);
	return failed ? -1 : 0;
}
