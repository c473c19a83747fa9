#ifndef BASE_CONF_H
#define BASE_CONF_H

#include "base/arena.h"
#include "base/error.h"

/*
 * Everything an operator can set.  The keys and defaults are in conf.c.
 * A text that was not set is NULL, save where this says otherwise.
 */
struct conf {
	const char *database_url;	/* of the role that migrates */
	const char *database_app_url;	/* always set; else database_url */
	const char *database_read_url;	/* a replica for reading */
	int read_lag_max_s;		/* how far it may be behind */

	const char *jwt_secret;		/* at least 32 bytes; never logged */
	int jwt_ttl_s;			/* life of an access token */
	int session_ttl_s;		/* of a session that is not used */
	int bcrypt_cost;		/* 4 to 16 */

	const char *shopify_api_key;
	const char *shopify_api_secret;
	const char *shopify_api_secret_previous; /* while one is rotated */
	const char *webhook_secret;	/* else shopify_api_secret */
	const char *webhook_subscriptions; /* who makes them: shop or app */
	const char *shopify_api_version;
	const char *shopify_scopes;	/* to ask for, commas between */
	const char *shopify_connect_to;	/* host:port of a stand-in */
	const char *shopify_ca_file;	/* PEM; who may sign for Shopify */

	int bulk_stall_s;		/* of an export that stands still */

	int shop_keep_days;		/* of a disconnected shop's figures */
	int history_keep_days;		/* of deliveries and runs */
	int audit_keep_days;		/* of who did what */

	const char *key_encryption_key;	/* 64 hex digits */
	const char *key_encryption_key_previous;

	const char *smtp_url;		/* smtp:// or smtps://; or no mail */
	const char *smtp_from;		/* an address, or Name <address> */
	const char *smtp_user, *smtp_password;
	const char *smtp_ca_file;	/* PEM; who may sign for the server */

	const char *port;		/* as told; nginx's, not ours */
	const char *public_url;		/* https://..., without a last slash */
	const char *cors_origin;	/* origins allowed, comma between */
	int body_max_bytes;		/* largest request body that is read */
	const char *sync_command;	/* path of xeno-sync */
	int sync_processes;		/* of it, that work on shops at once */
	const char *shared_dir;		/* of memory in common, or none */
};

/* Which program asks: each needs some of the settings. */
enum conf_program { CONF_WORKER = 1, CONF_SYNC = 2 };

/*
 * Read `path` (key = value lines, # comments; NULL for none), then let the
 * environment win: the key in upper case, where empty counts as unset.  The
 * strings belong to `a`.
 * -1: XN_BAD_INPUT for an unknown key, a value that does not fit or a setting
 * that `program` needs and nobody set; the text and the field name the key,
 * and no secret is repeated.
 */
int conf_load(struct conf *conf, struct arena *a, const char *path,
	      enum conf_program program, struct xn_error *err);

/* Which setting said what database_app_url is. */
const char *conf_database_key(const struct conf *conf);

#endif
