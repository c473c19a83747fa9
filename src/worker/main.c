#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <fcgiapp.h>

#include "base/core.h"
#include "base/count.h"
#include "base/log.h"
#include "wrap/db.h"

#include "dispatch.h"
#include "reply.h"

/*
 * The longest that a request may take.  libfcgi itself waits for ever, so an
 * alarm ends the process then, and the pool starts another.
 */
#define WATCHDOG_S 15

#define PAUSE_MS 100	/* without descriptors or memory */

static volatile sig_atomic_t stopping;
static volatile sig_atomic_t busy;	/* with a request */

static void stop(int signo)
{
	(void)signo;
	stopping = 1;
}

static void give_up(int signo)
{
	static const char line[] = "{\"level\":\"error\",\"process\":"
		"\"xeno-worker\",\"message\":"
		"\"a request took too long: ending the process\"}\n";

	(void)signo;
	if (!busy)
		return;		/* the last request's alarm */
	if (write(STDERR_FILENO, line, sizeof(line) - 1) < 0)
		_exit(EXIT_FAILURE);
	_exit(EXIT_FAILURE);
}

/*
 * The stopping signals stay blocked except inside epoll_pwait(), so one that
 * comes between the test of `stopping` and the wait is not lost, and none
 * cuts a request short.  *waiting is the mask to wait with.
 */
static void catch_signals(sigset_t *waiting)
{
	/* multiwatch passes its own SIGTERM on as SIGUSR1. */
	static const int stopping_signals[] = { SIGTERM, SIGINT, SIGUSR1 };
	struct sigaction stop_action = { .sa_handler = stop };
	struct sigaction alarm_action = { .sa_handler = give_up };
	size_t n = COUNT_OF(stopping_signals);
	sigset_t blocked;

	sigemptyset(&blocked);
	for (size_t i = 0; i < n; i++)
		sigaddset(&blocked, stopping_signals[i]);
	sigprocmask(SIG_BLOCK, &blocked, waiting);
	for (size_t i = 0; i < n; i++) {
		sigdelset(waiting, stopping_signals[i]);
		sigaction(stopping_signals[i], &stop_action, NULL);
	}
	sigaction(SIGALRM, &alarm_action, NULL);
	signal(SIGPIPE, SIG_IGN);
}

/*
 * The listening socket is shared by the pool and does not block.  EXCLUSIVE:
 * a connection wakes one worker, not all of them.
 */
static int watch_socket(void)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLEXCLUSIVE };
	int epoll = epoll_create1(EPOLL_CLOEXEC);

	if (fcntl(0, F_SETFL, fcntl(0, F_GETFL) | O_NONBLOCK) < 0 ||
	    epoll < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &event))
		log_error("listening socket: %s", strerror(errno));
	return epoll;
}

static bool is_exhausted(int error)
{
	return error == EMFILE || error == ENFILE || error == ENOBUFS ||
	       error == ENOMEM;
}

/*
 * Wait for a request.  A worker that lost the race for a connection waits
 * again.  False: a signal asked to stop.
 */
static bool next_request(FCGX_Request *fcgi, int epoll,
			 const sigset_t *waiting)
{
	struct epoll_event event;

	while (!stopping) {
		int rc;

		if (epoll_pwait(epoll, &event, 1, -1, waiting) <= 0)
			continue;
		alarm(WATCHDOG_S);
		busy = true;
		rc = FCGX_Accept_r(fcgi);
		if (rc == 0)
			return true;
		busy = false;
		if (is_exhausted(-rc)) {
			log_warn("accept: %s", strerror(-rc));
			poll(NULL, 0, PAUSE_MS);
		}
	}
	return false;
}

/*
 * Exactly what was announced, no less and no more.  What is over the limit is
 * not read at all.
 */
static int read_body(struct request *req, FCGX_Request *fcgi,
		     struct xn_error *err)
{
	size_t size;
	char *body;

	if (FCGX_GetError(fcgi->in))
		return xn_fail(err, XN_BAD_INPUT,
			       "The request did not arrive whole");
	if (request_body_size(req, &size, err))
		return -1;
	body = arena_alloc_raw(req->arena, size + 1);
	req->body_len = (size_t)FCGX_GetStr(body, (int)size, fcgi->in);
	body[req->body_len] = '\0';
	req->body = body;
	if (req->body_len < size || FCGX_GetChar(fcgi->in) != EOF ||
	    FCGX_GetError(fcgi->in))
		return xn_fail_field(err, XN_BAD_INPUT, "body",
			"body: not as long as Content-Length says");
	/*
	 * All that nginx sends was read, so the connection can be closed at
	 * once: without this libfcgi waits for nginx to close it first.
	 */
	FCGX_Detach(fcgi);
	return 0;
}

/*
 * The rest of a long answer.  False: it broke off, which the client has to
 * see, so the request must not be ended as if it were whole.
 */
static bool send_rest(struct request *req, FCGX_Request *fcgi,
		      struct buf *out)
{
	int rc = req->answer.more && !req->is_head;

	while (rc > 0) {
		alarm(WATCHDOG_S);
		worker_limit(req->worker, READ_MS);
		buf_reset(out);
		rc = req->answer.more(req, out);
		if (FCGX_PutStr(out->data, (int)out->len, fcgi->out) < 0)
			return true;		/* nobody listens */
	}
	return rc == 0;
}

static bool serve(struct request *req, FCGX_Request *fcgi, struct buf *out)
{
	int64_t waited_us = worker_waited_us(req->worker);
	struct xn_error err = { 0 };
	bool whole;

	request_from_params(req, fcgi->envp);
	log_context(req->id);
	if (read_body(req, fcgi, &err))
		reply_error(req, &err);
	else
		dispatch(req);
	req->answer.waited_us = worker_waited_us(req->worker) - waited_us;
	reply_print(req, out);
	FCGX_PutStr(out->data, (int)out->len, fcgi->out);
	whole = send_rest(req, fcgi, out);
	worker_limit(req->worker, 0);
	log_context(NULL);
	return whole;
}

/* Serve until a signal says stop; the request at hand is finished first. */
static void serve_all(struct worker *worker, const sigset_t *waiting)
{
	int epoll = watch_socket();
	struct arena *arena = arena_new(65536);
	struct buf out;
	FCGX_Request fcgi;

	buf_init(&out, NULL);
	FCGX_InitRequest(&fcgi, 0, FCGI_FAIL_ACCEPT_ON_INTR);
	while (next_request(&fcgi, epoll, waiting)) {
		struct request req = {
			.arena = arena,
			.worker = worker,
			.db = worker->db,
		};

		if (serve(&req, &fcgi, &out))
			FCGX_Finish_r(&fcgi);
		/*
		 * A kept connection would have this worker wait for one
		 * client while others queue: it is closed all the same.
		 */
		FCGX_Free(&fcgi, 1);
		arena_reset(arena);
		busy = false;
	}
	close(epoll);
	FCGX_Free(&fcgi, 1);
	buf_free(&out);
	arena_free(arena);
}

static int usage(void)
{
	fputs("usage: xeno-worker [-t] [-c settings]\n"
	      "       xeno-worker -s\n"
	      "Serves FastCGI requests on the socket that is its standard "
	      "input: start it\nwith spawn-fcgi(1).  -t only says what is wrong"
	      " with the settings.  -s prints\nevery statement that it sends to"
	      " the database.\n", stderr);
	return 2;
}

int main(int argc, char **argv)
{
	struct arena *forever = arena_new(4096);
	const char *settings = NULL;
	struct worker worker;
	bool is_test = false;
	sigset_t waiting;
	int option;

	while ((option = getopt(argc, argv, "c:st")) == 'c' || option == 't') {
		if (option == 'c')
			settings = optarg;
		else
			is_test = true;
	}
	if (option == 's') {
		db_print_statements(stdout);
		return EXIT_SUCCESS;
	}
	if (option != -1 || optind < argc || (!is_test && FCGX_IsCGI()))
		return usage();
	log_process("xeno-worker");
	core_forbid();
	catch_signals(&waiting);
	if (FCGX_Init() || worker_open(&worker, forever, settings)) {
		if (!is_test)
			sleep(1);	/* the pool starts another at once */
		return EXIT_FAILURE;
	}
	if (!is_test)
		serve_all(&worker, &waiting);
	worker_close(&worker);
	arena_free(forever);
	return EXIT_SUCCESS;
}
