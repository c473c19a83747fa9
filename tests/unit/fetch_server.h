#ifndef FETCH_SERVER_H
#define FETCH_SERVER_H

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The server of fetch_server.mjs, started once for all tests. */
static char dir[] = "/tmp/xeno-fetch.XXXXXX";
static char ca_file[64], good_port[32], other_port[32], plain_port[32];
static pid_t server;
static int hold;		/* the server ends when this is closed */

static char *script_path(void)
{
	const char *slash = strrchr(__FILE__, '/');
	static char path[512];

	snprintf(path, sizeof(path), "%.*sfetch_server.mjs",
		 slash ? (int)(slash + 1 - __FILE__) : 0, __FILE__);
	return path;
}

static void start_server(void)
{
	int in[2], out[2], good, other, plain;
	FILE *f;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	ck_assert_int_eq(pipe(in) | pipe(out), 0);
	server = fork();
	if (!server) {
		dup2(in[0], STDIN_FILENO);
		dup2(out[1], STDOUT_FILENO);
		close(in[1]);
		close(out[0]);
		execlp("node", "node", script_path(), dir, (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	hold = in[1];
	f = fdopen(out[0], "r");
	ck_assert_msg(fscanf(f, "%d %d %d", &good, &other, &plain) == 3,
		      "the test server did not start (node, openssl)");
	fclose(f);
	snprintf(ca_file, sizeof(ca_file), "%s/ca.pem", dir);
	snprintf(good_port, sizeof(good_port), "127.0.0.1:%d", good);
	snprintf(other_port, sizeof(other_port), "127.0.0.1:%d", other);
	snprintf(plain_port, sizeof(plain_port), "127.0.0.1:%d", plain);
}

static void stop_server(void)
{
	struct dirent *entry;
	DIR *d = opendir(dir);
	char path[400];

	close(hold);
	waitpid(server, NULL, 0);
	while (d && (entry = readdir(d))) {
		snprintf(path, sizeof(path), "%s/%s", dir, entry->d_name);
		unlink(path);
	}
	if (d)
		closedir(d);
	rmdir(dir);
}

#endif
