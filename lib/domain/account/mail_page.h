#ifndef DOMAIN_ACCOUNT_MAIL_PAGE_H
#define DOMAIN_ACCOUNT_MAIL_PAGE_H

#include "base/buf.h"

/*
 * What a mail says, written as text and as HTML at once.  Words may be
 * anybody's: they are escaped here, and a line's end in them is a blank.
 */
struct mail_page {
	struct buf text, html;
	const char *base;	/* https://..., before the paths of links */
};

void mail_page_begin(struct mail_page *page, struct arena *a,
		     const char *base);
void mail_page_heading(struct mail_page *page, const char *words);
void mail_page_subheading(struct mail_page *page, const char *words);
void mail_page_line(struct mail_page *page, const char *words);

/* "Orders: 12 (+20% on 10)"; `note` may be NULL. */
void mail_page_figure(struct mail_page *page, const char *label,
		      const char *value, const char *note);

/* An item of a list; `path` of the dashboard, or NULL. */
void mail_page_item(struct mail_page *page, const char *words,
		    const char *path);
void mail_page_link(struct mail_page *page, const char *words,
		    const char *path);
void mail_page_end(struct mail_page *page);

#endif
