#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.h"

#include "progress.h"

#define BAR_WIDTH 24

void progress_begin(struct progress *p, int64_t now_us)
{
	*p = (struct progress){
		.phase = "starting",
		.detail = "looking at the shop",
		.rows_expected = -1,
		.began_us = now_us,
		.renewed_us = now_us,
	};
}

void progress_enter(struct progress *p, const char *phase,
		    const char *detail)
{
	p->phase = phase;
	p->detail = detail;
}

/* Rows in a second, since the first; 0: not known yet. */
static int64_t rate_of(const struct progress *p, int64_t now_us)
{
	int64_t us = now_us - p->rows_began_us;

	if (!p->rows_began_us || us < CLOCK_SECOND_US / 2)
		return 0;
	return p->rows_read * CLOCK_SECOND_US / us;
}

int64_t progress_left_s(const struct progress *p, int64_t now_us)
{
	int64_t rate = rate_of(p, now_us);
	int64_t rows = p->rows_expected - p->rows_read;

	if (p->rows_expected < 0 || rate <= 0)
		return -1;
	return rows <= 0 ? 0 : (rows + rate - 1) / rate;
}

/* 1234567 as 1,234,567. */
static const char *grouped(int64_t n, char out[32])
{
	char digits[24];
	size_t len, o = 0;

	len = (size_t)snprintf(digits, sizeof(digits), "%lld", (long long)n);
	for (size_t i = 0; i < len; i++) {
		out[o++] = digits[i];
		if ((len - i) % 3 == 1 && i + 1 < len)
			out[o++] = ',';
	}
	out[o] = '\0';
	return out;
}

static void print_left(int64_t left_s, char *out, size_t size)
{
	if (left_s < 0)
		*out = '\0';
	else if (left_s < 120)
		snprintf(out, size, "  %lld s left", (long long)left_s);
	else
		snprintf(out, size, "  %lld min left",
			 (long long)(left_s + 59) / 60);
}

static void print_bar(const struct progress *p, char out[BAR_WIDTH + 4])
{
	int64_t full = p->rows_expected > 0
		? p->rows_read * BAR_WIDTH / p->rows_expected : 0;

	if (full > BAR_WIDTH)
		full = BAR_WIDTH;
	memset(out, '.', BAR_WIDTH + 2);
	memset(out + 1, '#', (size_t)full);
	out[0] = '[';
	out[BAR_WIDTH + 1] = ']';
	out[BAR_WIDTH + 2] = '\0';
}

void progress_print(const struct progress *p, int64_t now_us, int width,
		    char *out, size_t size)
{
	char bar[BAR_WIDTH + 4], left[40], a[32], b[32], c[32];
	int64_t rate = rate_of(p, now_us);
	int n;

	if (!p->rows_read && p->detail) {
		n = snprintf(out, size, "%-10s %s", p->phase, p->detail);
	} else if (p->rows_expected < 0) {
		n = snprintf(out, size, "%-10s %s rows  %s/s", p->phase,
			     grouped(p->rows_read, a), grouped(rate, b));
	} else {
		print_bar(p, bar);
		print_left(progress_left_s(p, now_us), left, sizeof(left));
		n = snprintf(out, size, "%-10s %s %s of %s  %s/s%s", p->phase,
			     bar, grouped(p->rows_read, a),
			     grouped(p->rows_expected, b), grouped(rate, c),
			     left);
	}
	if (n > width && (size_t)width < size)
		out[width] = '\0';
}

static int terminal_width(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) || !size.ws_col)
		return 79;
	return size.ws_col - 1;
}

void progress_draw(struct progress *p, int64_t now_us)
{
	char line[256];

	progress_print(p, now_us, terminal_width(), line, sizeof(line));
	fprintf(stderr, "\r%s\033[K", line);
	fflush(stderr);
	p->drawn = true;
}

void progress_clear(struct progress *p)
{
	if (!p->drawn)
		return;
	fputs("\r\033[K", stderr);
	fflush(stderr);
	p->drawn = false;
}
