#ifndef WRAP_PASSWD_H
#define WRAP_PASSWD_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"

/*
 * Passwords, as bcrypt $2b$.  passwd.c is the only file that includes
 * crypt.h.  bcrypt reads 72 bytes and stops at a NUL: longer ones are refused
 * and not cut, and a C string has no NUL.
 */
#define PASSWD_MAX_BYTES 72
#define PASSWD_MIN_CHARACTERS 8

/*
 * Whether a password is good enough for a new account.  -1: XN_REFUSED with
 * the field "password": shorter than 8 characters, longer than 72 bytes, one
 * of the commonest, a plain run or repetition, or (part of) the e-mail.
 */
int passwd_check_strength(const char *password, const char *email,
			  struct xn_error *err);

/*
 * Hash with 2^cost rounds (cost 4 to 31; 12 takes about 0.2 s).  The result
 * belongs to `a`.  NULL: XN_REFUSED (over 72 bytes) or XN_INTERNAL.
 */
const char *passwd_hash(struct arena *a, const char *password, int cost,
			struct xn_error *err);

/*
 * Whether the password is the hash's.  false also for a hash that does not
 * begin with $2a$, $2b$, $2y$ or $y$, and for a password over 72 bytes.
 */
bool passwd_verify(const char *password, const char *hash);

/* The work of one verification, for a user who does not exist. */
void passwd_burn(const char *password, int cost);

/* Whether the hash is anything but $2b$ with this cost. */
bool passwd_needs_rehash(const char *hash, int cost);

#endif
