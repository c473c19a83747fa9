#ifndef BASE_HEX_H
#define BASE_HEX_H

#include <stddef.h>

/*
 * Bytes as text: hexadecimal, and base64 as RFC 4648 has it.  The decoders
 * are strict: every input has exactly one spelling that they take (but hex
 * digits may be of either case).
 */

/* Room for `n` bytes in each, with the NUL. */
#define HEX_SIZE(n)	(2 * (n) + 1)
#define BASE64_SIZE(n)	(((n) + 2) / 3 * 4 + 1)

/* Write lower-case digits and a NUL: HEX_SIZE(n) bytes at `out`. */
void hex_encode(const void *data, size_t n, char *out);

/* `len` digits to len / 2 bytes.  -1: odd length, or not a digit. */
int hex_decode(const char *s, size_t len, void *out);

/* Padded, section 4.  Returns the length without the NUL. */
size_t base64_encode(const void *data, size_t n, char *out);

/*
 * `out` has room for len / 4 * 3 bytes; *n is how many there are.
 * -1: white space, missing padding, bits left over that are not zero, or
 * anything else that base64_encode() does not write.
 */
int base64_decode(const char *s, size_t len, void *out, size_t *n);

/* The same without padding and with - and _, section 5. */
size_t base64url_encode(const void *data, size_t n, char *out);

/* `out` has room for len / 4 * 3 + 2 bytes. */
int base64url_decode(const char *s, size_t len, void *out, size_t *n);

#endif
