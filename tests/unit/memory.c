#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "worker/memory.h"

#include "directory_helpers.h"
#include "request_helpers.h"

static void open_memory(const char *dir)
{
	ck_assert_int_eq(memory_open(dir, &err), 0);
}

/* A question of the n-th kind, about the data of a tag. */
static struct request *ask(int n, const char *tag)
{
	struct request *req = request_to("GET", arena_printf(arena,
		"/api/metrics/overview?n=%d", n));

	req->answer.etag = tag;
	return req;
}

/* Its answer: so many bytes that no other question's has. */
static const char *answer_of(int n, size_t len)
{
	char *body = arena_alloc(arena, len + 1);

	memset(body, 'a' + n % 26, len);
	memcpy(body, &n, sizeof(n));
	body[len] = '\0';
	return body;
}

static void keep(int n, const char *tag, size_t len)
{
	struct request *req = ask(n, tag);

	req->answer.status = 200;
	req->answer.body = answer_of(n, len);
	req->answer.len = len;
	memory_keep(req);
}

static bool is_told(int n, const char *tag, size_t len)
{
	struct request *req = ask(n, tag);

	if (!memory_reply(req))
		return false;
	ck_assert_int_eq(req->answer.status, 200);
	ck_assert_uint_eq(req->answer.len, len);
	ck_assert_mem_eq(req->answer.body, answer_of(n, len), len);
	return true;
}

START_TEST(tells_what_was_answered_under_the_same_tag)
{
	open_memory(NULL);
	keep(1, "tag-1", 100);
	ck_assert(is_told(1, "tag-1", 100));
	ck_assert(!is_told(1, "tag-2", 100));
	ck_assert(!is_told(2, "tag-1", 100));
	keep(1, "tag-1", 300);
	ck_assert(is_told(1, "tag-1", 300));
}
END_TEST

START_TEST(keeps_what_was_answered_well_and_is_not_too_long)
{
	struct request *req = ask(3, "tag");

	open_memory(NULL);
	req->answer.status = 404;
	req->answer.body = "gone";
	req->answer.len = 4;
	memory_keep(req);
	ck_assert(!is_told(3, "tag", 4));
	keep(3, "tag", ((size_t)512 << 10) + 1);
	ck_assert(!is_told(3, "tag", ((size_t)512 << 10) + 1));
}
END_TEST

START_TEST(knows_a_whole_dashboard)
{
	open_memory(NULL);
	for (int n = 0; n < 200; n++)
		keep(n, "many", 20000);
	for (int n = 0; n < 200; n++)
		ck_assert(is_told(n, "many", 20000));
}
END_TEST

START_TEST(forgets_before_it_holds_too_much)
{
	const size_t len = (size_t)400 << 10;
	int told = 0;

	open_memory(NULL);
	for (int n = 0; n < 500; n++) {
		keep(n, "long", len);
		ck_assert(is_told(n, "long", len));
		arena_reset(arena);
	}
	for (int n = 0; n < 500; n++)
		told += is_told(n, "long", len);
	ck_assert_int_ge(told, 20);
	ck_assert_int_le(told, 40);
}
END_TEST

START_TEST(another_process_is_told)
{
	const char *dir = directory_new();
	pid_t child = fork();
	int status;

	if (child == 0) {
		open_memory(dir);
		keep(1, "tag", 100);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	open_memory(dir);
	ck_assert(is_told(1, "tag", 100));
	ck_assert(!is_told(2, "tag", 100));
	directory_remove(dir, "answers");
}
END_TEST

static size_t size_of(int n)
{
	return 20000 * (1 + (size_t)n);
}

/* No assertion: half of its message would be left in the runner's pipe. */
static void keep_and_tell(unsigned seed)
{
	for (;;) {
		int n = rand_r(&seed) % 20;

		if (!memory_reply(ask(n, "tag")))
			keep(n, "tag", size_of(n));
		arena_reset(arena);
	}
}

/* Wherever they are at it. */
START_TEST(workers_that_are_killed_leave_nothing_wrong)
{
	char *dir = strdup(directory_new());
	int told = 0;

	open_memory(dir);
	for (unsigned i = 0; i < 200; i++) {
		const struct timespec while_us = {
			.tv_nsec = 1000 * (long)(i * 7919 % 3000) };
		pid_t child = fork();

		if (child == 0)
			keep_and_tell(i);
		nanosleep(&while_us, NULL);
		/* The one below is this process's own. */
		for (int n = 0; n < 20; n++)
			told += n != 1 && is_told(n, "tag", size_of(n));
		ck_assert_int_eq(kill(child, SIGKILL), 0);
		ck_assert_int_eq(waitpid(child, NULL, 0), child);
		keep(1, "tag", size_of(1));
		ck_assert(is_told(1, "tag", size_of(1)));
		arena_reset(arena);
	}
	ck_assert_int_gt(told, 0);
	directory_remove(dir, "answers");
	free(dir);
}
END_TEST

TEST_MAIN("memory", tells_what_was_answered_under_the_same_tag,
	  keeps_what_was_answered_well_and_is_not_too_long,
	  knows_a_whole_dashboard, forgets_before_it_holds_too_much,
	  another_process_is_told,
	  workers_that_are_killed_leave_nothing_wrong)
