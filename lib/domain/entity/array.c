#include "base/clock.h"
#include "base/money.h"

#include "domain/entity/array.h"

struct buf array_start(struct arena *a)
{
	struct buf array;

	buf_init(&array, a);
	buf_reserve(&array, 128);
	buf_addc(&array, '{');
	return array;
}

static void separate(struct buf *array)
{
	if (array->len > 1)
		buf_addc(array, ',');
}

void array_int64(struct buf *array, int64_t value)
{
	separate(array);
	buf_add_int64(array, value);
}

void array_int64_or_null(struct buf *array, int64_t value, int64_t null)
{
	separate(array);
	if (value != null)
		buf_add_int64(array, value);
	else
		buf_adds(array, "NULL");
}

void array_id(struct buf *array, int64_t id)
{
	array_int64_or_null(array, id, 0);
}

void array_money(struct buf *array, int64_t e4)
{
	char text[32];

	separate(array);
	buf_add(array, text, money_print(e4, text));
}

void array_money_or_null(struct buf *array, const int64_t *e4)
{
	if (e4)
		array_money(array, *e4);
	else
		array_text(array, NULL);
}

void array_time(struct buf *array, int64_t us)
{
	char text[32] = "NULL";

	separate(array);
	if (us)
		time_print_rfc3339(us, text);
	buf_adds(array, text);
}

void array_bool(struct buf *array, bool value)
{
	separate(array);
	buf_addc(array, value ? 't' : 'f');
}

void array_text(struct buf *array, const char *text)
{
	separate(array);
	if (!text) {
		buf_adds(array, "NULL");
		return;
	}
	buf_addc(array, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			buf_addc(array, '\\');
		buf_addc(array, *text);
	}
	buf_addc(array, '"');
}

const char *array_end(struct buf *array)
{
	buf_addc(array, '}');
	return buf_text(array);
}

void array_start_columns(struct arena *a, struct buf col[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		col[i] = array_start(a);
}

struct db_args array_end_columns(struct arena *a, struct db_args first,
				 struct buf col[], size_t n)
{
	size_t before = (size_t)first.count;
	const char **value = arena_alloc(a, (before + n) * sizeof(*value));

	for (size_t i = 0; i < before; i++)
		value[i] = first.value[i];
	for (size_t i = 0; i < n; i++)
		value[before + i] = array_end(&col[i]);
	return (struct db_args){ value, (int)(before + n) };
}
