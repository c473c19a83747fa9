#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARN, LOG_LEVEL_INFO };

/* Name this program ("xeno-worker") in later lines.  The string must stay. */
void log_process(const char *name);

/*
 * Name the unit of work that later lines belong to (a request id, a shop);
 * NULL clears it.  The string must outlive its use.
 */
void log_context(const char *context);

/*
 * One event, one line of JSON, one write(2) on stderr:
 * {"time":"...Z","level":"error","process":"xeno-worker","pid":7,
 * "context":"...","message":"..."}.  A message over 1,600 bytes is cut, and
 * what is not UTF-8 becomes a question mark.  Never a secret or personal data.
 */
__attribute__((format(printf, 2, 3)))
void log_line(enum log_level level, const char *fmt, ...);

/* Write nothing, for tests that make many things fail. */
void log_mute_for_test(bool muted);

#define log_error(...) log_line(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warn(...)  log_line(LOG_LEVEL_WARN, __VA_ARGS__)
#define log_info(...)  log_line(LOG_LEVEL_INFO, __VA_ARGS__)

#endif
