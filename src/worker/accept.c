#include <string.h>
#include <strings.h>

#include "accept.h"

/* 0 to 1, with three digits behind the point at most; else as if not there. */
static int thousandths(const char *q)
{
	int n = 0;

	if (q[0] != '0')
		return 1000;
	if (q[1] != '.')
		return 0;
	q += 2;
	for (int unit = 100; unit && *q >= '0' && *q <= '9'; unit /= 10)
		n += unit * (*q++ - '0');
	return n;
}

static int weight_of(const char *params)
{
	const char *end = params + strcspn(params, ","), *p = params;

	while ((p = memchr(p, ';', (size_t)(end - p)))) {
		p += 1 + strspn(p + 1, " \t");
		if ((*p == 'q' || *p == 'Q') && p[1] == '=')
			return thousandths(p + 2);
	}
	return 1000;
}

static int weight_in(const char *accept, const char *type)
{
	size_t len = strlen(type);

	for (const char *p = accept; *p; p += strcspn(p, ",")) {
		p += strspn(p, ", \t");
		if (!strncasecmp(p, type, len) && strchr(",; \t", p[len]))
			return weight_of(p + len);
	}
	return 0;
}

int accept_choose(const char *accept, const char *const *types, int n)
{
	int chosen = 0, most = 0;

	for (int i = 0; accept && i < n; i++) {
		int weight = weight_in(accept, types[i]);

		if (weight > most) {
			most = weight;
			chosen = i;
		}
	}
	return chosen;
}
