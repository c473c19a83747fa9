#include <errno.h>
#include <stdbool.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/count.h"
#include "base/hex.h"
#include "base/mime.h"
#include "base/text.h"

#include "base/conf.h"

#define LINE_MAX_BYTES 4096

/* A SECRET is a TEXT that no error message repeats. */
enum key_type { TEXT, COUNT, SECRET };

struct key {
	const char *name;
	enum key_type type;
	size_t offset;
	const char *fallback;		/* a value; NULL: none */
	const char *instead;		/* another key, whose value will do */
	unsigned needed_by;		/* enum conf_program bits */
	/* What is wrong with a value, or NULL. */
	const char *(*check)(const char *value);
};

static const char *check_secret(const char *value)
{
	return strlen(value) < 32 ? "needs 32 bytes or more" : NULL;
}

/* Of digits alone; what is too large stays too large. */
static int number_of(const char *digits)
{
	long n = strtol(digits, NULL, 10);

	return n > INT_MAX ? INT_MAX : (int)n;
}

static const char *check_key(const char *value)
{
	unsigned char bytes[32];
	bool ok = strlen(value) == 64 && !hex_decode(value, 64, bytes);

	return ok ? NULL : "needs 64 hexadecimal digits";
}

static const char *check_host_port(const char *value)
{
	static const char wrong[] = "needs to be host:port";
	const char *colon = strrchr(value, ':');
	size_t digits;

	if (!colon || colon == value || value[strcspn(value, "/@ \t")])
		return wrong;
	digits = strspn(colon + 1, "0123456789");
	if (!digits || digits > 5 || colon[1 + digits] ||
	    number_of(colon + 1) < 1 || number_of(colon + 1) > 65535)
		return wrong;
	return NULL;
}

/* PostgreSQL has no instant that is too many days ago. */
static const char *check_days(const char *value)
{
	return number_of(value) > 36500 ? "needs to be at most 36500" : NULL;
}

/* The database keeps the last 30 days whatever it is asked for. */
static const char *check_audit(const char *value)
{
	return number_of(value) < 30 ? "needs to be at least 30"
				     : check_days(value);
}

/* At 16 a login takes some three seconds; nginx waits for ten. */
static const char *check_cost(const char *value)
{
	int cost = number_of(value);

	return cost < 4 || cost > 16 ? "needs to be 4 to 16" : NULL;
}

/* No session goes on for longer than 180 days, however it is used. */
static const char *check_session(const char *value)
{
	return number_of(value) > 15552000 ? "needs to be at most 15552000"
					   : NULL;
}

/* Each has four connections or five, and PostgreSQL an end of them. */
static const char *check_processes(const char *value)
{
	return number_of(value) > 500 ? "needs to be at most 500" : NULL;
}

static const char *check_url(const char *value)
{
	size_t len = strlen(value);

	if (strncmp(value, "http://", 7) && strncmp(value, "https://", 8))
		return "needs to begin with http:// or https://";
	if (value[strcspn(value, " \t")])
		return "needs to be without spaces";
	return value[len - 1] == '/' ? "needs to end without a slash" : NULL;
}

/* With commas between, each as a browser says it: it is compared whole. */
static const char *check_origins(const char *value)
{
	while (*value) {
		size_t scheme = text_starts(value, "https://") ? 8
			      : text_starts(value, "http://") ? 7 : 0;
		size_t host = strcspn(value + scheme, "/, \t;");

		if (!scheme || !host)
			return "needs to be https://HOST, commas between";
		value += scheme + host;
		if (*value && !strchr(", ", *value))
			return "needs to be https://HOST, commas between";
		value += strspn(value, ", \t");
	}
	return NULL;
}

static const char *check_version(const char *value)
{
	static const char shape[] = "0000-00";
	size_t i = 0;

	if (!strcmp(value, "unstable"))
		return NULL;
	while (shape[i] && (shape[i] == '0' ? value[i] >= '0' && value[i] <= '9'
					    : value[i] == shape[i]))
		i++;
	return shape[i] || value[i] ? "needs to be YYYY-MM" : NULL;
}

/* A directory opens, but gives nothing. */
static const char *check_readable(const char *value)
{
	FILE *f = fopen(value, "r");
	bool ok = f && fgetc(f) != EOF;

	if (f)
		fclose(f);
	return ok ? NULL : "cannot be read";
}

static const char *check_scopes(const char *value)
{
	size_t len = strspn(value, "abcdefghijklmnopqrstuvwxyz_,");

	return value[len] ? "needs to be scopes with commas between" : NULL;
}

static const char *check_subscriptions(const char *value)
{
	return strcmp(value, "shop") && strcmp(value, "app")
		       ? "needs to be shop or app" : NULL;
}

static const char *check_smtp(const char *value)
{
	return text_starts(value, "smtp://") || text_starts(value, "smtps://")
		       ? NULL : "needs to begin with smtp:// or smtps://";
}

static const char *check_from(const char *value)
{
	struct arena *a = arena_new(512);
	const char *name, *address;
	bool ok = !mime_parse_address(a, value, &name, &address);

	arena_free(a);
	return ok ? NULL : "needs to be an address, or Name <address>";
}

#define BOTH (CONF_WORKER | CONF_SYNC)
#define KEY(kind, member) \
	.name = #member, .type = kind, .offset = offsetof(struct conf, member)

/* In alphabetical order. */
static const struct key keys[] = {
	{ KEY(COUNT, audit_keep_days), .fallback = "400",
	  .check = check_audit },
	{ KEY(COUNT, bcrypt_cost), .fallback = "12", .check = check_cost },
	{ KEY(COUNT, body_max_bytes), .fallback = "10485760" },
	{ KEY(COUNT, bulk_stall_s), .fallback = "1800" },
	{ KEY(TEXT, cors_origin), .check = check_origins },
	{ KEY(SECRET, database_app_url), .instead = "database_url",
	  .needed_by = BOTH },
	{ KEY(SECRET, database_read_url) },
	{ KEY(SECRET, database_url) },
	{ KEY(COUNT, history_keep_days), .fallback = "30",
	  .check = check_days },
	{ KEY(SECRET, jwt_secret), .needed_by = CONF_WORKER,
	  .check = check_secret },
	{ KEY(COUNT, jwt_ttl_s), .fallback = "900" },
	{ KEY(SECRET, key_encryption_key), .check = check_key },
	{ KEY(SECRET, key_encryption_key_previous), .check = check_key },
	{ KEY(TEXT, port) },
	{ KEY(TEXT, public_url), .check = check_url },
	{ KEY(COUNT, read_lag_max_s), .fallback = "10" },
	{ KEY(COUNT, session_ttl_s), .fallback = "2592000",
	  .check = check_session },
	{ KEY(TEXT, shared_dir) },
	{ KEY(COUNT, shop_keep_days), .fallback = "30",
	  .check = check_days },
	{ KEY(TEXT, shopify_api_key) },
	{ KEY(SECRET, shopify_api_secret) },
	{ KEY(SECRET, shopify_api_secret_previous) },
	{ KEY(TEXT, shopify_api_version), .fallback = "2026-10",
	  .check = check_version },
	{ KEY(TEXT, shopify_ca_file), .check = check_readable },
	{ KEY(TEXT, shopify_connect_to), .check = check_host_port },
	{ KEY(TEXT, shopify_scopes), .check = check_scopes },
	{ KEY(TEXT, smtp_ca_file), .check = check_readable },
	{ KEY(TEXT, smtp_from), .check = check_from },
	{ KEY(SECRET, smtp_password) },
	{ KEY(SECRET, smtp_url), .check = check_smtp },
	{ KEY(TEXT, smtp_user) },
	{ KEY(TEXT, sync_command) },
	{ KEY(COUNT, sync_processes), .fallback = "6",
	  .check = check_processes },
	{ KEY(SECRET, webhook_secret), .instead = "shopify_api_secret",
	  .needed_by = CONF_WORKER },
	{ KEY(TEXT, webhook_subscriptions), .fallback = "shop",
	  .check = check_subscriptions },
};

#define NKEYS COUNT_OF(keys)

/* Values as text, in the order of keys[]; NULL is not set. */
struct values {
	const char *of[NKEYS];
};

static int refuse(const struct key *key, const char *value, const char *why,
		  struct xn_error *err)
{
	if (key->type == SECRET)
		return xn_fail_field(err, XN_BAD_INPUT, key->name, "%s: %s",
				     key->name, why);
	return xn_fail_field(err, XN_BAD_INPUT, key->name, "%s: %s: %s",
			     key->name, why, value);
}

static int key_set(const struct key *key, struct conf *conf,
		   const char *value, struct xn_error *err)
{
	void *slot = (char *)conf + key->offset;
	const char *why;

	/* Everybody knows it: a secret like that would let anybody in. */
	if (!strcmp(value, "CHANGE-ME"))
		return refuse(key, value, "not set yet", err);
	if (key->type == COUNT) {
		size_t digits = strspn(value, "0123456789");

		if (!digits || digits > 9 || value[digits] || !number_of(value))
			return refuse(key, value, "not a count", err);
	}
	why = key->check ? key->check(value) : NULL;
	if (why)
		return refuse(key, value, why, err);
	if (key->type == COUNT)
		*(int *)slot = number_of(value);
	else
		*(const char **)slot = value;
	return 0;
}

static size_t key_index(const char *name)
{
	size_t i = 0;

	while (i < NKEYS && strcmp(keys[i].name, name))
		i++;
	return i;
}

static int read_line(char *line, struct values *values, struct arena *a,
		     struct xn_error *err)
{
	char *name = line + strspn(line, " \t"), *equals, *value, *end;
	size_t i;

	end = line + strlen(line);
	while (end > name && strchr(" \t\r\n", end[-1]))
		*--end = '\0';
	if (!*name || *name == '#')
		return 0;
	equals = strchr(name, '=');
	/* The line may hold a secret: it is not repeated. */
	if (!equals)
		return xn_fail(err, XN_BAD_INPUT, "expected key = value");
	value = equals + 1 + strspn(equals + 1, " \t");
	while (equals > name && strchr(" \t", equals[-1]))
		equals--;
	*equals = '\0';
	i = key_index(name);
	if (i == NKEYS)
		return xn_fail_field(err, XN_BAD_INPUT, name,
				     "unknown key %.48s", name);
	values->of[i] = *value ? arena_strdup(a, value) : NULL;
	return 0;
}

static int read_file(const char *path, struct values *values, struct arena *a,
		     struct xn_error *err)
{
	char line[LINE_MAX_BYTES];
	FILE *f = fopen(path, "r");
	int rc = 0;

	if (!f)
		return xn_fail(err, XN_BAD_INPUT, "cannot open %s: %s", path,
			       strerror(errno));
	for (int no = 1; !rc && fgets(line, sizeof(line), f); no++) {
		if (!strchr(line, '\n') && !feof(f))
			rc = xn_fail(err, XN_BAD_INPUT, "the line is too long");
		else
			rc = read_line(line, values, a, err);
		if (rc) {
			char field[sizeof(err->field)];

			memcpy(field, err->field, sizeof(field));
			xn_fail_field(err, XN_BAD_INPUT, field, "%s:%d: %s",
				      path, no, err->text);
		}
	}
	if (!rc && ferror(f))
		rc = xn_fail(err, XN_BAD_INPUT, "cannot read %s", path);
	fclose(f);
	return rc;
}

/* Empty counts as unset, so that a unit file may clear a setting. */
static const char *from_environment(const struct key *key, struct arena *a)
{
	char *name = arena_strdup(a, key->name);
	const char *value;

	for (char *p = name; *p; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
	value = getenv(name);
	return value && *value ? arena_strdup(a, value) : NULL;
}

static int missing(const struct key *key, struct xn_error *err)
{
	const char *name = key->instead ? key->instead : key->name;

	return xn_fail_field(err, XN_BAD_INPUT, name, "%s: not set", name);
}

int conf_load(struct conf *conf, struct arena *a, const char *path,
	      enum conf_program program, struct xn_error *err)
{
	struct values values = { { NULL } };

	memset(conf, 0, sizeof(*conf));
	if (path && read_file(path, &values, a, err))
		return -1;
	for (size_t i = 0; i < NKEYS; i++) {
		const char *value = from_environment(&keys[i], a);

		if (value)
			values.of[i] = value;
	}
	for (size_t i = 0; i < NKEYS; i++) {
		const struct key *key = &keys[i];

		if (!values.of[i] && key->instead)
			values.of[i] = values.of[key_index(key->instead)];
		if (!values.of[i])
			values.of[i] = key->fallback;
		if (values.of[i] && key_set(key, conf, values.of[i], err))
			return -1;
		if (!values.of[i] && key->needed_by & (unsigned)program)
			return missing(key, err);
	}
	return 0;
}

const char *conf_database_key(const struct conf *conf)
{
	return conf->database_url &&
	       !strcmp(conf->database_url, conf->database_app_url)
		? "database_url" : "database_app_url";
}
