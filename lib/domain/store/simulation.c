#include <string.h>

#include "base/clock.h"
#include "base/hex.h"
#include "wrap/seal.h"

#include "domain/store/simulation.h"

#define DAY_S 86400
#define ABANDONED_US (EVENT_CART_S * CLOCK_SECOND_US)

/* Of a hundred: visitors that are customers; what goes on to the next step. */
#define KNOWN 70
#define FILL_A_CART 45
#define BEGIN_A_CHECKOUT 55

DB_QUERY(simulation_find_tenant, 0,
	"SELECT directory_is_demonstration() AS allowed");

int simulation_allowed(struct db *db, struct arena *a, int64_t tenant_id,
		       struct xn_error *err)
{
	struct db_rows *rows = db_read(db, a, tenant_id,
				       &simulation_find_tenant, DB_NO_ARGS,
				       err);

	if (!rows)
		return -1;
	if (!db_bool(rows, 0, "allowed"))
		return xn_fail(err, XN_NOT_FOUND, "There is nothing here");
	return 0;
}

/* The latest of each, which is what a demonstration shows first. */
DB_QUERY(simulation_find_customers, 2,
	"SELECT customer_id FROM customer"
	" WHERE tenant_id = $1 AND shop_id = $2"
	" ORDER BY customer_id DESC LIMIT 200");

DB_QUERY(simulation_find_products, 2,
	"SELECT handle FROM product"
	" WHERE tenant_id = $1 AND shop_id = $2"
	"   AND status = 'active' AND handle IS NOT NULL"
	" ORDER BY product_id DESC LIMIT 200");

/* Whom visits are made of, and what has been made so far. */
struct simulation {
	struct arena *arena;
	const struct db_rows *customers, *products;
	int64_t now;
	int seconds;		/* until now, that visits are in */
	char name[HEX_SIZE(8)];	/* of this run, in the events' keys */
	struct event *events;	/* carts that ended among them */
	size_t nevents;
	int left;		/* events that are still to be made */
	int *created;
};

/* From 0 to n - 1, well enough for n far below 2^32. */
static int draw(int n)
{
	uint32_t random;

	seal_random(&random, sizeof(random));
	return (int)(random % (uint32_t)n);
}

static int64_t pick_customer(const struct simulation *s)
{
	int n = db_count(s->customers);

	return n && draw(100) < KNOWN
		       ? db_int64(s->customers, draw(n), "customer_id") : 0;
}

static const char *pick_product(const struct simulation *s)
{
	int n = db_count(s->products);

	return n ? db_text(s->products, draw(n), "handle") : NULL;
}

static void add(struct simulation *s, enum event_type type, int64_t at,
		int64_t customer_id, bool counted)
{
	struct event *event = &s->events[s->nevents++];

	*event = (struct event){
		.type = type,
		.key = arena_printf(s->arena, "simulated-%s-%zu", s->name,
				    s->nevents),
		.told_at = at,
		.happened_at = at,
		.customer_id = customer_id,
		.counted = counted,
		.ended = !counted,
	};
	if (counted) {
		s->created[type]++;
		s->left--;
	}
}

/* It began so long ago that a cart is abandoned by now. */
static void visit(struct simulation *s)
{
	int64_t at = s->now - ABANDONED_US -
		     draw(s->seconds - EVENT_CART_S) * CLOCK_SECOND_US;
	int64_t customer_id = pick_customer(s);

	add(s, EVENT_VIEW, at, customer_id, true);
	s->events[s->nevents - 1].product = pick_product(s);
	if (!s->left || draw(100) >= FILL_A_CART)
		return;
	if (draw(100) >= BEGIN_A_CHECKOUT) {
		add(s, EVENT_CART, at + ABANDONED_US, customer_id, true);
		return;
	}
	add(s, EVENT_CART, at, customer_id, false);
	add(s, EVENT_CHECKOUT, at, customer_id, true);
}

static void make_events(struct simulation *s,
			const struct simulation_wish *wish)
{
	unsigned char name[8];

	seal_random(name, sizeof(name));
	hex_encode(name, sizeof(name), s->name);
	s->now = clock_now_us();
	s->seconds = (int)wish->days * DAY_S;
	s->left = (int)wish->count;
	s->events = arena_alloc(s->arena, 2 * (size_t)wish->count *
						  sizeof(*s->events));
	while (s->left)
		visit(s);
}

int simulation_run(struct db *db, struct arena *a, int64_t tenant_id,
		   const struct simulation_wish *wish,
		   int created[EVENT_NTYPES], struct xn_error *err)
{
	struct simulation s = { .arena = a, .created = created };
	struct db_rows *lock, *customers, *products;
	struct writer w;

	memset(created, 0, EVENT_NTYPES * sizeof(*created));
	db_begin(db, tenant_id);
	writer_lock_own(&w, db, a, tenant_id, wish->shop_id, &lock);
	db_queue(db, a, &simulation_find_customers,
		 DB_ARGS(w.tenant_id, w.shop_id), &customers);
	db_queue(db, a, &simulation_find_products,
		 DB_ARGS(w.tenant_id, w.shop_id), &products);
	if (db_flush(db, err))
		return -1;
	if (writer_locked(&w, lock, err)) {
		db_rollback(db);
		return xn_fail_field(err, XN_NOT_FOUND, "shopId",
				     "no such shop");
	}
	s.customers = customers;
	s.products = products;
	make_events(&s, wish);
	event_store(&w, s.events, s.nevents);
	return db_commit(db, err);
}
