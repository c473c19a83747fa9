#ifndef DOMAIN_RUN_SLOT_H
#define DOMAIN_RUN_SLOT_H

#include "wrap/db.h"

/*
 * How many work on shops at once, over all processes and hosts: each holds one
 * of so many slots, which have numbers from 1 on.  There are those of the
 * installation, and those of each tenant.  A slot is its connection's, and so
 * is free again when a process ends, however it does.
 */
struct slot {
	int64_t tenant_id;	/* 0: of the installation */
	int number;		/* 0: none */
	int64_t session;	/* of the server's, that it was taken in */
};

/*
 * Take the first that is free from `first` to `last`, which may be less; it is
 * not waited for.  out->number is 0 where there is none.  -1: as db_read().
 */
int slot_take(struct db *db, struct arena *a, int64_t tenant_id, int first,
	      int last, struct slot *out, struct xn_error *err);

/*
 * Take it again if the connection was lost and opened anew: to be called now
 * and then.  Where somebody was quicker there is one too many, until either
 * ends.  Of none it does nothing.  -1: as db_read().
 */
int slot_keep(struct db *db, struct arena *a, struct slot *slot,
	      struct xn_error *err);

/* Give it back.  Of none it does nothing. */
void slot_leave(struct db *db, struct arena *a, struct slot *slot);

/* How many of the installation's are taken.  -1: as db_read(). */
int slot_count(struct db *db, struct arena *a, int64_t *count,
	       struct xn_error *err);

#endif
