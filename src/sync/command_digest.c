#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "domain/account/digest.h"
#include "domain/account/postbox.h"

#include "command.h"

#define INSIGHTS_MAX 100

/* What the mails of one run have in common. */
struct post {
	struct sync *s;
	struct arena *a;		/* of one user */
	struct postbox box;
	size_t sent, failed;
};

static int send_mail(struct post *p, const struct digest_user *user,
		     const struct user_mail *mail,
		     const struct digest_text *text, struct xn_error *err)
{
	struct postbox_letter letter = {
		.to = user->email,
		.id = arena_printf(p->a, "%lld.%lld",
				   (long long)user->id.tenant_id,
				   (long long)mail->id),
		.subject = text->subject,
		.page = text->page,
		.unsubscribe = arena_printf(p->a, "/api/unsubscribe?token=%s",
					    mail->secret),
	};
	struct xn_error why = { 0 };
	enum mail_outcome outcome = postbox_send(&p->box, p->a, &letter, &why);

	p->sent += outcome == MAIL_SENT;
	p->failed += outcome != MAIL_SENT;
	if (outcome != MAIL_SENT)
		log_error("user %lld: %s", (long long)user->id.user_id,
			  why.text);
	return user_mail_finish(p->s->db, p->a, &user->id, mail, outcome, err);
}

static int send_digest(struct post *p, const struct digest_user *user,
		       const struct digest_shop *shops, size_t nshops,
		       struct xn_error *err)
{
	struct db *db = p->s->db;
	struct digest_text text;
	struct user_mail mail;
	struct xn_error ignored;

	if (!user->is_due)
		return 0;
	if (user_mail_digest(db, p->a, &user->id, user->period, &mail, err))
		return -1;
	if (!mail.id)
		return 0;
	mail_page_begin(&text.page, p->a, p->box.base);
	if (digest_write(db, p->a, user, shops, nshops, &mail, &text, err)) {
		user_mail_finish(db, p->a, &user->id, &mail, MAIL_NOT_SENT,
				 &ignored);
		return -1;
	}
	return send_mail(p, user, &mail, &text, err);
}

/* The insights of the user's shops, from the day on that alerts begin. */
static int list_insights(struct post *p, const struct digest_user *user,
			 const struct digest_shop *shops, size_t nshops,
			 struct insight *out, size_t *count,
			 struct xn_error *err)
{
	*count = 0;
	for (size_t i = 0; i < nshops; i++) {
		struct metrics_range range = { .shop_id = shops[i].id };
		struct insight *found;
		size_t n;

		if (insight_list(p->s->db, p->a, user->id.tenant_id, &range,
				 INSIGHTS_MAX, &found, &n, err))
			return -1;
		for (size_t j = 0; j < n && *count < INSIGHTS_MAX; j++)
			if (strcmp(found[j].day, user->alerts_from) >= 0)
				out[(*count)++] = found[j];
	}
	return 0;
}

static int send_alert(struct post *p, const struct digest_user *user,
		      const struct digest_shop *shops, size_t nshops,
		      const struct insight *insights, size_t count,
		      const bool *told, const struct user_mail *mail,
		      struct xn_error *err)
{
	struct digest_text text;
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		n += told[i];
	/* What was to be told is not so any more: nobody needs to know. */
	if (n == 0)
		return user_mail_finish(p->s->db, p->a, &user->id, mail,
					MAIL_NOT_SENT, err);
	mail_page_begin(&text.page, p->a, p->box.base);
	digest_write_alert(p->a, shops, nshops, insights, count, told, mail,
			   &text);
	return send_mail(p, user, mail, &text, err);
}

/* First what waits, then what is new. */
static int send_alerts(struct post *p, const struct digest_user *user,
		       const struct digest_shop *shops, size_t nshops,
		       struct xn_error *err)
{
	struct insight *insights = arena_alloc(p->a,
		INSIGHTS_MAX * sizeof(*insights));
	bool *told = arena_alloc(p->a, INSIGHTS_MAX * sizeof(*told));
	struct db *db = p->s->db;
	struct user_mail mail;
	size_t count;

	if (!user->alerts)
		return 0;
	if (list_insights(p, user, shops, nshops, insights, &count, err))
		return -1;
	for (;;) {
		if (user_mail_alert_again(db, p->a, &user->id, insights, count,
					  told, &mail, err))
			return -1;
		if (!mail.id)
			break;
		if (send_alert(p, user, shops, nshops, insights, count, told,
			       &mail, err))
			return -1;
	}
	if (user_mail_alert(db, p->a, &user->id, insights, count, told, &mail,
			    err))
		return -1;
	return mail.id ? send_alert(p, user, shops, nshops, insights, count,
				    told, &mail, err) : 0;
}

static int serve_user(struct post *p, const struct mail_user *id,
		      struct xn_error *err)
{
	struct db *db = p->s->db;
	struct digest_shop *shops;
	struct digest_user user;
	size_t nshops;
	bool found;

	if (user_mail_sweep(db, p->a, id, err) ||
	    digest_find_user(db, p->a, id, &user, &found, err))
		return -1;
	if (!found || (!user.is_due && !user.alerts))
		return 0;
	if (digest_list_shops(db, p->a, &user, &shops, &nshops, err))
		return -1;
	if (nshops == 0)
		return 0;
	return send_digest(p, &user, shops, nshops, err) ||
	       send_alerts(p, &user, shops, nshops, err) ? -1 : 0;
}

static int serve_all(struct post *p)
{
	struct mail_user *users;
	struct xn_error err;
	size_t n;

	if (digest_list_users(p->s->db, p->s->arena, &users, &n, &err)) {
		fprintf(stderr, "xeno-sync: %s\n", err.text);
		return -1;
	}
	for (size_t i = 0; i < n && !sync_stopping(); i++) {
		arena_reset(p->a);
		if (serve_user(p, &users[i], &err)) {
			log_error("no mail to user %lld: %s",
				  (long long)users[i].user_id, err.text);
			p->failed++;
		}
	}
	printf("%zu mail%s sent, %zu failed\n", p->sent,
	       p->sent == 1 ? "" : "s", p->failed);
	return p->failed ? -1 : 0;
}

int command_digest(struct sync *s, const struct command_args *args)
{
	struct post post = { .s = s };
	struct xn_error err;
	int rc;

	(void)args;
	if (postbox_open(&post.box, s->arena, &s->conf, 0, &err)) {
		fprintf(stderr, "xeno-sync: %s\n", err.text);
		return -1;
	}
	if (!post.box.mailer) {
		printf("no mail: smtp_url, smtp_from and public_url are not"
		       " all set\n");
		return 0;
	}
	post.a = arena_new(65536);
	rc = serve_all(&post);
	arena_free(post.a);
	postbox_close(&post.box);
	return rc;
}
