#include <stdlib.h>
#include <string.h>

#include "domain/copy.h"
#include "domain/copy_stage.h"
#include "domain/ledger.h"

/*
 * A chunk is merged when it has so many rows or bytes: small enough that the
 * shop's lock is held for well under a second and memory stays bounded,
 * large enough that the merge's own cost does not count.
 */
#define CHUNK_ROWS 2500
#define CHUNK_BYTES (4 * 1024 * 1024)

/* Rows between two looks at how far the server is. */
#define PUMP_EVERY 8

#define IDS (4 * CHUNK_ROWS)
#define WATERMARKS 3

struct watermark {
	const char *resource;
	int64_t us;
};

struct chunk {
	struct db_copy_part parts[COPY_NTABLES];
	int64_t rows;
	size_t bytes;
	int64_t ids[IDS];	/* hashed: an id twice would be a conflict */
	struct watermark watermarks[WATERMARKS];
	int nwatermarks;
};

struct copy {
	struct db *db;
	int64_t tenant_id, shop_id;
	struct chunk chunks[2];
	struct chunk *filling;	/* the caller's */
	struct chunk *storing;	/* the server's, or NULL */
	bool merging;		/* its merge is sent */
	struct arena *arena;	/* of the transaction under way */
	struct writer writer;
	int64_t stored;
};

struct copy *copy_open(struct db *db, int64_t tenant_id, int64_t shop_id)
{
	struct copy *copy = calloc(1, sizeof(*copy));

	if (!copy)
		abort();
	copy->db = db;
	copy->tenant_id = tenant_id;
	copy->shop_id = shop_id;
	copy->arena = arena_new(16384);
	copy->filling = &copy->chunks[0];
	for (int i = 0; i < 2; i++) {
		for (int t = 0; t < COPY_NTABLES; t++) {
			copy->chunks[i].parts[t].sql = copy_commands[t];
			buf_init(&copy->chunks[i].parts[t].data, NULL);
		}
	}
	return copy;
}

void copy_close(struct copy *copy)
{
	if (!copy)
		return;
	db_rollback(copy->db);
	for (int i = 0; i < 2; i++)
		for (int t = 0; t < COPY_NTABLES; t++)
			buf_free(&copy->chunks[i].parts[t].data);
	arena_free(copy->arena);
	free(copy);
}

static void chunk_empty(struct chunk *chunk)
{
	for (int t = 0; t < COPY_NTABLES; t++)
		buf_reset(&chunk->parts[t].data);
	chunk->rows = 0;
	chunk->bytes = 0;
	chunk->nwatermarks = 0;
	memset(chunk->ids, 0, sizeof(chunk->ids));
}

/* False: the chunk has this id already. */
static bool chunk_add_id(struct chunk *chunk, int64_t id)
{
	size_t at = (size_t)((uint64_t)id * UINT64_C(0x9e3779b97f4a7c15) >>
			     32) % IDS;

	while (chunk->ids[at] && chunk->ids[at] != id)
		at = (at + 1) % IDS;
	if (chunk->ids[at])
		return false;
	chunk->ids[at] = id;
	return true;
}

/* The rows are in the staging tables: send the merge and the COMMIT. */
static int merge(struct copy *copy, struct xn_error *err)
{
	const struct db_copy_part *parts = copy->storing->parts;
	const struct writer *w = &copy->writer;
	struct db_rows *lock;

	writer_lock(&copy->writer, copy->db, copy->arena, copy->tenant_id,
		    copy->shop_id, false, &lock);
	if (db_flush(copy->db, err) ||
	    writer_locked(&copy->writer, lock, err))
		return -1;
	if (parts[COPY_CUSTOMER].data.len)
		copy_merge_customers(w);
	if (parts[COPY_PRODUCT].data.len)
		copy_merge_products(w);
	if (parts[COPY_ORDER].data.len)
		copy_merge_orders(w);
	for (int i = 0; i < copy->storing->nwatermarks; i++)
		copy_merge_watermark(w, copy->storing->watermarks[i].resource,
				     copy->storing->watermarks[i].us);
	db_commit_start(copy->db);
	copy->merging = true;
	return 0;
}

static int pump(struct copy *copy, struct xn_error *err)
{
	int rc;

	if (!copy->storing || copy->merging)
		return 0;
	rc = db_copy_pump(copy->db, err);
	return rc == 1 ? merge(copy, err) : rc;
}

/* Wait for the chunk under way. */
static int settle(struct copy *copy, struct xn_error *err)
{
	if (!copy->storing)
		return 0;
	if (!copy->merging &&
	    (db_copy_finish(copy->db, err) || merge(copy, err)))
		return -1;
	if (db_commit_finish(copy->db, err))
		return -1;
	copy->stored += copy->storing->rows;
	chunk_empty(copy->storing);
	copy->storing = NULL;
	copy->merging = false;
	arena_reset(copy->arena);
	return 0;
}

static int hand_over(struct copy *copy, struct xn_error *err)
{
	if (settle(copy, err))
		return -1;
	copy->storing = copy->filling;
	copy->filling = copy->storing == &copy->chunks[0] ? &copy->chunks[1]
							  : &copy->chunks[0];
	db_copy_start(copy->db, copy->tenant_id, copy->storing->parts,
		      COPY_NTABLES);
	return 0;
}

/* Before a row is written: room for it, and no other of the same id. */
static int make_room(struct copy *copy, int64_t id, struct xn_error *err)
{
	struct chunk *chunk = copy->filling;

	if (chunk->rows < CHUNK_ROWS && chunk->bytes < CHUNK_BYTES &&
	    chunk_add_id(chunk, id))
		return 0;
	if (hand_over(copy, err))
		return -1;
	chunk_add_id(copy->filling, id);
	return 0;
}

static int added(struct copy *copy, struct xn_error *err)
{
	struct chunk *chunk = copy->filling;

	chunk->rows++;
	chunk->bytes = 0;
	for (int t = 0; t < COPY_NTABLES; t++)
		chunk->bytes += chunk->parts[t].data.len;
	return chunk->rows % PUMP_EVERY ? 0 : pump(copy, err);
}

int copy_customer(struct copy *copy, const struct customer *customer,
		  struct xn_error *err)
{
	if (make_room(copy, customer->id, err))
		return -1;
	copy_stage_customer(copy->filling->parts, customer);
	return added(copy, err);
}

int copy_product(struct copy *copy, const struct product *product,
		 struct xn_error *err)
{
	if (make_room(copy, product->id, err))
		return -1;
	copy_stage_product(copy->filling->parts, product);
	return added(copy, err);
}

int copy_order(struct copy *copy, struct arena *a, struct order *order,
	       struct xn_error *err)
{
	if (ledger_derive(a, order, err) || make_room(copy, order->id, err))
		return -1;
	copy_stage_order(copy->filling->parts, a, order);
	return added(copy, err);
}

void copy_watermark(struct copy *copy, const char *resource, int64_t us)
{
	struct chunk *chunk = copy->filling;
	int i = 0;

	while (i < chunk->nwatermarks &&
	       strcmp(chunk->watermarks[i].resource, resource))
		i++;
	if (i == WATERMARKS)
		abort();	/* there are three resources */
	chunk->watermarks[i] = (struct watermark){ resource, us };
	if (i == chunk->nwatermarks)
		chunk->nwatermarks++;
}

int copy_flush(struct copy *copy, struct xn_error *err)
{
	if (copy->filling->rows || copy->filling->nwatermarks)
		if (hand_over(copy, err))
			return -1;
	return settle(copy, err);
}

int64_t copy_stored(const struct copy *copy)
{
	return copy->stored;
}
