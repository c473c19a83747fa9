#include <string.h>

#include "base/clock.h"
#include "wrap/combine.h"

#include "domain/entity/array.h"
#include "domain/store/order_many.h"
#include "domain/webhook/webhook_event.h"

#include "domain/webhook/together.h"

/* What the process of a delivery is told, if not 1 + its outcome. */
enum told { TOLD_ALONE = 0, TOLD_UNAVAILABLE = -1 };

/* This process's delivery, and those of others. */
struct member {
	struct intake in;
	struct delivery delivery;	/* of others */
	bool is_parsed, is_fresh;
	int told;
};

struct group {
	struct intake *own;
	struct member *members;		/* the first is its own */
	size_t count;
	struct writer writer;
	struct db_rows *found;		/* a row an order */
	struct order **orders;		/* each once; its newest state */
	size_t norders;
	int nfresh;			/* deliveries that are no duplicates */
	int64_t began_us;
};

/* The texts of a delivery, in the order of their packing; NULL goes as "". */
enum { TOPIC, WEBHOOK_ID, EVENT_ID, TRIGGERED_AT, DIGEST, BOX, NTEXTS };

static struct buf pack(const struct intake *in)
{
	const struct delivery *d = in->delivery;
	const char *const texts[NTEXTS] = {
		[TOPIC] = d->topic,
		[WEBHOOK_ID] = d->webhook_id,
		[EVENT_ID] = d->event_id,
		[TRIGGERED_AT] = in->triggered_at,
		[DIGEST] = in->digest,
		[BOX] = in->box,
	};
	struct buf out;

	buf_init(&out, in->arena);
	for (int i = 0; i < NTEXTS; i++)
		buf_add(&out, texts[i] ? texts[i] : "",
			texts[i] ? strlen(texts[i]) + 1 : 1);
	buf_add(&out, d->body, d->body_len);
	return out;
}

static const char *or_null(const char *text)
{
	return *text ? text : NULL;
}

static void unpack(const struct combine_work *work, struct member *m)
{
	const char *texts[NTEXTS], *p = work->data;

	for (int i = 0; i < NTEXTS; i++) {
		texts[i] = p;
		p += strlen(p) + 1;
	}
	m->delivery = (struct delivery){
		.topic = texts[TOPIC],
		.webhook_id = texts[WEBHOOK_ID],
		.event_id = or_null(texts[EVENT_ID]),
		.body = p,
		.body_len = work->len - (size_t)(p - work->data),
	};
	m->in.delivery = &m->delivery;
	m->in.topic = webhook_topic_find(m->delivery.topic);
	m->in.triggered_at = or_null(texts[TRIGGERED_AT]);
	m->in.digest = texts[DIGEST];
	m->in.box = or_null(texts[BOX]);
}

static bool is_same(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

/*
 * What is no order becomes a dead letter, which is written alone; so is what
 * another secret signed than the one that is asked for here.
 */
static void parse(struct member *m, const struct intake *own)
{
	struct xn_error ignored = { 0 };

	m->is_parsed = is_same(m->in.box, own->box) &&
		       m->in.topic->parse(m->in.arena, m->in.delivery,
					  &m->in.content, &ignored) == 0;
}

static struct group gather(struct intake *in, const struct combine_work *work,
			   size_t n)
{
	struct group g = {
		.own = in,
		.count = n + 1,
		.began_us = clock_mono_us(),
	};

	g.members = arena_alloc(in->arena, g.count * sizeof(*g.members));
	g.orders = arena_alloc(in->arena, g.count * sizeof(struct order *));
	for (size_t i = 0; i < g.count; i++) {
		struct member *m = &g.members[i];

		m->in = *in;
		if (i)
			unpack(&work[i - 1], m);
		parse(m, in);
	}
	return g;
}

/*
 * In one order, or two of these could each wait for a row of the other's.  The
 * rows are those that are no duplicates.
 */
DB_QUERY(together_deliveries, 7,
	"INSERT INTO delivery (tenant_id, shop_id, webhook_id, topic,"
	" event_id, triggered_at, body_sha256)"
	"SELECT $1, $2, webhook_id, topic, event_id, triggered_at, digest"
	"  FROM unnest($3::text[], $4::text[], $5::text[],"
	"              $6::timestamptz[], $7::bytea[]) WITH ORDINALITY"
	"    AS d (webhook_id, topic, event_id, triggered_at, digest, place)"
	" ORDER BY webhook_id, place"
	" ON CONFLICT DO NOTHING RETURNING webhook_id");

DB_QUERY(together_count, 3,
	"INSERT INTO delivery_count AS c (tenant_id, shop_id, topic,"
	" deliveries, last_at)"
	"SELECT $1, $2, topic, count(*), now() FROM unnest($3::text[]) AS topic"
	" GROUP BY topic"
	" ON CONFLICT (tenant_id, shop_id, topic) DO UPDATE"
	" SET deliveries = c.deliveries + excluded.deliveries,"
	" last_at = excluded.last_at");

static void note_deliveries(struct group *g, struct db_rows **fresh)
{
	struct arena *a = g->own->arena;
	struct buf ids = array_start(a), topics = array_start(a),
		   events = array_start(a), times = array_start(a),
		   digests = array_start(a);

	for (size_t i = 0; i < g->count; i++) {
		const struct intake *in = &g->members[i].in;

		if (!g->members[i].is_parsed)
			continue;
		array_text(&ids, in->delivery->webhook_id);
		array_text(&topics, in->delivery->topic);
		array_text(&events, in->delivery->event_id);
		array_text(&times, in->triggered_at);
		array_text(&digests, in->digest);
	}
	db_queue(g->own->db, a, &together_deliveries,
		 DB_ARGS(db_arg_int64(a, g->own->shop.tenant_id),
			 db_arg_int64(a, g->own->shop.shop_id),
			 array_end(&ids), array_end(&topics),
			 array_end(&events), array_end(&times),
			 array_end(&digests)), fresh);
}

static struct order *order_of(const struct member *m)
{
	return m->in.content.order;
}

/* Where its order is in g->orders, or would come. */
static size_t find_order(const struct group *g, const struct member *m)
{
	size_t i = 0;

	while (i < g->norders && g->orders[i]->id != order_of(m)->id)
		i++;
	return i;
}

/* Each order once, to be looked up. */
static void find_orders(struct group *g)
{
	struct buf ids = array_start(g->own->arena);

	for (size_t i = 0; i < g->count; i++) {
		const struct member *m = &g->members[i];
		size_t place;

		if (!m->is_parsed)
			continue;
		place = find_order(g, m);
		if (place < g->norders)
			continue;
		g->orders[g->norders++] = order_of(m);
		array_int64(&ids, order_of(m)->id);
	}
	order_many_find(&g->writer, array_end(&ids), &g->found);
}

/* Of two with one id the first is the one that was stored. */
static void mark_fresh(struct group *g, const struct db_rows *fresh)
{
	for (int row = 0; row < db_count(fresh); row++) {
		const char *id = db_text(fresh, row, "webhook_id");
		size_t i = 0;

		while (!g->members[i].is_parsed ||
		       strcmp(g->members[i].in.delivery->webhook_id, id))
			i++;
		g->members[i].is_fresh = true;
	}
}

/* Of the states of an order that are no duplicates the newest, or NULL. */
static void choose_orders(struct group *g)
{
	for (size_t place = 0; place < g->norders; place++) {
		int64_t id = g->orders[place]->id;
		struct order *newest = NULL;

		for (size_t i = 0; i < g->count; i++) {
			struct member *m = &g->members[i];

			if (m->is_fresh && order_of(m)->id == id &&
			    (!newest ||
			     newest->updated_at <= order_of(m)->updated_at))
				newest = order_of(m);
		}
		g->orders[place] = newest;
	}
}

/* What the first trip is: as of one, see intake.c. */
static int open_up(struct group *g, struct xn_error *err)
{
	const struct shop_key *shop = &g->own->shop;
	struct db *db = g->own->db;
	struct db_rows *lock, *fresh, *signer = NULL;

	db_begin(db, shop->tenant_id);
	note_deliveries(g, &fresh);
	writer_lock(&g->writer, db, g->own->arena, shop->tenant_id,
		    shop->shop_id, true, &lock);
	intake_queue_signer(g->own, &signer);
	find_orders(g);
	if (db_flush(db, err) || writer_locked(&g->writer, lock, err) ||
	    intake_check_signer(g->own, signer, err))
		return -1;
	g->nfresh = db_count(fresh);
	mark_fresh(g, fresh);
	return 0;
}

/* What each delivery does beside its order, be it the newest state or not. */
static void store_rest(struct group *g)
{
	const struct writer *w = &g->writer;
	struct buf topics = array_start(w->arena);
	struct order **fresh;
	size_t n = 0;

	fresh = arena_alloc(w->arena, g->count * sizeof(*fresh));
	for (size_t i = 0; i < g->count; i++) {
		const struct member *m = &g->members[i];

		if (!m->is_fresh)
			continue;
		array_text(&topics, m->in.delivery->topic);
		webhook_event_order(w, order_of(m));
		fresh[n++] = order_of(m);
	}
	order_store_customers(w, fresh, n);
	db_queue(w->db, w->arena, &together_count,
		 DB_ARGS(w->tenant_id, w->shop_id, array_end(&topics)), NULL);
}

static int store(struct group *g, struct xn_error *err)
{
	enum order_effect *effect;
	size_t failed;

	if (open_up(g, err))
		return -1;
	if (!g->nfresh) {
		db_rollback(g->own->db);	/* nor is it a new version */
		return 0;
	}
	choose_orders(g);
	store_rest(g);
	effect = arena_alloc(g->own->arena, g->norders * sizeof(*effect) + 1);
	if (order_many_store(&g->writer, g->found, g->orders, g->norders,
			     effect, &failed, err))
		return -1;
	db_commit_start(g->own->db);
	combine_pass();		/* he can read what waits, and stand in line */
	return db_commit_finish(g->own->db, err);
}

/*
 * What went wrong may be one delivery's fault, or this connection's: each tries
 * alone, unless it has taken so long that nobody has time for that.
 */
static void tell(struct group *g, struct combine_work *work, bool is_stored)
{
	bool is_late = clock_mono_us() - g->began_us > 1000 * COMBINE_WAIT_MS;

	for (size_t i = 0; i < g->count; i++) {
		struct member *m = &g->members[i];

		m->told = is_late && !is_stored ? TOLD_UNAVAILABLE : TOLD_ALONE;
		if (is_stored && m->is_parsed)
			m->told = 1 + (m->is_fresh ? WEBHOOK_APPLIED
						   : WEBHOOK_DUPLICATE);
		if (i)
			work[i - 1].told = m->told;
	}
}

static int hear(struct intake *in, int told, enum webhook_outcome *outcome,
		struct xn_error *err)
{
	if (told == TOLD_ALONE)
		return intake_settle(in, outcome, err);
	if (told == TOLD_UNAVAILABLE)
		return xn_fail(err, XN_UNAVAILABLE, "database unavailable");
	*outcome = (enum webhook_outcome)(told - 1);
	if (*outcome == WEBHOOK_DUPLICATE)
		intake_check_duplicate(in);
	return 0;
}

static int lead(struct intake *in, enum webhook_outcome *outcome,
		struct xn_error *err)
{
	struct xn_error ignored = { 0 };
	struct combine_work *work;
	size_t n = combine_take(in->arena, &work);
	bool is_stored;
	struct group g;
	int rc;

	if (n == 0) {
		rc = intake_settle(in, outcome, err);
		combine_leave(NULL, 0);
		return rc;
	}
	g = gather(in, work, n);
	is_stored = store(&g, &ignored) == 0;
	if (!is_stored)
		db_rollback(in->db);
	tell(&g, work, is_stored);
	combine_leave(work, n);
	return hear(in, g.members[0].told, outcome, err);
}

int together_settle(struct intake *in, enum webhook_outcome *outcome,
		    struct xn_error *err)
{
	struct buf data;
	int told;

	/* Whoever leads may take longer than is left. */
	if (!in->topic || !webhook_topic_is_order(in->topic) ||
	    !db_has_time(in->db, 1000 * COMBINE_LOST_MS))
		return intake_settle(in, outcome, err);
	data = pack(in);
	switch (combine_join(in->shop.shop_id, data.data, data.len, &told)) {
	case COMBINE_LEAD:
		return lead(in, outcome, err);
	case COMBINE_TOLD:
		return hear(in, told, outcome, err);
	case COMBINE_ALONE:
		return intake_settle(in, outcome, err);
	case COMBINE_LOST:
		break;
	}
	return xn_fail(err, XN_UNAVAILABLE,
		       "whoever stores it has not answered");
}
