#ifndef BASE_ERROR_H
#define BASE_ERROR_H

/*
 * Why an operation failed: a code the program can branch on, and one sentence
 * that is safe to show to a client.  Internal detail (SQL, errno, an upstream
 * body) is logged where it happens and never stored here.
 *
 * A function that can fail takes `struct xn_error *err` last.  It returns 0
 * (or a pointer) on success and leaves *err alone, so calls chain with ||;
 * it returns -1 (or NULL) after filling *err.
 */
enum xn_code {
	XN_OK = 0,
	XN_BAD_INPUT,		/* the request is malformed */
	XN_UNAUTHENTICATED,	/* no valid token, or a bad signature */
	XN_FORBIDDEN,		/* a valid caller who may not do this */
	XN_NOT_FOUND,
	XN_CONFLICT,		/* a uniqueness rule said no */
	XN_TOO_LARGE,		/* longer than the limit */
	XN_UNSUPPORTED,		/* a content type that is not taken */
	XN_REFUSED,		/* understood, but a rule says no */
	XN_THROTTLED,		/* too often; try again later */
	XN_UNAVAILABLE,		/* try again; nothing was changed */
	XN_INTERNAL,		/* our fault */
	XN_NCODES
};

struct xn_error {
	enum xn_code code;
	char field[48];		/* the member or parameter, or "" */
	char text[200];
};

/* Fill *err and return -1, so that `return xn_fail(err, ...);` reads well. */
__attribute__((format(printf, 3, 4)))
int xn_fail(struct xn_error *err, enum xn_code code, const char *fmt, ...);

/* The same, naming the member or parameter that is at fault. */
__attribute__((format(printf, 4, 5)))
int xn_fail_field(struct xn_error *err, enum xn_code code, const char *field,
		  const char *fmt, ...);

/* The code as the API spells it: "bad_input", "not_found", ... */
const char *xn_code_name(enum xn_code code);

#endif
