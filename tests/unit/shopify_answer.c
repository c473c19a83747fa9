#include <string.h>

#include "base/clock.h"
#include "domain/shopify/answer.h"

#include "test.h"

#define COST "\"extensions\":{\"cost\":{\"requestedQueryCost\":202,"	\
	"\"actualQueryCost\":null,\"throttleStatus\":{"			\
	"\"maximumAvailable\":2000.0,\"currentlyAvailable\":102,"	\
	"\"restoreRate\":100.0}}}"
#define ERROR(code) "{\"errors\":[{\"message\":\"m\","			\
	"\"extensions\":{\"code\":\"" code "\"}}]," COST "}"

static const struct {
	int status;
	const char *body;
	enum shopify_verdict verdict;
	enum xn_code code;
	const char *text;
} cases[] = {
	{ 200, "{\"data\":{\"shop\":{}}," COST "}", SHOPIFY_OK, XN_OK, "" },
	{ 401, "{\"errors\":\"[API] Invalid API key\"}", SHOPIFY_FAILED,
	  XN_UNAUTHENTICATED,
	  "Shopify no longer takes the shop's access token" },
	{ 402, "", SHOPIFY_FAILED, XN_REFUSED,
	  "the shop is frozen at Shopify" },
	{ 403, "", SHOPIFY_FAILED, XN_FORBIDDEN,
	  "Shopify does not allow this app to read that" },
	{ 404, "", SHOPIFY_FAILED, XN_NOT_FOUND,
	  "Shopify knows no such shop" },
	{ 423, "", SHOPIFY_FAILED, XN_REFUSED,
	  "the shop is locked at Shopify" },
	{ 430, "", SHOPIFY_FAILED, XN_REFUSED,
	  "Shopify rejects our requests as a security risk" },
	{ 429, "", SHOPIFY_RETRY, XN_UNAVAILABLE,
	  "Shopify asks us to slow down" },
	{ 503, "<html>", SHOPIFY_STUMBLED, XN_UNAVAILABLE,
	  "Shopify answered 503" },
	{ 302, "", SHOPIFY_FAILED, XN_INTERNAL, "Shopify answered 302" },
	{ 200, "<html>", SHOPIFY_RETRY, XN_UNAVAILABLE,
	  "Shopify's answer is not JSON" },
	{ 200, "[1]", SHOPIFY_RETRY, XN_UNAVAILABLE,
	  "Shopify's answer is not JSON" },
	{ 200, "{\"data\":null}", SHOPIFY_RETRY, XN_UNAVAILABLE,
	  "Shopify's answer has no data" },
	{ 200, ERROR("THROTTLED"), SHOPIFY_THROTTLED, XN_UNAVAILABLE,
	  "Shopify is throttling this shop" },
	{ 200, ERROR("INTERNAL_SERVER_ERROR"), SHOPIFY_STUMBLED,
	  XN_UNAVAILABLE, "Shopify had an internal error" },
	{ 200, ERROR("TIMEOUT"), SHOPIFY_STUMBLED, XN_UNAVAILABLE,
	  "Shopify took too long for a query" },
	{ 200, ERROR("MAX_COST_EXCEEDED"), SHOPIFY_FAILED, XN_TOO_LARGE,
	  "the query costs more than Shopify allows" },
	{ 200, ERROR("ACCESS_DENIED"), SHOPIFY_FAILED, XN_FORBIDDEN,
	  "the app lacks an access scope" },
	{ 200, ERROR("SHOP_INACTIVE"), SHOPIFY_FAILED, XN_REFUSED,
	  "the shop is inactive at Shopify" },
	{ 200, ERROR("undefinedField"), SHOPIFY_FAILED, XN_INTERNAL,
	  "Shopify does not understand our query" },
	{ 200, "{\"errors\":\"?\"}", SHOPIFY_FAILED, XN_INTERNAL,
	  "Shopify does not understand our query" },
	/* Half of the data beside an error is not taken for the whole. */
	{ 200, "{\"data\":{\"a\":1},\"errors\":[{\"message\":\"m\"}]}",
	  SHOPIFY_FAILED, XN_INTERNAL,
	  "Shopify does not understand our query" },
	/* An ignored filter would give everything. */
	{ 200, "{\"data\":{\"a\":1},\"extensions\":{\"search\":[{\"path\":[],"
	  "\"warnings\":[{\"field\":\"made_up\",\"message\":\"m\","
	  "\"code\":\"invalid_field\"}]}]}}",
	  SHOPIFY_FAILED, XN_INTERNAL,
	  "Shopify ignores the filter on made_up" },
	{ 200, "{\"data\":{\"a\":1},\"extensions\":{\"search\":[{\"path\":[],"
	  "\"warnings\":[]}]}}", SHOPIFY_OK, XN_OK, "" },
};

static enum shopify_verdict judge(int status, const char *body,
				  const char *retry_after,
				  struct throttle *t,
				  struct shopify_answer *answer)
{
	struct fetch_response response = {
		.status = status,
		.body = body,
		.len = strlen(body),
		.retry_after = retry_after,
	};

	return shopify_answer_read(arena, &response, t, CLOCK_SECOND_US,
				   answer, &err);
}

START_TEST(sorts_answers)
{
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct throttle t = { 0 };
		struct shopify_answer answer;

		err = (struct xn_error){ 0 };
		ck_assert_int_eq(judge(cases[i].status, cases[i].body, NULL,
				       &t, &answer), cases[i].verdict);
		assert_failed(cases[i].code, cases[i].text);
	}
}
END_TEST

START_TEST(learns_what_is_left)
{
	struct throttle t = { 0 };
	struct shopify_answer answer;

	judge(200, ERROR("THROTTLED"), NULL, &t, &answer);
	ck_assert_int_eq(answer.cost, 202);
	ck_assert(t.known);
	ck_assert_int_eq(throttle_penalty_us(&t, CLOCK_SECOND_US, 202),
			 CLOCK_SECOND_US);
	ck_assert_int_eq(throttle_pause_us(&t, CLOCK_SECOND_US, 602),
			 5 * CLOCK_SECOND_US);
}
END_TEST

START_TEST(hears_retry_after)
{
	static const struct { const char *value; int64_t us; } waits[] = {
		{ NULL, 0 }, { "2", 2000000 }, { "2.0", 2000000 },
		{ "0.5", 500000 }, { "0", 0 }, { "-1", 0 },
		{ "86400", 60000000 }, { "99999999999", 60000000 },
		{ "Wed, 21 Oct 2026 07:28:00 GMT", 0 },
	};

	for (size_t i = 0; i < COUNT_OF(waits); i++) {
		struct throttle t = { 0 };
		struct shopify_answer answer;

		judge(429, "", waits[i].value, &t, &answer);
		ck_assert_int_eq(answer.retry_after_us, waits[i].us);
	}
}
END_TEST

TEST_MAIN("shopify_answer", sorts_answers, learns_what_is_left,
	  hears_retry_after)
