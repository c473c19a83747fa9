#include <stdio.h>

#include "base/log.h"
#include "domain/webhook/dead_letter.h"

#include "command.h"
#include "shops.h"

#define LETTERS_AT_ONCE 100

struct tally {
	long long replayed, failed, dropped;
};

/*
 * `a` holds one letter at a time: a body may have 10 MB.  Of a shop that is
 * gone all but privacy law's letters wait for its return.
 */
static int replay_page(struct sync *s, struct arena *a,
		       const struct shop_target *shop,
		       const struct dead_letter *letters, size_t n,
		       struct tally *tally, struct xn_error *err)
{
	for (size_t i = 0; i < n; i++) {
		struct xn_error why = { 0 };
		bool replayed;
		int rc;

		arena_reset(a);
		if (sync_stopping())
			return sync_stop_error(err);
		rc = dead_letter_replay(s->patient, a, shop->tenant_id,
					shop->shop_id, letters[i].id, true,
					&replayed, &why, err);
		if (rc && err->code == XN_REFUSED)
			continue;
		if (rc)
			return -1;
		tally->replayed += replayed;
		tally->failed += !replayed;
		if (!replayed)
			printf("%s: %lld, %s: %s\n", shop->domain,
			       (long long)letters[i].id, letters[i].topic,
			       why.text);
	}
	return 0;
}

/* The one that was asked for by its number.  Nothing else keeps what it had. */
static int drop(struct sync *s, struct arena *a,
		const struct shop_target *shop,
		const struct dead_letter *letters, size_t n,
		struct tally *tally, struct xn_error *err)
{
	for (size_t i = 0; i < n; i++) {
		bool dropped;

		if (dead_letter_drop(s->patient, a, shop->tenant_id,
				     shop->shop_id, letters[i].id, &dropped,
				     err))
			return -1;
		if (!dropped)
			continue;
		tally->dropped++;
		log_warn("%s: dead letter %lld, %s, is put aside: %s",
			 shop->domain, (long long)letters[i].id,
			 letters[i].topic, letters[i].reason);
	}
	return 0;
}

static int replay_shop(struct sync *s, const struct shop_target *shop,
		       const struct command_args *args, struct tally *tally,
		       struct xn_error *err)
{
	struct arena *a = arena_new(4096), *one = arena_new(65536);
	struct dead_letter *letters;
	int64_t after = 0;
	size_t n;
	int rc;

	do {
		arena_reset(a);
		rc = dead_letter_list(s->db, a, shop->tenant_id,
				      shop->shop_id, &args->letters, after,
				      LETTERS_AT_ONCE, &letters, &n, err);
		if (rc == 0 && n)
			after = letters[n - 1].id;
		if (rc == 0)
			rc = (args->drop ? drop : replay_page)(s, one, shop,
				letters, n, tally, err);
	} while (rc == 0 && n == LETTERS_AT_ONCE);
	arena_free(one);
	arena_free(a);
	return rc;
}

static int tell(const struct command_args *args, const struct tally *tally)
{
	if (args->drop) {
		printf("%lld put aside\n", tally->dropped);
		return tally->dropped ? 0 : -1;
	}
	printf("%lld replayed, %lld failed\n", tally->replayed,
	       tally->failed);
	if (tally->failed)
		log_warn("replay: %lld dead letters wait", tally->failed);
	return tally->failed ? -1 : 0;
}

int command_replay(struct sync *s, const struct command_args *args)
{
	struct shop_target *shops;
	struct tally tally = { 0 };
	struct xn_error err;
	size_t n;

	if (shops_asked(s, SHOPS_EVER, args->shop, &shops, &n, &err) ||
	    !sync_patient(s, &err))
		goto fail;
	for (size_t i = 0; i < n; i++)
		if (replay_shop(s, &shops[i], args, &tally, &err))
			goto fail;
	return tell(args, &tally);
fail:
	fprintf(stderr, "xeno-sync: %s\n", err.text);
	return -1;
}
