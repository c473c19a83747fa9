#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/query_string.h"
#include "base/text.h"
#include "domain/read/place.h"

#include "page.h"
#include "params.h"
#include "reply.h"
#include "table.h"

/* What would end the address in Link early is encoded. */
static void add_encoded(struct buf *buf, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c <= ' ' || c > '~' || strchr("<>\"\\", c))
			buf_printf(buf, "%%%02X", c);
		else
			buf_addc(buf, (char)c);
	}
}

static bool is_cursor(struct arena *a, const struct query_pair *pair)
{
	const char *name = text_percent_decode(a, pair->name, pair->name_len,
					       true);

	return name && !strcmp(name, "cursor");
}

static void put_link(struct request *req, const char *cursor)
{
	const char *raw = req->query;
	struct query_pair pair;
	struct buf link;

	buf_init(&link, req->arena);
	buf_adds(&link, "<");
	add_encoded(&link, req->path, strlen(req->path));
	buf_adds(&link, "?");
	while (query_string_next(&raw, &pair)) {
		if (is_cursor(req->arena, &pair))
			continue;
		add_encoded(&link, pair.text, pair.len);
		buf_adds(&link, "&");
	}
	buf_printf(&link, "cursor=%s>; rel=\"next\"", cursor);
	req->answer.link = buf_text(&link);
}

void page_link_id(struct request *req, int64_t id)
{
	put_link(req, arena_printf(req->arena, "%lld", (long long)id));
}

void page_link_row(struct request *req, const struct row_cursor *next)
{
	if (next->id)
		put_link(req, arena_printf(req->arena, "%lld.%lld",
					   (long long)next->id,
					   (long long)next->shop_id));
}

void page_link_order(struct request *req, const struct order_cursor *next)
{
	if (next->order_id)
		put_link(req, arena_printf(req->arena, "%lld.%lld.%lld",
					   (long long)next->processed_at,
					   (long long)next->order_id,
					   (long long)next->shop_id));
}

/* Take an id and the dot before it, if it is not the first, off the text. */
static int take_id(struct arena *a, const char **text, int64_t *id)
{
	size_t len = strcspn(*text, ".");
	const char *digits = arena_strndup(a, *text, len);

	if (!text_is_id(digits))
		return -1;
	*id = strtoll(digits, NULL, 10);
	*text += len + ((*text)[len] == '.' && (*text)[len + 1]);
	return 0;
}

/* A row's id and its shop's; an earlier Link had no shop. */
static int take_row(struct arena *a, const char *text, int64_t *id,
		    int64_t *shop_id)
{
	*shop_id = 0;
	if (take_id(a, &text, id) || (*text && take_id(a, &text, shop_id)))
		return -1;
	return *text ? -1 : 0;
}

static int refuse_cursor(struct xn_error *err)
{
	return xn_fail_field(err, XN_BAD_INPUT, "cursor",
			     "cursor: not one that Link gave");
}

int page_row_cursor(const struct request *req, struct row_cursor *out,
		    struct xn_error *err)
{
	const char *text;

	*out = (struct row_cursor){ 0 };
	if (query_text(req, "cursor", &text, err))
		return -1;
	if (text && take_row(req->arena, text, &out->id, &out->shop_id))
		return refuse_cursor(err);
	return 0;
}

int page_of_ids(const struct request *req, struct page_of_ids *out,
		struct xn_error *err)
{
	const char *text;

	*out = (struct page_of_ids){ 0 };
	if (query_int(req, "limit", 1, PAGE_OF_IDS_LIMIT_MAX,
		      PAGE_OF_IDS_LIMIT, &out->limit, err) ||
	    query_text(req, "cursor", &text, err))
		return -1;
	if (text && (take_id(req->arena, &text, &out->after) || *text))
		return refuse_cursor(err);
	return 0;
}

void page_cut(struct page_of_ids *page, size_t *count)
{
	page->more = *count > (size_t)page->limit;
	if (page->more)
		*count = (size_t)page->limit;
}

/* No instant of an order is outside of the years 1 to 9999. */
#define EARLIEST_US INT64_C(-62135596800000000)
#define LATEST_US INT64_C(253402300799999999)

int page_order_cursor(const struct request *req, struct order_cursor *out,
		      struct xn_error *err)
{
	const char *text, *digits, *dot;

	*out = (struct order_cursor){ 0 };
	if (query_text(req, "cursor", &text, err))
		return -1;
	if (!text)
		return 0;
	digits = text + (*text == '-');
	dot = digits + strspn(digits, "0123456789");
	if (dot == digits || dot - digits > 18 || *dot != '.' ||
	    take_row(req->arena, dot + 1, &out->order_id, &out->shop_id))
		return refuse_cursor(err);
	out->processed_at = strtoll(text, NULL, 10);
	return out->processed_at >= EARLIEST_US &&
	       out->processed_at <= LATEST_US ? 0 : refuse_cursor(err);
}

/* Elements of a page of a table. */
#define TABLE_PAGE 500

struct pages {
	page_fn *fn;
	void *state;
	struct arena *arena;		/* of one page */
	struct buf first;
	struct place place;		/* unless that is the last, too */
	bool first_sent, begun, last;
};

static void free_arena(void *arena)
{
	arena_free(arena);
}

static int print_page(struct request *req, struct pages *pages,
		      struct buf *out, struct xn_error *err)
{
	struct arena *arena = req->arena;
	struct jsonout *w;
	int rc;

	req->arena = pages->arena;
	w = reply_json(req);
	rc = pages->fn(req, pages->state, TABLE_PAGE, w, &pages->last, err);
	if (rc == 0) {
		buf_text(w->buf);
		table_print(out, req->arena, req->answer.format,
			    &req->answer.table, w->buf->data, !pages->begun);
		pages->begun = true;
	}
	req->arena = arena;
	/* A table is whole: there is no next page to be asked for. */
	req->answer.link = NULL;
	arena_reset(pages->arena);
	return rc;
}

/* request.answer.more */
static int next_page(struct request *req, struct buf *out)
{
	struct pages *pages = req->answer.more_state;
	struct xn_error err = { 0 };

	if (!pages->first_sent) {
		buf_adds(out, buf_text(&pages->first));
		pages->first_sent = true;
	} else if (print_page(req, pages, out, &err)) {
		log_error("a table broke off: %s", err.text);
		return -1;
	}
	if (pages->last)
		place_give_back(&pages->place);
	return !pages->last;
}

/* The first page is read before the answer begins: it tells if it is long. */
static int reply_pages(struct request *req, page_fn *fn, void *state,
		       struct xn_error *err)
{
	struct pages *pages = arena_alloc(req->arena, sizeof(*pages));

	*pages = (struct pages){ .fn = fn, .state = state,
				 .arena = arena_new(65536) };
	arena_defer(req->arena, free_arena, pages->arena);
	buf_init(&pages->first, req->arena);
	if (print_page(req, pages, &pages->first, err))
		return -1;
	if (!pages->last && !req->is_head &&
	    place_take(&pages->place, req->db, req->arena, err))
		return -1;
	req->answer.more = next_page;
	req->answer.more_state = pages;
	table_head(req);
	return 0;
}

int page_reply(struct request *req, page_fn *fn, void *state,
	       const char *columns, struct xn_error *err)
{
	struct jsonout *w = reply_json(req);
	const char *text;
	bool last;
	int limit;

	req->answer.table.columns = columns;
	if (table_choose(req, err) || query_text(req, "limit", &text, err) ||
	    query_int(req, "limit", 1, PAGE_LIMIT_MAX, PAGE_LIMIT, &limit,
		      err))
		return -1;
	if (req->answer.format != FORMAT_JSON && !text)
		return reply_pages(req, fn, state, err);
	if (fn(req, state, limit, w, &last, err))
		return -1;
	return reply(req, 200, w);
}
