#include "wrap/db_row.h"

#include "test.h"

static struct buf rows;

static void begin(void)
{
	buf_init(&rows, arena);
	row_begin(&rows, 1);
	buf_reset(&rows);	/* without the header and the count */
}

#define EXPECT(bytes) do {						\
	ck_assert_uint_eq(rows.len, sizeof(bytes) - 1);			\
	ck_assert_mem_eq(rows.data, bytes, sizeof(bytes) - 1);		\
} while (0)

START_TEST(the_header_comes_once)
{
	begin();
	row_begin(&rows, 2);
	row_begin(&rows, 24);
	EXPECT("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0" "\0\2" "\0\30");
}
END_TEST

START_TEST(plain_values)
{
	begin();
	row_int64(&rows, -2);
	row_int32(&rows, 258);
	row_int16(&rows, -2);
	row_bool(&rows, true);
	row_text(&rows, "a\tb");
	row_text(&rows, "");
	row_text(&rows, NULL);
	row_int64_or_null(&rows, 0, 0);
	EXPECT("\0\0\0\10" "\377\377\377\377\377\377\377\376"
	       "\0\0\0\4" "\0\0\1\2" "\0\0\0\2" "\377\376"
	       "\0\0\0\1" "\1" "\0\0\0\3" "a\tb"
	       "\0\0\0\0" "\377\377\377\377" "\377\377\377\377");
}
END_TEST

/* From 2000 on, and before. */
START_TEST(times)
{
	begin();
	row_time(&rows, INT64_C(946684800000001));
	row_time(&rows, INT64_C(946684799999999));
	row_time(&rows, 0);
	EXPECT("\0\0\0\10" "\0\0\0\0\0\0\0\1"
	       "\0\0\0\10" "\377\377\377\377\377\377\377\377"
	       "\377\377\377\377");
}
END_TEST

/* Digits of base 10,000: count, weight, sign, scale, digits. */
static const struct {
	int64_t e4;
	const char *bytes;
	size_t len;
} amounts[] = {
#define AMOUNT(e4, bytes) { e4, bytes, sizeof(bytes) - 1 }
	AMOUNT(0, "\0\0\0\12" "\0\1\377\377\0\0\0\4" "\0\0"),
	AMOUNT(1, "\0\0\0\12" "\0\1\377\377\0\0\0\4" "\0\1"),
	AMOUNT(-10000, "\0\0\0\14" "\0\2\0\0\100\0\0\4" "\0\1" "\0\0"),
	AMOUNT(18063800, "\0\0\0\14" "\0\2\0\0\0\0\0\4" "\7\16" "\16\330"),
	AMOUNT(100000000, "\0\0\0\16" "\0\3\0\1\0\0\0\4"
	       "\0\1" "\0\0" "\0\0"),
#undef AMOUNT
};

START_TEST(money)
{
	for (size_t i = 0; i < COUNT_OF(amounts); i++) {
		begin();
		row_money(&rows, amounts[i].e4);
		ck_assert_uint_eq(rows.len, amounts[i].len);
		ck_assert_mem_eq(rows.data, amounts[i].bytes,
				 amounts[i].len);
	}
}
END_TEST

TEST_MAIN("db_row", the_header_comes_once, plain_values, times, money)
