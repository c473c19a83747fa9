#include <string.h>

#include "domain/shopify/lines.h"

#include "test.h"

/* What was handed over, each line in brackets. */
static struct buf seen;

static int note(void *ctx, const char *text, size_t len, struct xn_error *e)
{
	if (len >= 4 && !memcmp(text, "stop", 4))
		return xn_fail(e, XN_REFUSED, "%s", (const char *)ctx);
	buf_addc(&seen, '[');
	buf_add(&seen, text, len < 20 ? len : 20);
	buf_addc(&seen, ']');
	return 0;
}

static char because[] = "because";

static void begin(struct lines *l)
{
	buf_init(&seen, arena);
	lines_init(l, note, because);
}

/* Any way of cutting a file into pieces gives the same lines. */
START_TEST(puts_lines_together)
{
	static const char file[] = "one\n\ntwo two\n{\"a\":1}\nlast";
	struct lines l;

	for (size_t piece = 1; piece <= sizeof(file); piece++) {
		begin(&l);
		for (size_t at = 0; at < sizeof(file) - 1; at += piece) {
			size_t left = sizeof(file) - 1 - at;

			ck_assert_int_eq(lines_feed(&l, file + at,
				left < piece ? left : piece, &err), 0);
		}
		ck_assert_int_eq(lines_end(&l, &err), 0);
		ck_assert_str_eq(buf_text(&seen),
				 "[one][two two][{\"a\":1}][last]");
		ck_assert_int_eq(l.count, 4);
		ck_assert_int_eq(l.bytes, sizeof(file) - 1);
		lines_free(&l);
	}
}
END_TEST

START_TEST(stops_when_told)
{
	struct lines l;

	begin(&l);
	ck_assert_int_eq(lines_feed(&l, "a\nstop\nb\n", 9, &err), -1);
	assert_failed(XN_REFUSED, "because");
	ck_assert_str_eq(buf_text(&seen), "[a]");
	lines_free(&l);
}
END_TEST

START_TEST(takes_long_lines_up_to_a_limit)
{
	static char block[1024 * 1024];
	struct lines l;

	memset(block, 'x', sizeof(block));
	begin(&l);
	for (int i = 0; i < 16; i++)
		ck_assert_int_eq(lines_feed(&l, block, sizeof(block), &err),
				 0);
	ck_assert_int_eq(lines_feed(&l, "\n", 1, &err), 0);
	ck_assert_str_eq(buf_text(&seen), "[xxxxxxxxxxxxxxxxxxxx]");
	for (int i = 0; i < 16; i++)
		lines_feed(&l, block, sizeof(block), &err);
	ck_assert_int_eq(lines_feed(&l, block, 1, &err), -1);
	assert_failed(XN_TOO_LARGE, "line 2 is longer than 16777216 bytes");
	lines_free(&l);
}
END_TEST

TEST_MAIN("shopify_lines", puts_lines_together, stops_when_told,
	  takes_long_lines_up_to_a_limit)
