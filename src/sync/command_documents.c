#include <stdio.h>

#include "base/clock.h"
#include "base/jsonout.h"
#include "domain/shopify/documents.h"

#include "command.h"
#include "resource.h"

static void print_document(struct arena *a, const char *name,
			   const char *document)
{
	struct jsonout w;
	struct buf text;

	buf_init(&text, a);
	jsonout_init(&w, &text);
	jsonout_object_begin(&w);
	jsonout_put_text(&w, "name", name);
	jsonout_put_text(&w, "text", document);
	jsonout_object_end(&w);
	printf("%s\n", buf_text(&text));
}

int command_documents(struct sync *s, const struct command_args *args)
{
	const struct shopify_document *d;

	(void)args;
	for (int i = 0; i < RESOURCE_NKINDS; i++) {
		const struct resource *r = &resources[i];

		print_document(s->arena,
			arena_printf(s->arena, "bulk_%s", r->name),
			shopify_bulk_query(s->arena, r->name,
				resource_search(s->arena, r, 0, 0),
				r->select));
		print_document(s->arena,
			arena_printf(s->arena, "bulk_changed_%s", r->name),
			shopify_bulk_query(s->arena, r->name,
				resource_search(s->arena, r, clock_now_us(),
						0), r->select));
	}
	for (d = shopify_documents; d->name; d++)
		print_document(s->arena, d->name, d->text);
	return 0;
}

int command_statements(struct sync *s, const struct command_args *args)
{
	(void)s;
	(void)args;
	db_print_statements(stdout);
	return 0;
}
