#include "worker/session_print.h"

#include "request_helpers.h"

START_TEST(has_an_address_of_its_own)
{
	static const struct { const char *client, *address; } cases[] = {
		{ "192.0.2.7", "192.0.2.7" }, { "2001:db8::7", "2001:db8::7" },
		{ "::ffff:192.0.2.7", "192.0.2.7" },
		{ "::FFFF:c000:207", "192.0.2.7" },
		{ "::192.0.2.7", "::192.0.2.7" },
		{ "", "::" }, { "unix:", "::" }, { "192.0.2.7:80", "::" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct request *req = request_to("POST", "/");

		req->client = cases[i].client;
		ck_assert_str_eq(session_client(req).address,
				 cases[i].address);
	}
}
END_TEST

TEST_MAIN("session_print", has_an_address_of_its_own)
