#include "base/jsonout.h"
#include "domain/shopify/documents.h"

#include "unanswered.h"

/* Left out one behind the other. */
#define UNANSWERED_MAX 5

/* An answer for one row: whatever failed before was no part of Shopify. */
static void note_answer(struct job *job, const char *document)
{
	if (job->unanswered.document == document)
		job->unanswered.rows = 0;
}

static int note_failure(struct job *job, const char *document,
			struct xn_error *err)
{
	struct unanswered *u = &job->unanswered;
	struct xn_error why = *err;

	if (u->document != document)
		*u = (struct unanswered){ .document = document };
	if (u->rows == UNANSWERED_MAX)
		return xn_fail(err, XN_UNAVAILABLE,
			       "Shopify answers for none of %d rows: %s",
			       UNANSWERED_MAX + 1, why.text);
	u->rows++;
	return xn_fail(err, XN_BAD_INPUT, "Shopify cannot answer for it: %s",
		       why.text);
}

/* It stumbled over one row: is it the row's fault? */
static int ask_alone(struct job *job, const struct ask *ask,
		     const struct json **data, struct xn_error *err)
{
	const struct json *answer;
	bool stumbled;

	if (shopify_query(job->access, job->page, ask->id_document,
			  ask->id_variables, data, err))
		return -1;
	if (!shopify_query_rows(job->access, job->page, ask->document,
				ask->variables, &answer, &stumbled, err)) {
		*data = answer;
		note_answer(job, ask->document);
		return 0;
	}
	return stumbled ? note_failure(job, ask->document, err) : -1;
}

int ask_rows(struct job *job, const struct ask *ask, struct page_size *size,
	     bool *again, const struct json **data, struct xn_error *err)
{
	bool stumbled;
	int rc;

	*again = false;
	shopify_expect_cost(job->access, size->cost);
	if (!shopify_query_rows(job->access, job->page, ask->document,
				ask->variables, data, &stumbled, err)) {
		note_answer(job, ask->document);
		return 0;
	}
	if (!stumbled && err->code != XN_TOO_LARGE)
		return -1;
	if (ask->rows < size->rows)
		size->rows = ask->rows;
	*again = !(stumbled ? page_size_spare(size) : page_size_shrink(size));
	if (*again)
		return 0;
	if (!stumbled)
		return -1;
	rc = ask_alone(job, ask, data, err);
	page_size_init(size, size->has_lines);
	return rc;
}

static const char *id_variables(struct arena *a, const char *gid)
{
	struct jsonout w;
	struct buf text;

	buf_init(&text, a);
	jsonout_init(&w, &text);
	jsonout_object_begin(&w);
	jsonout_key(&w, "ids");
	jsonout_array_begin(&w);
	jsonout_text(&w, gid);
	jsonout_array_end(&w);
	jsonout_object_end(&w);
	return buf_text(&text);
}

int ask_part(struct job *job, const char *gid, const char *document,
	     const char *variables, const struct json **data,
	     struct xn_error *err)
{
	struct ask ask = {
		.document = document,
		.variables = variables,
		.id_document = shopify_nodes_exist,
		.id_variables = id_variables(job->page, gid),
	};
	bool stumbled;

	if (shopify_query_rows(job->access, job->page, document, variables,
			       data, &stumbled, err))
		return stumbled ? ask_alone(job, &ask, data, err) : -1;
	note_answer(job, document);
	return 0;
}
