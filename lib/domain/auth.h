#ifndef DOMAIN_AUTH_H
#define DOMAIN_AUTH_H

#include <stdbool.h>
#include <stdint.h>

#include "domain/shop_connect.h"

/*
 * Who may come in.  An e-mail address belongs to one user, a user to one
 * tenant; registering makes a tenant with its first user and first shop.
 */
struct auth_session {
	int64_t tenant_id;
	int64_t user_id;
	const char *email;
	bool has_shop;
	struct shop shop;	/* the one that the session is about */
};

struct auth_registration {
	const char *email;
	const char *password;
	const char *shop_domain;	/* as typed */
	const char *shop_name;
	const char *access_token;	/* NULL: the shop is only claimed */
	int bcrypt_cost;
};

/*
 * All of it or nothing: a token that Shopify refuses leaves no user behind.
 * -1: XN_BAD_INPUT (names the member), XN_REFUSED (weak password, refused
 * token), XN_CONFLICT ("User already exists", or the shop is another's),
 * XN_UNAVAILABLE.
 */
int auth_register(struct db *db, struct arena *a,
		  const struct shop_connector *connector,
		  const struct auth_registration *wanted,
		  struct auth_session *out, struct xn_error *err);

struct auth_credentials {
	const char *email;
	const char *password;
	const char *client;	/* the address that they come from */
	int bcrypt_cost;	/* of a hash as it should be now */
};

/*
 * The session's shop is the tenant's first by creation.  An address that is
 * unknown costs the same time and gives the same answer as a wrong password.
 * -1: XN_UNAUTHENTICATED ("Invalid credentials"), XN_THROTTLED, and then
 * *retry_after_s says for how long.
 */
int auth_login(struct db *db, struct arena *a,
	       const struct auth_credentials *given,
	       struct auth_session *out, int *retry_after_s,
	       struct xn_error *err);

/*
 * The user, and the shop `preferred` or else the first.
 * -1: XN_UNAUTHENTICATED, there is no such user any more.
 */
int auth_get_session(struct db *db, struct arena *a, int64_t tenant_id,
		     int64_t user_id, int64_t preferred,
		     struct auth_session *out, struct xn_error *err);

#endif
