#include <string.h>

#include "base/clock.h"
#include "base/log.h"

#include "domain/shop/shop_token.h"
#include "domain/shopify/shopify_token.h"

/* Long enough for whatever is sent with it to arrive in time. */
#define EARLY_US (5 * 60 * CLOCK_SECOND_US)

/* The row of a shop, as far as it is about tokens. */
struct held {
	const char *domain;
	const char *access;		/* sealed, as the column shows it */
	const char *refresh;		/* NULL: it does not expire */
	const char *secret;		/* of its app; or NULL */
	int64_t taken_at;
	int64_t expires_at;		/* 0: never */
	bool is_dead;			/* waits for a new one */
};

#define SELECT_HELD							\
	"SELECT shop_domain, access_token, refresh_token, api_secret,"	\
	" (SELECT needs_reauth FROM shop_state st"			\
	"	WHERE st.tenant_id = $1 AND st.shop_id = $2) AS dead,"	\
	DB_US_AS("token_taken_at") ","					\
	DB_US_AS("token_expires_at")					\
	"  FROM shop WHERE tenant_id = $1 AND shop_id = $2"

static struct shopify_token_place place(const struct shop_key *shop,
					const char *column)
{
	return (struct shopify_token_place){
		shop->tenant_id, shop->shop_id, column,
	};
}

static int read_row(const struct db_rows *rows, struct held *out,
		    struct xn_error *err)
{
	if (db_count(rows) == 0)
		return xn_fail(err, XN_NOT_FOUND, "no such shop");
	*out = (struct held){
		.domain = db_text(rows, 0, "shop_domain"),
		.access = db_text_or_null(rows, 0, "access_token"),
		.refresh = db_text_or_null(rows, 0, "refresh_token"),
		.secret = db_text_or_null(rows, 0, "api_secret"),
		.taken_at = db_int64(rows, 0, "token_taken_at"),
		.expires_at = db_int64(rows, 0, "token_expires_at"),
		.is_dead = db_bool(rows, 0, "dead"),
	};
	return 0;
}

static const char *open_access(struct arena *a, const struct seal_keys *keys,
			       const struct shop_key *shop,
			       const struct held *held, struct xn_error *err)
{
	struct shopify_token_place p = place(shop, "access_token");

	return shopify_token_open(a, keys, &p, held->access, err);
}

DB_QUERY(shop_token_select, 2, SELECT_HELD);

static int look(struct db *db, struct arena *a, const struct shop_key *shop,
		struct held *out, struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, shop->tenant_id,
				       &shop_token_select,
				       DB_ARGS(SHOP_KEY_ARGS(a, shop)), err);

	return rows ? read_row(rows, out, err) : -1;
}

/*
 * Whoever is to replace a shop's tokens waits in a line of its own, not for the
 * shop's row: that would keep deliveries waiting for Shopify's answer.  (Below
 * all numbers of rollup/writer.h, read/place.h and run/slot.h.)
 */
DB_QUERY(shop_token_turn, 1,
	"SELECT pg_advisory_xact_lock(-4611686018427387904 - $1::bigint)");

/* Not FOR UPDATE: rows that refer to the shop are inserted meanwhile. */
DB_QUERY(shop_token_lock, 2, SELECT_HELD " FOR NO KEY UPDATE");

/* `query`: shop_token_select, or _lock.  The transaction stays open. */
static int take_turn(struct db *db, struct arena *a,
		     const struct shop_key *shop, const struct db_query *query,
		     struct held *out, struct xn_error *err)
{
	struct db_rows *rows;

	db_begin(db, shop->tenant_id);
	db_queue(db, a, &shop_token_turn,
		 DB_ARGS(db_arg_int64(a, shop->shop_id)), NULL);
	db_queue(db, a, query, DB_ARGS(SHOP_KEY_ARGS(a, shop)), &rows);
	return db_flush(db, err) || read_row(rows, out, err) ? -1 : 0;
}

/* What is stored now, by somebody who has connected the shop meanwhile. */
static const char *stored_since(struct db *db, struct arena *a,
				const struct seal_keys *keys,
				const struct shop_key *shop,
				struct xn_error *err)
{
	struct held held;

	if (look(db, a, shop, &held, err))
		return NULL;
	return open_access(a, keys, shop, &held, err);
}

/* $3 is the token that Shopify was asked with, and does not take. */
DB_QUERY(shop_token_mark_dead, 3,
	"UPDATE shop_state SET needs_reauth = true"
	" WHERE tenant_id = $1 AND shop_id = $2"
	"   AND EXISTS (SELECT FROM shop"
	"                WHERE tenant_id = $1 AND shop_id = $2"
	"                  AND access_token = $3::bytea)");

/* NULL: it is dead, and marked so.  Else what is stored instead by now. */
static const char *bury(struct db *db, struct arena *a,
			const struct seal_keys *keys,
			const struct shop_key *shop, const struct held *held,
			struct xn_error *err)
{
	struct db_args key = DB_ARGS(SHOP_KEY_ARGS(a, shop));
	struct db_rows *marked;

	shop_queue_wait(db, a, key.value[0], key.value[1]);
	db_queue(db, a, &shop_token_mark_dead,
		 DB_ARGS(SHOP_KEY_ARGS(a, shop), held->access), &marked);
	if (db_commit(db, err))
		return NULL;
	if (db_affected(marked) == 0)
		return stored_since(db, a, keys, shop, err);
	log_warn("shop %lld: its token is dead", (long long)shop->shop_id);
	xn_fail(err, XN_UNAUTHENTICATED,
		"Shopify no longer takes the shop's access token");
	return NULL;
}

/* $7 is the token that these were had for. */
DB_QUERY(shop_token_update, 7,
	"UPDATE shop SET access_token = $3::bytea, refresh_token = $4::bytea,"
	"       token_taken_at = now(), token_expires_at = $5,"
	"       refresh_expires_at = $6"
	" WHERE tenant_id = $1 AND shop_id = $2 AND refresh_token = $7::bytea");

static const char *time_text(struct arena *a, int64_t us)
{
	char *text = arena_alloc_raw(a, 32);

	time_print_rfc3339(us, text);
	return text;
}

static const char *store(struct db *db, struct arena *a,
			 const struct seal_keys *keys,
			 const struct shop_key *shop, const struct held *held,
			 const struct shopify_grant *grant,
			 struct xn_error *err)
{
	struct shopify_token_place access = place(shop, "access_token");
	struct shopify_token_place refresh = place(shop, "refresh_token");
	struct db_rows *stored;

	db_queue(db, a, &shop_token_update,
		 DB_ARGS(SHOP_KEY_ARGS(a, shop),
			 shopify_token_seal(a, keys, &access,
					    grant->access_token),
			 shopify_token_seal(a, keys, &refresh,
					    grant->refresh_token),
			 time_text(a, grant->expires_at),
			 time_text(a, grant->refresh_expires_at),
			 held->refresh), &stored);
	if (db_commit(db, err))
		return NULL;
	if (db_affected(stored) == 0)
		return stored_since(db, a, keys, shop, err);
	return grant->access_token;
}

/* In its turn: Shopify is asked, and the answer stored. */
static const char *exchange(struct db *db, struct arena *a,
			    const struct shop_connector *connector,
			    const struct shop_key *shop,
			    const struct held *held, struct xn_error *err)
{
	struct shopify_token_place p = place(shop, "refresh_token");
	struct shopify_grant grant;
	const char *refresh;

	if (!held->refresh)
		return bury(db, a, connector->keys, shop, held, err);
	refresh = shopify_token_open(a, connector->keys, &p, held->refresh,
				     err);
	if (!refresh)
		return NULL;
	if (shopify_grant_refresh(connector->shopify, a, held->domain,
				  refresh, &grant, err))
		return err->code == XN_UNAUTHENTICATED
			? bury(db, a, connector->keys, shop, held, err) : NULL;
	return store(db, a, connector->keys, shop, held, &grant, err);
}

const char *shop_token_renew(struct db *db, struct arena *a,
			     const struct shop_connector *connector,
			     const struct shop_key *shop, const char *known,
			     struct xn_error *err)
{
	const char *token = NULL;
	struct held held;

	if (take_turn(db, a, shop, &shop_token_select, &held, err) == 0)
		token = open_access(a, connector->keys, shop, &held, err);
	if (token && !strcmp(token, known))
		token = exchange(db, a, connector, shop, &held, err);
	/* Nothing is open any more where something was committed. */
	db_rollback(db);
	return token;
}

const char *shop_token_get(struct db *db, struct arena *a,
			   const struct shop_connector *connector,
			   const struct shop_key *shop, struct xn_error *err)
{
	int64_t now = clock_now_us();
	const char *token, *renewed;
	struct held held;

	if (look(db, a, shop, &held, err))
		return NULL;
	token = open_access(a, connector->keys, shop, &held, err);
	if (!token || !held.expires_at || held.expires_at > now + EARLY_US)
		return token;
	renewed = shop_token_renew(db, a, connector, shop, token, err);
	/* What is not over yet will do until the next time. */
	if (!renewed && err->code == XN_UNAVAILABLE && held.expires_at > now) {
		log_warn("the token could not be renewed in advance: %s",
			 err->text);
		return token;
	}
	return renewed;
}

int shop_token_keep(struct db *db, struct arena *a,
		    const struct shop_connector *connector,
		    const struct shop_key *shop, int age_s, bool *renewed,
		    struct xn_error *err)
{
	int64_t since = clock_now_us() - age_s * CLOCK_SECOND_US;
	const char *token;
	struct held held;

	*renewed = false;
	if (look(db, a, shop, &held, err))
		return -1;
	if (!held.access || !held.refresh || held.is_dead ||
	    held.taken_at > since)
		return 0;
	token = open_access(a, connector->keys, shop, &held, err);
	if (!token ||
	    !shop_token_renew(db, a, connector, shop, token, err))
		return -1;
	*renewed = true;
	return 0;
}

DB_QUERY(shop_token_update_boxes, 5,
	"UPDATE shop SET access_token = $3::bytea, refresh_token = $4::bytea,"
	"       api_secret = $5::bytea"
	" WHERE tenant_id = $1 AND shop_id = $2");

int shop_token_rewrap(struct db *db, struct arena *a,
		      const struct shop_connector *connector,
		      const struct shop_key *shop, bool *rewrapped,
		      struct xn_error *err)
{
	struct shopify_token_place p[] = {
		place(shop, "access_token"), place(shop, "refresh_token"),
		place(shop, "api_secret"),
	};
	const char *access, *refresh, *secret;
	struct held held;

	*rewrapped = false;
	if (take_turn(db, a, shop, &shop_token_lock, &held, err) ||
	    shopify_token_rewrap(a, connector->keys, &p[0], held.access,
				 &access, err) ||
	    shopify_token_rewrap(a, connector->keys, &p[1], held.refresh,
				 &refresh, err) ||
	    shopify_token_rewrap(a, connector->keys, &p[2], held.secret,
				 &secret, err)) {
		db_rollback(db);
		return -1;
	}
	if (access == held.access && refresh == held.refresh &&
	    secret == held.secret) {
		db_rollback(db);
		return 0;
	}
	db_queue(db, a, &shop_token_update_boxes,
		 DB_ARGS(SHOP_KEY_ARGS(a, shop), access, refresh, secret),
		 NULL);
	*rewrapped = true;
	return db_commit(db, err);
}
