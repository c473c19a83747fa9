#include "base/text.h"
#include "wrap/json.h"
#include "wrap/json_scan.h"

#include "fuzz.h"

/*
 * Any bytes: what the scan lets through the parser takes, and its text is
 * UTF-8 without a NUL; what it refuses is refused with a place.
 */
struct thing {
	int64_t id, count, price, at;
	bool on;
	const char *name;
	struct thing *child, *list;
	size_t nlist;
	const char **texts;
	size_t ntexts;
	const struct json *tree;
};

static const struct json_field inner[] = {
	{ JSON_FIELD("count", INT, struct thing, count) },
	{ JSON_FIELD("name", TEXT, struct thing, name) },
	{ 0 }
};

static const struct json_field fields[] = {
	{ JSON_FIELD("id", ID, struct thing, id) },
	{ JSON_FIELD("count", INT, struct thing, count) },
	{ JSON_FIELD("price", MONEY, struct thing, price) },
	{ JSON_FIELD("at", TIME, struct thing, at) },
	{ JSON_FIELD("on", BOOL, struct thing, on) },
	{ JSON_FIELD("name", TEXT, struct thing, name) },
	{ JSON_WITHIN("set", inner) },
	{ .name = "child", .type = JSON_CHILD, .fields = inner,
	  .size = sizeof(struct thing),
	  .offset = offsetof(struct thing, child) },
	{ JSON_ITEMS("list", inner, struct thing, list, nlist) },
	{ .name = "texts", .type = JSON_TEXTS,
	  .offset = offsetof(struct thing, texts),
	  .count_offset = offsetof(struct thing, ntexts) },
	{ JSON_FIELD("tree", TREE, struct thing, tree) },
	{ 0 }
};

/* The copy differs from the text by marks and quotes around numbers. */
static void compare(const char *text, size_t size, const char *copy,
		    size_t len)
{
	const char *end = text + size;
	size_t marks = 0;

	for (size_t i = 0; i < len; i++) {
		if (copy[i] == JSON_NUMBER_MARK) {
			fuzz_must(i > 0 && copy[i - 1] == '"');
			marks++;
		} else if (text < end && copy[i] == *text) {
			text++;
		} else {
			fuzz_must(copy[i] == '"');
		}
	}
	fuzz_must(text == end && len == size + 3 * marks);
}

static void check_thing(const struct thing *t)
{
	fuzz_must(t->id >= 0);
	fuzz_must(!t->name || text_utf8_valid(t->name, strlen(t->name)));
	for (size_t i = 0; i < t->ntexts; i++)
		fuzz_must(text_utf8_valid(t->texts[i], strlen(t->texts[i])));
	for (const struct json *e = json_first(t->tree); e; e = json_next(e))
		json_text(e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	char *text = memcpy(arena_alloc_raw(a, size + 1), data, size);
	struct xn_error err = { 0 };
	struct thing thing = { 0 };
	size_t len = 0;
	char *copy = json_scan(a, text, size, &len, &err);

	fuzz_must(!copy == (err.code == XN_BAD_INPUT));
	if (copy) {
		compare(text, size, copy, len);
		fuzz_must(json_parse(a, text, size, &err) != NULL);
	} else {
		fuzz_must(!strncmp(err.text, "body: ", 6) &&
			  strstr(err.text, " at line "));
	}
	if (json_bind(a, text, size, fields, &thing, &err) == 0) {
		fuzz_must(copy != NULL);
		check_thing(&thing);
	} else {
		fuzz_must(err.code == XN_BAD_INPUT && *err.text && *err.field);
	}
	return 0;
}
