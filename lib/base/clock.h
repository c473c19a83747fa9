#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

/*
 * Time is microseconds since 1970-01-01T00:00:00Z, as int64_t; days are whole
 * days since that date.  The calendar is computed here (Gregorian, years 1 to
 * 9999): no time zone of libc's is ever asked.
 */
#define CLOCK_SECOND_US INT64_C(1000000)
#define CLOCK_DAY_US (INT64_C(86400) * CLOCK_SECOND_US)

/* The wall clock. */
int64_t clock_now_us(void);

/* A clock that never goes back; only differences mean anything. */
int64_t clock_mono_us(void);

/* Hold both clocks at `us`, for tests; a negative value lets them go. */
void clock_set_for_test(int64_t us);

/*
 * An RFC 3339 date-time (section 5.6), zone required; `t`, `z` and a space in
 * place of the T are taken, digits of the second beyond the sixth are cut.
 * -1: anything else, a date that does not exist, a leap second (it has no
 * place on this scale), or an instant outside the years 2 to 9998 in UTC: its
 * day is one of the calendar in every zone, and so are those around it.
 */
int time_parse_rfc3339(const char *s, int64_t *us);

/*
 * In UTC with Z, and with as many digits behind the second (none, three or
 * six) as the value needs.  An instant outside the years 1 to 9999 is a bug
 * and aborts.
 */
void time_print_rfc3339(int64_t us, char out[32]);

/* YYYY-MM-DD, exactly.  -1: anything else, or no such day. */
int day_parse(const char *s, int64_t *day);

/* A day outside the years 1 to 9999 is a bug and aborts. */
void day_print(int64_t day, char out[16]);

#endif
