#include <string.h>

#include "cookie.h"

const char *cookie_find(const struct request *req, const char *name)
{
	const char *s = req->header.cookie;
	size_t len = strlen(name);

	while (s && *s) {
		size_t n;

		s += strspn(s, "; \t");
		n = strcspn(s, ";");
		if (n > len && s[len] == '=' && !memcmp(s, name, len))
			return arena_strndup(req->arena, s + len + 1,
					     n - len - 1);
		s += n;
	}
	return NULL;
}
