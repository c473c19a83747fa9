#ifndef SYNC_SYNC_H
#define SYNC_SYNC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/conf.h"
#include "base/error.h"
#include "domain/run/slot.h"
#include "domain/shop/connect.h"
#include "domain/store/copy.h"
#include "wrap/db.h"
#include "wrap/seal.h"

/*
 * What a process of xeno-sync has: settings, connections, a name for its
 * leases.  Leases are renewed and progress is told on one connection, while
 * rows are copied over the others for minutes on end.
 */
struct sync {
	struct arena *arena;	/* lives as long as the process */
	struct conf conf;
	struct seal_keys keys;
	struct db *db;		/* shops, runs, leases */
	/* For statements that take minutes; NULL until sync_patient(). */
	struct db *patient;
	/* With its staging tables; NULL until sync_lanes(). */
	struct db *lanes[COPY_LANES];
	struct shopify *shopify; /* NULL until sync_shopify() */
	/* For tokens, asked for under a lock: it gives up soon. */
	struct shop_connector connector;
	char holder[160];	/* see run/lease.h */
	struct slot slot;	/* none until sync_take_slot() */
	bool terminal;		/* stderr is one: draw a progress bar */
	/* NULL, or called in every wait and long work; not 0 ends it. */
	int (*tick)(void *ctx, struct xn_error *err);
	void *tick_ctx;
};

/* Read the settings and connect; `path` may be NULL. */
int sync_open(struct sync *s, const char *path, struct xn_error *err);

/* Connections do not outlive a fork(): open new ones in the child. */
int sync_reopen(struct sync *s, struct xn_error *err);

void sync_close(struct sync *s);

/*
 * The connection for statements that take minutes, those for a copy of rows,
 * and the client: opened when first asked for.
 */
struct db *sync_patient(struct sync *s, struct xn_error *err);
int sync_lanes(struct sync *s, struct xn_error *err);
struct shopify *sync_shopify(struct sync *s, struct xn_error *err);

/*
 * Before it opens more connections than the first a process takes a slot, one
 * of conf.sync_processes, which it keeps until its end.  A quarter of them is
 * the schedule's, and a quarter is for what somebody asked for; of the others
 * either may have all.  *taken is false when there is none.  -1: the database.
 */
int sync_take_slot(struct sync *s, bool is_scheduled, bool *taken,
		   struct xn_error *err);

/* The same for one question: whoever asks can come again another day. */
struct shopify *sync_shopify_briefly(struct sync *s, struct xn_error *err);

/* How long an operation of Shopify's may stand still, in microseconds. */
int64_t sync_stall_us(const struct sync *s);

/*
 * SIGTERM, SIGINT and SIGHUP ask for a clean end; whoever works for long asks
 * this, and gives up with sync_stop_error().  The first that came is told: a
 * terminal's SIGINT is for good, the others let what is stopped go on later.
 */
void sync_catch_signals(void);
bool sync_stopping(void);
int sync_stop_signal(void);
int sync_stop_error(struct xn_error *err);

/* Did the holder of a lease die on this very machine? */
bool sync_holder_is_dead(const struct sync *s, const char *holder);

#endif
