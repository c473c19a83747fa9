#ifndef DOMAIN_ACCOUNT_POSTBOX_H
#define DOMAIN_ACCOUNT_POSTBOX_H

#include "base/conf.h"
#include "domain/account/mail_page.h"
#include "wrap/mail.h"

/*
 * Where mail is put: the operator's server, the sender, and the address that
 * links begin with.
 */
struct postbox {
	struct mailer *mailer;	/* NULL: the service has none */
	const char *from_name, *from;
	const char *base;
};

/*
 * Without smtp_url, smtp_from and public_url box->mailer is NULL.  `conf`
 * and `a` must outlive the box.  -1: as mailer_open().
 */
int postbox_open(struct postbox *box, struct arena *a,
		 const struct conf *conf, int timeout_ms,
		 struct xn_error *err);

/* Also of one that has no mailer. */
void postbox_close(struct postbox *box);

struct postbox_letter {
	const char *to;
	const char *id;			/* printable, of no other mail */
	const char *subject;
	struct mail_page page;
	const char *unsubscribe;	/* a path that takes a POST, or NULL */
};

/* Outcome and *err as mailer_send(). */
enum mail_outcome postbox_send(struct postbox *box, struct arena *a,
			       struct postbox_letter *letter,
			       struct xn_error *err);

#endif
