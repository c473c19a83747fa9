#ifndef DOMAIN_ACCOUNT_DIGEST_H
#define DOMAIN_ACCOUNT_DIGEST_H

#include "domain/account/mail_page.h"
#include "domain/account/user_mail.h"

/*
 * What a member's mail says: the figures of a day or a week, by the same
 * functions that the API answers with, or days that stand out.
 */

/* Who wants some, over all tenants. */
int digest_list_users(struct db *db, struct arena *a, struct mail_user **out,
		      size_t *count, struct xn_error *err);

/* How it stands with one of them. */
struct digest_user {
	struct mail_user id;
	const char *email;
	bool alerts;
	const char *alerts_from;	/* of no day before this one */
	bool is_due;			/* a digest, now */
	const char *period;		/* "daily 2026-11-28", the day it is */
	const char *last_day;		/* that it is about */
	int days;			/* so many: 1 or 7 */
};

/*
 * *found is false if the user is disabled, gone, or has no shop.  A digest is
 * due from its hour on, for a day.
 */
int digest_find_user(struct db *db, struct arena *a,
		     const struct mail_user *user, struct digest_user *out,
		     bool *found, struct xn_error *err);

/* A shop that the member wants to hear of, and its days. */
struct digest_shop {
	int64_t id;
	const char *name;
	const char *currency;
	const char *from_day, *to_day;		/* whole, in its own zone */
	const char *before_from, *before_to;	/* a week earlier */
	const char *title;		/* "Friday, November 27, 2026" */
};

/* The active shops of those that the member chose; none is no error. */
int digest_list_shops(struct db *db, struct arena *a,
		      const struct digest_user *user,
		      struct digest_shop **out, size_t *count,
		      struct xn_error *err);

/* What is said; the links of `page` are there. */
struct digest_text {
	const char *subject;
	struct mail_page page;
};

/* The digest; `shops` is one or more. */
int digest_write(struct db *db, struct arena *a,
		 const struct digest_user *user,
		 const struct digest_shop *shops, size_t nshops,
		 const struct user_mail *mail, struct digest_text *out,
		 struct xn_error *err);

/* Those of the insights that told[] has. */
void digest_write_alert(struct arena *a, const struct digest_shop *shops,
			size_t nshops, const struct insight *insights,
			size_t count, const bool *told,
			const struct user_mail *mail,
			struct digest_text *out);

#endif
