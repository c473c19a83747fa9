#ifndef DOMAIN_STORE_COPY_LANE_H
#define DOMAIN_STORE_COPY_LANE_H

#include "domain/store/copy_stage.h"

/*
 * One of the copy's lanes: a connection, and a chunk on its way through it.
 *
 *	filling -> copying -> (waiting) -> locking -> merging -> filling
 *
 * A lane merges only when the one before it has committed: rows and
 * watermarks become true in the order in which they were given.
 */
#define LANE_CHUNK_ROWS 5000
#define LANE_CHUNK_BYTES (10 * 1024 * 1024)
#define LANE_WATERMARKS 3

enum lane_state {
	LANE_FILLING,
	LANE_COPYING,	/* rows go into the staging tables */
	LANE_WAITING,	/* for the lane before to commit */
	LANE_LOCKING,	/* the shop's lock is asked for */
	LANE_MERGING,	/* merge and COMMIT are sent */
};

struct lane_watermark {
	const char *resource;
	int64_t us;
};

struct lane {
	struct db *db;
	int64_t tenant_id, shop_id;
	enum lane_state state;

	struct db_copy_part parts[COPY_NTABLES];
	int64_t rows;
	int64_t ids[4 * LANE_CHUNK_ROWS];	/* hashed */
	struct lane_watermark watermarks[LANE_WATERMARKS];
	int nwatermarks;

	struct arena *arena;	/* of the transaction */
	struct writer writer;
	struct db_rows *lock;
};

void lane_init(struct lane *lane, struct db *db, int64_t tenant_id,
	       int64_t shop_id);
void lane_free(struct lane *lane);

/* Is the chunk as large as a chunk gets? */
bool lane_is_full(const struct lane *lane);

/*
 * Note an id that a row is added for.  False: the chunk has it already, and
 * the row must go into another, or the merge would meet it twice.
 */
bool lane_add_id(struct lane *lane, int64_t id);

/* Begin to store what was filled in. */
void lane_start(struct lane *lane);

/*
 * Go on as far as that needs no waiting, or, with `wait`, to the end.
 * `may_merge`: the lane before has committed.  -1: the chunk is lost.
 */
int lane_pump(struct lane *lane, bool may_merge, bool wait,
	      struct xn_error *err);

#endif
