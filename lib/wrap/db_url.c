#include <string.h>

#include "wrap/db_impl.h"

/* libpq quotes what it stumbled over, which may be a password: up to there. */
static size_t harmless(const char *message)
{
	size_t n = 0;

	while (message[n] && message[n] != '\n' &&
	       (message[n] != '"' || (message[n + 1] && message[n + 2] == '"')))
		n += message[n] == '"' ? 3 : 1;
	while (n && strchr(": (", message[n - 1]))
		n--;
	return n;
}

static bool is_port(const PQconninfoOption *option)
{
	return !strcmp(option->keyword, "port") && option->val &&
	       option->val[strspn(option->val, "0123456789,")];
}

int db_check_url(const char *setting, const char *url, struct xn_error *err)
{
	char *message = NULL;
	PQconninfoOption *options = PQconninfoParse(url, &message);
	int rc = 0;

	if (!options)
		rc = xn_fail_field(err, XN_BAD_INPUT, setting,
			"%s: not a database's address: %.*s", setting,
			message ? (int)harmless(message) : 0,
			message ? message : "");
	for (const PQconninfoOption *o = options; o && o->keyword; o++)
		if (is_port(o))
			rc = xn_fail_field(err, XN_BAD_INPUT, setting,
				"%s: the port is not a number", setting);
	PQfreemem(message);
	PQconninfoFree(options);
	return rc;
}

static int count_of(const char *list)
{
	int n = 1;

	for (const char *p = list; (p = strchr(p, ',')) != NULL; p++)
		n++;
	return n;
}

/* "a,b,c" from its place 1 on is "b,c,a"; what is one for all stays. */
static const char *turn(struct arena *a, const char *list, int first)
{
	const char *rest = list;

	for (int i = first % count_of(list); i > 0; i--)
		rest = strchr(rest, ',') + 1;
	if (rest == list)
		return arena_strdup(a, list);
	return arena_printf(a, "%s,%.*s", rest, (int)(rest - list - 1), list);
}

struct db_hosts db_hosts_of(struct arena *a, const char *url, int first)
{
	PQconninfoOption *options = PQconninfoParse(url, NULL);
	struct db_hosts hosts = { .count = 1 };

	for (const PQconninfoOption *o = options; o && o->keyword; o++) {
		if (!o->val)
			continue;
		if (!strcmp(o->keyword, "host"))
			hosts.host = turn(a, o->val, first);
		else if (!strcmp(o->keyword, "hostaddr"))
			hosts.hostaddr = turn(a, o->val, first);
		else if (!strcmp(o->keyword, "port"))
			hosts.port = turn(a, o->val, first);
	}
	PQconninfoFree(options);
	if (hosts.host || hosts.hostaddr)
		hosts.count = count_of(hosts.host ? hosts.host
						  : hosts.hostaddr);
	return hosts;
}
