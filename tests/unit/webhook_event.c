/* What a cart's and a checkout's body come to, before anything is stored. */
#include <string.h>

#include "base/clock.h"
#include "domain/store/event.h"
#include "domain/webhook/webhook_event.h"

#include "test.h"

typedef int parse_fn(struct arena *a, const struct delivery *d,
		     struct webhook_content *c, struct xn_error *err);

static struct webhook_content content;

/* Bodies are written with ' for ", so that they can be read. */
static int parse(parse_fn *fn, const char *body)
{
	struct delivery d = { .body = arena_strdup(arena, body) };

	for (char *c = (char *)(uintptr_t)d.body; *c; c++)
		if (*c == '\'')
			*c = '"';
	d.body_len = strlen(d.body);
	content = (struct webhook_content){ 0 };
	err = (struct xn_error){ 0 };
	return fn(arena, &d, &content, &err);
}

#define AT "2026-10-01T12:00:00Z"
#define AT_US INT64_C(1790856000000000)
#define HOUR_US (3600 * CLOCK_SECOND_US)

START_TEST(names_a_cart_without_its_secret)
{
	static const struct { const char *token, *name; } cases[] = {
		{ "abc", "abc" }, { "abc?key=1", "abc" }, { "?key=1", NULL },
		{ "", NULL }, { NULL, NULL },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		ck_assert_pstr_eq(webhook_event_cart(arena, cases[i].token),
				  cases[i].name);
}
END_TEST

START_TEST(takes_a_cart_with_something_in_it)
{
	static const struct { const char *lines; bool counted; } cases[] = {
		{ "[{'quantity':1}]", true },
		{ "[{'quantity':0},{'quantity':2}]", true },
		{ "[{'quantity':0}]", false },
		{ "[{}]", false }, { "[]", false }, { "null", false },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		ck_assert_int_eq(parse(webhook_event_parse_cart,
			arena_printf(arena, "{'token':'t?key=k','updated_at':"
				"'" AT "','line_items':%s}",
				cases[i].lines)), 0);
		ck_assert_int_eq(content.event->type, EVENT_CART);
		ck_assert_str_eq(content.event->key, "t");
		ck_assert_int_eq(content.event->told_at, AT_US);
		ck_assert_int_eq(content.event->happened_at, AT_US + HOUR_US);
		ck_assert_int_eq(content.event->counted, cases[i].counted);
		ck_assert_int_eq(content.event->ended, false);
	}
}
END_TEST

START_TEST(takes_a_checkout)
{
	ck_assert_int_eq(parse(webhook_event_parse_checkout,
		"{'token':'t','cart_token':'c','created_at':'" AT "',"
		"'updated_at':'2026-10-01T13:00:00Z',"
		"'customer':{'id':7,'email':'a@example.com'}}"), 0);
	ck_assert_int_eq(content.event->type, EVENT_CHECKOUT);
	ck_assert_int_eq(content.event->happened_at, AT_US);
	ck_assert_int_eq(content.event->told_at, AT_US + HOUR_US);
	ck_assert_int_eq(content.event->customer_id, 7);
	ck_assert(content.event->counted);
	ck_assert_str_eq(content.cart_token, "c");
	ck_assert_int_eq(parse(webhook_event_parse_checkout,
		"{'token':'t','cart_token':null,'created_at':'" AT "',"
		"'customer':null}"), 0);
	ck_assert_int_eq(content.event->told_at, AT_US);
	ck_assert_int_eq(content.event->customer_id, 0);
	ck_assert_ptr_null(content.cart_token);
}
END_TEST

START_TEST(refuses_what_names_nothing)
{
	static const struct {
		parse_fn *fn;
		const char *body, *field;
	} cases[] = {
		{ webhook_event_parse_cart, "{'updated_at':'" AT "'}",
		  "token" },
		{ webhook_event_parse_cart,
		  "{'token':'','updated_at':'" AT "'}", "token" },
		{ webhook_event_parse_cart,
		  "{'token':'?k','updated_at':'" AT "'}", "token" },
		{ webhook_event_parse_cart, "{'token':'t'}", "updated_at" },
		{ webhook_event_parse_checkout, "{'token':'t'}",
		  "created_at" },
		{ webhook_event_parse_checkout,
		  "{'token':'','created_at':'" AT "'}", "token" },
		{ webhook_event_parse_checkout, "[]", "body" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		ck_assert_int_eq(parse(cases[i].fn, cases[i].body), -1);
		ck_assert_int_eq(err.code, XN_BAD_INPUT);
		ck_assert_str_eq(err.field, cases[i].field);
	}
}
END_TEST

TEST_MAIN("webhook_event", names_a_cart_without_its_secret,
	  takes_a_cart_with_something_in_it, takes_a_checkout,
	  refuses_what_names_nothing)
