#include "base/log.h"

#include "domain/account/invitation_mail.h"

/* The log has each of them, those that were withdrawn too. */
DB_QUERY(invitation_mail_count, 1,
	"SELECT count(*) AS n FROM audit_event"
	" WHERE tenant_id = $1 AND action = 'member.invited'"
	"   AND at > now() - interval '1 hour'");

static void write(struct arena *a, const struct invitation *invitation,
		  const char *secret, struct postbox_letter *out)
{
	mail_page_heading(&out->page, "You are invited");
	mail_page_line(&out->page, arena_printf(a,
		"%s invites you to look at the sales figures of their stores,"
		" as %s.", invitation->invited_by,
		role_name(invitation->role)));
	mail_page_link(&out->page, "Choose a password and come in",
		       arena_printf(a, "/join#%s", secret));
	mail_page_line(&out->page, "The link is good once, for seven days. If"
		       " this is nothing to you, do nothing.");
	mail_page_end(&out->page);
}

int invitation_mail(struct db *db, struct arena *a, struct postbox *box,
		    int64_t tenant_id, const struct invitation *invitation,
		    const char *secret, bool *sent, struct xn_error *err)
{
	struct postbox_letter letter = {
		.to = invitation->email,
		.subject = "You are invited to Xeno",
		.id = arena_printf(a, "invitation.%lld.%lld.%lld",
				   (long long)tenant_id,
				   (long long)invitation->id,
				   (long long)invitation->created_at),
	};
	struct xn_error why = { 0 };
	struct db_rows *count;

	*sent = false;
	if (!box->mailer)
		return 0;
	count = db_read(db, a, tenant_id, &invitation_mail_count,
			DB_ARGS(db_arg_int64(a, tenant_id)), err);
	if (!count)
		return -1;
	if (db_int64(count, 0, "n") > INVITATION_MAILS_MAX) {
		log_warn("too many invitations in an hour: no mail");
		return 0;
	}
	mail_page_begin(&letter.page, a, box->base);
	write(a, invitation, secret, &letter);
	*sent = postbox_send(box, a, &letter, &why) == MAIL_SENT;
	if (!*sent)
		log_error("no mail of an invitation: %s", why.text);
	return 0;
}
