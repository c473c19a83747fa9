#include "base/mime.h"

#include "domain/account/mail_page.h"

/* One line, whatever is in it. */
static void add_text(struct mail_page *page, const char *words)
{
	for (; *words; words++)
		buf_addc(&page->text, (unsigned char)*words < ' ' ? ' '
								  : *words);
}

static void add_html(struct mail_page *page, const char *words)
{
	mime_escape_html(&page->html, words);
}

static void add_both(struct mail_page *page, const char *words)
{
	add_text(page, words);
	add_html(page, words);
}

static void html(struct mail_page *page, const char *markup)
{
	buf_adds(&page->html, markup);
}

void mail_page_begin(struct mail_page *page, struct arena *a, const char *base)
{
	page->base = base;
	buf_init(&page->text, a);
	buf_init(&page->html, a);
	html(page, "<!DOCTYPE html>\n<html lang=\"en-US\"><head><meta"
	     " charset=\"utf-8\"></head>\n<body style=\"font-family:"
	     " system-ui, sans-serif; font-size: 15px; line-height: 1.5;"
	     " color: #1a1a1a; max-width: 36em; margin: 1em auto;"
	     " padding: 0 1em\">\n");
}

void mail_page_heading(struct mail_page *page, const char *words)
{
	buf_adds(&page->text, page->text.len ? "\n" : "");
	html(page, "<h2 style=\"margin: 1.2em 0 .2em; font-size: 20px\">");
	add_both(page, words);
	buf_addc(&page->text, '\n');
	html(page, "</h2>\n");
}

void mail_page_subheading(struct mail_page *page, const char *words)
{
	buf_addc(&page->text, '\n');
	html(page, "<h3 style=\"margin: 1em 0 .2em; font-size: 15px\">");
	add_both(page, words);
	buf_addc(&page->text, '\n');
	html(page, "</h3>\n");
}

void mail_page_line(struct mail_page *page, const char *words)
{
	html(page, "<p style=\"margin: .2em 0; color: #555\">");
	add_both(page, words);
	buf_addc(&page->text, '\n');
	html(page, "</p>\n");
}

void mail_page_figure(struct mail_page *page, const char *label,
		      const char *value, const char *note)
{
	html(page, "<p style=\"margin: .2em 0\">");
	add_both(page, label);
	buf_adds(&page->text, ": ");
	html(page, ": <strong>");
	add_both(page, value);
	html(page, "</strong>");
	if (note) {
		buf_adds(&page->text, " (");
		html(page, " <span style=\"color: #555\">(");
		add_both(page, note);
		buf_addc(&page->text, ')');
		html(page, ")</span>");
	}
	buf_addc(&page->text, '\n');
	html(page, "</p>\n");
}

static void add_anchor(struct mail_page *page, const char *words,
		       const char *path)
{
	html(page, "<a href=\"");
	add_html(page, page->base);
	add_html(page, path);
	html(page, "\">");
	add_html(page, words);
	html(page, "</a>");
}

void mail_page_item(struct mail_page *page, const char *words,
		    const char *path)
{
	buf_adds(&page->text, "- ");
	add_text(page, words);
	html(page, "<p style=\"margin: .3em 0\">");
	if (path) {
		buf_adds(&page->text, "\n  ");
		buf_adds(&page->text, page->base);
		add_text(page, path);
		add_anchor(page, words, path);
	} else {
		add_html(page, words);
	}
	buf_addc(&page->text, '\n');
	html(page, "</p>\n");
}

void mail_page_link(struct mail_page *page, const char *words,
		    const char *path)
{
	add_text(page, words);
	buf_adds(&page->text, ": ");
	buf_adds(&page->text, page->base);
	add_text(page, path);
	buf_addc(&page->text, '\n');
	html(page, "<p style=\"margin: .5em 0\">");
	add_anchor(page, words, path);
	html(page, "</p>\n");
}

void mail_page_end(struct mail_page *page)
{
	html(page, "</body></html>\n");
}
