#include <stddef.h>

#include "base/clock.h"
#include "domain/shop/shop.h"
#include "domain/webhook/dead_letter.h"

#include "page.h"
#include "params.h"
#include "reply.h"
#include "routes.h"

/* As many as one call replays, and for how long; `left` tells of the rest. */
#define REPLAY_MOST 500
#define REPLAY_BUDGET_US (2 * CLOCK_SECOND_US)

static void put_letter(struct jsonout *w, int64_t shop_id,
		       const struct dead_letter *l)
{
	jsonout_object_begin(w);
	jsonout_put_id(w, "id", l->id);
	jsonout_put_id(w, "shopId", shop_id);
	jsonout_put_text(w, "topic", l->topic);
	jsonout_put_text(w, "reason", l->reason);
	jsonout_put_text(w, "webhookId", l->webhook_id);
	jsonout_put_text(w, "eventId", l->event_id);
	jsonout_put_int64(w, "bytes", l->bytes);
	reply_put_time(w, "triggeredAt", l->triggered_at);
	reply_put_time(w, "receivedAt", l->received_at);
	reply_put_time(w, "replayedAt", l->replayed_at);
	jsonout_object_end(w);
}

/* The shop of the path, which must be the tenant's. */
static int find_shop(struct request *req, int64_t *shop_id,
		     struct xn_error *err)
{
	struct shop shop;

	return param_id(req, 0, shop_id, err) ||
	       shop_get(req->db, req->arena, req->tenant_id, *shop_id, &shop,
			err) ? -1 : 0;
}

static int list(struct request *req, int64_t shop_id,
		const struct dead_letter_filter *filter, int64_t after,
		int limit, struct dead_letter **letters, size_t *count,
		struct xn_error *err)
{
	return dead_letter_list(req->db, req->arena, req->tenant_id, shop_id,
				filter, after, limit, letters, count, err);
}

/*
 * GET /api/shops/:id/dead-letters?limit=&cursor=: 200, what waits to be
 * replayed, oldest first; the next page's address is in Link.  400; 404.
 */
int api_letters_list(struct request *req, struct xn_error *err)
{
	static const struct dead_letter_filter waiting;
	struct jsonout *w = reply_json(req);
	struct dead_letter *letters;
	struct page_of_ids page;
	int64_t shop_id;
	size_t count;

	if (find_shop(req, &shop_id, err) ||
	    page_of_ids(req, &page, err) ||
	    list(req, shop_id, &waiting, page.after, page.limit + 1, &letters,
		 &count, err))
		return -1;
	page_cut(&page, &count);
	jsonout_array_begin(w);
	for (size_t i = 0; i < count; i++)
		put_letter(w, shop_id, &letters[i]);
	jsonout_array_end(w);
	if (page.more)
		page_link_id(req, letters[count - 1].id);
	return reply(req, 200, w);
}

/*
 * POST /api/shops/:id/dead-letters/:letter/replay: 200, the letter as it is
 * now, replayed or with the reason why not; 404; 422 the shop is not
 * connected; 503.
 */
int api_letters_replay_one(struct request *req, struct xn_error *err)
{
	struct dead_letter_filter filter = { .replayed = true };
	struct jsonout *w = reply_json(req);
	struct dead_letter *letters;
	struct xn_error why;
	int64_t shop_id;
	bool replayed;
	size_t count;

	if (find_shop(req, &shop_id, err) ||
	    param_id(req, 1, &filter.id, err) ||
	    dead_letter_replay(req->db, req->arena, req->tenant_id, shop_id,
			       filter.id, false, &replayed, &why, err) ||
	    list(req, shop_id, &filter, 0, 1, &letters, &count, err))
		return -1;
	if (count == 0)
		return xn_fail(err, XN_NOT_FOUND, "no such dead letter");
	put_letter(w, shop_id, letters);
	return reply(req, 200, w);
}

struct counts {
	int64_t replayed, failed, left;
};

/* `one` holds one letter at a time: a body may have 10 MB. */
static int replay_each(struct request *req, struct arena *one,
		       int64_t shop_id, const struct dead_letter *letters,
		       size_t count, struct counts *counts,
		       struct xn_error *err)
{
	int64_t end = clock_mono_us() + REPLAY_BUDGET_US;
	size_t i;

	for (i = 0; i < count && i < REPLAY_MOST; i++) {
		struct xn_error why;
		bool replayed;

		if (clock_mono_us() > end)
			break;
		arena_reset(one);
		if (dead_letter_replay(req->db, one, req->tenant_id, shop_id,
				       letters[i].id, false, &replayed, &why,
				       err))
			return -1;
		counts->replayed += replayed;
		counts->failed += !replayed;
	}
	counts->left = (int64_t)(count - i);
	return 0;
}

static int replay_all(struct request *req, int64_t shop_id,
		      const struct dead_letter_filter *filter,
		      struct counts *counts, struct xn_error *err)
{
	struct dead_letter *letters;
	struct arena *one;
	size_t count;
	int rc;

	if (list(req, shop_id, filter, 0, REPLAY_MOST + 1, &letters, &count,
		 err))
		return -1;
	one = arena_new(65536);
	rc = replay_each(req, one, shop_id, letters, count, counts, err);
	arena_free(one);
	return rc;
}

static const struct json_field replay_fields[] = {
	{ JSON_STRICT("topic", struct dead_letter_filter, topic, 255) },
	{ JSON_FIELD("from", TIME, struct dead_letter_filter, from_us) },
	{ JSON_FIELD("to", TIME, struct dead_letter_filter, to_us) },
	{ 0 }
};

/*
 * POST /api/shops/:id/dead-letters/replay {topic?, from?, to?}: 200 how many
 * took effect, how many did not, and how many there was no time for; 400;
 * 404; 422 the shop is not connected; 503.
 */
int api_letters_replay(struct request *req, struct xn_error *err)
{
	struct dead_letter_filter filter = { 0 };
	struct jsonout *w = reply_json(req);
	struct counts counts = { 0 };
	int64_t shop_id;

	if (find_shop(req, &shop_id, err) ||
	    (req->body_len && body_bind(req, replay_fields, &filter, err)) ||
	    replay_all(req, shop_id, &filter, &counts, err))
		return -1;
	jsonout_object_begin(w);
	jsonout_put_int64(w, "replayed", counts.replayed);
	jsonout_put_int64(w, "failed", counts.failed);
	jsonout_put_int64(w, "left", counts.left);
	jsonout_object_end(w);
	return reply(req, 200, w);
}
