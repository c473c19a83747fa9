#include <string.h>

#include "base/count.h"
#include "domain/store/copy_lane.h"

#define NIDS COUNT_OF(((struct lane *)0)->ids)

void lane_init(struct lane *lane, struct db *db, int64_t tenant_id,
	       int64_t shop_id)
{
	lane->db = db;
	lane->tenant_id = tenant_id;
	lane->shop_id = shop_id;
	lane->arena = arena_new(16384);
	for (int t = 0; t < COPY_NTABLES; t++) {
		lane->parts[t].sql = copy_commands[t];
		buf_init(&lane->parts[t].data, NULL);
	}
}

void lane_free(struct lane *lane)
{
	if (lane->state != LANE_FILLING)
		db_abandon(lane->db);
	for (int t = 0; t < COPY_NTABLES; t++)
		buf_free(&lane->parts[t].data);
	arena_free(lane->arena);
}

static void empty(struct lane *lane)
{
	for (int t = 0; t < COPY_NTABLES; t++)
		buf_reset(&lane->parts[t].data);
	memset(lane->ids, 0, sizeof(lane->ids));
	lane->rows = 0;
	lane->nwatermarks = 0;
	arena_reset(lane->arena);
	lane->state = LANE_FILLING;
}

bool lane_is_full(const struct lane *lane)
{
	size_t bytes = 0;

	for (int t = 0; t < COPY_NTABLES; t++)
		bytes += lane->parts[t].data.len;
	return lane->rows >= LANE_CHUNK_ROWS || bytes >= LANE_CHUNK_BYTES;
}

bool lane_add_id(struct lane *lane, int64_t id)
{
	uint64_t hash = (uint64_t)id * UINT64_C(0x9e3779b97f4a7c15);
	size_t at = (size_t)(hash >> 32) % NIDS;

	while (lane->ids[at] && lane->ids[at] != id)
		at = (at + 1) % NIDS;
	if (lane->ids[at])
		return false;
	lane->ids[at] = id;
	return true;
}

void lane_start(struct lane *lane)
{
	db_copy_start(lane->db, lane->tenant_id, lane->parts, COPY_NTABLES);
	lane->state = LANE_COPYING;
}

static void ask_for_lock(struct lane *lane)
{
	writer_lock(&lane->writer, lane->db, lane->arena, lane->tenant_id,
		    lane->shop_id, false, &lane->lock);
	db_flush_start(lane->db);
	lane->state = LANE_LOCKING;
}

static int send_merge(struct lane *lane, struct xn_error *err)
{
	const struct writer *w = &lane->writer;

	if (db_flush_finish(lane->db, err) ||
	    writer_locked(&lane->writer, lane->lock, err))
		return -1;
	if (lane->parts[COPY_CUSTOMER].data.len)
		copy_merge_customers(w);
	if (lane->parts[COPY_PRODUCT].data.len)
		copy_merge_products(w);
	if (lane->parts[COPY_ORDER].data.len)
		copy_merge_orders(w);
	for (int i = 0; i < lane->nwatermarks; i++)
		copy_merge_watermark(w, lane->watermarks[i].resource,
				     lane->watermarks[i].us);
	db_commit_start(lane->db);
	lane->state = LANE_MERGING;
	return 0;
}

/* One step.  1: it was taken; 0: it would have to wait; -1. */
static int step(struct lane *lane, bool may_merge, bool wait,
		struct xn_error *err)
{
	int rc;

	switch (lane->state) {
	case LANE_COPYING:
		rc = db_copy_pump(lane->db, err);
		if (rc == 0 && wait)
			rc = db_copy_finish(lane->db, err) ? -1 : 1;
		if (rc > 0)
			lane->state = LANE_WAITING;
		return rc;
	case LANE_WAITING:
		if (may_merge)
			ask_for_lock(lane);
		return may_merge;
	case LANE_LOCKING:
		if (!wait && !db_answered(lane->db))
			return 0;
		return send_merge(lane, err) ? -1 : 1;
	case LANE_MERGING:
		if (!wait && !db_answered(lane->db))
			return 0;
		if (db_commit_finish(lane->db, err))
			return -1;
		empty(lane);
		return 1;
	default:
		return 0;
	}
}

int lane_pump(struct lane *lane, bool may_merge, bool wait,
	      struct xn_error *err)
{
	int rc = 1;

	while (rc > 0 && lane->state != LANE_FILLING)
		rc = step(lane, may_merge, wait, err);
	return rc < 0 ? -1 : 0;
}
