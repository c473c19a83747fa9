#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/core.h"
#include "base/count.h"
#include "base/log.h"
#include "base/text.h"

#include "command.h"

enum {
	TAKES_SHOP = 1,
	TAKES_FILES = 2,
	TAKES_RUN = 4,
	TAKES_CHECK = 8,
	TAKES_LETTERS = 16,
	TAKES_ALL = 32,
	TAKES_RATES = 64,
	TAKES_SECONDS = 128,
};

/* The subcommands: what each takes, and what the usage says of it. */
static const struct command {
	const char *name;
	int (*run)(struct sync *s, const struct command_args *args);
	unsigned takes;
	const char *usage, *help;
} commands[] = {
	{ "full", command_full, TAKES_SHOP | TAKES_FILES,
	  "full [--shop SHOP [--jsonl FILE...]]",
	  "read everything, by bulk operations or from ready files" },
	{ "delta", command_delta, TAKES_SHOP,
	  "delta [--shop SHOP]",
	  "read what was changed since the last time" },
	{ "audit", command_audit, TAKES_SHOP,
	  "audit [--shop SHOP]",
	  "the same, after making the webhook subscriptions that are missing" },
	{ "reconcile", command_reconcile, TAKES_SHOP,
	  "reconcile [--shop SHOP]",
	  "read the last days once more, and find what was deleted" },
	{ "agreements", command_agreements, TAKES_SHOP | TAKES_SECONDS,
	  "agreements [--shop SHOP] [--seconds N]",
	  "read Shopify's own ledgers of orders that changed" },
	{ "queue", command_queue, 0, "queue",
	  "take up what waits: runs, privacy, links, days that changed" },
	{ "run", command_run, TAKES_RUN, "run NUMBER",
	  "take up this run" },
	{ "status", command_status, TAKES_SHOP,
	  "status [--shop SHOP]", "tell how each shop stands" },
	{ "metrics", command_metrics, 0, "metrics",
	  "the same for a monitoring system, as Prometheus reads it" },
	{ "verify", command_verify,
	  TAKES_SHOP | TAKES_CHECK,
	  "verify [--shop SHOP] [--repair | --rebuild | --sample]",
	  "recompute the rollups, and tell (or mend) what differs" },
	{ "rfm", command_rfm, TAKES_SHOP, "rfm [--shop SHOP]",
	  "score customers by recency, frequency and money" },
	{ "replay", command_replay, TAKES_SHOP | TAKES_LETTERS,
	  "replay [--shop SHOP] [--id N] [--topic T]",
	  "apply dead letters again (also --from TIME, --to TIME);"
	  " --drop --id N puts one aside" },
	{ "refresh", command_refresh, TAKES_SHOP | TAKES_ALL,
	  "refresh [--shop SHOP | --all]",
	  "keep access that would end if it were not used" },
	{ "rewrap", command_rewrap, TAKES_SHOP,
	  "rewrap [--shop SHOP]",
	  "encrypt stored tokens under the new key" },
	{ "retention", command_retention, 0, "retention",
	  "erase, or have erased, what has been kept long enough" },
	{ "digest", command_digest, 0, "digest",
	  "send the mail that members asked for and that is due" },
	{ "rates", command_rates, TAKES_RATES,
	  "rates FILE [--replace]",
	  "load exchange rates (also --base CURRENCY, --source TEXT)" },
	{ "documents", command_documents, 0, "documents",
	  "print every query that is ever sent to Shopify" },
	{ "statements", command_statements, 0, "statements",
	  "print every statement that it sends to the database" },
};

#define NCOMMANDS COUNT_OF(commands)
#define EXIT_USAGE 2

static int usage(void)
{
	fputs("usage: xeno-sync [-c SETTINGS] SUBCOMMAND\n\n", stderr);
	for (size_t i = 0; i < NCOMMANDS; i++)
		fprintf(stderr, "  %-38s %s\n", commands[i].usage,
			commands[i].help);
	fputs("\nSHOP is a domain or a number; without it, all connected"
	      " shops, and for\nrfm, verify and queue those that are pushed"
	      " to, too.\n", stderr);
	return EXIT_USAGE;
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < NCOMMANDS; i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

/* Options: what they are of, and what they set. */
static const struct flag {
	unsigned takes;
	const char *name;
	size_t offset;		/* of a member of struct command_args */
} switches[] = {
	{ TAKES_CHECK, "--repair", offsetof(struct command_args, repair) },
	{ TAKES_CHECK, "--rebuild", offsetof(struct command_args, rebuild) },
	{ TAKES_CHECK, "--sample", offsetof(struct command_args, sample) },
	{ TAKES_ALL, "--all", offsetof(struct command_args, all) },
	{ TAKES_LETTERS, "--drop", offsetof(struct command_args, drop) },
	{ TAKES_RATES, "--replace", offsetof(struct command_args, replace) },
}, texts[] = {
	{ TAKES_SHOP, "--shop", offsetof(struct command_args, shop) },
	{ TAKES_RATES, "--base", offsetof(struct command_args, base) },
	{ TAKES_RATES, "--source", offsetof(struct command_args, source) },
};

static bool is_option(const struct command *c, unsigned takes,
		      const char *word, const char *option)
{
	return (c->takes & takes) && !strcmp(word, option);
}

/* The member that an option sets, or NULL. */
static void *find_option(const struct command *c, const struct flag *flags,
			 size_t n, const char *word, struct command_args *args)
{
	for (size_t i = 0; i < n; i++)
		if (is_option(c, flags[i].takes, word, flags[i].name))
			return (char *)args + flags[i].offset;
	return NULL;
}

static bool parse_switch(const struct command *c, const char *word,
			 struct command_args *args)
{
	bool *value = find_option(c, switches,
				  COUNT_OF(switches),
				  word, args);

	if (value)
		*value = true;
	return value;
}

static bool parse_text(const struct command *c, const char *word,
		       const char *text, struct command_args *args)
{
	const char **value = find_option(c, texts,
					 COUNT_OF(texts),
					 word, args);

	if (value)
		*value = text;
	return value;
}

/* What stands without an option: a run, or a file of rates. */
static bool parse_operand(const struct command *c, const char *word,
			  struct command_args *args)
{
	if (args->operand || !(c->takes & (TAKES_RUN | TAKES_RATES)) ||
	    ((c->takes & TAKES_RUN) && !text_is_id(word)) || *word == '-')
		return false;
	args->operand = word;
	return true;
}

/* An option that picks dead letters, with its value.  -1: it is neither. */
static int parse_letters(const char *option, const char *value,
			 struct dead_letter_filter *letters)
{
	if (!strcmp(option, "--topic")) {
		letters->topic = value;
		return 0;
	}
	if (!strcmp(option, "--id") && text_is_id(value)) {
		letters->id = strtoll(value, NULL, 10);
		return 0;
	}
	if (!strcmp(option, "--from"))
		return time_parse_rfc3339(value, &letters->from_us);
	if (!strcmp(option, "--to"))
		return time_parse_rfc3339(value, &letters->to_us);
	return -1;
}

/* A day at most. */
static bool parse_seconds(const struct command *c, const char *word,
			  const char *value, struct command_args *args)
{
	if (!is_option(c, TAKES_SECONDS, word, "--seconds") ||
	    !text_is_id(value) || strlen(value) > 5)
		return false;
	args->for_s = strtoll(value, NULL, 10);
	return args->for_s <= 86400;
}

/* What stands behind the subcommand.  -1: it may not. */
static int parse(const struct command *c, int argc, char **argv,
		 struct command_args *args)
{
	int i = 0;

	while (i < argc) {
		const char *word = argv[i++];

		if (i < argc && parse_text(c, word, argv[i], args)) {
			i++;
		} else if (is_option(c, TAKES_FILES, word, "--jsonl")) {
			args->files = (const char *const *)&argv[i];
			while (i < argc && strncmp(argv[i], "--", 2)) {
				args->nfiles++;
				i++;
			}
			if (!args->nfiles)
				return -1;
		} else if ((c->takes & TAKES_LETTERS) && i < argc &&
			   !parse_letters(word, argv[i], &args->letters)) {
			i++;
		} else if (i < argc && parse_seconds(c, word, argv[i], args)) {
			i++;
		} else if (!parse_switch(c, word, args) &&
			   !parse_operand(c, word, args)) {
			return -1;
		}
	}
	if ((args->nfiles && !args->shop) ||
	    (args->drop && !args->letters.id) ||
	    args->sample + args->repair + args->rebuild > 1 ||
	    ((c->takes & (TAKES_RUN | TAKES_RATES)) && !args->operand))
		return -1;
	return 0;
}

int main(int argc, char **argv)
{
	const char *settings = NULL;
	struct command_args args = { 0 };
	const struct command *c;
	struct sync s = { 0 };
	struct xn_error err;
	int opt, rc;

	log_process("xeno-sync");
	core_forbid();
	while ((opt = getopt(argc, argv, "+c:")) != -1) {
		if (opt != 'c')
			return usage();
		settings = optarg;
	}
	c = optind < argc ? find_command(argv[optind]) : NULL;
	if (!c || parse(c, argc - optind - 1, argv + optind + 1, &args))
		return usage();
	sync_catch_signals();
	/* Constants: told without settings and without a database. */
	if (c->run == command_documents || c->run == command_statements) {
		s.arena = arena_new(65536);
		c->run(&s, &args);
		arena_free(s.arena);
		return EXIT_SUCCESS;
	}
	if (sync_open(&s, settings, &err)) {
		fprintf(stderr, "xeno-sync: %s\n", err.text);
		sync_close(&s);
		return EXIT_FAILURE;
	}
	rc = c->run(&s, &args);
	sync_close(&s);
	return rc ? EXIT_FAILURE : EXIT_SUCCESS;
}
