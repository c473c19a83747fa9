#ifndef DOMAIN_ACCOUNT_AUTH_H
#define DOMAIN_ACCOUNT_AUTH_H

#include <stdbool.h>
#include <stdint.h>

#include "domain/account/role.h"
#include "domain/shop/connect.h"

/*
 * Who may come in.  An e-mail address belongs to one user, a user to one
 * tenant; registering makes a tenant with its first user and first shop.
 */
struct auth_session {
	int64_t tenant_id;
	int64_t user_id;
	const char *email;
	enum role role;
	int64_t session_id;
	const char *cookie;	/* what renews it; NULL: as it was */
	bool has_shop;
	struct shop shop;	/* the one that the session is about */
};

/* Who is at the other end. */
struct auth_client {
	const char *address;
	const char *agent;	/* the program, as it calls itself, or NULL */
	int session_ttl_s;	/* of a session that it begins */
	int bcrypt_cost;	/* of a hash as it should be now */
};

struct auth_registration {
	const char *email;
	const char *password;
	const char *shop_domain;	/* as typed */
	const char *shop_name;
	struct shopify_grant given;	/* without a token: only claimed */
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
		  const struct auth_client *client, struct auth_session *out,
		  struct xn_error *err);

struct auth_credentials {
	const char *email;
	const char *password;
};

/*
 * The session's shop is the tenant's first by creation.  An address that is
 * unknown costs the same time and gives the same answer as a wrong password.
 * -1: XN_UNAUTHENTICATED ("Invalid credentials"), XN_THROTTLED, and then
 * *retry_after_s says for how long.
 */
int auth_login(struct db *db, struct arena *a,
	       const struct auth_credentials *given,
	       const struct auth_client *client, struct auth_session *out,
	       int *retry_after_s, struct xn_error *err);

/*
 * Go on by a session's cookie; out->cookie is the next one (session.h).
 * -1: XN_UNAUTHENTICATED.
 */
int auth_refresh(struct db *db, struct arena *a, const char *cookie,
		 const struct auth_client *client, struct auth_session *out,
		 struct xn_error *err);

/*
 * End the session of a cookie.  -1: XN_UNAUTHENTICATED; XN_NOT_FOUND, another
 * ended it meanwhile.
 */
int auth_logout(struct db *db, struct arena *a, const char *cookie,
		struct xn_error *err);

/*
 * Whether this is the password of the user who is signed in already; *hash is
 * what it was compared with, *out is as of auth_get_session().  A wrong one is
 * counted with the guesses of logins.  -1: XN_REFUSED (field currentPassword),
 * XN_THROTTLED as for auth_login(), XN_UNAUTHENTICATED.
 */
int auth_check_password(struct db *db, struct arena *a,
			const struct actor *who, const char *given,
			const struct auth_client *client, const char **hash,
			struct auth_session *out, int *retry_after_s,
			struct xn_error *err);

/*
 * Every session of the user ends, and a new one begins.  -1: XN_REFUSED, the
 * new password is weak (field newPassword), which is no guess, or the current
 * one is not this (currentPassword); XN_THROTTLED as for auth_login().
 */
int auth_change_password(struct db *db, struct arena *a,
			 const struct actor *who, const char *current,
			 const char *wanted, const struct auth_client *client,
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
