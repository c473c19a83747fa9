#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "wrap/fetch_guard.h"

#include "test.h"

START_TEST(knows_private_addresses)
{
	static const char *const private[] = {
		"0.0.0.0", "10.255.255.255", "100.64.0.1", "127.0.0.1",
		"127.255.255.255", "169.254.169.254", "172.16.0.1",
		"172.31.255.255", "192.0.0.1", "192.0.2.1", "192.168.1.1",
		"198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1",
		"224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1",
		"fc00::1", "fd00::1", "fe80::1", "ff02::1", "::ffff:127.0.0.1",
		"::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
		"2001::1", "2001:db8::1", "100::1", "::127.0.0.1",
	};
	static const char *const public[] = {
		"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255",
		"100.128.0.0", "126.0.0.1", "128.0.0.1", "172.15.255.255",
		"172.32.0.0", "192.167.255.255", "192.169.0.0", "198.17.0.1",
		"198.20.0.0", "223.255.255.255", "2607:f8b0::1",
		"2a00:1450::1", "::ffff:1.1.1.1", "64:ff9b::101:101",
		"2002:101:101::",
	};

	for (int want = 0; want < 2; want++) {
		const char *const *list = want ? public : private;
		size_t n = want ? COUNT_OF(public) : COUNT_OF(private);

		for (size_t i = 0; i < n; i++) {
			struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
			struct sockaddr_in in = { .sin_family = AF_INET };
			bool six = strchr(list[i], ':') != NULL;
			struct sockaddr *address = six ?
				(struct sockaddr *)&in6 :
				(struct sockaddr *)&in;

			ck_assert_int_eq(inet_pton(six ? AF_INET6 : AF_INET,
				list[i], six ? (void *)&in6.sin6_addr :
				(void *)&in.sin_addr), 1);
			ck_assert_msg(fetch_guard_address(address) ==
				      (bool)want, "%s", list[i]);
		}
	}
	ck_assert(!fetch_guard_address(&(struct sockaddr){
		.sa_family = AF_UNIX }));
}
END_TEST

START_TEST(matches_whole_names)
{
	static const char *const hosts[] = {
		"*.myshopify.com", "storage.googleapis.com", NULL,
	};
	static const char *const good[] = {
		"a.myshopify.com", "a-1.myshopify.com", "1.myshopify.com",
		"storage.googleapis.com",
	};
	static const char *const bad[] = {
		"", ".", "myshopify.com", ".myshopify.com", "*.myshopify.com",
		"-a.myshopify.com", "a.b.myshopify.com", "A.myshopify.com",
		"a_b.myshopify.com", "a.myshopify.com.", "a.myshopify.com.x",
		"a.myshopify.comx", "a.myshopify.com\n", "xmyshopify.com",
		"x.storage.googleapis.com", "storage.googleapis.co",
		"storage.googleapis.com.evil.com", "a\xc3\xa9.myshopify.com",
	};

	for (size_t i = 0; i < COUNT_OF(good); i++)
		ck_assert_msg(fetch_guard_host(hosts, good[i]), "%s", good[i]);
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		ck_assert_msg(!fetch_guard_host(hosts, bad[i]), "%s", bad[i]);
	ck_assert(!fetch_guard_host(hosts + 2, "a.myshopify.com"));
	ck_assert(!fetch_guard_host(NULL, "a.myshopify.com"));
}
END_TEST

TEST_MAIN("fetch_guard", knows_private_addresses, matches_whole_names)
