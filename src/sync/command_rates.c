#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "domain/metrics/exchange.h"

#include "command.h"

#define USUAL_BASE "EUR"
#define MOST_BYTES (64 << 20)

static int read_file(const char *path, struct buf *out, struct xn_error *err)
{
	FILE *file = fopen(path, "r");
	bool failed;
	size_t n = 1;

	if (!file)
		return xn_fail(err, XN_BAD_INPUT, "%s: %s", path,
			       strerror(errno));
	while (n && out->len <= MOST_BYTES) {
		buf_reserve(out, 65536);
		n = fread(out->data + out->len, 1, 65536, file);
		out->len += n;
	}
	failed = ferror(file);
	fclose(file);
	if (failed)
		return xn_fail(err, XN_BAD_INPUT, "%s: cannot be read", path);
	if (out->len > MOST_BYTES)
		return xn_fail(err, XN_BAD_INPUT, "%s: over 64 MB", path);
	return 0;
}

static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static int load_rates(struct sync *s, const struct command_args *args,
		      struct exchange_load *load, int64_t *changed,
		      struct xn_error *err)
{
	struct exchange_rate *rates;
	struct buf text;

	*load = (struct exchange_load){
		.base = args->base ? args->base : USUAL_BASE,
		.source = args->source ? args->source
				       : name_of(args->operand),
		.replaces = args->replace,
	};
	if (!exchange_is_currency(load->base))
		return xn_fail(err, XN_BAD_INPUT,
			       "--base: not three capital letters");
	buf_init(&text, s->arena);
	if (read_file(args->operand, &text, err) ||
	    exchange_parse(s->arena, text.data, text.len, load->base, &rates,
			   &load->nrates, err))
		return -1;
	load->rates = rates;
	return exchange_store(s->db, s->arena, load, changed, err);
}

int command_rates(struct sync *s, const struct command_args *args)
{
	struct exchange_load load;
	struct xn_error err = { 0 };
	int64_t changed;

	if (load_rates(s, args, &load, &changed, &err)) {
		fprintf(stderr, "xeno-sync: %s\n", err.text);
		return -1;
	}
	printf("%zu rates against %s, %lld new or changed\n", load.nrates,
	       load.base, (long long)changed);
	return 0;
}
