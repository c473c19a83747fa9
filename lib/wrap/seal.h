#ifndef WRAP_SEAL_H
#define WRAP_SEAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"

/*
 * Digests, random bytes and the encryption of stored secrets.  seal.c is the
 * only file that includes OpenSSL's headers.
 *
 * A box is AES-256-GCM under a random data key of its own, which is wrapped
 * (AES-256-GCM again) under a key-encryption key that lives outside the
 * database.  Both layers bind the associated data: the identity of the row,
 * for example "shop:42:7:access_token".  A box moved to another row does not
 * open.
 */
#define SEAL_DIGEST_SIZE 32

/* HMAC-SHA256 (RFC 2104) of `n` bytes. */
void seal_hmac_sha256(const void *key, size_t key_len,
		      const void *data, size_t n,
		      unsigned char out[SEAL_DIGEST_SIZE]);

void seal_sha256(const void *data, size_t n,
		 unsigned char out[SEAL_DIGEST_SIZE]);

/* Whether two strings of `n` bytes are equal, in a time that hides where. */
bool seal_equal(const void *a, const void *b, size_t n);

/* `n` bytes nobody can guess.  Without a source of them the program aborts. */
void seal_random(void *out, size_t n);

/* Overwrite a secret, in a way the compiler does not leave out. */
void seal_wipe(void *p, size_t n);

struct seal_key {
	unsigned char bytes[32];
	unsigned char id[4];	/* the first bytes of the key's SHA-256 */
};

/* Key-encryption keys: the first seals, all of them open. */
struct seal_keys {
	struct seal_key key[2];
	int count;
};

struct seal_bytes {
	const unsigned char *data;
	size_t len;
};

/*
 * Take keys of 64 hex digits; `previous` may be NULL.
 * -1: XN_BAD_INPUT, not such a key, or `current` is NULL: nobody set one.
 */
int seal_keys_init(struct seal_keys *keys, const char *current,
		   const char *previous, struct xn_error *err);

/* Seal `n` bytes for the row `ad`.  The box belongs to `a`; a bytea. */
struct seal_bytes seal_box(struct arena *a, const struct seal_keys *keys,
			   const char *ad, const void *plain, size_t n);

/*
 * Open a box.  out->data belongs to `a` and has a NUL behind it.
 * -1: XN_INTERNAL, logged without the content: not a box, an unknown key id,
 * another row's box, or a changed byte.
 */
int seal_open(struct arena *a, const struct seal_keys *keys, const char *ad,
	      struct seal_bytes box, struct seal_bytes *out,
	      struct xn_error *err);

/* Whether the box is wrapped under the first key. */
bool seal_is_current(const struct seal_keys *keys, struct seal_bytes box);

/*
 * Wrap the box's data key anew under the first key.  The content is not
 * decrypted for it.  Errors as for seal_open().
 */
int seal_rewrap(struct arena *a, const struct seal_keys *keys,
		const char *ad, struct seal_bytes box, struct seal_bytes *out,
		struct xn_error *err);

#endif
