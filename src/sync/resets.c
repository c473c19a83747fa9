#include "base/log.h"
#include "domain/account/password_reset.h"
#include "domain/account/postbox.h"

#include "resets.h"

/* Nobody waits for the server, but the next minute's run. */
#define MAIL_TIMEOUT_MS 20000

static void write(struct arena *a, const struct user_mail *mail,
		  struct postbox_letter *out)
{
	mail_page_heading(&out->page, "Choose another password");
	mail_page_line(&out->page, "Somebody, you perhaps, has forgotten the"
		       " password of this address.");
	mail_page_link(&out->page, "Choose another password",
		       arena_printf(a, "/reset#%s", mail->secret));
	mail_page_line(&out->page, "The link is good once, for an hour. If it"
		       " was not you, do nothing: the password stays.");
	mail_page_end(&out->page);
}

static int send_link(struct sync *s, struct arena *a, struct postbox *box,
		     const struct password_reset *reset, const char *email,
		     struct xn_error *err)
{
	struct postbox_letter letter = {
		.to = email, .subject = "Your password of Xeno",
	};
	struct xn_error why = { 0 };
	enum mail_outcome outcome;
	struct user_mail mail;

	if (user_mail_reset(s->db, a, &reset->user, reset->wanted, &mail, err))
		return -1;
	if (!mail.id)
		return 0;
	letter.id = arena_printf(a, "reset.%lld.%lld",
				 (long long)reset->user.tenant_id,
				 (long long)mail.id);
	mail_page_begin(&letter.page, a, box->base);
	write(a, &mail, &letter);
	outcome = postbox_send(box, a, &letter, &why);
	if (outcome != MAIL_SENT)
		log_error("user %lld: no link: %s",
			  (long long)reset->user.user_id, why.text);
	if (user_mail_finish(s->db, a, &reset->user, &mail, outcome, err))
		return -1;
	return outcome == MAIL_NOT_SENT ? 0
		: password_reset_done(s->db, a, reset, err);
}

static int send_one(struct sync *s, struct arena *a, struct postbox *box,
		    const struct password_reset *reset, struct xn_error *err)
{
	const char *email;

	if (password_reset_email(s->db, a, &reset->user, &email, err))
		return -1;
	return email ? send_link(s, a, box, reset, email, err)
		     : password_reset_done(s->db, a, reset, err);
}

static int send_all(struct sync *s, struct arena *a,
		    const struct password_reset *resets, size_t n,
		    struct xn_error *err)
{
	struct arena *own = arena_new(4096);
	struct postbox box;
	int rc = 0;

	if (postbox_open(&box, own, &s->conf, MAIL_TIMEOUT_MS, err)) {
		arena_free(own);
		return -1;
	}
	for (size_t i = 0; box.mailer && !rc && i < n && !sync_stopping();
	     i++) {
		arena_reset(a);
		rc = send_one(s, a, &box, &resets[i], err);
	}
	postbox_close(&box);
	arena_free(own);
	return rc;
}

int resets_send(struct sync *s, struct xn_error *err)
{
	struct password_reset *resets;
	struct arena *a;
	size_t n;
	int rc;

	if (password_reset_list(s->db, s->arena, &resets, &n, err))
		return -1;
	if (!n)
		return 0;
	a = arena_new(4096);
	rc = send_all(s, a, resets, n, err);
	arena_free(a);
	return rc;
}
