#ifndef DIRECTORY_HELPERS_H
#define DIRECTORY_HELPERS_H

#include <unistd.h>

#include "test.h"

/* A directory of this test's own; its path belongs to `arena`. */
static const char *directory_new(void)
{
	char *path = arena_strdup(arena, "/tmp/xeno-unit-XXXXXX");

	ck_assert_ptr_nonnull(mkdtemp(path));
	return path;
}

/* With the one file that it has. */
static void directory_remove(const char *dir, const char *file)
{
	ck_assert_int_eq(unlink(arena_printf(arena, "%s/%s", dir, file)), 0);
	ck_assert_int_eq(rmdir(dir), 0);
}

#endif
