#ifndef WORKER_REPLY_H
#define WORKER_REPLY_H

#include "base/buf.h"
#include "base/jsonout.h"

#include "request.h"

/*
 * How a handler answers.  It writes JSON and ends with reply():
 *
 *	struct jsonout *w = reply_json(req);
 *
 *	jsonout_object_begin(w);
 *	...
 *	return reply(req, 200, w);
 */
struct jsonout *reply_json(struct request *req);

/* All of these return 0, to end a handler. */
int reply(struct request *req, int status, struct jsonout *w);
int reply_text(struct request *req, int status, const char *text);
int reply_empty(struct request *req, int status);
int reply_redirect(struct request *req, const char *location);

/*
 * Give the answer a tag; true: the client has it already, so end with
 * reply_not_modified().  The tag is without quotes, of letters, digits, '-'
 * and '.', in the request's arena.
 */
bool reply_is_fresh(struct request *req, const char *etag);
int reply_not_modified(struct request *req);

/* {message, code, field?, requestId} with the status that the code means. */
void reply_error(struct request *req, const struct xn_error *err);

/* The same for a status that is no xn_code's. */
void reply_error_text(struct request *req, int status, const char *code,
		      const char *field, const char *text);

/* A key and an id, or an instant as RFC 3339; null where it is 0. */
void reply_put_id(struct jsonout *w, const char *name, int64_t id);
void reply_put_time(struct jsonout *w, const char *name, int64_t us);

/*
 * The whole answer as FastCGI wants it: headers, an empty line, the body (none
 * for HEAD).  The buffer is emptied first.
 */
void reply_print(const struct request *req, struct buf *out);

#endif
