#ifndef WORKER_REQUEST_H
#define WORKER_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/account/role.h"

#include "worker.h"

/* In the order of method_names[] in request.c. */
enum method {
	METHOD_GET,
	METHOD_POST,
	METHOD_PUT,
	METHOD_PATCH,
	METHOD_DELETE,
	METHOD_OPTIONS,
	METHOD_OTHER,
};

#define REQUEST_PARAMS 2	/* most :segments a route may have */

/* The headers of a request that anything looks at; NULL where absent. */
struct request_headers {
	const char *authorization;
	const char *content_type;
	const char *cookie;
	const char *host;
	const char *if_none_match;
	const char *origin;
	const char *user_agent;
	const char *shopify_topic;
	const char *shopify_hmac;
	const char *shopify_domain;
	const char *shopify_webhook_id;
	const char *shopify_event_id;
	const char *shopify_triggered_at;
	const char *shopify_api_version;
	const char *accept;
};

/* How the rows of an answer are written; see table.h. */
enum table_format { FORMAT_JSON, FORMAT_CSV, FORMAT_NDJSON };

struct buf;
struct request;

/* What an answer is as a table; see table.h. */
struct table {
	const char *rows;		/* where they are; NULL: it is them */
	const char *columns;
};

/* What goes back.  reply.h fills it. */
struct answer {
	int status;
	const char *type;		/* of the content; NULL: none */
	const char *body;
	size_t len;
	const char *allow;		/* methods of this path */
	const char *etag;
	const char *data_version;	/* of metrics; goes with the tag */
	const char *link;
	const char *location;
	const char *set_cookie;
	int retry_after_s;		/* 0: as the status has it */
	int64_t waited_us;		/* for the database, until here */
	const char *cors_origin;	/* who may read it, or NULL */
	bool cors_preflight;
	enum table_format format;	/* the answer is a table */
	bool varies;			/* by Accept */
	struct table table;
	const char *disposition;
	/*
	 * The rest of the body, bit by bit: append some to `out` and return
	 * 1, or 0 if that was all; -1: it cannot go on.  NULL: `body` is all.
	 */
	int (*more)(struct request *req, struct buf *out);
	void *more_state;
};

/* One HTTP request and its answer.  Everything in it belongs to `arena`. */
struct request {
	struct arena *arena;
	struct worker *worker;
	struct db *db;

	const char *id;			/* nginx's, or "" */
	enum method method;		/* HEAD counts as GET */
	bool is_head;
	const char *path;		/* as it came: not decoded */
	const char *query;		/* behind the '?', or "" */
	const char *client;		/* address, or "" */
	const char *scheme;		/* http or https, or "" */
	const char *content_length;	/* as it came, or NULL */
	struct request_headers header;
	const char *body;		/* a NUL follows it */
	size_t body_len;

	/* Set by the dispatcher before a handler runs. */
	const char *param[REQUEST_PARAMS];	/* decoded :segments */
	struct actor who;		/* tenant_id 0: nobody in particular */
	int64_t tenant_id;		/* who's, once more */
	int64_t user_id;
	int64_t store_id;		/* the token's shop; 0: none */
	const char *session_cookie;	/* of a ACCESS_COOKIE route; or NULL */

	struct answer answer;
};

/*
 * Take a request from FastCGI parameters, "NAME=value" each, NULL at the end,
 * in one walk over them.  The strings must outlive the request.
 */
void request_from_params(struct request *req, char *const *params);

/* The name of a method as in Allow; METHOD_OTHER has none. */
const char *request_method_name(enum method method);

/*
 * The announced length of the body.  -1: XN_BAD_INPUT (not a number),
 * XN_TOO_LARGE (over body_max_bytes).
 */
int request_body_size(const struct request *req, size_t *size,
		      struct xn_error *err);

#endif
