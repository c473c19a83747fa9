#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/hex.h"
#include "domain/store/copy.h"
#include "domain/upkeep/schema.h"
#include "wrap/writes.h"

#include "sync.h"

/* A merge of a chunk takes well under a second; building rollups longer. */
#define LANE_TIMEOUT_MS (10 * 60 * 1000)

/* `verify` takes a whole shop at once: minutes, of millions of orders. */
#define PATIENT_TIMEOUT_MS (60 * 60 * 1000)
#define TIMEOUT_MS 10000

/* Who waits for another process to renew a token waits for a lock. */
#define TOKEN_TIMEOUT_MS 6000

/* A wait is cut into slices, so that a signal is seen and progress told. */
#define SLICE_US (CLOCK_SECOND_US / 5)

static volatile sig_atomic_t stopping;

static void stop(int signal)
{
	if (!stopping)
		stopping = signal;
}

void sync_catch_signals(void)
{
	struct sigaction action = { .sa_handler = stop };

	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	action.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &action, NULL);
}

bool sync_stopping(void)
{
	return stopping;
}

int sync_stop_signal(void)
{
	return stopping;
}

int sync_stop_error(struct xn_error *err)
{
	return xn_fail(err, XN_UNAVAILABLE, "stopped");
}

/* Of these things a process id is unique among: machine, boot, container. */
static void describe_machine(char *out, size_t size)
{
	char host[64] = "?", boot[9] = "?", space[32] = "";
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, boot, sizeof(boot) - 1);

	if (fd >= 0)
		close(fd);
	boot[n < 0 ? 0 : n] = '\0';
	n = readlink("/proc/self/ns/pid", space, sizeof(space) - 1);
	space[n < 0 ? 0 : n] = '\0';
	gethostname(host, sizeof(host) - 1);
	host[strcspn(host, ":")] = '\0';
	snprintf(out, size, "%s/%s/%s", host, boot,
		 space + strcspn(space, "0123456789"));
	out[strcspn(out, "]")] = '\0';
}

static void name_holder(struct sync *s)
{
	char machine[120], random[HEX_SIZE(4)];
	unsigned char bytes[4];

	describe_machine(machine, sizeof(machine));
	seal_random(bytes, sizeof(bytes));
	hex_encode(bytes, sizeof(bytes), random);
	snprintf(s->holder, sizeof(s->holder), "%s:%ld:%s", machine,
		 (long)getpid(), random);
}

bool sync_holder_is_dead(const struct sync *s, const char *holder)
{
	size_t machine = strcspn(s->holder, ":");
	long pid;

	if (strncmp(s->holder, holder, machine + 1))
		return false;
	pid = strtol(holder + machine + 1, NULL, 10);
	return pid > 0 && kill((pid_t)pid, 0) && errno == ESRCH;
}

static struct db *connect_as(struct sync *s, const char *program,
			     int timeout_ms, const char *setup,
			     struct xn_error *err)
{
	struct db_options *options = arena_alloc(s->arena, sizeof(*options));

	*options = (struct db_options){
		.url = s->conf.database_app_url,
		.program = program,
		.change = SCHEMA_CHANGE,
		.timeout_ms = timeout_ms,
		.setup = setup,
		/* Most runs have few rows, and no need of a second lane. */
		.on_use = setup != NULL,
	};
	return db_open(options, err);
}

static int connect_db(struct sync *s, struct xn_error *err)
{
	if (db_check_url(conf_database_key(&s->conf),
			 s->conf.database_app_url, err))
		return -1;
	s->db = connect_as(s, "xeno-sync", TIMEOUT_MS, NULL, err);
	return s->db ? 0 : -1;
}

int sync_open(struct sync *s, const char *path, struct xn_error *err)
{
	s->arena = arena_new(4096);
	s->terminal = isatty(STDERR_FILENO);
	if (conf_load(&s->conf, s->arena, path, CONF_SYNC, err) ||
	    writes_open(s->conf.shared_dir, err))
		return -1;
	if (seal_keys_init(&s->keys, s->conf.key_encryption_key,
			   s->conf.key_encryption_key_previous, err))
		return -1;
	s->connector.keys = &s->keys;
	name_holder(s);
	return connect_db(s, err);
}

int sync_reopen(struct sync *s, struct xn_error *err)
{
	s->db = s->patient = NULL;
	s->slot = (struct slot){ 0 };
	for (int i = 0; i < COPY_LANES; i++)
		s->lanes[i] = NULL;
	s->shopify = NULL;
	s->connector.shopify = NULL;
	s->terminal = false;
	name_holder(s);
	return connect_db(s, err);
}

void sync_close(struct sync *s)
{
	shopify_close(s->shopify);
	shopify_close(s->connector.shopify);
	for (int i = 0; i < COPY_LANES; i++)
		db_close(s->lanes[i]);
	db_close(s->patient);
	db_close(s->db);
	arena_free(s->arena);
}

struct db *sync_patient(struct sync *s, struct xn_error *err)
{
	if (!s->patient)
		s->patient = connect_as(s, "xeno-sync rows",
					PATIENT_TIMEOUT_MS, NULL, err);
	return s->patient;
}

int sync_lanes(struct sync *s, struct xn_error *err)
{
	for (int i = 0; i < COPY_LANES; i++) {
		if (!s->lanes[i])
			s->lanes[i] = connect_as(s, "xeno-sync rows",
						 LANE_TIMEOUT_MS,
						 copy_setup, err);
		if (!s->lanes[i])
			return -1;
	}
	return 0;
}

/* Each begins at its own quarter. */
int sync_take_slot(struct sync *s, bool is_scheduled, bool *taken,
		   struct xn_error *err)
{
	int count = s->conf.sync_processes, others = count / 4;
	struct arena *a;
	int rc = 0;

	if (!s->slot.number) {
		a = arena_new(1024);
		rc = slot_take(s->db, a, 0, is_scheduled ? 1 : count,
			       is_scheduled ? count - others : others + 1,
			       &s->slot, err);
		arena_free(a);
	}
	*taken = s->slot.number != 0;
	return rc;
}

static void sleep_us(int64_t us)
{
	struct timespec t = {
		.tv_sec = (time_t)(us / CLOCK_SECOND_US),
		.tv_nsec = (long)(us % CLOCK_SECOND_US) * 1000,
	};

	nanosleep(&t, NULL);
}

/* shopify/shopify.h's wait: sleep, but see signals and tell progress. */
static int wait_us(void *ctx, int64_t us)
{
	struct sync *s = ctx;
	int64_t end = clock_mono_us() + us;
	struct xn_error err;

	for (;;) {
		int64_t left = end - clock_mono_us();

		if (sync_stopping() ||
		    (s->tick && s->tick(s->tick_ctx, &err)))
			return -1;
		if (left <= 0)
			return 0;
		sleep_us(left < SLICE_US ? left : SLICE_US);
	}
}

struct shopify *sync_shopify(struct sync *s, struct xn_error *err)
{
	struct shopify_options options = {
		.conf = &s->conf,
		.wait = wait_us,
		.wait_ctx = s,
	};

	struct shopify_options tokens = {
		.conf = &s->conf,
		.attempts = 1,
		.timeout_ms = TOKEN_TIMEOUT_MS,
	};

	if (!s->connector.shopify)
		s->connector.shopify = shopify_open(&tokens, err);
	if (s->connector.shopify && !s->shopify)
		s->shopify = shopify_open(&options, err);
	return s->shopify;
}

#define BRIEF_ATTEMPTS 3
#define BRIEF_TIMEOUT_MS 10000

struct shopify *sync_shopify_briefly(struct sync *s, struct xn_error *err)
{
	struct shopify_options options = {
		.conf = &s->conf,
		.attempts = BRIEF_ATTEMPTS,
		.timeout_ms = BRIEF_TIMEOUT_MS,
		.wait = wait_us,
		.wait_ctx = s,
	};

	if (!s->shopify)
		s->shopify = shopify_open(&options, err);
	return s->shopify;
}

int64_t sync_stall_us(const struct sync *s)
{
	return s->conf.bulk_stall_s * CLOCK_SECOND_US;
}
