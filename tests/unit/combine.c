#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "wrap/combine.h"

#include "directory_helpers.h"

/* What another process came with, and how it went: its exit status. */
#define TOLD(told) (100 + (told))

static const char *dir;
static int told;

static void open_new(void)
{
	dir = directory_new();
	ck_assert_int_eq(combine_open(dir, &err), 0);
}

static void remove_it(void)
{
	directory_remove(dir, "combine");
}

/* True in a process of its own, that has opened it as well. */
static bool is_another(pid_t *child)
{
	*child = fork();
	ck_assert_int_ge(*child, 0);
	return *child == 0 && combine_open(dir, &err) == 0;
}

static enum combine_role join(int64_t key, const char *work)
{
	return combine_join(key, work, strlen(work), &told);
}

/* Another process with work; if it leads it takes what waits, and leaves. */
static pid_t start(int64_t key, const char *work)
{
	struct combine_work *others;
	enum combine_role role;
	pid_t child;

	if (!is_another(&child))
		return child;
	role = join(key, work);
	if (role == COMBINE_LEAD) {
		size_t n = combine_take(arena, &others);

		combine_leave(others, n);
	}
	_exit(role == COMBINE_TOLD ? TOLD(told) : (int)role);
}

static int end_of(pid_t child)
{
	int status;

	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void rest(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
}

/* All that comes, until there are so many. */
static struct combine_work *take(size_t want)
{
	struct combine_work *all = arena_alloc(arena, want * sizeof(*all));
	size_t n = 0;

	while (n < want) {
		struct combine_work *some;
		size_t more = combine_take(arena, &some);

		ck_assert_uint_le(n + more, want);
		memcpy(all + n, some, more * sizeof(*some));
		n += more;
		rest();
	}
	return all;
}

START_TEST(without_a_directory_everybody_is_alone)
{
	ck_assert_int_eq(combine_open(NULL, &err), 0);
	ck_assert_int_eq(join(7, "work"), COMBINE_ALONE);
}
END_TEST

START_TEST(a_directory_that_is_none)
{
	ck_assert_int_eq(combine_open("/nowhere", &err), -1);
	ck_assert_int_eq(err.code, XN_UNAVAILABLE);
}
END_TEST

START_TEST(the_first_leads_and_tells_the_others)
{
	struct combine_work *work;
	pid_t a, b;

	open_new();
	ck_assert_int_eq(join(7, "mine"), COMBINE_LEAD);
	a = start(7, "a's");
	b = start(7, "b's");
	work = take(2);
	for (int i = 0; i < 2; i++) {
		ck_assert_uint_eq(work[i].len, 3);
		ck_assert_int_eq(work[i].told, 0);
		work[i].told = work[i].data[0] - 'a';
	}
	combine_leave(work, 2);
	ck_assert_int_eq(end_of(a), TOLD(0));
	ck_assert_int_eq(end_of(b), TOLD(1));
	remove_it();
}
END_TEST

START_TEST(under_another_key_another_leads)
{
	open_new();
	ck_assert_int_eq(join(7, "mine"), COMBINE_LEAD);
	ck_assert_int_eq(end_of(start(8, "other")), COMBINE_LEAD);
	remove_it();
}
END_TEST

START_TEST(who_comes_later_leads_when_the_first_leaves)
{
	struct combine_work *work;
	pid_t a, b;

	open_new();
	join(7, "mine");
	a = start(7, "a");
	work = take(1);
	b = start(7, "b");
	rest();
	combine_leave(work, 1);
	ck_assert_int_eq(end_of(a), TOLD(0));
	ck_assert_int_eq(end_of(b), COMBINE_LEAD);
	ck_assert_int_eq(join(7, "again"), COMBINE_LEAD);
	remove_it();
}
END_TEST

START_TEST(the_next_leads_before_the_first_has_told)
{
	struct combine_work *work;
	pid_t a, b;

	open_new();
	join(7, "mine");
	a = start(7, "a");
	work = take(1);
	combine_pass();
	b = start(7, "b");
	ck_assert_int_eq(end_of(b), COMBINE_LEAD);
	work[0].told = 3;
	combine_leave(work, 1);
	ck_assert_int_eq(end_of(a), TOLD(3));
	remove_it();
}
END_TEST

/* A process that leads, takes two's work, and ends in the midst of it. */
static pid_t start_leader(bool passes)
{
	int ready[2];
	char byte = 0;
	pid_t child;

	ck_assert_int_eq(pipe(ready), 0);
	if (!is_another(&child)) {
		ck_assert_int_eq(read(ready[0], &byte, 1), 1);
		return child;
	}
	join(7, "mine");
	ck_assert_int_eq(write(ready[1], &byte, 1), 1);
	take(2);
	if (passes)
		combine_pass();
	raise(SIGKILL);
	_exit(0);
}

static void check_killed(bool passes)
{
	pid_t leader, a, b;
	int ends;

	open_new();
	leader = start_leader(passes);
	a = start(7, "a");
	b = start(7, "b");
	ck_assert_int_eq(end_of(leader), -1);
	ends = end_of(a) + end_of(b);
	ck_assert_int_eq(ends, COMBINE_LEAD + TOLD(0));
}

START_TEST(of_a_leader_who_is_killed_the_next_takes_all)
{
	check_killed(false);
	remove_it();
}
END_TEST

START_TEST(of_one_who_is_killed_after_passing_too)
{
	check_killed(true);
	remove_it();
}
END_TEST

/* What a delivery says may be about people. */
START_TEST(no_work_stays_in_the_file)
{
	const char *text = "work about somebody";
	size_t len = strlen(text), n;
	struct combine_work *work;
	bool found = false;
	char *all;
	pid_t a;
	FILE *f;

	open_new();
	join(7, "mine");
	a = start(7, text);
	work = take(1);
	ck_assert_str_eq(work[0].data, text);
	combine_leave(work, 1);
	ck_assert_int_eq(end_of(a), TOLD(0));
	f = fopen(arena_printf(arena, "%s/combine", dir), "rb");
	ck_assert_ptr_nonnull(f);
	all = arena_alloc(arena, (size_t)8 << 20);
	n = fread(all, 1, (size_t)8 << 20, f);
	fclose(f);
	ck_assert_uint_gt(n, 64 * COMBINE_DATA_MAX);
	for (size_t i = 0; i + len <= n; i++)
		found |= !memcmp(all + i, text, len);
	ck_assert(!found);
	remove_it();
}
END_TEST

START_TEST(who_waits_too_long_goes_alone)
{
	open_new();
	join(7, "mine");
	ck_assert_int_eq(end_of(start(7, "a")), COMBINE_ALONE);
	/* Nobody waits for that leader any more. */
	ck_assert_int_eq(end_of(start(7, "b")), COMBINE_ALONE);
	remove_it();
}
END_TEST

START_TEST(who_is_told_nothing_is_lost)
{
	pid_t a;

	open_new();
	join(7, "mine");
	a = start(7, "a");
	take(1);
	ck_assert_int_eq(end_of(a), COMBINE_LOST);
	remove_it();
}
END_TEST

START_TEST(what_is_too_long_goes_alone)
{
	char *data = arena_alloc(arena, COMBINE_DATA_MAX + 1);
	pid_t a;

	open_new();
	ck_assert_int_eq(combine_join(7, data, COMBINE_DATA_MAX + 1, &told),
			 COMBINE_ALONE);
	join(7, "mine");
	memset(data, 'x', COMBINE_DATA_MAX);
	a = start(7, data);
	ck_assert_uint_eq(take(1)[0].len, COMBINE_DATA_MAX);
	kill(a, SIGKILL);
	end_of(a);
	remove_it();
}
END_TEST

START_TEST(nobody_sits_on_the_last_seat_for_ever)
{
	open_new();
	for (int i = 0; i < 200; i++)
		ck_assert_int_eq(end_of(start(i, "work")), COMBINE_LEAD);
	remove_it();
}
END_TEST

TEST_MAIN("combine",
	  without_a_directory_everybody_is_alone,
	  a_directory_that_is_none,
	  the_first_leads_and_tells_the_others,
	  under_another_key_another_leads,
	  who_comes_later_leads_when_the_first_leaves,
	  the_next_leads_before_the_first_has_told,
	  of_a_leader_who_is_killed_the_next_takes_all,
	  of_one_who_is_killed_after_passing_too,
	  no_work_stays_in_the_file,
	  who_waits_too_long_goes_alone,
	  who_is_told_nothing_is_lost,
	  what_is_too_long_goes_alone,
	  nobody_sits_on_the_last_seat_for_ever)
