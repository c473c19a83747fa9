/*
 * Deliver webhooks as fast as a service takes them:
 *
 *	deliver PORT CONNECTIONS COUNT BASE TEMPLATES SHOPS RATE TOPIC
 *
 * COUNT signed ones of TOPIC to 127.0.0.1:PORT over so many connections that
 * are kept, each to a shop of the file SHOPS (a domain a line) drawn by a hash
 * of its number, no more than RATE a second, unless it is 0.  All are written
 * out before the first is sent.  SHOPIFY_API_SECRET signs.
 *
 * TEMPLATES has a body a line, in which the byte 1 and a letter stand for an
 * id: o order, c customer, s shipping line, A to J lines.  Deliveries are
 * numbered from BASE; those of one number and topic are the same each time.
 *
 * It prints lines of a name and a number: see report().
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/hex.h"
#include "wrap/seal.h"

#define ANSWER_MAX 4096
#define WAIT_MS 30000
#define FAILURES_MAX 100

struct lines {
	struct buf file;
	const char **line;
	size_t count;
};

struct request {
	char *bytes;
	size_t len;
};

struct connection {
	int fd;
	long request;		/* the one that waits for its answer, or -1 */
	size_t sent;
	int64_t began_us;
	char answer[ANSWER_MAX + 1];
	size_t len;
};

static struct {
	int port, nconnections, epoll;
	long count, next, done;
	long rate;		/* a second; 0: as many as are taken */
	int64_t base, began_us;
	const char *topic;
	struct request *requests;
	struct connection *connections;
	int64_t *took_us;
	long nstatus[1000];
	long failures;		/* connections that ended too early */
} d;

static void die(const char *what)
{
	perror(what);
	exit(EXIT_FAILURE);
}

static void *allocate(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size);

	if (!p)
		die("memory");
	return p;
}

static void read_lines(const char *path, struct lines *out)
{
	FILE *f = fopen(path, "rb");
	size_t n, lines = 0;
	char *p;

	if (!f)
		die(path);
	buf_init(&out->file, NULL);
	do {
		buf_reserve(&out->file, 65536);
		n = fread(out->file.data + out->file.len, 1, 65536, f);
		out->file.len += n;
	} while (n);
	fclose(f);
	for (p = buf_text(&out->file); (p = strchr(p, '\n')); p++)
		lines++;
	out->line = allocate(lines, sizeof(*out->line));
	for (p = out->file.data; out->count < lines; p++) {
		out->line[out->count++] = p;
		p = strchr(p, '\n');
		*p = '\0';
	}
	if (!lines)
		die(path);
}

/* Numbers that look random and are the same each time. */
static uint64_t mix(uint64_t n)
{
	n = (n ^ n >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	n = (n ^ n >> 27) * UINT64_C(0x94d049bb133111eb);
	return n ^ n >> 31;
}

/* The id that a letter of a template stands for: of 14 digits. */
static int64_t id_of(char letter, int64_t number)
{
	switch (letter) {
	case 'o':
		return INT64_C(50000000000000) + number;
	case 's':
		return INT64_C(60000000000000) + number;
	case 'c':	/* who comes back: a third as many as orders */
		return INT64_C(70000000000000) + d.base +
		       (int64_t)(mix((uint64_t)number) %
				 (uint64_t)(d.count / 3 + 1));
	default:
		return INT64_C(80000000000000) + number * 16 + letter - 'A';
	}
}

static void fill_in(const char *template, int64_t number, struct buf *body)
{
	const char *mark;

	while ((mark = strchr(template, '\1'))) {
		buf_add(body, template, (size_t)(mark - template));
		buf_add_int64(body, id_of(mark[1], number));
		template = mark + 2;
	}
	buf_adds(body, template);
}

static void sign(const struct buf *body, char *out)
{
	const char *secret = getenv("SHOPIFY_API_SECRET");
	unsigned char digest[SEAL_DIGEST_SIZE];

	if (!secret) {
		fputs("SHOPIFY_API_SECRET is not set\n", stderr);
		exit(EXIT_FAILURE);
	}
	seal_hmac_sha256(secret, strlen(secret), body->data, body->len,
			 digest);
	base64_encode(digest, sizeof(digest), out);
}

static void write_request(struct request *r, int64_t number,
			  const struct lines *templates,
			  const struct lines *shops)
{
	uint64_t hash = mix((uint64_t)number ^ UINT64_C(0x5eed));
	unsigned mark = (unsigned)hash + (unsigned)strlen(d.topic);
	char signature[BASE64_SIZE(SEAL_DIGEST_SIZE)], at[32];
	struct buf body, all;

	buf_init(&body, NULL);
	buf_init(&all, NULL);
	fill_in(templates->line[hash % templates->count], number, &body);
	sign(&body, signature);
	time_print_rfc3339(clock_now_us() / CLOCK_SECOND_US * CLOCK_SECOND_US,
			   at);
	buf_printf(&all, "POST /webhooks/shopify HTTP/1.1\r\n"
		   "Host: 127.0.0.1:%d\r\n"
		   "Content-Type: application/json\r\n"
		   "Content-Length: %zu\r\n"
		   "X-Shopify-Topic: %s\r\n"
		   "X-Shopify-Hmac-Sha256: %s\r\n"
		   "X-Shopify-Shop-Domain: %s\r\n"
		   "X-Shopify-API-Version: 2026-10\r\n"
		   "X-Shopify-Webhook-Id: %08x-0000-4000-8000-%012llx\r\n"
		   "X-Shopify-Event-Id: %08x-0000-4000-9000-%012llx\r\n"
		   "X-Shopify-Triggered-At: %s\r\n\r\n", d.port, body.len,
		   d.topic, signature, shops->line[(hash >> 32) % shops->count],
		   mark, (long long)number, mark, (long long)number, at);
	buf_add(&all, body.data, body.len);
	buf_free(&body);
	r->bytes = all.data;
	r->len = all.len;
}

static void watch(struct connection *c, int how, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = c };

	if (epoll_ctl(d.epoll, how, c->fd, &event))
		die("epoll_ctl");
}

static void open_connection(struct connection *c)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	int on = 1;

	to.sin_port = htons((uint16_t)d.port);
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	c->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&to, sizeof(to)))
		die("connect");
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (fcntl(c->fd, F_SETFL, O_NONBLOCK) < 0)
		die("fcntl");
	watch(c, EPOLL_CTL_ADD, EPOLLIN);
}

static void send_more(struct connection *c)
{
	const struct request *r = &d.requests[c->request];
	ssize_t n;

	while (c->sent < r->len) {
		n = send(c->fd, r->bytes + c->sent, r->len - c->sent,
			 MSG_NOSIGNAL);
		if (n < 0 && errno == EAGAIN) {
			watch(c, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
			return;
		}
		if (n < 0)
			return;		/* reading will tell */
		c->sent += (size_t)n;
	}
	watch(c, EPOLL_CTL_MOD, EPOLLIN);
}

static void begin_next(struct connection *c)
{
	int64_t early_us = d.rate ? d.began_us - clock_mono_us() +
				    d.next * CLOCK_SECOND_US / d.rate : 0;

	if (early_us > 0 && d.next < d.count)
		poll(NULL, 0, (int)(early_us / 1000));
	c->request = d.next < d.count ? d.next++ : -1;
	c->sent = 0;
	c->len = 0;
	if (c->request < 0)
		return;
	c->began_us = clock_mono_us();
	send_more(c);
}

/* The bytes of a whole answer, or 0: there is more to come. */
static size_t answer_length(const struct connection *c)
{
	const char *end = strstr(c->answer, "\r\n\r\n"), *length;
	size_t head;

	if (!end)
		return 0;
	head = (size_t)(end - c->answer) + 4;
	length = strstr(c->answer, "\r\nContent-Length: ");
	if (length && length < end)
		return head + strtoul(length + 18, NULL, 10);
	/* In chunks, then: the last is empty. */
	end = strstr(end, "\r\n0\r\n\r\n");
	return end ? (size_t)(end - c->answer) + 7 : 0;
}

static void reopen(struct connection *c)
{
	close(c->fd);
	open_connection(c);
}

static void finish(struct connection *c)
{
	long status = c->len > 12 ? strtol(c->answer + 9, NULL, 10) : 0;
	bool closes = strstr(c->answer, "\r\nConnection: close\r\n");

	d.took_us[d.done++] = clock_mono_us() - c->began_us;
	d.nstatus[status > 0 && status < 1000 ? status : 0]++;
	if (closes)
		reopen(c);
	begin_next(c);
}

/* nginx closes a connection now and then: sent again, nothing is lost. */
static void start_over(struct connection *c)
{
	if (c->request >= 0 && ++d.failures > FAILURES_MAX) {
		fputs("connections are closed without an answer\n", stderr);
		exit(EXIT_FAILURE);
	}
	reopen(c);
	c->sent = 0;
	c->len = 0;
	if (c->request >= 0)
		send_more(c);
}

static void receive(struct connection *c)
{
	ssize_t n = recv(c->fd, c->answer + c->len, ANSWER_MAX - c->len, 0);
	size_t whole;

	if (n < 0 && errno == EAGAIN)
		return;
	if (n <= 0) {
		start_over(c);
		return;
	}
	c->len += (size_t)n;
	c->answer[c->len] = '\0';
	whole = answer_length(c);
	if ((whole && c->len >= whole) || c->len == ANSWER_MAX)
		finish(c);
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static long long percentile(int percent)
{
	return (long long)d.took_us[(d.done - 1) * percent / 100];
}

static void report(int64_t took_us)
{
	qsort(d.took_us, (size_t)d.done, sizeof(*d.took_us), by_size);
	printf("requests %ld\nmicroseconds %lld\np50_us %lld\n"
	       "p99_us %lld\nmax_us %lld\nbytes %zu\nreconnected %ld\n",
	       d.done, (long long)took_us, percentile(50), percentile(99),
	       percentile(100), d.requests[0].len, d.failures);
	for (int i = 0; i < 1000; i++)
		if (d.nstatus[i])
			printf("status_%d %ld\n", i, d.nstatus[i]);
}

static void deliver_all(void)
{
	struct epoll_event events[64];
	d.began_us = clock_mono_us();
	for (int i = 0; i < d.nconnections; i++) {
		open_connection(&d.connections[i]);
		begin_next(&d.connections[i]);
	}
	while (d.done < d.count) {
		int n = epoll_wait(d.epoll, events, 64, WAIT_MS);

		if (n == 0) {
			die("no answer");
		}
		for (int i = 0; i < n; i++) {
			struct connection *c = events[i].data.ptr;

			if (events[i].events & EPOLLOUT)
				send_more(c);
			else
				receive(c);
		}
	}
	report(clock_mono_us() - d.began_us);
}

int main(int argc, char **argv)
{
	struct lines templates = { 0 }, shops = { 0 };

	if (argc != 9)
		return 2;
	d.port = (int)strtol(argv[1], NULL, 10);
	d.nconnections = (int)strtol(argv[2], NULL, 10);
	d.count = strtol(argv[3], NULL, 10);
	d.base = strtoll(argv[4], NULL, 10);
	d.rate = strtol(argv[7], NULL, 10);
	d.topic = argv[8];
	read_lines(argv[5], &templates);
	read_lines(argv[6], &shops);
	d.requests = allocate((size_t)d.count, sizeof(*d.requests));
	d.took_us = allocate((size_t)d.count, sizeof(*d.took_us));
	d.connections = allocate((size_t)d.nconnections,
				 sizeof(*d.connections));
	for (long i = 0; i < d.count; i++)
		write_request(&d.requests[i], d.base + i, &templates, &shops);
	d.epoll = epoll_create1(EPOLL_CLOEXEC);
	if (d.epoll < 0)
		die("epoll");
	deliver_all();
	return EXIT_SUCCESS;
}
