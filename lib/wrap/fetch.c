#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/count.h"
#include "base/log.h"

#include "wrap/curl_impl.h"
#include "wrap/fetch_guard.h"
#include "wrap/fetch.h"

struct fetch {
	struct fetch_options options;
	CURL *curl;
	struct curl_slist *connect_to;
	char host[256];			/* of the request in hand */
	bool refused;			/* one of its addresses was private */
	char detail[CURL_ERROR_SIZE];
};

/* Where the bytes of an answer go. */
struct sink {
	struct fetch *f;
	int64_t room;			/* how many more are taken */
	struct buf *body;		/* of a POST */
	int (*chunk)(void *ctx, const char *data, size_t n,
		     struct xn_error *err);
	void *ctx;
	struct xn_error *err;
	bool failed;			/* *err is filled */
};

static void options_default(struct fetch_options *o)
{
	if (!o->connect_timeout_ms)
		o->connect_timeout_ms = 3000;
	if (!o->post_timeout_ms)
		o->post_timeout_ms = 30000;
	if (!o->stall_s)
		o->stall_s = 30;
	if (!o->response_max_bytes)
		o->response_max_bytes = (size_t)16 << 20;
}

struct fetch *fetch_open(const struct fetch_options *options,
			 struct xn_error *err)
{
	struct fetch *f;

	if (options->ca_file && access(options->ca_file, R_OK)) {
		xn_fail(err, XN_BAD_INPUT, "cannot read %s", options->ca_file);
		return NULL;
	}
	curl_start();
	f = calloc(1, sizeof(*f));
	if (!f)
		abort();
	f->options = *options;
	options_default(&f->options);
	f->curl = curl_easy_init();
	if (options->connect_to) {
		char entry[300];

		snprintf(entry, sizeof(entry), "::%s", options->connect_to);
		f->connect_to = curl_slist_append(NULL, entry);
	}
	if (!f->curl || (options->connect_to && !f->connect_to)) {
		fetch_close(f);
		xn_fail(err, XN_INTERNAL, "internal error");
		return NULL;
	}
	return f;
}

void fetch_close(struct fetch *f)
{
	if (!f)
		return;
	curl_easy_cleanup(f->curl);
	curl_slist_free_all(f->connect_to);
	free(f);
}

/* libcurl asks for each socket: after the name was resolved, so no answer of
 * a name server leads into our own network. */
static curl_socket_t open_socket(void *userdata, curlsocktype purpose,
				 struct curl_sockaddr *address)
{
	struct fetch *f = userdata;

	(void)purpose;
	if (!f->options.connect_to && !fetch_guard_address(&address->addr)) {
		log_error("fetch: %s: refused a private address", f->host);
		f->refused = true;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC,
		      address->protocol);
}

static long status_of(const struct fetch *f)
{
	long status = 0;

	curl_easy_getinfo(f->curl, CURLINFO_RESPONSE_CODE, &status);
	return status;
}

static size_t take(char *data, size_t size, size_t count, void *userdata)
{
	struct sink *sink = userdata;
	size_t n = size * count;

	if (sink->chunk && status_of(sink->f) != 200)
		return CURL_WRITEFUNC_ERROR;
	if ((int64_t)n > sink->room) {
		xn_fail(sink->err, XN_TOO_LARGE, "the answer of %s is too long",
			sink->f->host);
		sink->failed = true;
		return CURL_WRITEFUNC_ERROR;
	}
	sink->room -= (int64_t)n;
	if (sink->body) {
		buf_add(sink->body, data, n);
		return n;
	}
	if (sink->chunk(sink->ctx, data, n, sink->err)) {
		sink->failed = true;
		return CURL_WRITEFUNC_ERROR;
	}
	return n;
}

/*
 * Read the URL once, judge it, and let libcurl use that same reading: two
 * parsers may disagree on where the host ends.
 */
static CURLU *url_parse(struct fetch *f, const char *url,
			const char *const *hosts, struct xn_error *err)
{
	char *scheme = NULL, *host = NULL, *user = NULL, *port = NULL;
	CURLU *u = curl_url();
	bool ok;

	if (!u)
		abort();
	ok = !curl_url_set(u, CURLUPART_URL, url, 0) &&
	     !curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) &&
	     !curl_url_get(u, CURLUPART_HOST, &host, 0) &&
	     curl_url_get(u, CURLUPART_USER, &user, 0) &&
	     curl_url_get(u, CURLUPART_PORT, &port, 0) &&
	     !strcmp(scheme, "https") && fetch_guard_host(hosts, host);
	if (ok)
		snprintf(f->host, sizeof(f->host), "%s", host);
	else
		log_error("fetch: refused to speak to %.100s",
			  host ? host : "a bad address");
	curl_free(scheme);
	curl_free(host);
	curl_free(user);
	curl_free(port);
	if (ok)
		return u;
	curl_url_cleanup(u);
	xn_fail(err, XN_REFUSED, "the address is not allowed");
	return NULL;
}

#define SET(option, value) CURL_SET(f->curl, option, value)

/* What every request has in common.  The open connections stay. */
static void prepare(struct fetch *f, CURLU *url, struct sink *sink)
{
	const struct fetch_options *o = &f->options;

	curl_easy_reset(f->curl);
	SET(CURLOPT_CURLU, url);
	SET(CURLOPT_PROTOCOLS_STR, "https");
	SET(CURLOPT_PROXY, "");
	/* One request at a time: HTTP/2 would only be a second way to fail. */
	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (o->ca_file) {
		SET(CURLOPT_CAINFO, o->ca_file);
		SET(CURLOPT_CAPATH, NULL);
	}
	if (f->connect_to)
		SET(CURLOPT_CONNECT_TO, f->connect_to);
	SET(CURLOPT_OPENSOCKETFUNCTION, open_socket);
	SET(CURLOPT_OPENSOCKETDATA, f);
	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)o->connect_timeout_ms);
	SET(CURLOPT_LOW_SPEED_LIMIT, 1L);
	SET(CURLOPT_LOW_SPEED_TIME, (long)o->stall_s);
	SET(CURLOPT_TCP_KEEPALIVE, 1L);
	SET(CURLOPT_USERAGENT, "xeno");
	SET(CURLOPT_ERRORBUFFER, f->detail);
	SET(CURLOPT_WRITEFUNCTION, take);
	SET(CURLOPT_WRITEDATA, sink);
	SET(CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)sink->room);
	f->detail[0] = '\0';
	f->refused = false;
}

/* What a client may know; libcurl's own words are logged. */
static int fail(const struct fetch *f, CURLcode code, struct xn_error *err)
{
	static const struct {
		CURLcode code;
		const char *what;
	} sentences[] = {
		{ CURLE_COULDNT_RESOLVE_HOST, "cannot be found" },
		{ CURLE_COULDNT_CONNECT, "cannot be reached" },
		{ CURLE_OPERATION_TIMEDOUT, "did not answer in time" },
		{ CURLE_PEER_FAILED_VERIFICATION, "is not who it should be" },
		{ CURLE_SSL_CONNECT_ERROR, "refused a secure connection" },
		{ CURLE_PARTIAL_FILE, "cut its answer off" },
		{ CURLE_RECV_ERROR, "cut its answer off" },
		{ CURLE_HTTP2_STREAM, "cut its answer off" },
		{ CURLE_GOT_NOTHING, "gave no answer" },
	};
	const char *what = "cannot be spoken to";

	log_warn("fetch: %s: %s", f->host,
		 f->detail[0] ? f->detail : curl_easy_strerror(code));
	if (f->refused)
		return xn_fail(err, XN_REFUSED, "the address is not allowed");
	if (code == CURLE_FILESIZE_EXCEEDED)
		return xn_fail(err, XN_TOO_LARGE,
			       "the answer of %s is too long", f->host);
	for (size_t i = 0; i < COUNT_OF(sentences); i++)
		if (sentences[i].code == code)
			what = sentences[i].what;
	return xn_fail(err, XN_UNAVAILABLE, "%s %s", f->host, what);
}

static void header_add(struct curl_slist **list, const char *line)
{
	struct curl_slist *longer = curl_slist_append(*list, line);

	if (!longer)
		abort();
	*list = longer;
}

/* NULL: a name or value would end its line, and begin another. */
static struct curl_slist *headers_new(struct arena *a,
				      const struct fetch_header *headers,
				      struct xn_error *err)
{
	struct curl_slist *list = NULL;

	header_add(&list, "Content-Type: application/json");
	header_add(&list, "Accept: application/json");
	header_add(&list, "Expect:");
	for (; headers && headers->name; headers++) {
		if (!fetch_guard_header(headers->name) ||
		    !fetch_guard_header(headers->value)) {
			curl_slist_free_all(list);
			xn_fail(err, XN_REFUSED, "%.40s: a control character",
				headers->name);
			return NULL;
		}
		header_add(&list, arena_printf(a, "%s: %s", headers->name,
					       headers->value));
	}
	return list;
}

static const char *header_value(const struct fetch *f, struct arena *a,
				const char *name)
{
	struct curl_header *h;

	if (curl_easy_header(f->curl, name, 0, CURLH_HEADER, -1, &h))
		return NULL;
	return arena_strdup(a, h->value);
}

static void response_fill(const struct fetch *f, struct arena *a,
			  struct buf *body, struct fetch_response *response)
{
	*response = (struct fetch_response){
		.status = (int)status_of(f),
		.body = buf_text(body),
		.len = body->len,
		.retry_after = header_value(f, a, "Retry-After"),
		.api_version = header_value(f, a, "X-Shopify-API-Version"),
		.request_id = header_value(f, a, "X-Request-Id"),
	};
	arena_defer(a, free, body->data);
}

int fetch_post_json(struct fetch *f, struct arena *a, const char *url,
		    const struct fetch_header *headers,
		    const char *body, size_t len,
		    struct fetch_response *response, struct xn_error *err)
{
	struct buf answer;
	struct sink sink = {
		.f = f, .body = &answer, .err = err,
		.room = (int64_t)f->options.response_max_bytes,
	};
	CURLU *u = url_parse(f, url, f->options.post_hosts, err);
	struct curl_slist *list = u ? headers_new(a, headers, err) : NULL;
	CURLcode code;
	int rc = -1;

	if (!list)
		goto out;
	buf_init(&answer, NULL);
	prepare(f, u, &sink);
	SET(CURLOPT_TIMEOUT_MS, (long)f->options.post_timeout_ms);
	SET(CURLOPT_HTTPHEADER, list);
	SET(CURLOPT_ACCEPT_ENCODING, "");
	SET(CURLOPT_POST, 1L);
	SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)len);
	SET(CURLOPT_POSTFIELDS, body);
	code = curl_easy_perform(f->curl);
	if (!code) {
		response_fill(f, a, &answer, response);
		rc = 0;
	} else {
		if (!sink.failed)
			fail(f, code, err);
		buf_free(&answer);
	}
out:
	curl_slist_free_all(list);
	curl_url_cleanup(u);
	return rc;
}

static int stream_status(const struct fetch *f, struct xn_error *err)
{
	long status = status_of(f);

	if (status == 200)
		return 0;
	log_warn("fetch: %s: status %ld", f->host, status);
	if (status == 403 || status == 404 || status == 410)
		return xn_fail(err, XN_NOT_FOUND,
			       "the address at %s has expired", f->host);
	return xn_fail(err, XN_UNAVAILABLE, "%s answered %ld", f->host,
		       status);
}

int fetch_stream(struct fetch *f, const char *url, int64_t max_bytes,
		 int (*chunk)(void *ctx, const char *data, size_t n,
			      struct xn_error *err),
		 void *ctx, struct xn_error *err)
{
	struct sink sink = {
		.f = f, .room = max_bytes, .chunk = chunk, .ctx = ctx,
		.err = err,
	};
	CURLU *u = url_parse(f, url, f->options.stream_hosts, err);
	CURLcode code;
	int rc = -1;

	if (!u)
		return -1;
	prepare(f, u, &sink);
	code = curl_easy_perform(f->curl);
	if (sink.failed)
		rc = -1;
	else if (status_of(f) && status_of(f) != 200)
		rc = stream_status(f, err);
	else if (code)
		rc = fail(f, code, err);
	else
		rc = 0;
	curl_url_cleanup(u);
	return rc;
}
