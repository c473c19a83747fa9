#ifndef DOMAIN_UPKEEP_VERIFY_H
#define DOMAIN_UPKEEP_VERIFY_H

#include "domain/rollup/writer.h"

/*
 * The rollups of one shop, recomputed from its rows and held against what is
 * stored, both ways.  Any row that differs is a bug or a damage; each check, of
 * parts each year's, reads one snapshot, so it may run while the shop is
 * written to.
 */
enum verify_check {
	VERIFY_ROLLUP_DAY,
	VERIFY_CUSTOMER_STAT,
	VERIFY_CUSTOMER_MONTH,
	VERIFY_CUSTOMER_SPAN,
	VERIFY_SPENT,		/* orders.spent against the order's sales */
	VERIFY_LOCAL_DAY,	/* days against instants and the shop's zone */
	VERIFY_ROLLUP_EVENT,
	VERIFY_POINTS,		/* customer_stat.points against the events */
	VERIFY_CUSTOMER_CELL,
	VERIFY_NEW_CODE,	/* rollup_part's first orders by code */
	VERIFY_REVERSAL_CELL,
	VERIFY_COUNTS,		/* customers and products of shop_state */
	VERIFY_ORDERLESS,	/* sales, lines, refunds whose order is gone */
	VERIFY_ROLLUP_PART,	/* its days that are not marked */
	VERIFY_PART_LONGER,	/* its months and years against its days */
	VERIFY_NCHECKS
};

const char *verify_check_name(enum verify_check check);

/* How many rows differ, by check. */
int verify_shop(struct db *db, struct arena *a, int64_t tenant_id,
		int64_t shop_id, int64_t drift[VERIFY_NCHECKS],
		struct xn_error *err);

/*
 * Build the shop's rollups anew from its rows, in the transaction that is open.
 * The rows themselves (spent, local_day) are put right first; rollup_part is
 * emptied and all days marked, and rollup_part_build_next() is the caller's.
 * -1: as db_flush().
 */
int verify_rebuild(const struct writer *w, struct xn_error *err);

/*
 * The same, locked and committed; where `orderless`, once the rows whose order
 * is gone are deleted.  -1: as writer_locked() and db_commit().
 */
int verify_repair(struct db *db, struct arena *a, int64_t tenant_id,
		  int64_t shop_id, bool orderless, struct xn_error *err);

#endif
