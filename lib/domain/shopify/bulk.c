#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"

#include "domain/shopify/bulk.h"
#include "domain/shopify/documents.h"

#define POLL_FIRST_US (CLOCK_SECOND_US / 5)
#define POLL_MAX_US (5 * CLOCK_SECOND_US)

/* The strings of a bulk_operation before they are copied into it. */
struct answer {
	const char *id, *status, *error_code, *url;
	int64_t created_at, objects, roots, file_bytes;
};


static const struct json_field operation_fields[] = {
	{ JSON_FIELD("id", TEXT, struct answer, id), .required = true },
	{ JSON_FIELD("status", TEXT, struct answer, status), .required = true },
	{ JSON_FIELD("errorCode", TEXT, struct answer, error_code) },
	{ JSON_FIELD("createdAt", TIME, struct answer, created_at) },
	{ JSON_FIELD("objectCount", INT, struct answer, objects) },
	{ JSON_FIELD("rootObjectCount", INT, struct answer, roots) },
	{ JSON_FIELD("fileSize", INT, struct answer, file_bytes) },
	{ JSON_FIELD("url", TEXT, struct answer, url) },
	{ 0 }
};

struct user_error {
	const char *code;
	const char *message;
};

static const struct json_field user_error_fields[] = {
	{ JSON_FIELD("code", TEXT, struct user_error, code) },
	{ JSON_FIELD("message", TEXT, struct user_error, message) },
	{ 0 }
};

enum bulk_step bulk_step(const struct bulk_operation *op)
{
	if (!strcmp(op->status, "COMPLETED")) {
		if (*op->url)
			return BULK_TAKE;
		return op->objects ? BULK_AGAIN : BULK_EMPTY;
	}
	if (!strcmp(op->status, "FAILED") &&
	    !strcmp(op->error_code, "ACCESS_DENIED"))
		return BULK_DENIED;
	if (!strcmp(op->status, "FAILED") ||
	    !strcmp(op->status, "CANCELED") ||
	    !strcmp(op->status, "EXPIRED"))
		return BULK_AGAIN;
	return BULK_WAIT;
}

int64_t bulk_poll_pause_us(int polls)
{
	int64_t us = POLL_FIRST_US;

	while (polls-- > 0 && us < POLL_MAX_US)
		us += us / 2;
	return us < POLL_MAX_US ? us : POLL_MAX_US;
}

static void copy_text(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from);
}

static bool has_room(const struct bulk_operation *op, const struct answer *from)
{
	return strlen(from->id) < sizeof(op->id) &&
	       strlen(from->status) < sizeof(op->status) &&
	       strlen(from->error_code) < sizeof(op->error_code) &&
	       strlen(from->url) < sizeof(op->url);
}

static int bind_operation(struct arena *a, const struct json *node,
			  struct bulk_operation *op, struct xn_error *err)
{
	struct answer answer = { .error_code = "", .url = "",
				 .file_bytes = -1 };
	struct xn_error detail;

	if (!json_is_object(node) ||
	    json_bind_tree(a, node, operation_fields, &answer, &detail) ||
	    !has_room(op, &answer))
		return xn_fail(err, XN_UNAVAILABLE,
			       "Shopify's answer is not a bulk operation");
	copy_text(op->id, sizeof(op->id), answer.id);
	copy_text(op->status, sizeof(op->status), answer.status);
	copy_text(op->error_code, sizeof(op->error_code), answer.error_code);
	copy_text(op->url, sizeof(op->url), answer.url);
	op->created_at = answer.created_at;
	op->objects = answer.objects;
	op->roots = answer.roots;
	op->file_bytes = answer.file_bytes;
	return 0;
}

static int check_user_errors(struct arena *a, const struct json *list,
			     struct xn_error *err)
{
	const struct json *first = json_first(list);
	struct user_error e = { 0 };

	if (!first)
		return 0;
	if (json_bind_tree(a, first, user_error_fields, &e, err))
		return -1;
	if (e.code && (!strcmp(e.code, "OPERATION_IN_PROGRESS") ||
		       !strcmp(e.code, "LIMIT_REACHED")))
		return xn_fail(err, XN_THROTTLED,
			       "too many bulk operations are running");
	log_error("shopify: bulk operation refused: %s",
		  e.message ? e.message : "?");
	return xn_fail(err, XN_REFUSED,
		       "Shopify does not run the bulk operation");
}

int bulk_start(struct shopify_access *access, struct arena *a,
	       const char *query, struct bulk_operation *out,
	       struct xn_error *err)
{
	const struct json *data, *result;

	if (shopify_query(access, a, shopify_bulk_run,
			  shopify_variable(a, "query", query), &data, err))
		return -1;
	result = json_get(data, "bulkOperationRunQuery");
	if (check_user_errors(a, json_get(result, "userErrors"), err))
		return -1;
	return bind_operation(a, json_get(result, "bulkOperation"), out, err);
}

/* The one of a list that has exactly this query; NULL if there is none. */
static const struct json *find_query(const struct json *nodes,
				     const char *query)
{
	for (const struct json *n = json_first(nodes); n; n = json_next(n)) {
		const struct json *text = json_get(n, "query");

		if (text && json_text(text) && !strcmp(json_text(text), query))
			return n;
	}
	return NULL;
}

int bulk_find_running(struct shopify_access *access, struct arena *a,
		      const char *query, struct bulk_operation *out,
		      bool *found, struct xn_error *err)
{
	static const char *const lists[] = { "created", "running" };
	const struct json *data, *n = NULL;

	*found = false;
	if (shopify_query(access, a, shopify_bulk_running, NULL, &data, err))
		return -1;
	for (size_t i = 0; !n && i < 2; i++)
		n = find_query(json_get(json_get(data, lists[i]), "nodes"),
			       query);
	if (!n)
		return 0;
	*found = true;
	return bind_operation(a, n, out, err);
}

int bulk_poll(struct shopify_access *access, struct arena *a,
	      struct bulk_operation *op, struct xn_error *err)
{
	const struct json *data, *node;

	if (shopify_query(access, a, shopify_bulk_poll,
			  shopify_variable(a, "id", op->id), &data, err))
		return -1;
	node = json_get(data, "bulkOperation");
	if (json_is_null(node)) {
		copy_text(op->status, sizeof(op->status), "EXPIRED");
		return 0;
	}
	return bind_operation(a, node, op, err);
}

bool bulk_stands_still(struct bulk_watch *watch,
		       const struct bulk_operation *op, int64_t now_us,
		       int64_t most_us)
{
	if (!watch->moved_us || op->objects != watch->objects ||
	    strcmp(op->status, watch->status)) {
		copy_text(watch->status, sizeof(watch->status), op->status);
		watch->objects = op->objects;
		watch->moved_us = now_us;
	}
	return now_us - watch->moved_us >= most_us;
}

int bulk_cancel(struct shopify_access *access, struct arena *a,
		const struct bulk_operation *op, struct xn_error *err)
{
	const struct json *data, *refusal, *message;

	if (shopify_query(access, a, shopify_bulk_cancel,
			  shopify_variable(a, "id", op->id), &data, err))
		return -1;
	refusal = json_first(json_path(data, "bulkOperationCancel.userErrors"));
	message = json_get(refusal, "message");
	if (message && json_text(message))
		log_warn("shopify: %s", json_text(message));
	return 0;
}
