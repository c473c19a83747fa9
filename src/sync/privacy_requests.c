#include "base/log.h"
#include "domain/privacy/privacy.h"

#include "job.h"
#include "privacy_requests.h"

/*
 * Shopify is asked: a shop that is connected although its erasure is wanted
 * was either installed again, or its app/uninstalled was lost.
 */
static int ask_installed(struct sync *s, struct arena *a,
			 const struct privacy_key *key, bool *installed,
			 struct xn_error *err)
{
	struct job job = { .sync = s, .arena = a, .page = a, .scratch = a };
	struct shopify_shop shop;

	*installed = false;
	if (shops_find(s, SHOPS_CONNECTED, db_arg_int64(a, key->shop_id),
		       &job.shop, err) ||
	    !sync_shopify_briefly(s, err))
		return -1;
	if (job_connect(&job, err) == 0 &&
	    shopify_get_shop(job.access, a, &shop, err) == 0) {
		*installed = true;
		return 0;
	}
	return err->code == XN_UNAUTHENTICATED || err->code == XN_NOT_FOUND
		       ? 0 : -1;
}

static int redact_shop(struct sync *s, struct arena *a,
		       const struct privacy_key *key,
		       const struct privacy_pending *pending,
		       struct xn_error *err)
{
	bool installed = pending->superseded;

	if (pending->erased)
		return privacy_finish(s->db, a, key, "erased before", err);
	if (pending->connected && !installed &&
	    ask_installed(s, a, key, &installed, err))
		return -1;
	if (installed)
		return privacy_finish(s->db, a, key,
				      "kept: the app is installed again", err);
	if (privacy_redact_shop(s->db, a, key, pending, err))
		return -1;
	log_info("shop %lld is erased, for Shopify asks so",
		 (long long)key->shop_id);
	return 0;
}

static int carry_out(struct sync *s, struct arena *a,
		     const struct privacy_key *key, struct xn_error *err)
{
	struct privacy_pending pending;

	if (privacy_get_pending(s->db, a, key, &pending, err))
		return err->code == XN_NOT_FOUND ? 0 : -1;
	if (pending.kind == PRIVACY_SHOP_REDACT)
		return redact_shop(s, a, key, &pending, err);
	if (pending.erased)
		return privacy_finish(s->db, a, key, "erased before", err);
	return !sync_patient(s, err) ||
	       privacy_redact_found(s->patient, a, key, err) ? -1 : 0;
}

int privacy_requests_carry_out(struct sync *s, struct xn_error *err)
{
	struct arena *a = arena_new(16384);
	struct privacy_key *keys;
	size_t n;

	if (privacy_list_pending(s->db, s->arena, &keys, &n, err)) {
		arena_free(a);
		return -1;
	}
	for (size_t i = 0; i < n && !sync_stopping(); i++) {
		struct xn_error why = { 0 };

		arena_reset(a);
		if (carry_out(s, a, &keys[i], &why))
			log_warn("privacy request %lld waits: %s",
				 (long long)keys[i].request_id, why.text);
	}
	arena_free(a);
	return 0;
}
