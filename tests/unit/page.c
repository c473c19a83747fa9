#include <string.h>

#include "worker/page.h"

#include "request_helpers.h"

START_TEST(takes_only_cursors_that_it_gave)
{
	static const struct {
		const char *text;
		int64_t processed_at, order_id;	/* 0: bad input */
		int64_t shop_id;
	} cases[] = {
		{ "1795348800000000.77.5", 1795348800000000, 77, 5 },
		{ "0.1", 0, 1, 0 },
		{ "253402300799999999.999999999999999999",
		  253402300799999999, 999999999999999999, 0 },
		{ "253402300800000000.1", 0, 0, 0 },
		{ "9999999999999999999.1", 0, 0, 0 },
		{ "1", 0, 0, 0 }, { "1.", 0, 0, 0 }, { ".1", 0, 0, 0 },
		{ "1.0", 0, 0, 0 }, { "1.01", 0, 0, 0 },
		{ "-1.1", -1, 1, 0 },
		{ "-62135596800000000.7.5", -62135596800000000, 7, 5 },
		{ "-62135596800000001.7.5", 0, 0, 0 },
		{ "-9999999999999999999.1", 0, 0, 0 },
		{ "-.1", 0, 0, 0 }, { "--1.1", 0, 0, 0 },
		{ "1.1.", 0, 0, 0 }, { "1.1.0", 0, 0, 0 }, { "1..1", 0, 0, 0 },
		{ "1.1.1.1", 0, 0, 0 }, { "1.1x", 0, 0, 0 }, { "x.1", 0, 0, 0 },
		{ "", 0, 0, 0 }, { "%2e", 0, 0, 0 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct order_cursor cursor;
		int rc = page_order_cursor(request_to("GET", arena_printf(
			arena, "/x?cursor=%s", cases[i].text)), &cursor, &err);

		ck_assert_msg(rc == (cases[i].order_id ? 0 : -1), "%s",
			      cases[i].text);
		if (rc) {
			ck_assert_str_eq(err.field, "cursor");
			continue;
		}
		ck_assert_int_eq(cursor.processed_at, cases[i].processed_at);
		ck_assert_int_eq(cursor.order_id, cases[i].order_id);
		ck_assert_int_eq(cursor.shop_id, cases[i].shop_id);
	}
}
END_TEST

START_TEST(takes_a_row_and_its_shop)
{
	static const struct {
		const char *text;
		int64_t id, shop_id;	/* 0: bad input */
	} cases[] = {
		{ "77.5", 77, 5 }, { "77", 77, 0 },
		{ "77.", 0, 0 }, { "0", 0, 0 }, { ".5", 0, 0 },
		{ "7.5.1", 0, 0 }, { "7x", 0, 0 }, { "-7", 0, 0 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct row_cursor cursor;
		int rc = page_row_cursor(request_to("GET", arena_printf(
			arena, "/x?cursor=%s", cases[i].text)), &cursor, &err);

		ck_assert_msg(rc == (cases[i].id ? 0 : -1), "%s",
			      cases[i].text);
		if (rc)
			continue;
		ck_assert_int_eq(cursor.id, cases[i].id);
		ck_assert_int_eq(cursor.shop_id, cases[i].shop_id);
	}
}
END_TEST

START_TEST(takes_an_id_and_a_limit)
{
	static const struct {
		const char *query;
		int64_t after;
		int limit;
		const char *field;	/* what is bad input, or NULL */
	} cases[] = {
		{ "", 0, 20, NULL }, { "limit=7&cursor=5", 5, 7, NULL },
		{ "limit=100", 0, 100, NULL },
		{ "limit=101", 0, 0, "limit" }, { "limit=0", 0, 0, "limit" },
		{ "limit=x", 0, 0, "limit" }, { "cursor=", 0, 0, "cursor" },
		{ "cursor=0", 0, 0, "cursor" }, { "cursor=-1", 0, 0, "cursor" },
		{ "cursor=5.5", 0, 0, "cursor" },
		{ "cursor=5.", 0, 0, "cursor" },
		{ "cursor=5x", 0, 0, "cursor" },
		{ "cursor=1&cursor=2", 0, 0, "cursor" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct page_of_ids page;
		int rc = page_of_ids(request_to("GET", arena_printf(arena,
			"/x?%s", cases[i].query)), &page, &err);

		ck_assert_msg(rc == (cases[i].field ? -1 : 0), "%s",
			      cases[i].query);
		if (rc) {
			ck_assert_int_eq(err.code, XN_BAD_INPUT);
			ck_assert_str_eq(err.field, cases[i].field);
			continue;
		}
		ck_assert_int_eq(page.after, cases[i].after);
		ck_assert_int_eq(page.limit, cases[i].limit);
	}
}
END_TEST

START_TEST(cuts_what_is_more_than_a_page)
{
	struct page_of_ids page = { .limit = 2 };
	size_t count = 2;

	page_cut(&page, &count);
	ck_assert_uint_eq(count, 2);
	ck_assert(!page.more);
	count = 3;
	page_cut(&page, &count);
	ck_assert_uint_eq(count, 2);
	ck_assert(page.more);
}
END_TEST

START_TEST(begins_without_a_cursor)
{
	struct order_cursor cursor = { 1, 1, 1 };

	ck_assert_int_eq(page_order_cursor(request_to("GET", "/x?limit=1"),
					   &cursor, &err), 0);
	ck_assert_int_eq(cursor.order_id, 0);
}
END_TEST

START_TEST(links_to_the_same_with_another_cursor)
{
	static const struct {
		const char *uri, *link;
	} cases[] = {
		{ "/api/orders", "</api/orders?cursor=7>; rel=\"next\"" },
		{ "/x?limit=5&cursor=3",
		  "</x?limit=5&cursor=7>; rel=\"next\"" },
		{ "/x?cursor=3&&q=a%20b",
		  "</x?q=a%20b&cursor=7>; rel=\"next\"" },
		{ "/x?c%75rsor=3", "</x?cursor=7>; rel=\"next\"" },
		{ "/x?q=a>b\"<", "</x?q=a%3Eb%22%3C&cursor=7>; rel=\"next\"" },
		{ "/x?q=\xc3\xb6\\",
		  "</x?q=%C3%B6%5C&cursor=7>; rel=\"next\"" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct request *req = request_to("GET", cases[i].uri);

		page_link_id(req, 7);
		ck_assert_str_eq(req->answer.link, cases[i].link);
	}
}
END_TEST

START_TEST(does_not_link_behind_the_last)
{
	static const struct order_cursor none;
	struct request *req = request_to("GET", "/x");

	page_link_order(req, &none);
	page_link_row(req, &(struct row_cursor){ 0 });
	ck_assert_ptr_null(req->answer.link);
}
END_TEST

TEST_MAIN("page", takes_only_cursors_that_it_gave, takes_a_row_and_its_shop,
	  takes_an_id_and_a_limit, cuts_what_is_more_than_a_page,
	  begins_without_a_cursor,
	  links_to_the_same_with_another_cursor,
	  does_not_link_behind_the_last)
