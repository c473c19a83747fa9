#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"

#define FIRST_DAY INT64_C(-719162)	/* 0001-01-01 */
#define LAST_DAY INT64_C(2932896)	/* 9999-12-31 */

static int64_t held_us = -1;

static int64_t read_clock(clockid_t id)
{
	struct timespec now;

	if (held_us >= 0)
		return held_us;
	clock_gettime(id, &now);
	return (int64_t)now.tv_sec * CLOCK_SECOND_US + now.tv_nsec / 1000;
}

int64_t clock_now_us(void)
{
	return read_clock(CLOCK_REALTIME);
}

int64_t clock_mono_us(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

void clock_set_for_test(int64_t us)
{
	held_us = us;
}

/*
 * Days and dates.  A year is taken to begin in March, so that the leap day is
 * its last; then the months' lengths follow (153 * month + 2) / 5, and 400
 * years are 146,097 days.  Years are above 0, so nothing here is negative
 * but the shift to 1970.
 */
static int64_t day_of_date(int year, int month, int day)
{
	int from_march = (month + 9) % 12;
	int64_t y = year - (month <= 2);

	return 365 * y + y / 4 - y / 100 + y / 400 +
	       (153 * from_march + 2) / 5 + day - 1 - 719468;
}

static void date_of_day(int64_t number, int *year, int *month, int *day)
{
	int64_t n = number + 719468;	/* days since 0000-03-01 */
	int64_t era = n / 146097, in_era = n % 146097;
	int64_t y = (in_era - in_era / 1460 + in_era / 36524 -
		     in_era / 146096) / 365;
	int64_t in_year = in_era - (365 * y + y / 4 - y / 100);
	int64_t from_march = (5 * in_year + 2) / 153;

	*day = (int)(in_year - (153 * from_march + 2) / 5 + 1);
	*month = (int)(from_march < 10 ? from_march + 3 : from_march - 9);
	*year = (int)(era * 400 + y + (*month <= 2));
}

static int days_in_month(int year, int month)
{
	static const char days[] = { 31, 28, 31, 30, 31, 30,
				     31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && leap);
}

/* Exactly `count` digits at *s, and move past them.  -1: there are not. */
static int digits(const char **s, int count)
{
	int value = 0;

	for (; count > 0; count--, (*s)++) {
		if (**s < '0' || **s > '9')
			return -1;
		value = 10 * value + (**s - '0');
	}
	return value;
}

static bool skip(const char **s, char c)
{
	if (**s != c)
		return false;
	(*s)++;
	return true;
}

static int date(const char **s, int64_t *day_number)
{
	int year, month, day;

	if ((year = digits(s, 4)) < 1 || !skip(s, '-') ||
	    (month = digits(s, 2)) < 1 || month > 12 || !skip(s, '-') ||
	    (day = digits(s, 2)) < 1 || day > days_in_month(year, month))
		return -1;
	*day_number = day_of_date(year, month, day);
	return 0;
}

/* hh:mm:ss[.digits], as microseconds of the day. */
static int time_of_day(const char **s, int64_t *us)
{
	int64_t unit = 100000, fraction = 0;
	int hour, minute, second;

	if ((hour = digits(s, 2)) < 0 || hour > 23 || !skip(s, ':') ||
	    (minute = digits(s, 2)) < 0 || minute > 59 || !skip(s, ':') ||
	    (second = digits(s, 2)) < 0 || second > 59)
		return -1;
	if (skip(s, '.')) {
		if (**s < '0' || **s > '9')
			return -1;
		for (; **s >= '0' && **s <= '9'; (*s)++, unit /= 10)
			fraction += (**s - '0') * unit;
	}
	*us = ((int64_t)hour * 3600 + minute * 60 + second) *
		CLOCK_SECOND_US + fraction;
	return 0;
}

/* Z or +hh:mm, as microseconds to take away. */
static int zone(const char **s, int64_t *us)
{
	int sign = **s == '-' ? -1 : 1, hour, minute;

	*us = 0;
	if (skip(s, 'Z') || skip(s, 'z'))
		return 0;
	if ((!skip(s, '+') && !skip(s, '-')) ||
	    (hour = digits(s, 2)) < 0 || hour > 23 || !skip(s, ':') ||
	    (minute = digits(s, 2)) < 0 || minute > 59)
		return -1;
	*us = (int64_t)sign * (hour * 60 + minute) * 60 * CLOCK_SECOND_US;
	return 0;
}

int time_parse_rfc3339(const char *s, int64_t *us)
{
	int64_t day, in_day, offset, result;

	if (date(&s, &day) || (!skip(&s, 'T') && !skip(&s, 't') &&
			       !skip(&s, ' ')) ||
	    time_of_day(&s, &in_day) || zone(&s, &offset) || *s)
		return -1;
	result = day * CLOCK_DAY_US + in_day - offset;
	/* A year at either end, where other zones' days and sums go. */
	if (result < (FIRST_DAY + 365) * CLOCK_DAY_US ||
	    result >= (LAST_DAY - 364) * CLOCK_DAY_US)
		return -1;
	*us = result;
	return 0;
}

/* Write `count` digits, with zeros in front, and return what follows them. */
static char *put(char *out, int64_t value, int count)
{
	for (int i = count - 1; i >= 0; i--, value /= 10)
		out[i] = (char)('0' + value % 10);
	return out + count;
}

void time_print_rfc3339(int64_t us, char out[32])
{
	int64_t in_day = us % CLOCK_DAY_US, day = us / CLOCK_DAY_US;
	int64_t second, fraction;
	char *p = out + 10;

	if (in_day < 0) {
		in_day += CLOCK_DAY_US;
		day--;
	}
	second = in_day / CLOCK_SECOND_US;
	fraction = in_day % CLOCK_SECOND_US;
	day_print(day, out);
	*p++ = 'T';
	p = put(p, second / 3600, 2);
	*p++ = ':';
	p = put(p, second / 60 % 60, 2);
	*p++ = ':';
	p = put(p, second % 60, 2);
	if (fraction) {
		*p++ = '.';
		p = fraction % 1000 ? put(p, fraction, 6)
				    : put(p, fraction / 1000, 3);
	}
	*p++ = 'Z';
	*p = '\0';
}

int day_parse(const char *s, int64_t *day)
{
	int64_t result;

	if (date(&s, &result) || *s)
		return -1;
	*day = result;
	return 0;
}

void day_print(int64_t number, char out[16])
{
	int year, month, day;

	if (number < FIRST_DAY || number > LAST_DAY)
		abort();
	date_of_day(number, &year, &month, &day);
	out = put(out, year, 4);
	*out++ = '-';
	out = put(out, month, 2);
	*out++ = '-';
	*put(out, day, 2) = '\0';
}
