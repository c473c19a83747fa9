#ifndef BASE_MIME_H
#define BASE_MIME_H

#include "base/buf.h"

/*
 * A mail as it goes over the wire (RFC 5322): text and HTML as two forms of
 * the same (RFC 2046, multipart/alternative), both UTF-8 in base64.  Header
 * values may be anybody's words: what is not plain ASCII goes into encoded
 * words (RFC 2047), and no control character ends a line.
 */
struct mime_mail {
	/* Addresses that text_is_email() takes, without a name. */
	const char *from, *to;
	const char *from_name;		/* UTF-8; NULL: none */
	const char *subject;		/* UTF-8 */
	int64_t date_us;
	const char *id;			/* of Message-ID: x@y, printable */
	/*
	 * How to have no more of these (RFC 2369, RFC 8058): an https
	 * address, printable, that takes a POST; or NULL.
	 */
	const char *unsubscribe_url;
	const char *text, *html;	/* UTF-8, lines end with \n */
};

/* Lines end with CRLF, none is longer than 78 characters but an address's. */
void mime_print(struct buf *out, const struct mime_mail *mail);

/* A header of words, folded. */
void mime_print_header(struct buf *out, const char *name, const char *words);

/*
 * "Name <a@b>" or "a@b" apart; *name is NULL without one.  Both belong to
 * `a`.  -1: no such thing.
 */
int mime_parse_address(struct arena *a, const char *text, const char **name,
		       const char **address);

/* Text within HTML, or in a quoted attribute of it. */
void mime_escape_html(struct buf *out, const char *text);

#endif
