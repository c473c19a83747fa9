#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "wrap/json_scan.h"

#include "test.h"

#define MARK "\xff"	/* JSON_NUMBER_MARK, as text */

static char *scan_bytes(const char *text, size_t len, size_t *out_len)
{
	/* Exactly the bytes: a reader beyond them meets the sanitizer. */
	char *copy = malloc(len ? len : 1), *out;

	memcpy(copy, text, len);
	out = json_scan(arena, copy, len, out_len, &err);
	free(copy);
	return out;
}

static const char *scan(const char *text)
{
	size_t len = 0;
	char *out = scan_bytes(text, strlen(text), &len);

	if (out)
		ck_assert_uint_eq(strlen(out), len);
	return out;
}

struct refusal {
	const char *text;
	const char *why;
	int column;
};

static void assert_refused(const struct refusal *r)
{
	err = (struct xn_error){ 0 };
	ck_assert_msg(!scan(r->text), "taken: %s", r->text);
	assert_failed(XN_BAD_INPUT,
		      arena_printf(arena, "body: %s at line 1, column %d",
				   r->why, r->column));
	ck_assert_str_eq(err.field, "body");
}

#define VALUE "value expected"
#define NUMBER "not a number"
#define NAME "member name expected"
#define NO_VALUE "text ends where a value is expected"
#define NO_END "text ends inside a string"

START_TEST(refusals_of_structure)
{
	static const struct refusal cases[] = {
		{ "", NO_VALUE, 1 }, { "  \t", NO_VALUE, 4 },
		{ "[", NO_VALUE, 2 }, { "[1,", NO_VALUE, 4 },
		{ "{\"a\":", NO_VALUE, 6 }, { "{\"a\":1,", NAME, 8 },
		{ "{", NAME, 2 }, { "{a:1}", NAME, 2 }, { "{'a':1}", NAME, 2 },
		{ "{1:1}", NAME, 2 }, { "{\"a\":1,}", NAME, 8 },
		{ "{,}", NAME, 2 }, { "{null:1}", NAME, 2 },
		{ "{\"a\"}", "':' expected", 5 },
		{ "{\"a\" 1}", "':' expected", 6 },
		{ "{\"a\"", "':' expected", 5 },
		{ "{\"a\":1", "',' or '}' expected", 7 },
		{ "{\"a\":1]", "',' or '}' expected", 7 },
		{ "{\"a\":1 \"b\":2}", "',' or '}' expected", 8 },
		{ "[1", "',' or ']' expected", 3 },
		{ "[1}", "',' or ']' expected", 3 },
		{ "[1 2]", "',' or ']' expected", 4 },
		{ "[1,]", NUMBER, 4 }, { "[,1]", NUMBER, 2 },
		{ "1 2", "more text after the value", 3 },
		{ "{}{}", "more text after the value", 3 },
		{ "[]]", "more text after the value", 3 },
		{ "nul", VALUE, 1 }, { "nulL", VALUE, 1 },
		{ "True", NUMBER, 1 }, { "tru", VALUE, 1 },
		{ "falsy", VALUE, 1 },
		{ "truex", "more text after the value", 5 },
		{ "\xef\xbb\xbf{}", NUMBER, 1 }, { "// a\n1", NUMBER, 1 },
		{ "\v1", NUMBER, 1 }, { "\xc2\xa0" "1", NUMBER, 1 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_refused(&cases[i]);
}
END_TEST

START_TEST(refusals_of_numbers)
{
	static const struct refusal cases[] = {
		{ "-", NUMBER, 2 }, { "+1", NUMBER, 1 }, { ".5", NUMBER, 1 },
		{ "1.", NUMBER, 3 }, { "1.e5", NUMBER, 3 },
		{ "1e", NUMBER, 3 }, { "1e+", NUMBER, 4 },
		{ "1E-x", NUMBER, 4 }, { "-.1", NUMBER, 2 },
		{ "NaN", NUMBER, 1 }, { "Infinity", NUMBER, 1 },
		{ "-Infinity", NUMBER, 2 }, { "--1", NUMBER, 2 },
		{ "01", "more text after the value", 2 },
		{ "-01", "more text after the value", 3 },
		{ "0x10", "more text after the value", 2 },
		{ "1_000", "more text after the value", 2 },
		{ "1,000", "more text after the value", 2 },
		{ "[1.5.2]", "',' or ']' expected", 5 },
		{ "\xd9\xa1", NUMBER, 1 },	/* an Arabic digit */
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_refused(&cases[i]);
}
END_TEST

#define UTF8 "invalid UTF-8"
#define LONE "lone surrogate"
#define ESCAPE "unknown escape"

START_TEST(refusals_of_strings)
{
	static const struct refusal cases[] = {
		{ "\"", NO_END, 2 }, { "\"abc", NO_END, 5 },
		{ "\"a\\", NO_END, 4 }, { "\"a\\\"", NO_END, 5 },
		{ "\"\\x\"", ESCAPE, 3 }, { "\"\\'\"", ESCAPE, 3 },
		{ "\"\\u12\"", ESCAPE, 3 }, { "\"\\u12g4\"", ESCAPE, 3 },
		{ "\"\\U0041\"", ESCAPE, 3 }, { "\"\\u-123\"", ESCAPE, 3 },
		{ "\"\\u0000\"", "\\u0000 cannot be stored", 3 },
		{ "\"\\ud83d\"", LONE, 8 }, { "\"\\ud83dx\"", LONE, 8 },
		{ "\"\\ud83d\\n\"", LONE, 8 },
		{ "\"\\ud83d\\ud83d\"", LONE, 8 },
		{ "\"\\ud83d\\u0041\"", LONE, 8 },
		{ "\"\\ud83d\\u\"", LONE, 8 }, { "\"\\ude00\"", LONE, 3 },
		{ "\"\\ude00\\ud83d\"", LONE, 3 },
		{ "\"\x01\"", "control character in a string", 2 },
		{ "\"a\nb\"", "control character in a string", 3 },
		{ "\"\t\"", "control character in a string", 2 },
		{ "\"\x1f\"", "control character in a string", 2 },
		{ "\"\x80\"", UTF8, 2 }, { "\"\xbf\"", UTF8, 2 },
		{ "\"\xc0\x80\"", UTF8, 2 }, { "\"\xc1\xbf\"", UTF8, 2 },
		{ "\"\xc2\"", UTF8, 2 }, { "\"\xe0\x9f\xbf\"", UTF8, 2 },
		{ "\"\xed\xa0\x80\"", UTF8, 2 },
		{ "\"\xed\xbf\xbf\"", UTF8, 2 },
		{ "\"\xf0\x8f\xbf\xbf\"", UTF8, 2 },
		{ "\"\xf4\x90\x80\x80\"", UTF8, 2 },
		{ "\"\xf5\x80\x80\x80\"", UTF8, 2 }, { "\"\xff\"", UTF8, 2 },
		{ "\"\xfe\"", UTF8, 2 }, { "\"ab\xe2\x82\"", UTF8, 4 },
		{ "\"\xf0\x9f\x98", UTF8, 2 },
		{ "{\"a\xff\":1}", UTF8, 4 },
		{ "{\"\\ud800\":1}", LONE, 9 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_refused(&cases[i]);
}
END_TEST

START_TEST(a_nul_byte_is_refused_where_it_stands)
{
	static const struct { const char *text; size_t len; } cases[] = {
		{ "\"a\0b\"", 5 }, { "\0", 1 }, { "{}\0", 3 },
		{ "[1,\0]", 5 }, { "\"\\\0\"", 4 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		size_t len;

		err = (struct xn_error){ 0 };
		ck_assert(!scan_bytes(cases[i].text, cases[i].len, &len));
		ck_assert_int_eq(err.code, XN_BAD_INPUT);
	}
}
END_TEST

START_TEST(the_place_counts_lines)
{
	ck_assert(!scan("{\n\t\"a\": 1,\r\n\t\"b\": x\n}"));
	assert_failed(XN_BAD_INPUT,
		      "body: not a number at line 3, column 7");
	ck_assert(!scan("[\n\n\n"));
	assert_failed(XN_BAD_INPUT,
		      "body: text ends where a value is expected"
		      " at line 4, column 1");
}
END_TEST

#define TWICE "a member twice in the object that ends"

START_TEST(a_member_twice)
{
	static const struct refusal cases[] = {
		{ "{\"a\":1,\"a\":2}", TWICE, 14 },
		{ "{\"\":1,\"\":2}", TWICE, 12 },
		{ "{\"a\":1,\"b\":2,\"c\":3,\"a\":null}", TWICE, 29 },
		{ "{\"a\":1,\"\\u0061\":2}", TWICE, 19 },
		{ "{\"/\":1,\"\\/\":2}", TWICE, 15 },
		{ "{\"\\n\":1,\"\\u000a\":2}", TWICE, 20 },
		{ "{\"\\u000A\":1,\"\\u000a\":2}", TWICE, 24 },
		{ "{\"\xc3\xa9\":1,\"\\u00e9\":2}", TWICE, 20 },
		{ "{\"\xf0\x9f\x98\x80\":1,\"\\ud83d\\ude00\":2}", TWICE, 28 },
		{ "[{\"x\":{\"a\":1,\"a\":2}}]", TWICE, 20 },
	};
	static const char *const fine[] = {
		"{\"a\":{\"a\":{\"a\":1}}}", "[{\"a\":1},{\"a\":1}]",
		"{\"a\":1,\"A\":2}", "{\"a\":1,\"a \":2}",
		"{\"a\":{\"b\":1,\"c\":2},\"b\":1,\"c\":2}",
		"{\"ab\":1,\"a\":{\"b\":1},\"b\":2}",
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_refused(&cases[i]);
	for (size_t i = 0; i < COUNT_OF(fine); i++)
		ck_assert_msg(scan(fine[i]) != NULL, "%s", fine[i]);
}
END_TEST

/* Objects on both sides of where the search changes its method. */
START_TEST(a_member_twice_among_many)
{
	for (int n = 2; n < 200; n++) {
		struct buf text;

		buf_init(&text, arena);
		buf_addc(&text, '{');
		for (int i = 0; i < n; i++)
			buf_printf(&text, "%s\"member%d\":%d", i ? "," : "",
				   i, i);
		buf_addc(&text, '}');
		ck_assert_msg(scan(buf_text(&text)) != NULL, "%d members", n);
		text.len--;
		buf_printf(&text, ",\"member%d\":0}", n / 2);
		ck_assert_msg(!scan(buf_text(&text)), "%d members", n);
		arena_reset(arena);
	}
}
END_TEST

START_TEST(numbers_keep_every_digit)
{
	static const struct { const char *text, *copy; } cases[] = {
		{ "0", "\"" MARK "0\"" }, { "-0", "\"" MARK "-0\"" },
		{ "9007199254740993", "\"" MARK "9007199254740993\"" },
		{ "820982911946154508", "\"" MARK "820982911946154508\"" },
		{ "1e400", "\"" MARK "1e400\"" },
		{ "-1.50E-07", "\"" MARK "-1.50E-07\"" },
		{ "123456789012345678901234567890.123456789012345678901234567",
		  "\"" MARK "123456789012345678901234567890."
		  "123456789012345678901234567\"" },
		{ "[1,2]", "[\"" MARK "1\",\"" MARK "2\"]" },
		{ " [ 1 , \"1\" ] ", " [ \"" MARK "1\" , \"1\" ] " },
		{ "{\"1\":1,\"b\":[true,null]}",
		  "{\"1\":\"" MARK "1\",\"b\":[true,null]}" },
		{ "\"a\\n1\"", "\"a\\n1\"" }, { "{}", "{}" },
		{ "\"\\\\\\\"\\/\\b\\f\\n\\r\\t\\u12aB\\ud83d\\ude00\"",
		  "\"\\\\\\\"\\/\\b\\f\\n\\r\\t\\u12aB\\ud83d\\ude00\"" },
		{ "\"\xf4\x8f\xbf\xbf\x7f\"", "\"\xf4\x8f\xbf\xbf\x7f\"" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		ck_assert_pstr_eq(scan(cases[i].text), cases[i].copy);
}
END_TEST

static const char *nested(int depth, const char *open, const char *close)
{
	struct buf text;

	buf_init(&text, arena);
	for (int i = 0; i < depth; i++)
		buf_adds(&text, open);
	buf_adds(&text, "1");
	for (int i = 0; i < depth; i++)
		buf_adds(&text, close);
	return buf_text(&text);
}

START_TEST(depth_has_a_limit)
{
	ck_assert(scan(nested(JSON_DEPTH_MAX, "[", "]")));
	ck_assert(scan(nested(JSON_DEPTH_MAX, "{\"a\":", "}")));
	ck_assert(!scan(nested(JSON_DEPTH_MAX + 1, "[", "]")));
	assert_failed(XN_BAD_INPUT,
		      "body: nested too deeply at line 1, column 65");
	ck_assert(!scan(nested(JSON_DEPTH_MAX + 1, "{\"a\":", "}")));
	ck_assert(!scan(nested(100000, "[", "")));
	/* It is the depth that counts, not how many there are. */
	ck_assert(scan("[[],[],[[]],{},{\"a\":[]}]"));
}
END_TEST

static const char *list_of(int count, const char *element)
{
	struct buf text;

	buf_init(&text, arena);
	buf_addc(&text, '[');
	for (int i = 0; i < count; i++)
		buf_printf(&text, "%s%s", i ? "," : "", element);
	buf_addc(&text, ']');
	return buf_text(&text);
}

START_TEST(the_number_of_values_has_a_limit)
{
	ck_assert(scan(list_of(JSON_VALUES_MAX - 1, "1")));
	ck_assert(!scan(list_of(JSON_VALUES_MAX, "1")));
	ck_assert_ptr_nonnull(strstr(err.text, "too many values"));
	ck_assert(!scan(list_of(JSON_VALUES_MAX / 2, "[0]")));
}
END_TEST

static double cpu_of(const char *text)
{
	double best = 1e9;

	for (int i = 0; i < 3; i++) {
		clock_t start = clock();
		struct arena *own = arena_new(1024);
		size_t len;

		json_scan(own, text, strlen(text), &len, &err);
		arena_free(own);
		if ((double)(clock() - start) / CLOCKS_PER_SEC < best)
			best = (double)(clock() - start) / CLOCKS_PER_SEC;
	}
	return best;
}

/* Names whose FNV-1a hashes, from its usual basis, agree in 17 bits. */
static const char *names_of_one_slot(int count)
{
	struct buf text;

	buf_init(&text, arena);
	buf_addc(&text, '{');
	for (unsigned n = 0; count > 0; n++) {
		const char *name = arena_printf(arena, "%u", n);
		uint64_t hash = UINT64_C(0xcbf29ce484222325), last;

		for (const char *c = name; *c; c++)
			hash = (hash ^ (unsigned char)*c) * 0x100000001b3;
		for (char c = '#'; c < 'Z' && count > 0; c++) {
			last = ((hash ^ (unsigned char)c) * 0x100000001b3) &
				0x1ffff;
			if (last < '#' || last > 'Z')
				continue;
			buf_printf(&text, "%s\"%s%c%c\":1",
				   text.len > 1 ? "," : "", name, c,
				   (char)last);
			count--;
		}
	}
	buf_addc(&text, '}');
	return buf_text(&text);
}

static const char *names(int count)
{
	struct buf text;

	buf_init(&text, arena);
	buf_addc(&text, '{');
	for (int i = 0; i < count; i++)
		buf_printf(&text, "%s\"n%d\":1", i ? "," : "", i);
	buf_addc(&text, '}');
	return buf_text(&text);
}

/* Eight times the text may not cost more than eight times, and some noise. */
START_TEST(time_is_linear)
{
	const char *(*const makers[])(int) = { names, names_of_one_slot };

	for (size_t i = 0; i < COUNT_OF(makers); i++) {
		double small = cpu_of(makers[i](5000));
		double large = cpu_of(makers[i](40000));

		ck_assert_msg(large < 32 * small + 0.02,
			      "%zu: %g s, then %g s", i, small, large);
	}
}
END_TEST

TEST_MAIN("json_scan", refusals_of_structure, refusals_of_numbers,
	  refusals_of_strings, a_nul_byte_is_refused_where_it_stands,
	  the_place_counts_lines, a_member_twice, a_member_twice_among_many,
	  numbers_keep_every_digit, depth_has_a_limit,
	  the_number_of_values_has_a_limit, time_is_linear)
