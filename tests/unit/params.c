#include <string.h>

#include "worker/params.h"

#include "request_helpers.h"

START_TEST(reads_ids_of_the_path)
{
	static const struct {
		const char *text;
		int64_t id;		/* 0: not found */
	} cases[] = {
		{ "1", 1 }, { "999999999999999999", 999999999999999999 },
		{ "0", 0 }, { "01", 0 }, { "-1", 0 }, { "1x", 0 }, { "", 0 },
		{ "9223372036854775808", 0 }, { "1.5", 0 }, { "../1", 0 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct request *req = request_to("GET", "/");
		int64_t id = 0;
		int rc;

		req->param[0] = cases[i].text;
		rc = param_id(req, 0, &id, &err);
		ck_assert_msg(rc == (cases[i].id ? 0 : -1), "%s",
			      cases[i].text);
		ck_assert_int_eq(id, cases[i].id);
		if (rc)
			ck_assert_int_eq(err.code, XN_NOT_FOUND);
	}
}
END_TEST

START_TEST(reads_the_shop)
{
	static const struct {
		const char *query;
		int64_t shop_id;	/* -1: bad input */
	} cases[] = {
		{ "", 0 }, { "?", 0 }, { "?shopId=all", 0 },
		{ "?shopId=7", 7 }, { "?a=1&shopId=7&b=2", 7 },
		{ "?shop%49d=7", 7 }, { "?shopId=%37", 7 },
		{ "?shopid=7", 0 }, { "?shopId=", -1 }, { "?shopId=ALL", -1 },
		{ "?shopId=0", -1 }, { "?shopId=-7", -1 },
		{ "?shopId=7&shopId=7", -1 }, { "?shopId=%zz", -1 },
		{ "?shopId=1%00", -1 }, { "?shopId=1;DROP", -1 },
		{ "?shopId=99999999999999999999", -1 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct request *req = request_to("GET",
			arena_printf(arena, "/x%s", cases[i].query));
		int64_t shop_id = 0;
		int rc = query_shop(req, &shop_id, &err);

		ck_assert_msg(rc == (cases[i].shop_id < 0 ? -1 : 0), "%s",
			      cases[i].query);
		if (rc) {
			ck_assert_int_eq(err.code, XN_BAD_INPUT);
			ck_assert_str_eq(err.field, "shopId");
		} else {
			ck_assert_int_eq(shop_id, cases[i].shop_id);
		}
	}
}
END_TEST

START_TEST(reads_numbers_within_bounds)
{
	static const struct {
		const char *query;
		int value;		/* -1: bad input */
	} cases[] = {
		{ "", 20 }, { "?limit=1", 1 }, { "?limit=100", 100 },
		{ "?limit=0", -1 }, { "?limit=101", -1 }, { "?limit=", -1 },
		{ "?limit", -1 }, { "?limit=5.0", -1 }, { "?limit=1e1", -1 },
		{ "?limit=99999999999", -1 }, { "?limit=-5", -1 },
		{ "?limit=+5", -1 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct request *req = request_to("GET",
			arena_printf(arena, "/x%s", cases[i].query));
		int value, rc;

		rc = query_int(req, "limit", 1, 100, 20, &value, &err);
		ck_assert_msg(rc == (cases[i].value < 0 ? -1 : 0), "%s",
			      cases[i].query);
		if (rc)
			assert_failed(XN_BAD_INPUT,
				"limit: not a whole number from 1 to 100");
		else
			ck_assert_int_eq(value, cases[i].value);
	}
}
END_TEST

struct target {
	const char *name;
};

START_TEST(takes_only_json)
{
	static const struct json_field fields[] = {
		{ .name = "name", .type = JSON_TEXT, .required = true,
		  .offset = offsetof(struct target, name) },
		{ 0 }
	};
	static const struct {
		const char *type;
		int code;
	} cases[] = {
		{ NULL,                              XN_OK },
		{ "application/json",                XN_OK },
		{ "Application/JSON; charset=utf-8", XN_OK },
		{ "text/plain",                      XN_UNSUPPORTED },
		{ "application/jsonp",               XN_UNSUPPORTED },
		{ "application/x-www-form-urlencoded", XN_UNSUPPORTED },
		{ "multipart/form-data; boundary=application/json",
		  XN_UNSUPPORTED },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct request *req = request_to("POST", "/");
		struct target target = { NULL };

		err = (struct xn_error){ 0 };
		req->header.content_type = cases[i].type;
		req->body = "{\"name\":\"x\"}";
		req->body_len = strlen(req->body);
		body_bind(req, fields, &target, &err);
		ck_assert_msg(err.code == (enum xn_code)cases[i].code, "%s",
			      cases[i].type);
		ck_assert(!target.name == !!cases[i].code);
	}
}
END_TEST

TEST_MAIN("params", reads_ids_of_the_path, reads_the_shop,
	  reads_numbers_within_bounds, takes_only_json)
