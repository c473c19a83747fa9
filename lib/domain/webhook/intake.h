#ifndef DOMAIN_WEBHOOK_INTAKE_H
#define DOMAIN_WEBHOOK_INTAKE_H

#include <stdbool.h>

#include "domain/shop/directory.h"
#include "domain/webhook/topics.h"

/* One authentic delivery on its way to one shop. */
struct intake {
	struct db *db;
	struct arena *arena;
	const struct delivery *delivery;
	const struct webhook_topic *topic;	/* NULL: ignored */
	struct shop_key shop;
	const char *box;	/* of the shop's secret that signed; or NULL */
	bool former;				/* it is not connected */
	const char *triggered_at;		/* as the database takes it */
	const char *digest;			/* \x... SHA-256 of the body */
	struct webhook_content content;
};

/*
 * Store it in a transaction; where that fails, roll it back and keep a dead
 * letter in another.
 * -1: XN_UNAVAILABLE, XN_NOT_FOUND (the shop is not connected, or signs with
 * another secret by now).
 */
int intake_settle(struct intake *in, enum webhook_outcome *outcome,
		  struct xn_error *err);

/*
 * Collect, behind the shop's lock, whether it has the secret still that `box`
 * was remembered of, and ask for that: -1, XN_NOT_FOUND.  Of a delivery that
 * this server's own secret signed, nothing is asked.
 */
void intake_queue_signer(const struct intake *in, struct db_rows **rows);
int intake_check_signer(const struct intake *in, const struct db_rows *rows,
			struct xn_error *err);

/*
 * Of a duplicate: the same id must mean the same bytes; that it does not is
 * counted, and worth a line.  It is a duplicate all the same where the database
 * fails meanwhile.
 */
void intake_check_duplicate(const struct intake *in);

/* Bytes as an argument, in `a`. */
const char *intake_bytea(struct arena *a, const void *data, size_t len);

#endif
