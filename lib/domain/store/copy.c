#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

#include "domain/entity/ledger.h"
#include "domain/store/copy.h"
#include "domain/store/copy_lane.h"

/* Rows between two looks at how far the server is. */
#define PUMP_EVERY 8

#define PATIENCE_US (600 * CLOCK_SECOND_US)

struct copy {
	struct lane lanes[COPY_LANES];
	int filling;		/* the lane that takes rows */
	int64_t given;		/* rows, ever */
	int (*tick)(void *ctx, struct xn_error *err);	/* or NULL */
	void *tick_ctx;
};

struct copy *copy_open(struct db *const dbs[COPY_LANES], int64_t tenant_id,
		       int64_t shop_id)
{
	struct copy *copy = calloc(1, sizeof(*copy));

	if (!copy)
		abort();
	for (int i = 0; i < COPY_LANES; i++)
		lane_init(&copy->lanes[i], dbs[i], tenant_id, shop_id);
	return copy;
}

void copy_close(struct copy *copy)
{
	if (!copy)
		return;
	for (int i = 0; i < COPY_LANES; i++)
		lane_free(&copy->lanes[i]);
	free(copy);
}

void copy_on_wait(struct copy *copy,
		  int (*tick)(void *ctx, struct xn_error *err), void *ctx)
{
	copy->tick = tick;
	copy->tick_ctx = ctx;
}

static struct lane *other_lane(struct copy *copy)
{
	return &copy->lanes[1 - copy->filling];
}

/* The lane that is not filling: what it carries was given before. */
static int pump(struct copy *copy, struct xn_error *err)
{
	return lane_pump(other_lane(copy), true, false, err);
}

static int tick(struct copy *copy, struct xn_error *err)
{
	return copy->tick ? copy->tick(copy->tick_ctx, err) : 0;
}

/*
 * Wait until that lane has committed.  Meanwhile the other one's rows, if it
 * was started, already go to the server; only its merge has to wait.
 */
static int wait_for(struct copy *copy, struct lane *before,
		    struct xn_error *err)
{
	struct lane *after = &copy->lanes[before == copy->lanes];
	struct db *const dbs[COPY_LANES] = { before->db, after->db };
	int64_t patience = clock_mono_us() + PATIENCE_US;
	int n;

	while (before->state != LANE_FILLING) {
		/* Past this a blocking wait meets its own deadline. */
		bool wait = clock_mono_us() > patience;

		if (lane_pump(after, false, false, err) ||
		    lane_pump(before, true, wait, err))
			return -1;
		if (before->state == LANE_FILLING)
			break;
		/* One that waits for nothing may be lost, and looks ready. */
		n = after->state == LANE_FILLING ? 1 : COPY_LANES;
		db_sleep(dbs, n, 1000);
		if (tick(copy, err))
			return -1;
	}
	return 0;
}

/* Start the lane that was filled; the other one is filled next. */
static int hand_over(struct copy *copy, struct xn_error *err)
{
	lane_start(&copy->lanes[copy->filling]);
	if (wait_for(copy, other_lane(copy), err))
		return -1;
	copy->filling = 1 - copy->filling;
	return pump(copy, err);
}

/* The lane for a row of this id. */
static struct lane *make_room(struct copy *copy, int64_t id,
			      struct xn_error *err)
{
	struct lane *lane = &copy->lanes[copy->filling];

	if (!lane_is_full(lane) && lane_add_id(lane, id))
		return lane;
	if (hand_over(copy, err))
		return NULL;
	lane = &copy->lanes[copy->filling];
	lane_add_id(lane, id);
	return lane;
}

static int added(struct copy *copy, struct lane *lane, struct xn_error *err)
{
	lane->rows++;
	copy->given++;
	return copy->given % PUMP_EVERY ? 0 : pump(copy, err);
}

int copy_customer(struct copy *copy, const struct customer *customer,
		  struct xn_error *err)
{
	struct lane *lane = make_room(copy, customer->id, err);

	if (!lane)
		return -1;
	copy_stage_customer(lane->parts, customer);
	return added(copy, lane, err);
}

int copy_product(struct copy *copy, const struct product *product,
		 struct xn_error *err)
{
	struct lane *lane = make_room(copy, product->id, err);

	if (!lane)
		return -1;
	copy_stage_product(lane->parts, product);
	return added(copy, lane, err);
}

int copy_order(struct copy *copy, struct arena *a, struct order *order,
	       struct xn_error *err)
{
	struct lane *lane;

	if (ledger_derive(a, order, err))
		return -1;
	lane = make_room(copy, order->id, err);
	if (!lane)
		return -1;
	copy_stage_order(lane->parts, a, order);
	return added(copy, lane, err);
}

void copy_watermark(struct copy *copy, const char *resource, int64_t us)
{
	struct lane *lane = &copy->lanes[copy->filling];
	int i = 0;

	while (i < lane->nwatermarks &&
	       strcmp(lane->watermarks[i].resource, resource))
		i++;
	if (i == LANE_WATERMARKS)
		abort();	/* there are three resources */
	lane->watermarks[i] = (struct lane_watermark){ resource, us };
	if (i == lane->nwatermarks)
		lane->nwatermarks++;
}

int copy_flush(struct copy *copy, struct xn_error *err)
{
	struct lane *lane = &copy->lanes[copy->filling];

	if (((lane->rows || lane->nwatermarks) && hand_over(copy, err)) ||
	    copy_settle(copy, err))
		return -1;
	/* Both are empty; the other one may have no connection yet. */
	copy->filling = 0;
	return 0;
}

int copy_settle(struct copy *copy, struct xn_error *err)
{
	return wait_for(copy, other_lane(copy), err);
}

int64_t copy_stored(const struct copy *copy)
{
	return copy->given - copy->lanes[0].rows - copy->lanes[1].rows;
}
