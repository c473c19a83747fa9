#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/money.h"
#include "base/text.h"

#include "wrap/json.h"
#include "wrap/json_scan.h"

/* Where in the document a value stands, for the error that names it. */
struct place {
	const struct place *up;
	const char *name;	/* NULL: an element of a list */
	size_t index;
};

struct binding {
	struct arena *arena;
	struct xn_error *err;
};

static int bind_members(struct binding *b, const struct place *up,
			const cJSON *object, const struct json_field *fields,
			void *out);

/* cJSON allocates from the arena of the document at hand; nothing is freed. */
static struct arena *tree_arena;

static void *tree_alloc(size_t size)
{
	return arena_alloc_raw(tree_arena, size);
}

static void tree_free(void *p)
{
	(void)p;
}

struct json *json_parse(struct arena *a, const char *text, size_t len,
			struct xn_error *err)
{
	cJSON_Hooks hooks = { .malloc_fn = tree_alloc, .free_fn = tree_free };
	const char *end;
	size_t scanned;
	char *copy = json_scan(a, text, len, &scanned, err);
	cJSON *tree;

	if (!copy)
		return NULL;
	tree_arena = a;
	cJSON_InitHooks(&hooks);
	tree = cJSON_ParseWithLengthOpts(copy, scanned + 1, &end, true);
	if (!tree)
		xn_fail_field(err, XN_BAD_INPUT, "body", "body: not JSON");
	return (struct json *)tree;
}

static void print_place(const struct place *p, struct buf *out)
{
	if (!p)
		return;
	print_place(p->up, out);
	if (p->name)
		buf_printf(out, "%s%s", out->len ? "." : "", p->name);
	else
		buf_printf(out, "[%zu]", p->index);
}

static int complain(struct binding *b, const struct place *p, const char *what)
{
	struct buf name;

	buf_init(&name, b->arena);
	print_place(p, &name);
	return xn_fail_field(b->err, XN_BAD_INPUT, buf_text(&name), "%s: %s",
			     buf_text(&name), what);
}

/* A string's text, or a number's digits; NULL for any other type. */
static const char *text_of(const cJSON *item)
{
	const char *s = cJSON_IsString(item) ? item->valuestring : NULL;

	return s && *s == JSON_NUMBER_MARK ? s + 1 : s;
}

static bool is_number(const cJSON *item)
{
	return cJSON_IsString(item) && *item->valuestring == JSON_NUMBER_MARK;
}

/* Plain digits with an optional sign; no fraction, no exponent. */
static int parse_int64(const char *s, int64_t *out)
{
	bool negative = *s == '-';
	int64_t n = 0;

	s += negative;
	if (!*s)
		return -1;
	for (; *s; s++) {
		if (*s < '0' || *s > '9' ||
		    __builtin_mul_overflow(n, 10, &n) ||
		    __builtin_sub_overflow(n, *s - '0', &n))
			return -1;
	}
	if (!negative && n == INT64_MIN)
		return -1;
	*out = negative ? n : -n;
	return 0;
}

/* What is wrong with it, or NULL.  A longer one no address could have. */
static const char *parse_id(const char *s, int64_t *out)
{
	static const char gid[] = "gid://shopify/";
	int64_t id;

	if (!strncmp(s, gid, sizeof(gid) - 1)) {
		s = strchr(s + sizeof(gid) - 1, '/');
		if (!s)
			return "not an id";
		s++;
	}
	if (*s == '0' || parse_int64(s, &id) || id <= 0)
		return "not an id";
	if (!text_is_id(s))
		return "longer than 18 digits";
	*out = id;
	return NULL;
}

static int bind_text(struct binding *b, const struct place *p,
		     const cJSON *item, const struct json_field *f, void *slot)
{
	const char *s = text_of(item);

	if (!s || (f->strict && is_number(item)))
		return complain(b, p, "not a string");
	if (f->max && text_is_longer(s, f->max))
		return complain(b, p, arena_printf(b->arena,
						   "longer than %zu characters",
						   f->max));
	*(const char **)slot = s;
	return 0;
}

static int bind_money(struct binding *b, const struct place *p,
		      const cJSON *item, int64_t *out_e4)
{
	const char *s = text_of(item);

	if (!s || money_parse(s, strlen(s), out_e4))
		return complain(b, p, "not an amount");
	return 0;
}

static int bind_scalar(struct binding *b, const struct place *p,
		       const cJSON *item, const struct json_field *f,
		       void *slot)
{
	const char *s = text_of(item), *wrong;

	switch (f->type) {
	case JSON_TEXT:
		return bind_text(b, p, item, f, slot);
	case JSON_ID:
		wrong = s ? parse_id(s, slot) : "not an id";
		return wrong ? complain(b, p, wrong) : 0;
	case JSON_INT:
		if (!s || parse_int64(s, slot))
			return complain(b, p, "not an integer");
		return 0;
	case JSON_MONEY:
		return bind_money(b, p, item, slot);
	case JSON_TIME:
		if (!s || time_parse_rfc3339(s, slot))
			return complain(b, p, "not an RFC 3339 time");
		if (*(int64_t *)slot == 0)
			*(int64_t *)slot = 1;
		return 0;
	case JSON_BOOL:
		if (!cJSON_IsBool(item))
			return complain(b, p, "not true or false");
		*(bool *)slot = cJSON_IsTrue(item);
		return 0;
	case JSON_TREE:
		*(const struct json **)slot = (const struct json *)item;
		return 0;
	default:
		abort();
	}
}

static size_t element_size(const struct json_field *f)
{
	return f->type == JSON_TEXTS ? sizeof(char *) : f->size;
}

static int bind_list(struct binding *b, const struct place *p,
		     const cJSON *list, const struct json_field *f, void *out)
{
	static const struct json_field text = { .type = JSON_TEXT };
	void **slot = (void **)((char *)out + f->offset);
	size_t n = 0, size = element_size(f);
	struct place at = { .up = p };
	char *elements;

	if (!cJSON_IsArray(list))
		return complain(b, p, "not a list");
	for (const cJSON *e = list->child; e; e = e->next)
		n++;
	if (f->max && n > f->max)
		return complain(b, p, "too many elements");
	elements = arena_alloc(b->arena, n * size + 1);
	for (size_t i = 0; f->initial && i < n; i++)
		memcpy(elements + i * size, f->initial, size);
	for (const cJSON *e = list->child; e; e = e->next, at.index++) {
		void *element = elements + at.index * size;
		int rc = f->type == JSON_TEXTS
				 ? bind_scalar(b, &at, e, &text, element)
				 : bind_members(b, &at, e, f->fields, element);

		if (rc)
			return -1;
	}
	*slot = elements;
	*(size_t *)((char *)out + f->count_offset) = n;
	return 0;
}

static int bind_field(struct binding *b, const struct place *p,
		      const cJSON *item, const struct json_field *f, void *out)
{
	void *slot = (char *)out + f->offset;
	void *child;

	switch (f->type) {
	case JSON_OBJECT:
		return bind_members(b, p, item, f->fields, out);
	case JSON_CHILD:
		child = arena_alloc(b->arena, f->size);
		if (f->initial)
			memcpy(child, f->initial, f->size);
		if (bind_members(b, p, item, f->fields, child))
			return -1;
		*(void **)slot = child;
		return 0;
	case JSON_AMOUNT:
		child = arena_alloc(b->arena, sizeof(int64_t));
		*(void **)slot = child;
		return bind_money(b, p, item, child);
	case JSON_LIST:
	case JSON_TEXTS:
		return bind_list(b, p, item, f, out);
	default:
		return bind_scalar(b, p, item, f, slot);
	}
}

/*
 * Documents come in the order in which the table lists their members, or
 * nearly: the search goes on from the last hit, and wraps once.
 */
static const cJSON *find_member(const cJSON *object, const cJSON **cursor,
				const char *name)
{
	const cJSON *from = *cursor;

	for (const cJSON *m = from; m; m = m->next) {
		if (!strcmp(m->string, name)) {
			*cursor = m->next;
			return m;
		}
	}
	for (const cJSON *m = object->child; m && m != from; m = m->next) {
		if (!strcmp(m->string, name)) {
			*cursor = m->next;
			return m;
		}
	}
	return NULL;
}

static int bind_members(struct binding *b, const struct place *up,
			const cJSON *object, const struct json_field *fields,
			void *out)
{
	const cJSON *cursor;

	if (!cJSON_IsObject(object))
		return up ? complain(b, up, "not an object")
			  : xn_fail_field(b->err, XN_BAD_INPUT, "body",
					  "body: not a JSON object");
	cursor = object->child;
	for (const struct json_field *f = fields; f->name; f++) {
		const cJSON *item = find_member(object, &cursor, f->name);
		struct place p = { .up = up, .name = f->name };

		if (item && !cJSON_IsNull(item)) {
			if (bind_field(b, &p, item, f, out))
				return -1;
		} else if (f->required) {
			return complain(b, &p, "missing");
		}
	}
	return 0;
}

int json_bind_tree(struct arena *a, const struct json *tree,
		   const struct json_field *fields, void *out,
		   struct xn_error *err)
{
	struct binding b = { .arena = a, .err = err };

	return bind_members(&b, NULL, (const cJSON *)tree, fields, out);
}

int json_bind(struct arena *a, const char *text, size_t len,
	      const struct json_field *fields, void *out,
	      struct xn_error *err)
{
	const struct json *tree = json_parse(a, text, len, err);

	return tree ? json_bind_tree(a, tree, fields, out, err) : -1;
}

const struct json *json_get(const struct json *object, const char *name)
{
	return (const struct json *)cJSON_GetObjectItemCaseSensitive(
		(const cJSON *)object, name);
}

const struct json *json_path(const struct json *object, const char *path)
{
	char name[64];

	while (object && *path) {
		size_t n = strcspn(path, ".");

		if (n >= sizeof(name))
			return NULL;
		memcpy(name, path, n);
		name[n] = '\0';
		object = json_get(object, name);
		path += n + (path[n] == '.');
	}
	return object;
}

const struct json *json_first(const struct json *list)
{
	const cJSON *l = (const cJSON *)list;

	return cJSON_IsArray(l) ? (const struct json *)l->child : NULL;
}

const struct json *json_next(const struct json *element)
{
	return (const struct json *)((const cJSON *)element)->next;
}

/* As deep as json_scan.h lets anything through. */
bool json_holds(const struct json *tree, const char *text)
{
	const cJSON *item = (const cJSON *)tree, *child;

	if (cJSON_IsString(item))
		return strstr(item->valuestring, text) != NULL;
	for (child = item ? item->child : NULL; child; child = child->next)
		if (json_holds((const struct json *)child, text))
			return true;
	return false;
}

const char *json_text(const struct json *value)
{
	return text_of((const cJSON *)value);
}

bool json_is_null(const struct json *value)
{
	return !value || cJSON_IsNull((const cJSON *)value);
}

bool json_is_object(const struct json *value)
{
	return cJSON_IsObject((const cJSON *)value);
}
