#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <crypt.h>

#include "base/count.h"
#include "base/log.h"
#include "base/text.h"

#include "wrap/passwd.h"

/*
 * The commonest passwords of eight characters or more, as published lists of
 * leaked ones agree on them, in lower case.  Runs and repetitions are left to
 * the rules below.
 */
static const char *const commonest[] = {
	"password", "password1", "password12", "password123", "password1234",
	"password!", "passw0rd", "p@ssw0rd", "p@ssword", "pa$$word",
	"passpass", "mypassword", "changeme", "changeme123", "letmein1",
	"letmein123", "letmeinnow", "welcome1", "welcome12", "welcome123",
	"welcome2024", "welcome2025", "welcome2026", "iloveyou", "iloveyou1",
	"iloveyou2", "iloveyou123", "qwertyuiop", "qwerty12", "qwerty123",
	"qwerty1234", "qwerty12345", "1q2w3e4r", "1q2w3e4r5t", "1qaz2wsx",
	"1qaz2wsx3edc", "zaq12wsx", "q1w2e3r4", "q1w2e3r4t5", "qazwsxedc",
	"asdfghjk", "asdfghjkl", "zxcvbnm1", "zxcvbnm123", "asdf1234",
	"abcd1234", "abc12345", "abc123456", "a1b2c3d4", "aa123456",
	"a1234567", "a12345678", "123456ab", "123456abc", "12341234",
	"12344321", "123123123", "123321123", "12qwaszx", "147258369",
	"159753456", "741852963", "789456123", "11223344", "1122334455",
	"112233445566", "87654321q", "admin123", "admin1234", "administrator",
	"adminadmin", "rootroot", "root1234", "test1234", "testtest",
	"test12345", "guest123", "default1", "temp1234", "secret123",
	"topsecret", "sunshine", "sunshine1", "princess", "princess1",
	"football", "football1", "baseball", "baseball1", "basketball",
	"superman", "superman1", "batman123", "spiderman", "pokemon1",
	"pokemon123", "starwars", "starwars1", "michelle", "jennifer",
	"jonathan", "computer", "internet", "whatever", "trustno1",
	"dragon123", "monkey123", "shadow123", "master123", "michael1",
	"charlie1", "liverpool", "chelsea1", "arsenal1", "mustang1",
	"corvette", "december", "november", "summer2025", "summer2026",
	"winter2025", "winter2026", "butterfly", "chocolate", "blink182",
	"samsung1", "google123", "facebook1", "shopify1", "shopify123",
	"business", "lovelove", "hellohello", "hello123", "hello1234",
	"helloworld", "fuckyou1", "asdasdasd", "qweqweqwe", "zxczxczxc",
};

static int refuse(const char *why, struct xn_error *err)
{
	return xn_fail_field(err, XN_REFUSED, "password", "password: %s", why);
}

/* How many characters: bytes that do not continue one. */
static size_t characters(const char *s)
{
	size_t count = 0;

	for (; *s; s++)
		count += ((unsigned char)*s & 0xc0) != 0x80;
	return count;
}

/* aaaaaaaa, 12345678, hgfedcba: each byte the same step from the last. */
static bool is_run(const char *s)
{
	int step = s[1] - s[0];

	if (step < -1 || step > 1)
		return false;
	for (; s[1]; s++) {
		int next = s[1] - s[0];

		/* 1234567890: the row of keys ends with its zero. */
		if (next != step && !(s[0] == '9' && s[1] == '0' && step == 1))
			return false;
	}
	return true;
}

/* abababab, abcabcabc: a part of at most four bytes, again and again. */
static bool is_repetition(const char *s)
{
	size_t len = strlen(s);

	for (size_t part = 1; part <= 4; part++)
		if (!strncmp(s, s + part, len - part))
			return true;
	return false;
}

static bool is_common(const char *s)
{
	for (size_t i = 0; i < COUNT_OF(commonest); i++)
		if (!strcmp(s, commonest[i]))
			return true;
	return false;
}

/* `s` in lower case, in `out`, without its end if that does not fit. */
static void lower(const char *s, size_t len, char *out, size_t size)
{
	size_t i = 0;

	for (; i < len && i + 1 < size; i++)
		out[i] = (char)(s[i] | (s[i] >= 'A' && s[i] <= 'Z' ? 0x20 : 0));
	out[i] = '\0';
}

int passwd_check_strength(const char *password, const char *email,
			  struct xn_error *err)
{
	char small[PASSWD_MAX_BYTES + 1], local[65];
	size_t len = strlen(password);

	if (len > PASSWD_MAX_BYTES)
		return refuse("longer than 72 bytes", err);
	if (!text_utf8_valid(password, len))
		return refuse("not UTF-8", err);
	if (characters(password) < PASSWD_MIN_CHARACTERS)
		return refuse("shorter than 8 characters", err);
	lower(password, len, small, sizeof(small));
	if (is_run(small) || is_repetition(small) || is_common(small))
		return refuse("one of the first that would be guessed", err);
	lower(email, strcspn(email, "@"), local, sizeof(local));
	/* Shorter names are part of too much else. */
	if (strlen(local) >= 4 && strstr(small, local))
		return refuse("contains the e-mail address", err);
	return 0;
}

/* Overwrite a secret; the barrier keeps the compiler from leaving it out. */
static void wipe(void *p, size_t n)
{
	memset(p, 0, n);
	__asm__ __volatile__("" : : "r"(p) : "memory");
}

/*
 * crypt_ra() with memory that is wiped and freed.  false: it failed, and
 * `out` is "".  libxcrypt marks a failure by a result that begins with '*'.
 */
static bool hash_into(const char *password, const char *setting, char *out,
		      size_t size)
{
	void *data = NULL;
	int data_size = 0;
	const char *hash = crypt_ra(password, setting, &data, &data_size);
	bool ok = hash && hash[0] != '*' && strlen(hash) < size;

	snprintf(out, size, "%s", ok ? hash : "");
	if (data) {
		wipe(data, (size_t)data_size);
		free(data);
	}
	return ok;
}

const char *passwd_hash(struct arena *a, const char *password, int cost,
			struct xn_error *err)
{
	char setting[CRYPT_GENSALT_OUTPUT_SIZE], hash[CRYPT_OUTPUT_SIZE];

	if (strlen(password) > PASSWD_MAX_BYTES) {
		refuse("longer than 72 bytes", err);
		return NULL;
	}
	/*
	 * libxcrypt takes cost 0 for a default of its own.  Without bytes of
	 * ours it takes the kernel's random ones.
	 */
	if (cost < 4 ||
	    !crypt_gensalt_rn("$2b$", (unsigned long)cost, NULL, 0, setting,
			      sizeof(setting)) ||
	    !hash_into(password, setting, hash, sizeof(hash))) {
		log_error("passwd: hashing failed");
		xn_fail(err, XN_INTERNAL, "internal error");
		return NULL;
	}
	return arena_strdup(a, hash);
}

static bool is_known(const char *hash)
{
	static const char *const prefixes[] = { "$2a$", "$2b$", "$2y$", "$y$" };

	for (size_t i = 0; i < COUNT_OF(prefixes); i++)
		if (text_starts(hash, prefixes[i]))
			return true;
	return false;
}

bool passwd_verify(const char *password, const char *hash)
{
	char again[CRYPT_OUTPUT_SIZE];
	unsigned char differs = 0;
	size_t len = strlen(hash);

	if (strlen(password) > PASSWD_MAX_BYTES || !is_known(hash) ||
	    !hash_into(password, hash, again, sizeof(again)) ||
	    strlen(again) != len)
		return false;
	for (size_t i = 0; i < len; i++)
		differs |= (unsigned char)(again[i] ^ hash[i]);
	return !differs;
}

void passwd_burn(const char *password, int cost)
{
	char setting[64], hash[CRYPT_OUTPUT_SIZE];

	snprintf(setting, sizeof(setting), "$2b$%02d$......................",
		 cost);
	if (strlen(password) <= PASSWD_MAX_BYTES)
		hash_into(password, setting, hash, sizeof(hash));
}

bool passwd_needs_rehash(const char *hash, int cost)
{
	char wanted[16];

	snprintf(wanted, sizeof(wanted), "$2b$%02d$", cost);
	return !text_starts(hash, wanted);
}
