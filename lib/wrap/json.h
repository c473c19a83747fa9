#ifndef WRAP_JSON_H
#define WRAP_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

/*
 * Reading JSON by declaration.  A table says which members an object may
 * have, what each must be and where it goes; json_bind() does the checking,
 * and an error names the member ("lineItems[2].quantity: not an integer").
 * Writing is base/jsonout.h.
 *
 * No digit is lost: the scan that checks the bytes (json_scan.h) writes a
 * copy in which every number is a marked string, so cJSON, which would make
 * it a double, hands over its digits.  json.c is the only file that includes
 * cJSON.h.
 */
struct json;

enum json_type {
	JSON_TEXT,	/* const char *: a string */
	JSON_ID,	/* int64_t: a number, its digits in a string, or the
			 * end of a "gid://shopify/Order/123"; positive,
			 * and as text_is_id() has it */
	JSON_INT,	/* int64_t: a number or its digits in a string */
	JSON_BOOL,	/* bool */
	JSON_MONEY,	/* int64_t in 1/10,000: a decimal string or number */
	JSON_AMOUNT,	/* const int64_t *: as JSON_MONEY, where 0 is not the
			 * same as nothing; or NULL */
	JSON_TIME,	/* int64_t, microseconds since 1970: RFC 3339.  That
			 * instant itself is the next, 1: 0 is of a slot that
			 * nothing filled */
	JSON_OBJECT,	/* members of `fields`, into the same struct */
	JSON_CHILD,	/* struct pointer: an object of its own, or NULL */
	JSON_LIST,	/* struct array pointer, and a size_t count */
	JSON_TEXTS,	/* const char ** array, and a size_t count */
	JSON_TREE,	/* struct json *: bound later by json_bind_tree() */
};

/* Absent optional members, and null, leave the slot untouched. */
struct json_field {
	const char *name;	/* of the member; NULL ends a table */
	enum json_type type;
	bool required;		/* present and not null */
	bool strict;		/* JSON_TEXT: a number is refused.  Otherwise
				 * a number's digits serve as the text */
	size_t offset;		/* of the slot in the struct */
	size_t max;		/* longest text in characters, most list
				 * elements; 0: no limit of its own */
	const struct json_field *fields;	/* OBJECT, CHILD, LIST */
	size_t size;		/* CHILD, LIST: sizeof one element */
	size_t count_offset;	/* LIST, TEXTS: of the size_t count */
	const void *initial;	/* CHILD, LIST: an element before it is bound;
				 * NULL: zeroes */
};

/*
 * What a row of a table begins with:
 *
 *	static const struct json_field fields[] = {
 *		{ JSON_FIELD("id", ID, struct customer, id), .required = true },
 *		{ JSON_STRICT("phone", struct customer, phone, 32) },
 *		{ JSON_WITHIN("address", address_fields) },
 *		{ JSON_ITEMS("tags", tag_fields, struct customer, tags, n) },
 *		{ 0 }
 *	};
 *
 * STRICT is text of `most` characters, and no number; WITHIN an object whose
 * members go into the same struct; ITEMS a list of structs and their count.
 */
#define JSON_FIELD(json, kind, owner, member)				\
	.name = json, .type = JSON_##kind, .offset = offsetof(owner, member)
#define JSON_STRICT(json, owner, member, most)				\
	JSON_FIELD(json, TEXT, owner, member), .strict = true, .max = most
#define JSON_WITHIN(json, table)					\
	.name = json, .type = JSON_OBJECT, .fields = table
#define JSON_ITEMS(json, table, owner, items, count)			\
	JSON_FIELD(json, LIST, owner, items), .fields = table,		\
	.size = sizeof(*((owner *)NULL)->items),			\
	.count_offset = offsetof(owner, count)

/*
 * Parse `len` bytes of `text` into *out, following `fields`.  Members that
 * are not declared are ignored.  Strings and lists belong to `a`.
 * -1: XN_BAD_INPUT; err->field names the member, or "body" for bad bytes
 * (and the text then names the place: "line 1, column 17").
 */
int json_bind(struct arena *a, const char *text, size_t len,
	      const struct json_field *fields, void *out,
	      struct xn_error *err);

/* The two steps apart, for a document that is looked at before binding. */
struct json *json_parse(struct arena *a, const char *text, size_t len,
			struct xn_error *err);
int json_bind_tree(struct arena *a, const struct json *tree,
		   const struct json_field *fields, void *out,
		   struct xn_error *err);

/* A member of an object by its exact name, or NULL (also on NULL). */
const struct json *json_get(const struct json *object, const char *name);

/* A path of members, "data.shop.name"; NULL where it ends early. */
const struct json *json_path(const struct json *object, const char *path);

/* The elements of a list in turn; NULL at the end, or if not a list. */
const struct json *json_first(const struct json *list);
const struct json *json_next(const struct json *element);

/* Does any string in it (not a member's name) contain `text`? */
bool json_holds(const struct json *tree, const char *text);

/* A string's text or a number's digits; NULL for anything else. */
const char *json_text(const struct json *value);
bool json_is_null(const struct json *value);	/* null or absent */
bool json_is_object(const struct json *value);

#endif
