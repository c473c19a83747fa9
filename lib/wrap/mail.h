#ifndef WRAP_MAIL_H
#define WRAP_MAIL_H

#include <stddef.h>

#include "base/error.h"

/*
 * Mail, handed over to the operator's SMTP server by libcurl.  smtps:// is
 * TLS from the first byte on; smtp:// insists on STARTTLS, except to this very
 * machine (localhost, 127.0.0.1, ::1) where no CA file is set: that is plain
 * text.  The server's name is verified.  No address and no content is ever
 * logged.
 */
struct mailer;

struct mailer_options {
	const char *url;	/* smtp:// or smtps://, user:password@ too */
	const char *user, *password;	/* NULL: as the URL has them */
	const char *ca_file;	/* PEM; NULL: the system's authorities */
	int timeout_ms;		/* of one mail; 0: 30,000 */
};

/*
 * What options points to must outlive the result.  NULL: XN_BAD_INPUT (the
 * CA file cannot be read).
 */
struct mailer *mailer_open(const struct mailer_options *options,
			   struct xn_error *err);

/* Close the connection.  mailer_close(NULL) does nothing. */
void mailer_close(struct mailer *m);

enum mail_outcome {
	MAIL_SENT,		/* the server has taken it */
	MAIL_NOT_SENT,		/* it has not; *err says why */
	/*
	 * All of it was handed over, and then no answer came: it may have
	 * been taken.  *err says so.
	 */
	MAIL_UNKNOWN,
};

/* A whole message with CRLF, between two bare addresses. */
enum mail_outcome mailer_send(struct mailer *m, const char *from,
			      const char *to, const char *message, size_t len,
			      struct xn_error *err);

#endif
