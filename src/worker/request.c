#include <stdlib.h>
#include <string.h>

#include "base/count.h"

#include "request.h"

static const char *const method_names[] = {
	[METHOD_GET] = "GET",
	[METHOD_POST] = "POST",
	[METHOD_PUT] = "PUT",
	[METHOD_PATCH] = "PATCH",
	[METHOD_DELETE] = "DELETE",
	[METHOD_OPTIONS] = "OPTIONS",
};

const char *request_method_name(enum method method)
{
	return method_names[method];
}

static void set_method(struct request *req, const char *name)
{
	req->is_head = !strcmp(name, "HEAD");
	req->method = req->is_head ? METHOD_GET : METHOD_OTHER;
	for (int i = 0; i < METHOD_OTHER; i++)
		if (!strcmp(name, method_names[i]))
			req->method = (enum method)i;
}

/*
 * The path is taken from REQUEST_URI, before anything was decoded, because
 * only there a %2F inside a segment is not a slash.
 */
static void set_uri(struct request *req, const char *uri)
{
	size_t len = strcspn(uri, "?#");

	req->path = arena_strndup(req->arena, uri, len);
	req->query = uri[len] == '?' ? uri + len + 1 : "";
}

#define TEXT(parameter, member) \
	{ parameter, sizeof(parameter) - 1, offsetof(struct request, member), \
	  NULL }
#define CALL(parameter, function) \
	{ parameter, sizeof(parameter) - 1, 0, function }

static const struct parameter {
	const char *name;
	size_t len;
	size_t offset;			/* of a const char * in the request */
	void (*set)(struct request *req, const char *value);
} parameters[] = {
	CALL("REQUEST_METHOD", set_method),
	CALL("REQUEST_URI", set_uri),
	TEXT("REQUEST_ID", id),
	TEXT("REMOTE_ADDR", client),
	TEXT("REQUEST_SCHEME", scheme),
	TEXT("CONTENT_LENGTH", content_length),
	TEXT("CONTENT_TYPE", header.content_type),
	TEXT("HTTP_AUTHORIZATION", header.authorization),
	TEXT("HTTP_COOKIE", header.cookie),
	TEXT("HTTP_HOST", header.host),
	TEXT("HTTP_IF_NONE_MATCH", header.if_none_match),
	TEXT("HTTP_ACCEPT", header.accept),
	TEXT("HTTP_ORIGIN", header.origin),
	TEXT("HTTP_USER_AGENT", header.user_agent),
	TEXT("HTTP_X_SHOPIFY_TOPIC", header.shopify_topic),
	TEXT("HTTP_X_SHOPIFY_HMAC_SHA256", header.shopify_hmac),
	TEXT("HTTP_X_SHOPIFY_SHOP_DOMAIN", header.shopify_domain),
	TEXT("HTTP_X_SHOPIFY_WEBHOOK_ID", header.shopify_webhook_id),
	TEXT("HTTP_X_SHOPIFY_EVENT_ID", header.shopify_event_id),
	TEXT("HTTP_X_SHOPIFY_TRIGGERED_AT", header.shopify_triggered_at),
	TEXT("HTTP_X_SHOPIFY_API_VERSION", header.shopify_api_version),
};

#define NPARAMETERS COUNT_OF(parameters)

static void set_parameter(struct request *req, const char *text)
{
	const char *equals = strchr(text, '=');
	size_t len = equals ? (size_t)(equals - text) : 0;

	for (size_t i = 0; i < NPARAMETERS; i++) {
		const struct parameter *p = &parameters[i];

		if (p->len != len || memcmp(p->name, text, len))
			continue;
		if (p->set)
			p->set(req, equals + 1);
		else if (equals[1])
			*(const char **)((char *)req + p->offset) = equals + 1;
		return;
	}
}

void request_from_params(struct request *req, char *const *params)
{
	req->id = req->client = req->scheme = req->path = req->query = "";
	req->method = METHOD_OTHER;
	for (; *params; params++)
		set_parameter(req, *params);
}

int request_body_size(const struct request *req, size_t *size,
		      struct xn_error *err)
{
	const char *s = req->content_length;
	size_t max = (size_t)req->worker->conf.body_max_bytes, digits;

	*size = 0;
	if (!s)
		return 0;
	digits = strspn(s, "0123456789");
	if (digits == 0 || s[digits])
		return xn_fail_field(err, XN_BAD_INPUT, "body",
				     "Content-Length: not a number");
	if (digits < 10)
		*size = strtoul(s, NULL, 10);
	if (digits >= 10 || *size > max)
		return xn_fail_field(err, XN_TOO_LARGE, "body",
				     "body: larger than %zu bytes", max);
	return 0;
}
