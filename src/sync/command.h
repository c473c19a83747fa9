#ifndef SYNC_COMMAND_H
#define SYNC_COMMAND_H

#include "domain/webhook/dead_letter.h"

#include "sync.h"

/*
 * The subcommands.  Each returns 0 when all is done (or there was nothing to
 * do, or somebody else does it), -1 when something failed; what happened has
 * been told.
 */
struct command_args {
	const char *shop;		/* --shop, or NULL for all */
	const char *const *files;	/* --jsonl */
	int nfiles;
	int64_t for_s;			/* --seconds, or 0 */
	const char *operand;		/* the number of a run, or a file */
	bool repair;			/* --repair */
	bool rebuild;			/* --rebuild */
	bool sample;			/* --sample */
	bool all;			/* --all */
	bool replace;			/* --replace */
	const char *base, *source;	/* --base, --source */
	struct dead_letter_filter letters; /* --id, --topic, --from, --to */
	bool drop;			/* --drop: the one of --id */
};

int command_full(struct sync *s, const struct command_args *args);
int command_audit(struct sync *s, const struct command_args *args);
int command_delta(struct sync *s, const struct command_args *args);
int command_reconcile(struct sync *s, const struct command_args *args);
int command_agreements(struct sync *s, const struct command_args *args);
int command_queue(struct sync *s, const struct command_args *args);
int command_run(struct sync *s, const struct command_args *args);
int command_status(struct sync *s, const struct command_args *args);
int command_rfm(struct sync *s, const struct command_args *args);
int command_metrics(struct sync *s, const struct command_args *args);
int command_verify(struct sync *s, const struct command_args *args);
int command_replay(struct sync *s, const struct command_args *args);
int command_refresh(struct sync *s, const struct command_args *args);
int command_rewrap(struct sync *s, const struct command_args *args);
int command_retention(struct sync *s, const struct command_args *args);
int command_digest(struct sync *s, const struct command_args *args);
int command_rates(struct sync *s, const struct command_args *args);
int command_documents(struct sync *s, const struct command_args *args);
int command_statements(struct sync *s, const struct command_args *args);

#endif
