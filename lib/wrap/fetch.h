#ifndef WRAP_FETCH_H
#define WRAP_FETCH_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

/*
 * Requests that this program makes.  curl_impl.h is the only file that
 * includes curl.h.  https on port 443 only, peer and host verified, no
 * redirects, no proxy, no private addresses.  One handle a process: the
 * connection stays open between requests.  Tokens, bodies and query strings
 * are never logged.
 */
struct fetch;

struct fetch_options {
	/*
	 * Hosts that may be spoken to, NULL at the end.  "*.example.com"
	 * stands for one label of letters, digits and hyphens before it.
	 */
	const char *const *post_hosts;
	const char *const *stream_hosts;
	const char *ca_file;	/* PEM; NULL: the system's authorities */
	const char *connect_to;	/* host:port of a stand-in for every host */
	int connect_timeout_ms;	/* 0: 3,000 */
	int post_timeout_ms;	/* the whole of a POST; 0: 30,000 */
	int stall_s;		/* a stream's longest silence; 0: 30 */
	size_t response_max_bytes; /* of a POST's answer; 0: 16 MB */
};

struct fetch_header {
	const char *name, *value;
};

struct fetch_response {
	int status;
	const char *body;	/* a NUL follows it; the caller's arena */
	size_t len;
	const char *retry_after;	/* header values, or NULL */
	const char *api_version;	/* X-Shopify-API-Version */
	const char *request_id;		/* X-Request-Id */
};

/*
 * What options points to must outlive the result.  SIGPIPE is ignored from
 * here on: a peer that goes away is an error, not the program's end.
 * NULL: XN_BAD_INPUT (the CA file cannot be read) or XN_INTERNAL.
 */
struct fetch *fetch_open(const struct fetch_options *options,
			 struct xn_error *err);

/* Close the connections.  fetch_close(NULL) does nothing. */
void fetch_close(struct fetch *f);

/*
 * POST `len` bytes of JSON.  `headers` ends with a NULL name and may be NULL.
 * Any status is success: look at it.
 * -1: XN_REFUSED (a URL that is not https, a host that is not allowed or whose
 * address is private, a header with a control character), XN_TOO_LARGE (the
 * answer), XN_UNAVAILABLE (everything else: no connection, a certificate that
 * does not fit, time ran out, cut in the middle).
 */
int fetch_post_json(struct fetch *f, struct arena *a, const char *url,
		    const struct fetch_header *headers,
		    const char *body, size_t len,
		    struct fetch_response *response, struct xn_error *err);

/*
 * GET a file of any size and hand it over piece by piece as it arrives, in
 * constant memory.  chunk() answers 0 to go on; or -1, having filled its
 * `err`, which is this function's, and the transfer stops with that error.
 * Otherwise -1 is XN_TOO_LARGE (more than max_bytes), XN_NOT_FOUND (status
 * 403, 404 or 410: a signed address that has expired), XN_UNAVAILABLE (any
 * other status than 200, or fewer bytes than were announced), or as above.
 * chunk() never sees the body of a status other than 200.
 */
int fetch_stream(struct fetch *f, const char *url, int64_t max_bytes,
		 int (*chunk)(void *ctx, const char *data, size_t n,
			      struct xn_error *err),
		 void *ctx, struct xn_error *err);

#endif
