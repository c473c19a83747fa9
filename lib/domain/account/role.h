#ifndef DOMAIN_ACCOUNT_ROLE_H
#define DOMAIN_ACCOUNT_ROLE_H

#include <stdint.h>

/*
 * What a member of a tenant may do.  Each may what those before it may; the
 * names are the database's (type member_role) and the API's.
 */
enum role {
	ROLE_NONE,
	ROLE_READ_ONLY,		/* look */
	ROLE_ANALYST,		/* and read anew, keep tokens for programs */
	ROLE_ADMIN,		/* and shops, members, the audit log */
	ROLE_OWNER,		/* and admins and owners */
};

const char *role_name(enum role role);

/* -1: there is no such role. */
int role_parse(const char *name, enum role *role);

/* On whose behalf something is done. */
struct actor {
	int64_t tenant_id;
	int64_t user_id;
	int64_t session_id;	/* 0: it is a program with an API token */
	enum role role;
	unsigned scopes;	/* of an API token, bits of enum scope */
	const char *name;	/* the user's address, or the token's name */
};

#endif
