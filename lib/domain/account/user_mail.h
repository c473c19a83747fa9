#ifndef DOMAIN_ACCOUNT_USER_MAIL_H
#define DOMAIN_ACCOUNT_USER_MAIL_H

#include "domain/metrics/insight.h"
#include "wrap/mail.h"

/*
 * A member's mail, each once.  Whoever is to send one inserts its row first,
 * or takes it up where it waits; of several processes one gets it.  What was
 * not sent waits for a later run, USER_MAIL_ATTEMPTS times in all.  What may
 * have been sent (the process died, the server was lost after the last line)
 * is never sent again, and logged.
 */
#define USER_MAIL_ATTEMPTS 6

struct mail_user {
	int64_t tenant_id, user_id;
};

struct user_mail {
	int64_t id;		/* 0: somebody else has it, or it was sent */
	int attempt;		/* 1 is the first */
	const char *secret;	/* of its link, mostly to have no more */
};

/* The digest of a period ("daily 2026-11-28"). */
int user_mail_digest(struct db *db, struct arena *a,
		     const struct mail_user *user, const char *period,
		     struct user_mail *out, struct xn_error *err);

/*
 * A link by which to choose another password, asked for at `wanted`:
 * out->secret is the link's (password_reset.h).
 */
int user_mail_reset(struct db *db, struct arena *a,
		    const struct mail_user *user, const char *wanted,
		    struct user_mail *out, struct xn_error *err);

/*
 * An alert of those insights that the user was not told of; told[i] says
 * which.  Without any, out->id is 0.
 */
int user_mail_alert(struct db *db, struct arena *a,
		    const struct mail_user *user,
		    const struct insight *insights, size_t count, bool *told,
		    struct user_mail *out, struct xn_error *err);

/*
 * An alert that waits, and which of the insights it is about.  out->id is 0:
 * there is none (any more).
 */
int user_mail_alert_again(struct db *db, struct arena *a,
			  const struct mail_user *user,
			  const struct insight *insights, size_t count,
			  bool *told, struct user_mail *out,
			  struct xn_error *err);

/* What came of it. */
int user_mail_finish(struct db *db, struct arena *a,
		     const struct mail_user *user,
		     const struct user_mail *mail, enum mail_outcome outcome,
		     struct xn_error *err);

/*
 * Give up what waits for too long, log what nobody knows of, and forget what
 * is older than 90 days.
 */
int user_mail_sweep(struct db *db, struct arena *a,
		    const struct mail_user *user, struct xn_error *err);

#endif
