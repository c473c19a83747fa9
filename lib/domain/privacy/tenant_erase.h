#ifndef DOMAIN_PRIVACY_TENANT_ERASE_H
#define DOMAIN_PRIVACY_TENANT_ERASE_H

#include "domain/account/auth.h"

/*
 * Taking a tenant away with all that is stored of it.
 *
 * At once nobody of it can come in any more: its members with their sessions,
 * tokens, views and mail are gone, its shops disconnected, as if each was
 * erased (erase.h), and their runs of RUN_ERASE wanted.  Addresses and domains
 * are free: all that follows goes by numbers, so whoever comes with them
 * meets nothing of before.  xeno-sync goes on until nothing is left but a row
 * of directory_erasure: that it was done, when, and of how many shops.
 */

struct tenant_erase_wish {
	const char *email;	/* typed, as a confirmation: the actor's own */
	const char *password;	/* the actor's */
};

/*
 * Shopify is asked to send nothing more (shop/farewell.h), which takes some
 * seconds.  -1: XN_REFUSED, fields email and currentPassword; what else
 * auth_check_password() has; XN_UNAVAILABLE.
 */
int tenant_erase_begin(struct db *db, struct arena *a,
		       const struct shop_connector *connector,
		       const struct actor *who,
		       const struct tenant_erase_wish *wish,
		       const struct auth_client *client, int *retry_after_s,
		       struct xn_error *err);

/* The tenants that were begun with, in that order. */
int tenant_erase_list(struct db *db, struct arena *a, int64_t **out,
		      size_t *count, struct xn_error *err);

/*
 * The next step, in small transactions.  Shops that nobody erases (their run
 * was given up, or they came at the last moment) are begun with again.
 * *done is false while there are shops: whoever takes up their runs is at it.
 */
int tenant_erase_continue(struct db *db, struct arena *a, int64_t tenant_id,
			  bool *done, struct xn_error *err);

#endif
