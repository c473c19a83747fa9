#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"

#include "spawn.h"

#define PATH_BYTES 4096
#define FIRST_FD 3
#define MOST_FDS 1024

/* xeno-sync as configured, or where this program itself is. */
static const char *sync_path(const struct worker *w, struct arena *a)
{
	char *path;
	ssize_t n;

	if (w->conf.sync_command)
		return w->conf.sync_command;
	path = arena_alloc(a, PATH_BYTES);
	n = readlink("/proc/self/exe", path, PATH_BYTES - 1);
	while (n > 0 && path[n - 1] != '/')
		path[--n] = '\0';
	return arena_printf(a, "%sxeno-sync", path);
}

/*
 * Become a process that has nothing of the worker but its log: not its
 * signals, its alarm, its listening socket, its database connection.
 */
static void let_go(int report)
{
	int null = open("/dev/null", O_RDWR);
	sigset_t none;

	setsid();
	alarm(0);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGALRM, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	signal(SIGUSR1, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	for (int fd = FIRST_FD; fd < MOST_FDS; fd++)
		if (fd != report)
			close(fd);
}

/* The child's part: the grandchild is nobody's to wait for. */
static void start(const char *path, char *const *args, int report)
{
	int error;

	if (fork() != 0)
		_exit(0);
	let_go(report);
	execv(path, args);
	error = errno;
	if (write(report, &error, sizeof(error)) < 0)
		_exit(127);
	_exit(127);
}

/* 0, or the errno of what failed.  The pipe closes when the exec succeeds. */
static int spawn(const char *path, char *const *args)
{
	int report[2], error = 0;
	pid_t child;

	if (pipe(report))
		return errno;
	fcntl(report[1], F_SETFD, FD_CLOEXEC);
	child = fork();
	if (child == 0)
		start(path, args, report[1]);
	close(report[1]);
	if (child < 0) {
		error = errno;
	} else {
		while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
			;
		if (read(report[0], &error, sizeof(error)) < 0)
			error = errno;
	}
	close(report[0]);
	return error;
}

void spawn_sync(const struct worker *w, struct arena *a, int64_t run_id)
{
	const char *path = sync_path(w, a);
	char *args[6];
	int n = 0, error;

	args[n++] = arena_strdup(a, path);
	if (w->settings) {
		args[n++] = arena_strdup(a, "-c");
		args[n++] = arena_strdup(a, w->settings);
	}
	args[n++] = arena_strdup(a, "run");
	args[n++] = arena_printf(a, "%lld", (long long)run_id);
	args[n] = NULL;
	error = spawn(path, args);
	if (error)
		log_error("cannot start %s: %s", path, strerror(error));
}
