#ifndef DOMAIN_ACCOUNT_PASSWORD_RESET_H
#define DOMAIN_ACCOUNT_PASSWORD_RESET_H

#include "domain/account/auth.h"
#include "domain/account/user_mail.h"

/*
 * A forgotten password, by a link in a mail: whoever has the link chooses
 * another one.  It is good once, for an hour.  Asking for it only leaves a
 * note, the same way for every address; `xeno-sync queue` makes the link and
 * sends it, so that neither the answer nor its time tells who has an account.
 */

/*
 * Ask for the link.  -1: XN_BAD_INPUT (email); XN_THROTTLED, and then
 * *retry_after_s says for how long.
 */
int password_reset_want(struct db *db, struct arena *a, const char *email,
			const char *address, int *retry_after_s,
			struct xn_error *err);

/*
 * Choose a password by a link's secret; every session of the user ends, and a
 * new one begins.  -1: XN_NOT_FOUND, it is not good (any more); XN_REFUSED, a
 * weak password.
 */
int password_reset_use(struct db *db, struct arena *a, const char *text,
		       const char *password, const struct auth_client *client,
		       struct auth_session *out, struct xn_error *err);

/* A note of the first: for whom, and when it was. */
struct password_reset {
	struct mail_user user;
	const char *wanted;
};

/* Those that wait, for an hour at most, the oldest first. */
int password_reset_list(struct db *db, struct arena *a,
			struct password_reset **out, size_t *count,
			struct xn_error *err);

/* The address to mail; NULL: the user is disabled or gone. */
int password_reset_email(struct db *db, struct arena *a,
			 const struct mail_user *user, const char **email,
			 struct xn_error *err);

/* Nothing more is to be done for it, unless it was asked for again since. */
int password_reset_done(struct db *db, struct arena *a,
			const struct password_reset *reset,
			struct xn_error *err);

#endif
