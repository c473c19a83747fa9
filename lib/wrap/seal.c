#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include "base/hex.h"
#include "base/log.h"

#include "wrap/seal.h"

/*
 * A box, by offset.  The data key is wrapped with the version and the key id
 * as associated data too, and so is the content.
 */
enum {
	VERSION = 1,
	KEY_SIZE = 32,
	NONCE_SIZE = 12,
	TAG_SIZE = 16,
	AT_VERSION = 0,
	AT_KEY_ID = 1,
	AT_WRAP_NONCE = 5,
	AT_WRAPPED_KEY = AT_WRAP_NONCE + NONCE_SIZE,
	AT_NONCE = AT_WRAPPED_KEY + KEY_SIZE + TAG_SIZE,
	AT_CONTENT = AT_NONCE + NONCE_SIZE,	/* its tag comes last */
	OVERHEAD = AT_CONTENT + TAG_SIZE
};

/* What OpenSSL cannot do here it cannot do at all: the program ends. */
static void must(int ok, const char *what)
{
	if (ok > 0)
		return;
	log_error("seal: %s failed", what);
	abort();
}

/* One context for the life of the process: fetching one costs microseconds. */
static EVP_MAC_CTX *hmac_context(void)
{
	static EVP_MAC_CTX *context;
	char digest[] = "SHA256";
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST,
						 digest, 0),
		OSSL_PARAM_construct_end(),
	};
	EVP_MAC *mac;

	if (context)
		return context;
	mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	must(mac != NULL, "EVP_MAC_fetch");
	context = EVP_MAC_CTX_new(mac);
	EVP_MAC_free(mac);
	must(context != NULL, "EVP_MAC_CTX_new");
	must(EVP_MAC_CTX_set_params(context, params), "HMAC-SHA256");
	return context;
}

void seal_hmac_sha256(const void *key, size_t key_len,
		      const void *data, size_t n,
		      unsigned char out[SEAL_DIGEST_SIZE])
{
	EVP_MAC_CTX *context = hmac_context();
	size_t len;

	/* OpenSSL takes a NULL key for "the same as before". */
	if (!key || !key_len)
		abort();
	must(EVP_MAC_init(context, key, key_len, NULL), "EVP_MAC_init");
	must(EVP_MAC_update(context, data, n), "EVP_MAC_update");
	must(EVP_MAC_final(context, out, &len, SEAL_DIGEST_SIZE),
	     "EVP_MAC_final");
}

void seal_sha256(const void *data, size_t n,
		 unsigned char out[SEAL_DIGEST_SIZE])
{
	must(SHA256(data, n, out) != NULL, "SHA256");
}

bool seal_equal(const void *a, const void *b, size_t n)
{
	return CRYPTO_memcmp(a, b, n) == 0;
}

void seal_random(void *out, size_t n)
{
	must(RAND_bytes(out, (int)n), "RAND_bytes");
}

void seal_wipe(void *p, size_t n)
{
	OPENSSL_cleanse(p, n);
}

static int key_init(struct seal_key *key, const char *digits, const char *name,
		    struct xn_error *err)
{
	unsigned char digest[SEAL_DIGEST_SIZE];

	if (!digits || strlen(digits) != 2 * KEY_SIZE ||
	    hex_decode(digits, 2 * KEY_SIZE, key->bytes))
		return xn_fail_field(err, XN_BAD_INPUT, name,
				     "%s: needs 64 hexadecimal digits", name);
	seal_sha256(key->bytes, KEY_SIZE, digest);
	memcpy(key->id, digest, sizeof(key->id));
	return 0;
}

int seal_keys_init(struct seal_keys *keys, const char *current,
		   const char *previous, struct xn_error *err)
{
	keys->count = previous ? 2 : 1;
	if (key_init(&keys->key[0], current, "key_encryption_key", err))
		return -1;
	return !previous ? 0 : key_init(&keys->key[1], previous,
					"key_encryption_key_previous", err);
}

/*
 * AES-256-GCM of `n` bytes, into n bytes and the tag behind them when sealing,
 * and from them when opening.  The associated data is the box's version and
 * key id, then the caller's.  false: the tag does not fit.
 */
static bool gcm(bool seal, const unsigned char key[KEY_SIZE],
		const unsigned char nonce[NONCE_SIZE],
		const unsigned char *head, size_t head_len, const char *ad,
		const unsigned char *in, size_t n, unsigned char *out)
{
	static EVP_CIPHER *cipher;
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	unsigned char *tag = seal ? out + n : NULL;
	unsigned char seen[TAG_SIZE];
	int len, tail;
	bool ok;

	if (!cipher)
		cipher = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
	must(c && cipher && n < (size_t)1 << 30, "AES-256-GCM");
	must(EVP_CipherInit_ex2(c, cipher, key, nonce, seal, NULL), "init");
	if (!seal) {
		memcpy(seen, in + n, TAG_SIZE);
		must(EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, TAG_SIZE,
					 seen), "tag");
	}
	must(EVP_CipherUpdate(c, NULL, &len, head, (int)head_len), "head");
	must(EVP_CipherUpdate(c, NULL, &len, (const unsigned char *)ad,
			      (int)strlen(ad)), "associated data");
	must(EVP_CipherUpdate(c, out, &len, in, (int)n), "content");
	ok = EVP_CipherFinal_ex(c, out + len, &tail) > 0;
	if (seal) {
		must(ok, "final");
		must(EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, TAG_SIZE,
					 tag), "tag");
	}
	EVP_CIPHER_CTX_free(c);
	return ok;
}

/* Write the part before the content's nonce: version, key id, data key. */
static void wrap_key(unsigned char *box, const struct seal_key *kek,
		     const char *ad, const unsigned char data_key[KEY_SIZE])
{
	box[AT_VERSION] = VERSION;
	memcpy(box + AT_KEY_ID, kek->id, sizeof(kek->id));
	seal_random(box + AT_WRAP_NONCE, NONCE_SIZE);
	gcm(true, kek->bytes, box + AT_WRAP_NONCE, box, AT_WRAP_NONCE, ad,
	    data_key, KEY_SIZE, box + AT_WRAPPED_KEY);
}

struct seal_bytes seal_box(struct arena *a, const struct seal_keys *keys,
			   const char *ad, const void *plain, size_t n)
{
	unsigned char *box = arena_alloc_raw(a, OVERHEAD + n);
	unsigned char data_key[KEY_SIZE];

	seal_random(data_key, KEY_SIZE);
	wrap_key(box, &keys->key[0], ad, data_key);
	seal_random(box + AT_NONCE, NONCE_SIZE);
	/* The key id is left out: rewrapping changes it, not the content. */
	gcm(true, data_key, box + AT_NONCE, box, AT_KEY_ID, ad,
	    plain, n, box + AT_CONTENT);
	seal_wipe(data_key, KEY_SIZE);
	return (struct seal_bytes){ box, OVERHEAD + n };
}

static int refuse(const char *why, const char *ad, struct xn_error *err)
{
	log_error("seal: %s: %s", ad, why);
	return xn_fail(err, XN_INTERNAL, "a stored secret does not open");
}

static int unwrap_key(const struct seal_keys *keys, const char *ad,
		      struct seal_bytes box, unsigned char data_key[KEY_SIZE],
		      struct xn_error *err)
{
	const unsigned char *p = box.data;

	if (box.len < OVERHEAD || p[AT_VERSION] != VERSION)
		return refuse("not a box", ad, err);
	for (int i = 0; i < keys->count; i++) {
		const struct seal_key *kek = &keys->key[i];

		if (memcmp(p + AT_KEY_ID, kek->id, sizeof(kek->id)))
			continue;
		if (gcm(false, kek->bytes, p + AT_WRAP_NONCE, p,
			AT_WRAP_NONCE, ad, p + AT_WRAPPED_KEY, KEY_SIZE,
			data_key))
			return 0;
		return refuse("another row's, or changed", ad, err);
	}
	return refuse("sealed under an unknown key", ad, err);
}

int seal_open(struct arena *a, const struct seal_keys *keys, const char *ad,
	      struct seal_bytes box, struct seal_bytes *out,
	      struct xn_error *err)
{
	unsigned char data_key[KEY_SIZE], *plain;
	size_t n;
	bool ok;

	if (unwrap_key(keys, ad, box, data_key, err))
		return -1;
	n = box.len - OVERHEAD;
	plain = arena_alloc_raw(a, n + 1);
	ok = gcm(false, data_key, box.data + AT_NONCE, box.data, AT_KEY_ID,
		 ad, box.data + AT_CONTENT, n, plain);
	seal_wipe(data_key, KEY_SIZE);
	if (!ok) {
		seal_wipe(plain, n);
		return refuse("the content was changed", ad, err);
	}
	plain[n] = '\0';
	*out = (struct seal_bytes){ plain, n };
	return 0;
}

bool seal_is_current(const struct seal_keys *keys, struct seal_bytes box)
{
	return box.len >= OVERHEAD && box.data[AT_VERSION] == VERSION &&
	       !memcmp(box.data + AT_KEY_ID, keys->key[0].id,
		       sizeof(keys->key[0].id));
}

int seal_rewrap(struct arena *a, const struct seal_keys *keys,
		const char *ad, struct seal_bytes box, struct seal_bytes *out,
		struct xn_error *err)
{
	unsigned char data_key[KEY_SIZE], *copy;

	if (unwrap_key(keys, ad, box, data_key, err))
		return -1;
	copy = arena_alloc_raw(a, box.len);
	memcpy(copy, box.data, box.len);
	wrap_key(copy, &keys->key[0], ad, data_key);
	seal_wipe(data_key, KEY_SIZE);
	*out = (struct seal_bytes){ copy, box.len };
	return 0;
}
