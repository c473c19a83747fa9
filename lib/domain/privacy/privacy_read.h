#ifndef DOMAIN_PRIVACY_PRIVACY_READ_H
#define DOMAIN_PRIVACY_PRIVACY_READ_H

#include <stddef.h>

#include "wrap/db.h"

/* Privacy requests as the merchant sees them.  Times in us, 0 where absent. */
struct privacy_request {
	int64_t id;
	const char *kind;
	const char *subject;		/* hex digits of the digest */
	int64_t shopify_id;		/* 0: none */
	int64_t customer_id;		/* 0: not said, or forgotten */
	int64_t received_at;
	int64_t due_at;
	int64_t done_at;
	const char *outcome;		/* or NULL */
};

/* The first `limit` older than `before` (0: newest), newest first. */
int privacy_list(struct db *db, struct arena *a, int64_t tenant_id,
		 int64_t shop_id, int64_t before, int limit,
		 struct privacy_request **out, size_t *count,
		 struct xn_error *err);

/*
 * All that is stored of the person of a data request, as JSON in `a`; the
 * first time ends the request.  -1: XN_NOT_FOUND, no such data request, or
 * its person was redacted or forgotten since.
 */
int privacy_export(struct db *db, struct arena *a, int64_t tenant_id,
		   int64_t shop_id, int64_t request_id, const char **json,
		   struct xn_error *err);

#endif
