#ifndef DOMAIN_STORE_AGREEMENT_STORE_H
#define DOMAIN_STORE_AGREEMENT_STORE_H

#include "domain/entity/order.h"
#include "wrap/db.h"

/*
 * Putting Shopify's own ledger in the place of derived rows.  A ledger is of
 * one state of its order, so it is stored only beside that state; whoever
 * stores a later one derives the rows again and queues the order.
 */
enum agreement_end {
	AGREEMENT_STORED,
	AGREEMENT_NONE,		/* Shopify has no ledger: derived rows stay */
	AGREEMENT_AHEAD,	/* Shopify's order is newer: to be read whole */
	AGREEMENT_BEHIND,	/* ours is newer, or gone: another time */
};

struct agreement_row {
	const struct order *order;	/* id, test and sales */
	int64_t updated_at;		/* of the state it is the ledger of */
	enum agreement_end end;		/* what became of it */
};

/*
 * Store `count` ledgers in one transaction, under the shop's lock.  -1: as
 * for db_commit(), or XN_NOT_FOUND, the shop is not connected.
 */
int agreement_store(struct db *db, struct arena *a, int64_t tenant_id,
		    int64_t shop_id, struct agreement_row *rows,
		    size_t count, struct xn_error *err);

/* Shopify has no such orders, or does not show them: no longer queued. */
int agreement_give_up(struct db *db, struct arena *a, int64_t tenant_id,
		      int64_t shop_id, const int64_t *order_ids, size_t count,
		      struct xn_error *err);

#endif
