#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/query_string.h"
#include "base/text.h"

#include "params.h"

int param_id(const struct request *req, int index, int64_t *id,
	     struct xn_error *err)
{
	if (!text_is_id(req->param[index]))
		return xn_fail(err, XN_NOT_FOUND, "no such thing");
	*id = strtoll(req->param[index], NULL, 10);
	return 0;
}

int query_text(const struct request *req, const char *name,
	       const char **value, struct xn_error *err)
{
	return query_string_find(req->arena, req->query, name, value, err);
}

int query_search(const struct request *req, const char *name,
		 const char **value, struct xn_error *err)
{
	if (query_text(req, name, value, err))
		return -1;
	if (*value && text_is_longer(*value, 255))
		return xn_fail_field(err, XN_BAD_INPUT, name,
				     "%s: longer than 255 characters", name);
	if (*value && !**value)
		*value = NULL;
	return 0;
}

static int to_id(const char *name, const char *value, int64_t *id,
		 struct xn_error *err)
{
	*id = 0;
	if (!value)
		return 0;
	if (!text_is_id(value))
		return xn_fail_field(err, XN_BAD_INPUT, name,
				     "%s: not an id", name);
	*id = strtoll(value, NULL, 10);
	return 0;
}

int query_id(const struct request *req, const char *name, int64_t *id,
	     struct xn_error *err)
{
	const char *value;

	if (query_text(req, name, &value, err))
		return -1;
	return to_id(name, value, id, err);
}

int query_shop(const struct request *req, int64_t *shop_id,
	       struct xn_error *err)
{
	const char *value;

	if (query_text(req, "shopId", &value, err))
		return -1;
	if (value && !strcmp(value, "all"))
		value = NULL;
	return to_id("shopId", value, shop_id, err);
}

int query_int(const struct request *req, const char *name, int min, int max,
	      int fallback, int *value, struct xn_error *err)
{
	const char *text;
	size_t digits;
	long number;

	if (query_text(req, name, &text, err))
		return -1;
	*value = fallback;
	if (!text)
		return 0;
	digits = strspn(text, "0123456789");
	number = digits <= 9 ? strtol(text, NULL, 10) : -1;
	if (digits == 0 || text[digits] || number < min || number > max)
		return xn_fail_field(err, XN_BAD_INPUT, name,
				     "%s: not a whole number from %d to %d",
				     name, min, max);
	*value = (int)number;
	return 0;
}

static int fail_word(struct arena *a, const char *name,
		     const char *const *words, int n, struct xn_error *err)
{
	struct buf list;

	buf_init(&list, a);
	for (int i = 0; i < n; i++)
		buf_printf(&list, "%s%s", i == 0 ? "" :
			   i == n - 1 ? " or " : ", ", words[i]);
	return xn_fail_field(err, XN_BAD_INPUT, name, "%s: must be %s", name,
			     buf_text(&list));
}

int query_word(const struct request *req, const char *name,
	       const char *const *words, int n, int fallback, int *index,
	       struct xn_error *err)
{
	const char *text;

	if (query_text(req, name, &text, err))
		return -1;
	*index = fallback;
	if (!text && fallback >= 0)
		return 0;
	for (int i = 0; text && i < n; i++) {
		if (!strcmp(text, words[i])) {
			*index = i;
			return 0;
		}
	}
	return fail_word(req->arena, name, words, n, err);
}

static bool is_json(const char *content_type)
{
	size_t len = strcspn(content_type, "; \t");

	return len == strlen("application/json") &&
	       !strncasecmp(content_type, "application/json", len);
}

bool body_is_json(const struct request *req)
{
	return req->header.content_type && is_json(req->header.content_type);
}

int body_bind(const struct request *req, const struct json_field *fields,
	      void *out, struct xn_error *err)
{
	const char *type = req->header.content_type;

	if (req->body_len && type && !is_json(type))
		return xn_fail_field(err, XN_UNSUPPORTED, "Content-Type",
			"Content-Type: must be application/json");
	return json_bind(req->arena, req->body, req->body_len, fields, out,
			 err);
}
