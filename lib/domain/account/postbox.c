#include <string.h>

#include "base/clock.h"
#include "base/mime.h"

#include "domain/account/postbox.h"

int postbox_open(struct postbox *box, struct arena *a,
		 const struct conf *conf, int timeout_ms,
		 struct xn_error *err)
{
	struct mailer_options options = {
		.url = conf->smtp_url,
		.user = conf->smtp_user,
		.password = conf->smtp_password,
		.ca_file = conf->smtp_ca_file,
		.timeout_ms = timeout_ms,
	};

	*box = (struct postbox){ .base = conf->public_url };
	if (!conf->smtp_url || !conf->smtp_from || !conf->public_url)
		return 0;
	if (mime_parse_address(a, conf->smtp_from, &box->from_name,
			       &box->from))
		return xn_fail_field(err, XN_BAD_INPUT, "smtp_from",
				     "smtp_from: no address");
	box->mailer = mailer_open(&options, err);
	return box->mailer ? 0 : -1;
}

void postbox_close(struct postbox *box)
{
	mailer_close(box->mailer);
	box->mailer = NULL;
}

enum mail_outcome postbox_send(struct postbox *box, struct arena *a,
			       struct postbox_letter *letter,
			       struct xn_error *err)
{
	struct mime_mail mail = {
		.from = box->from,
		.from_name = box->from_name,
		.to = letter->to,
		.subject = letter->subject,
		.date_us = clock_now_us(),
		.id = arena_printf(a, "%s%s", letter->id,
				   strchr(box->from, '@')),
		.text = buf_text(&letter->page.text),
		.html = buf_text(&letter->page.html),
	};
	struct buf out;

	if (letter->unsubscribe)
		mail.unsubscribe_url = arena_printf(a, "%s%s", box->base,
						    letter->unsubscribe);
	buf_init(&out, a);
	mime_print(&out, &mail);
	return mailer_send(box->mailer, box->from, letter->to, out.data,
			   out.len, err);
}
