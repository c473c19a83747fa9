#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/jsonout.h"
#include "base/text.h"

#include "base/log.h"

/* A whole line stays under PIPE_BUF, so that lines of processes do not mix. */
#define MESSAGE_BYTES 1600
#define CONTEXT_BYTES 200

static const char *process_name = "xeno";
static const char *current_context;
static bool muted_for_test;

void log_process(const char *name)
{
	process_name = name;
}

void log_context(const char *context)
{
	current_context = context;
}

void log_mute_for_test(bool muted)
{
	muted_for_test = muted;
}

/* Text from anywhere: what is not UTF-8, or a control character, is a '?'. */
static void put(struct jsonout *w, const char *name, const char *s, size_t len)
{
	char clean[MESSAGE_BYTES];

	memcpy(clean, s, len);
	for (size_t i = 0; (i += text_utf8_span(clean + i, len - i)) < len; )
		clean[i] = '?';
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)clean[i] < ' ' && clean[i] != '\n' &&
		    clean[i] != '\t')
			clean[i] = '?';
	jsonout_key(w, name);
	jsonout_text_n(w, clean, len);
}

void log_line(enum log_level level, const char *fmt, ...)
{
	static const char *const name[] = { "error", "warn", "info" };
	static struct buf line;		/* kept: no malloc a line */
	char stamp[32], message[MESSAGE_BYTES + 1];
	struct jsonout w;
	va_list ap;
	int len;

	if (muted_for_test)
		return;
	va_start(ap, fmt);
	len = vsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
	if (len < 0)
		message[0] = '\0';
	if (len > MESSAGE_BYTES)
		memcpy(message + MESSAGE_BYTES - 3, "...", 3);
	time_print_rfc3339(clock_now_us() / 1000 * 1000, stamp);
	buf_reset(&line);
	jsonout_init(&w, &line);
	jsonout_object_begin(&w);
	jsonout_put_text(&w, "time", stamp);
	jsonout_put_text(&w, "level", name[level]);
	jsonout_put_text(&w, "process", process_name);
	jsonout_put_int64(&w, "pid", getpid());
	if (current_context)
		put(&w, "context", current_context,
		    strnlen(current_context, CONTEXT_BYTES));
	put(&w, "message", message, strlen(message));
	jsonout_object_end(&w);
	buf_addc(&line, '\n');
	/* A log that cannot be written has nobody to tell. */
	if (write(STDERR_FILENO, line.data, line.len) < 0)
		return;
}
