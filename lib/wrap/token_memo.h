#ifndef WRAP_TOKEN_MEMO_H
#define WRAP_TOKEN_MEMO_H

#include <stdbool.h>

#include "wrap/token.h"

/*
 * Part of token: the last tokens that were found good, by key and exact text.
 * libjwt takes 10 to 15 us for one, and a browser sends the same one again
 * and again.  Only what never changes is remembered; whether a token is still
 * good is for the caller to check each time.
 */

/* What a token says whose signature and claims are good. */
struct token_content {
	struct token_claims claims;
	int64_t not_before_s;
};

/* Whether it is remembered; then *out is its content, copied into `a`. */
bool token_memo_find(struct arena *a, unsigned serial,
		     const char *text, size_t len, struct token_content *out);

/* Remember it, in the place of an older one; too long a token is not. */
void token_memo_put(unsigned serial, const char *text, size_t len,
		    const struct token_content *content);

#endif
