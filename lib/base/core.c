#include <sys/resource.h>

#include "base/core.h"

void core_forbid(void)
{
	static const struct rlimit none = { 0, 0 };

	/* A limit may always be lowered. */
	(void)setrlimit(RLIMIT_CORE, &none);
}
