#include <string.h>

#include "base/clock.h"
#include "base/count.h"

#include "cors.h"
#include "reply.h"

/* The one place where our codes become statuses. */
static const int status_of[XN_NCODES] = {
	[XN_OK] = 500,
	[XN_BAD_INPUT] = 400,
	[XN_UNAUTHENTICATED] = 401,
	[XN_FORBIDDEN] = 403,
	[XN_NOT_FOUND] = 404,
	[XN_CONFLICT] = 409,
	[XN_TOO_LARGE] = 413,
	[XN_UNSUPPORTED] = 415,
	[XN_REFUSED] = 422,
	[XN_THROTTLED] = 429,
	[XN_UNAVAILABLE] = 503,
	[XN_INTERNAL] = 500,
};

static const struct {
	int status;
	const char *reason;
} reasons[] = {
	{ 200, " OK" }, { 201, " Created" }, { 202, " Accepted" },
	{ 204, " No Content" }, { 302, " Found" }, { 304, " Not Modified" },
	{ 400, " Bad Request" }, { 401, " Unauthorized" },
	{ 403, " Forbidden" }, { 404, " Not Found" },
	{ 405, " Method Not Allowed" }, { 409, " Conflict" },
	{ 413, " Content Too Large" }, { 415, " Unsupported Media Type" },
	{ 422, " Unprocessable Content" }, { 429, " Too Many Requests" },
	{ 500, " Internal Server Error" }, { 503, " Service Unavailable" },
};

/* nginx hands it on as it is: without a reason the line would be cut. */
static const char *reason_of(int status)
{
	for (size_t i = 0; i < COUNT_OF(reasons); i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	return "";
}

/* Seconds to wait before another try, where an answer does not say. */
static int default_retry_after(int status)
{
	return status == 429 ? 60 : status == 503 ? 2 : 0;
}

struct jsonout *reply_json(struct request *req)
{
	struct {
		struct jsonout w;
		struct buf buf;
	} *out = arena_alloc(req->arena, sizeof(*out));

	buf_init(&out->buf, req->arena);
	buf_reserve(&out->buf, 512);
	jsonout_init(&out->w, &out->buf);
	return &out->w;
}

int reply(struct request *req, int status, struct jsonout *w)
{
	req->answer.status = status;
	req->answer.type = "application/json";
	buf_addc(w->buf, '\n');
	req->answer.body = w->buf->data;
	req->answer.len = w->buf->len;
	return 0;
}

int reply_text(struct request *req, int status, const char *text)
{
	req->answer.status = status;
	req->answer.type = "text/plain; charset=utf-8";
	req->answer.body = text;
	req->answer.len = strlen(text);
	return 0;
}

int reply_empty(struct request *req, int status)
{
	req->answer.status = status;
	req->answer.type = NULL;
	req->answer.body = "";
	req->answer.len = 0;
	return 0;
}

int reply_redirect(struct request *req, const char *location)
{
	req->answer.location = location;
	return reply_empty(req, 302);
}

/* Weak comparison (RFC 9110, 13.1.2) with each tag of the list. */
static bool lists_tag(const char *list, const char *etag)
{
	size_t len = strlen(etag);

	if (!list)
		return false;
	if (!strcmp(list, "*"))
		return true;
	while ((list = strchr(list, '"'))) {
		size_t n = strcspn(++list, "\"");

		if (n == len && !memcmp(list, etag, n))
			return true;
		list += n;
		if (*list)
			list++;
	}
	return false;
}

bool reply_is_fresh(struct request *req, const char *etag)
{
	req->answer.etag = etag;
	return lists_tag(req->header.if_none_match, etag);
}

int reply_not_modified(struct request *req)
{
	return reply_empty(req, 304);
}

void reply_error_text(struct request *req, int status, const char *code,
		      const char *field, const char *text)
{
	struct jsonout *w = reply_json(req);

	jsonout_object_begin(w);
	jsonout_put_text(w, "message", text);
	jsonout_put_text(w, "code", code);
	if (field && *field)
		jsonout_put_text(w, "field", field);
	jsonout_put_text(w, "requestId", req->id);
	jsonout_object_end(w);
	reply(req, status, w);
	req->answer.etag = NULL;
}

void reply_error(struct request *req, const struct xn_error *err)
{
	reply_error_text(req, status_of[err->code], xn_code_name(err->code),
			 err->field, err->text);
}

void reply_put_id(struct jsonout *w, const char *name, int64_t id)
{
	if (id)
		jsonout_put_id(w, name, id);
	else
		jsonout_put_null(w, name);
}

void reply_put_time(struct jsonout *w, const char *name, int64_t us)
{
	char text[32];

	if (!us) {
		jsonout_put_null(w, name);
		return;
	}
	time_print_rfc3339(us, text);
	jsonout_put_text(w, name, text);
}

static void header(struct buf *out, const char *name, const char *value)
{
	if (!value)
		return;
	buf_adds(out, name);
	buf_adds(out, value);
	buf_adds(out, "\r\n");
}

static void header_number(struct buf *out, const char *name, int64_t value)
{
	buf_adds(out, name);
	buf_add_int64(out, value);
	buf_adds(out, "\r\n");
}

/* W3C Server Timing: milliseconds. */
static void put_timing(struct buf *out, int64_t waited_us)
{
	buf_printf(out, "Server-Timing: db;dur=%d.%03d\r\n",
		   (int)(waited_us / 1000), (int)(waited_us % 1000));
}

void reply_print(const struct request *req, struct buf *out)
{
	const struct answer *answer = &req->answer;
	int retry_after = answer->retry_after_s
		? answer->retry_after_s : default_retry_after(answer->status);

	buf_reset(out);
	buf_adds(out, "Status: ");
	buf_add_int64(out, answer->status);
	header(out, reason_of(answer->status), "");
	header(out, "Content-Type: ", answer->type);
	/* These two statuses have no content, so no length either. */
	if (answer->status != 204 && answer->status != 304 && !answer->more)
		header_number(out, "Content-Length: ", (int64_t)answer->len);
	header(out, "Allow: ", answer->allow);
	if (answer->etag) {
		buf_adds(out, "ETag: W/\"");
		buf_adds(out, answer->etag);
		buf_adds(out, "\"\r\n");
		header(out, "Data-Version: ", answer->data_version);
		header(out, "Cache-Control: ", "private, no-cache");
		put_timing(out, answer->waited_us);
	}
	if (answer->varies)
		header(out, "Vary: ", "Accept");
	header(out, "Content-Disposition: ", answer->disposition);
	header(out, "Link: ", answer->link);
	header(out, "Location: ", answer->location);
	header(out, "Set-Cookie: ", answer->set_cookie);
	if (answer->status == 401)
		header(out, "WWW-Authenticate: ", "Bearer");
	if (retry_after)
		header_number(out, "Retry-After: ", retry_after);
	cors_print(req, out);
	buf_adds(out, "\r\n");
	if (!req->is_head)
		buf_add(out, answer->body, answer->len);
}
