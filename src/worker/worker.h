#ifndef WORKER_WORKER_H
#define WORKER_WORKER_H

#include "base/conf.h"
#include "domain/account/postbox.h"
#include "domain/shop/connect.h"
#include "domain/upkeep/replica.h"
#include "wrap/db.h"
#include "wrap/token.h"

/* What a worker has for as long as it lives; every request points here. */
struct worker {
	const char *settings;		/* path of the file, or NULL */
	struct conf conf;
	struct db *db;
	struct db *db_read;		/* db, or the replica's for now */
	struct replica replica;		/* copy NULL: there is none */
	struct token_key token_key;
	struct seal_keys seal_keys;	/* count 0: none configured */
	struct shop_connector connector;
	struct postbox postbox;
};

/*
 * Load the settings, connect.  A database that is not there is no failure:
 * requests that need it are answered 503 until it is.  A statement that its
 * schema cannot run is one.  `a` must outlive the worker.  -1: logged.
 */
int worker_open(struct worker *w, struct arena *a, const char *settings);

/*
 * A webhook is answered within 4 s whatever its database does, for Shopify
 * gives up after 5; whoever else waits as little is answered like it.
 */
#define PROMPT_MS 3500

/* nginx gives an answer up after 10 s, and each part of a long one. */
#define READ_MS 8000

/*
 * The databases have so long from now for the request at hand, over all trips
 * to them.  0: any number of trips.
 */
void worker_limit(struct worker *w, int ms);

/* What db_read is for one request: the replica's, unless it is behind. */
void worker_choose_read(struct worker *w, struct arena *a);

/* How long it has waited for its databases so far. */
int64_t worker_waited_us(const struct worker *w);

void worker_close(struct worker *w);

#endif
