#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"

#include "wrap/writes.h"

/* The first place is everybody's; tenants share the others by their number. */
#define PLACES 4096

static _Atomic int64_t *noted_us;

/* The clock began anew with the machine: what is ahead of it is from before. */
static void forget_the_future(void)
{
	for (int i = 0; i < PLACES; i++) {
		int64_t noted = noted_us[i];

		if (noted > clock_mono_us())
			noted_us[i] = 0;
	}
}

int writes_open(const char *path, struct xn_error *err)
{
	size_t bytes = PLACES * sizeof(*noted_us);
	void *shared = MAP_FAILED;
	int fd, error;

	if (!path)
		return 0;
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd >= 0 && ftruncate(fd, (off_t)bytes) == 0)
		shared = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED,
			      fd, 0);
	error = errno;
	if (fd >= 0)
		close(fd);
	if (shared == MAP_FAILED)
		return xn_fail_field(err, XN_UNAVAILABLE, "writes_file",
				     "writes_file: %s: %s", path,
				     strerror(error));
	noted_us = shared;
	forget_the_future();
	return 0;
}

static size_t place_of(int64_t tenant_id)
{
	return tenant_id ? 1 + (size_t)tenant_id % (PLACES - 1) : 0;
}

void writes_note(int64_t tenant_id)
{
	if (noted_us)
		noted_us[place_of(tenant_id)] = clock_mono_us();
}

bool writes_quiet(int64_t tenant_id, int64_t since_us)
{
	return noted_us && noted_us[0] < since_us &&
	       noted_us[place_of(tenant_id)] < since_us;
}
