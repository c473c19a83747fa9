#include <string.h>

#include "domain/account/role.h"

static const char *const names[] = {
	[ROLE_READ_ONLY] = "read-only",
	[ROLE_ANALYST] = "analyst",
	[ROLE_ADMIN] = "admin",
	[ROLE_OWNER] = "owner",
};

const char *role_name(enum role role)
{
	return names[role];
}

int role_parse(const char *name, enum role *role)
{
	for (int i = ROLE_READ_ONLY; i <= ROLE_OWNER; i++) {
		if (!strcmp(name, names[i])) {
			*role = (enum role)i;
			return 0;
		}
	}
	return -1;
}
