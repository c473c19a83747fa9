#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/count.h"
#include "wrap/fetch_guard.h"

static bool is_label(const char *s, size_t len)
{
	static const char set[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

	return len && len <= 63 && s[0] != '-' && strspn(s, set) == len;
}

bool fetch_guard_host(const char *const *hosts, const char *host)
{
	const char *rest = strchr(host, '.');

	for (; hosts && *hosts; hosts++) {
		const char *pattern = *hosts;

		if (pattern[0] != '*') {
			if (!strcmp(pattern, host))
				return true;
		} else if (rest && !strcmp(pattern + 1, rest) &&
			   is_label(host, (size_t)(rest - host))) {
			return true;
		}
	}
	return false;
}

bool fetch_guard_header(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			return false;
	return true;
}

/* RFC 6890 and its successors: what the internet does not route. */
static bool is_public_v4(uint32_t address)
{
	static const struct {
		uint32_t prefix;
		int bits;
	} special[] = {
		{ 0x00000000, 8 },	/* this network */
		{ 0x0a000000, 8 },	/* private */
		{ 0x64400000, 10 },	/* carrier-grade NAT */
		{ 0x7f000000, 8 },	/* loopback */
		{ 0xa9fe0000, 16 },	/* link-local; cloud metadata */
		{ 0xac100000, 12 },	/* private */
		{ 0xc0000000, 24 },	/* protocol assignments */
		{ 0xc0000200, 24 },	/* documentation */
		{ 0xc0a80000, 16 },	/* private */
		{ 0xc6120000, 15 },	/* benchmarking */
		{ 0xc6336400, 24 },	/* documentation */
		{ 0xcb007100, 24 },	/* documentation */
		{ 0xe0000000, 3 },	/* multicast, reserved, broadcast */
	};

	for (size_t i = 0; i < COUNT_OF(special); i++)
		if (!((address ^ special[i].prefix) >> (32 - special[i].bits)))
			return false;
	return true;
}

static uint32_t v4_at(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

static bool is_public_v6(const unsigned char *p)
{
	static const unsigned char nat64[12] = { 0, 0x64, 0xff, 0x9b };
	static const unsigned char mapped[12] = {
		[10] = 0xff, [11] = 0xff,
	};

	if (!memcmp(p, nat64, sizeof(nat64)) ||
	    !memcmp(p, mapped, sizeof(mapped)))
		return is_public_v4(v4_at(p + 12));
	if (p[0] == 0x20 && p[1] == 0x02)	/* 6to4 */
		return is_public_v4(v4_at(p + 2));
	if (p[0] == 0x20 && p[1] == 0x01 && p[2] < 0x02)
		return false;			/* Teredo, ORCHID and others */
	if (p[0] == 0x20 && p[1] == 0x01 && p[2] == 0x0d && p[3] == 0xb8)
		return false;			/* documentation */
	return (p[0] & 0xe0) == 0x20;		/* 2000::/3, global unicast */
}

bool fetch_guard_address(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET) {
		struct sockaddr_in in;

		memcpy(&in, address, sizeof(in));
		return is_public_v4(ntohl(in.sin_addr.s_addr));
	}
	if (address->sa_family == AF_INET6) {
		struct sockaddr_in6 in6;

		memcpy(&in6, address, sizeof(in6));
		return is_public_v6(in6.sin6_addr.s6_addr);
	}
	return false;
}
