#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

#include "wrap/shared.h"

#define BOOT_FILE "/proc/sys/kernel/random/boot_id"
/* Behind the memory, at the file's end: of which boot it is. */
#define BOOT_BYTES 40

/*
 * Nothing is taken for it: two that saw a boot by different names would each
 * unlink the other's file, and share nothing.
 */
static int read_boot(char boot[BOOT_BYTES], struct xn_error *err)
{
	int fd = open(BOOT_FILE, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	memset(boot, '-', BOOT_BYTES);
	n = fd < 0 ? -1 : read(fd, boot, BOOT_BYTES);
	if (n < 0)
		xn_fail_field(err, XN_UNAVAILABLE, "shared_dir",
			      "shared_dir: " BOOT_FILE ": %s", strerror(errno));
	if (fd >= 0)
		close(fd);
	return n < 0 ? -1 : 0;
}

static void *map(int fd, size_t bytes)
{
	void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED,
			    fd, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

/* The file as it is, if it is of this boot. */
static void *map_old(int dir, const char *name, size_t bytes,
		     const char boot[BOOT_BYTES])
{
	int fd = openat(dir, name, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	char found[BOOT_BYTES];
	void *memory = NULL;
	struct stat file;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &file) == 0 &&
	    file.st_size == (off_t)(bytes + BOOT_BYTES) &&
	    pread(fd, found, BOOT_BYTES, (off_t)bytes) == BOOT_BYTES &&
	    !memcmp(found, boot, BOOT_BYTES))
		memory = map(fd, bytes);
	close(fd);
	return memory;
}

/*
 * All of it is there before it is used: whoever touched a page that a full file
 * system does not have would be killed (SIGBUS).
 */
static int fill(int fd, size_t bytes, const char boot[BOOT_BYTES])
{
	errno = posix_fallocate(fd, 0, (off_t)(bytes + BOOT_BYTES));
	return !errno && pwrite(fd, boot, BOOT_BYTES, (off_t)bytes) ==
				 BOOT_BYTES ? 0 : -1;
}

/* Whoever still has the one before keeps that. */
static void *map_new(int dir, const char *name, size_t bytes,
		     const char boot[BOOT_BYTES])
{
	void *memory = NULL;
	struct stat owner;
	int fd;

	unlinkat(dir, name, 0);
	fd = openat(dir, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return NULL;
	/* Root may be the first, and is not the only one. */
	if (fstat(dir, &owner) == 0 &&
	    (geteuid() || fchown(fd, owner.st_uid, owner.st_gid) == 0) &&
	    fill(fd, bytes, boot) == 0)
		memory = map(fd, bytes);
	close(fd);
	return memory;
}

static void *map_file(const char *path, const char *name, size_t bytes,
		      void (*init)(void *memory), const char boot[BOOT_BYTES])
{
	int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	void *memory = NULL;

	if (dir < 0)
		return NULL;
	errno = 0;
	/* One at a time: until the file is what the next one shall find. */
	if (flock(dir, LOCK_EX) == 0) {
		memory = map_old(dir, name, bytes, boot);
		if (!memory && errno != EACCES) {
			memory = map_new(dir, name, bytes, boot);
			if (memory && init)
				init(memory);
		}
	}
	close(dir);
	return memory;
}

void *shared_map(const char *dir, const char *name, size_t bytes,
		 void (*init)(void *memory), struct xn_error *err)
{
	char boot[BOOT_BYTES];
	void *memory;

	if (dir) {
		if (read_boot(boot, err))
			return NULL;
		memory = map_file(dir, name, bytes, init, boot);
	} else {
		memory = calloc(1, bytes);
		if (memory && init)
			init(memory);
	}
	if (!memory)
		xn_fail_field(err, XN_UNAVAILABLE, "shared_dir",
			      "shared_dir: %s/%s: %s", dir ? dir : "", name,
			      strerror(errno));
	return memory;
}

void shared_lock_init(pthread_mutex_t *lock)
{
	pthread_mutexattr_t kind;

	pthread_mutexattr_init(&kind);
	pthread_mutexattr_setpshared(&kind, PTHREAD_PROCESS_SHARED);
	pthread_mutexattr_setrobust(&kind, PTHREAD_MUTEX_ROBUST);
	pthread_mutex_init(lock, &kind);
	pthread_mutexattr_destroy(&kind);
}

static int taken(pthread_mutex_t *lock, int rc)
{
	if (rc == EOWNERDEAD)
		pthread_mutex_consistent(lock);
	return rc;
}

int shared_lock(pthread_mutex_t *lock, int64_t within_us)
{
	int64_t until_us = clock_now_us() + within_us;
	struct timespec until = {
		.tv_sec = until_us / CLOCK_SECOND_US,
		.tv_nsec = until_us % CLOCK_SECOND_US * 1000,
	};

	return taken(lock, pthread_mutex_timedlock(lock, &until));
}

int shared_trylock(pthread_mutex_t *lock)
{
	return taken(lock, pthread_mutex_trylock(lock));
}
