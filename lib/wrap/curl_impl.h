#ifndef WRAP_CURL_IMPL_H
#define WRAP_CURL_IMPL_H

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>

#include <curl/curl.h>

/* Shared by fetch.c and mail.c; nobody else includes curl.h. */

/*
 * Before the first handle.  SIGPIPE is ignored from here on: a peer that goes
 * away is an error, not the program's end.
 */
static inline void curl_start(void)
{
	static bool started;

	signal(SIGPIPE, SIG_IGN);
	if (!started && curl_global_init(CURL_GLOBAL_DEFAULT))
		abort();
	started = true;
}

/* On the variable `curl` of the caller: a wrong option is a bug. */
#define CURL_SET(curl, option, value) \
	do { \
		if (curl_easy_setopt(curl, option, value)) \
			abort(); \
	} while (0)

#endif
