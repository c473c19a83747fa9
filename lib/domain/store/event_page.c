#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/count.h"
#include "base/text.h"

#include "domain/store/event.h"
#include "domain/store/event_page.h"

#define KEY_DIGITS 32

/* The digits before a '-', and *text moved behind it. */
static int take_id(struct arena *a, const char **text, int64_t *id)
{
	size_t len = strcspn(*text, "-");
	const char *digits = arena_strndup(a, *text, len);

	if (!(*text)[len] || !text_is_id(digits))
		return -1;
	*id = strtoll(digits, NULL, 10);
	*text += len + 1;
	return 0;
}

int event_page_key(struct arena *a, const char *text, int64_t *tenant_id,
		   int64_t *shop_id, const char **key)
{
	if (take_id(a, &text, tenant_id) || take_id(a, &text, shop_id) ||
	    strlen(text) != KEY_DIGITS ||
	    strspn(text, "0123456789abcdef") != KEY_DIGITS)
		return -1;
	*key = text;
	return 0;
}

DB_QUERY(event_page_find, 3,
	"SELECT shop_id FROM shop"
	" WHERE tenant_id = $1 AND shop_id = $2 AND event_key = $3");

static int get_events(struct arena *a, const struct event_page *page,
		      struct event **out, struct xn_error *err)
{
	int64_t now = clock_now_us();

	*out = arena_alloc(a, (page->nviews + 1) * sizeof(**out));
	for (size_t i = 0; i < page->nviews; i++) {
		const struct event_view *view = &page->views[i];

		if (strcmp(view->type, event_type_name(EVENT_VIEW)))
			return xn_fail_field(err, XN_BAD_INPUT,
				arena_printf(a, "events[%zu].type", i),
				"events[%zu].type: must be product_viewed", i);
		(*out)[i] = (struct event){
			.type = EVENT_VIEW,
			.key = view->id,
			.told_at = now,
			.happened_at = now,
			.product = view->product,
			.counted = true,
		};
	}
	return 0;
}

/*
 * A shop that is being written for long, by a sync or by hand, keeps pages of
 * other shops waiting behind its own: so they wait for its lock a moment, and
 * where that was in vain none waits for the next while.
 */
#define LOCK_WAIT "1s"
#define LOCK_LOOK "1ms"
#define LOCK_HELD_US (2 * CLOCK_SECOND_US)

static struct {
	int64_t shop_id, until_us;
} held[64];

static bool is_held(int64_t shop_id)
{
	size_t seat = (size_t)shop_id % COUNT_OF(held);

	return held[seat].shop_id == shop_id &&
	       clock_mono_us() < held[seat].until_us;
}

static void note_held(int64_t shop_id)
{
	size_t seat = (size_t)shop_id % COUNT_OF(held);

	held[seat].shop_id = shop_id;
	held[seat].until_us = clock_mono_us() + LOCK_HELD_US;
}

DB_QUERY(event_page_patience, 1,
	"SELECT set_config('lock_timeout', $1, true)");

/* In a transaction that a failure rolls back. */
static int lock_shop(struct writer *w, struct db *db, struct arena *a,
		     int64_t tenant_id, int64_t shop_id, struct xn_error *err)
{
	bool was_held = is_held(shop_id);
	struct db_rows *lock;

	db_begin(db, tenant_id);
	db_queue(db, a, &event_page_patience,
		 DB_ARGS(was_held ? LOCK_LOOK : LOCK_WAIT), NULL);
	writer_lock(w, db, a, tenant_id, shop_id, false, &lock);
	if (db_flush(db, err)) {
		if (!was_held && err->code == XN_UNAVAILABLE)
			note_held(shop_id);
		return -1;
	}
	return writer_locked(w, lock, err);
}

/* The lock is only for who has the key. */
int event_page_store(struct db *db, struct arena *a,
		     const struct event_page *page, struct xn_error *err)
{
	struct db_rows *found;
	int64_t tenant_id, shop_id;
	struct event *events;
	struct writer w;
	const char *key;

	if (get_events(a, page, &events, err))
		return -1;
	if (event_page_key(a, page->key, &tenant_id, &shop_id, &key))
		return xn_fail_field(err, XN_NOT_FOUND, "key",
				     "key: not a shop's");
	found = db_read(db, a, tenant_id, &event_page_find,
			DB_ARGS(db_arg_int64(a, tenant_id),
				db_arg_int64(a, shop_id), key), err);
	if (!found)
		return -1;
	if (db_count(found) == 0)
		return xn_fail_field(err, XN_NOT_FOUND, "key",
				     "key: not a shop's");
	if (page->nviews == 0)
		return 0;
	if (lock_shop(&w, db, a, tenant_id, shop_id, err)) {
		db_rollback(db);
		return -1;
	}
	event_store(&w, events, page->nviews);
	return db_commit(db, err);
}
