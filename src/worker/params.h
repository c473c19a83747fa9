#ifndef WORKER_PARAMS_H
#define WORKER_PARAMS_H

#include "wrap/json.h"

#include "request.h"

/*
 * What stands in the path, the query string and the body, checked.  An error
 * names the parameter or the member.  Parameters that nobody asks for are
 * ignored.
 */

/* A :segment that is an id.  -1: XN_NOT_FOUND, for nothing has such an id. */
int param_id(const struct request *req, int index, int64_t *id,
	     struct xn_error *err);

/* *value is NULL if it is not there.  -1: XN_BAD_INPUT: twice, or %-garbage. */
int query_text(const struct request *req, const char *name,
	       const char **value, struct xn_error *err);

/*
 * Text to look for: NULL if it is not there or empty.  -1 also: XN_BAD_INPUT,
 * longer than any that is stored.
 */
int query_search(const struct request *req, const char *name,
		 const char **value, struct xn_error *err);

/* An id, or 0 if it is not there. */
int query_id(const struct request *req, const char *name, int64_t *id,
	     struct xn_error *err);

/* shopId: an id; 0 for "all", or if it is not there. */
int query_shop(const struct request *req, int64_t *shop_id,
	       struct xn_error *err);

/* A whole number within bounds, or `fallback` if it is not there. */
int query_int(const struct request *req, const char *name, int min, int max,
	      int fallback, int *value, struct xn_error *err);

/* Whether the client says that its body is JSON. */
bool body_is_json(const struct request *req);

/*
 * One of `n` words, as its index, or `fallback` if it is not there (-1: it has
 * to be).
 */
int query_word(const struct request *req, const char *name,
	       const char *const *words, int n, int fallback, int *index,
	       struct xn_error *err);

/*
 * A JSON body into a struct, as json_bind().  Also -1: XN_UNSUPPORTED, it
 * says that it is something else.
 */
int body_bind(const struct request *req, const struct json_field *fields,
	      void *out, struct xn_error *err);

#endif
