#include "wrap/db_row.h"

/* 2000-01-01, from which PostgreSQL counts, in microseconds of Unix time. */
#define EPOCH_US INT64_C(946684800000000)

/* numeric: digits of base 10,000, the first of weight `weight`. */
#define NUMERIC_BASE 10000
#define NUMERIC_NEGATIVE 0x4000
#define NUMERIC_SCALE 4
#define NUMERIC_DIGITS_MAX 6	/* of an int64_t, and its fraction */

/* Signature, flags, length of the header's extension. */
static const char header[] = "PGCOPY\n\377\r\n\0" "\0\0\0\0" "\0\0\0\0";

/* The lowest `bytes` bytes of a number, the most significant first. */
static void add_number(struct buf *b, uint64_t value, int bytes)
{
	buf_reserve(b, (size_t)bytes);
	while (bytes--)
		b->data[b->len++] = (char)(value >> 8 * bytes);
}

static void add16(struct buf *b, int value)
{
	add_number(b, (uint64_t)value, 2);
}

static void add32(struct buf *b, int32_t value)
{
	add_number(b, (uint64_t)value, 4);
}

void row_begin(struct buf *b, int columns)
{
	if (!b->len)
		buf_add(b, header, sizeof(header) - 1);
	add16(b, columns);
}

void row_null(struct buf *b)
{
	add32(b, -1);
}

void row_int16(struct buf *b, int16_t value)
{
	add32(b, sizeof(value));
	add16(b, value);
}

void row_int32(struct buf *b, int32_t value)
{
	add32(b, sizeof(value));
	add32(b, value);
}

void row_int64(struct buf *b, int64_t value)
{
	add32(b, sizeof(value));
	add_number(b, (uint64_t)value, sizeof(value));
}

void row_int64_or_null(struct buf *b, int64_t value, int64_t null)
{
	if (value == null)
		row_null(b);
	else
		row_int64(b, value);
}

void row_bool(struct buf *b, bool value)
{
	add32(b, 1);
	buf_addc(b, value);
}

void row_text(struct buf *b, const char *text)
{
	size_t len;

	if (!text) {
		row_null(b);
		return;
	}
	len = strlen(text);
	add32(b, (int32_t)len);
	buf_add(b, text, len);
}

void row_money(struct buf *b, int64_t e4)
{
	uint64_t rest = e4 < 0 ? -(uint64_t)e4 : (uint64_t)e4;
	int digits[NUMERIC_DIGITS_MAX], n = 0;

	/* From behind: the fraction is the first digit, and is left out if
	 * there is none. */
	do {
		digits[n++] = (int)(rest % NUMERIC_BASE);
		rest /= NUMERIC_BASE;
	} while (rest);
	add32(b, (int32_t)(2 * (4 + n)));
	add16(b, n);
	add16(b, n - 2);
	add16(b, e4 < 0 ? NUMERIC_NEGATIVE : 0);
	add16(b, NUMERIC_SCALE);
	while (n)
		add16(b, digits[--n]);
}

void row_time(struct buf *b, int64_t us)
{
	if (us)
		row_int64(b, us - EPOCH_US);
	else
		row_null(b);
}
