#include <stdarg.h>
#include <stdio.h>

#include "base/error.h"

__attribute__((format(printf, 4, 0)))
static void fill(struct xn_error *err, enum xn_code code, const char *field,
		 const char *fmt, va_list ap)
{
	/* The sentence is made first: it may quote the text it replaces. */
	char text[sizeof(err->text)];

	vsnprintf(text, sizeof(text), fmt, ap);
	err->code = code;
	snprintf(err->field, sizeof(err->field), "%s", field);
	snprintf(err->text, sizeof(err->text), "%s", text);
}

int xn_fail(struct xn_error *err, enum xn_code code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fill(err, code, "", fmt, ap);
	va_end(ap);
	return -1;
}

int xn_fail_field(struct xn_error *err, enum xn_code code, const char *field,
		  const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fill(err, code, field, fmt, ap);
	va_end(ap);
	return -1;
}

const char *xn_code_name(enum xn_code code)
{
	static const char *const name[XN_NCODES] = {
		[XN_OK] = "ok",
		[XN_BAD_INPUT] = "bad_input",
		[XN_UNAUTHENTICATED] = "unauthenticated",
		[XN_FORBIDDEN] = "forbidden",
		[XN_NOT_FOUND] = "not_found",
		[XN_CONFLICT] = "conflict",
		[XN_TOO_LARGE] = "too_large",
		[XN_UNSUPPORTED] = "unsupported",
		[XN_REFUSED] = "refused",
		[XN_THROTTLED] = "throttled",
		[XN_UNAVAILABLE] = "unavailable",
		[XN_INTERNAL] = "internal",
	};

	return name[code];
}
