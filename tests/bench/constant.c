/*
 * The floor of the API measurement: a FastCGI worker that answers every
 * request with the bytes of one file.  It is started as the real worker is,
 * with -c DIR/xeno.conf, and answers what DIR/constant.answer has: header
 * lines, an empty line, the body.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fcgiapp.h>

#include "base/buf.h"

static void die(const char *what)
{
	perror(what);
	exit(EXIT_FAILURE);
}

static void read_file(const char *path, struct buf *out)
{
	FILE *f = fopen(path, "rb");
	size_t n;

	if (!f)
		die(path);
	do {
		buf_reserve(out, 4096);
		n = fread(out->data + out->len, 1, 4096, f);
		out->len += n;
	} while (n);
	fclose(f);
}

static void path_beside(const char *settings, struct buf *path)
{
	const char *slash = strrchr(settings, '/');

	buf_init(path, NULL);
	if (slash)
		buf_add(path, settings, (size_t)(slash - settings) + 1);
	buf_adds(path, "constant.answer");
}

int main(int argc, char **argv)
{
	struct buf path, answer;
	FCGX_Request fcgi;

	/* As xeno-worker is asked before it starts: nothing can be wrong. */
	if (argc == 4 && !strcmp(argv[1], "-t"))
		return 0;
	if (argc != 3 || strcmp(argv[1], "-c")) {
		fputs("usage: constant [-t] -c DIR/xeno.conf\n", stderr);
		return 2;
	}
	path_beside(argv[2], &path);
	buf_init(&answer, NULL);
	read_file(buf_text(&path), &answer);
	if (FCGX_Init() || FCGX_InitRequest(&fcgi, 0, 0))
		return EXIT_FAILURE;
	while (FCGX_Accept_r(&fcgi) == 0) {
		/*
		 * A request has no body here.  Detached, libfcgi closes the
		 * connection at once and need not wait for nginx: a slower
		 * floor would flatter us.
		 */
		FCGX_Detach(&fcgi);
		FCGX_PutStr(answer.data, (int)answer.len, fcgi.out);
		FCGX_Finish_r(&fcgi);
		FCGX_Free(&fcgi, 1);
	}
	return EXIT_SUCCESS;
}
