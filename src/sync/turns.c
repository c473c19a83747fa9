#include "turns.h"

enum { SHORT, LONG };

/* From t->next[kind] on, the first of that kind; or count. */
static size_t find(struct turns *t, int kind)
{
	size_t *at = &t->next[kind];

	while (*at < t->count && t->is_long[*at] != (kind == LONG))
		++*at;
	return *at;
}

void turns_init(struct turns *t, const bool *is_long, size_t count,
		int processes)
{
	*t = (struct turns){
		.is_long = is_long,
		.count = count,
		.processes = processes,
	};
}

bool turns_next(struct turns *t, size_t *number)
{
	bool shorts = find(t, SHORT) < t->count;
	int longs_at_most = shorts ? t->processes - 1 : t->processes;
	int kind = SHORT;

	if (find(t, LONG) < t->count && t->running[LONG] < longs_at_most)
		kind = LONG;
	else if (!shorts)
		return false;
	*number = t->next[kind]++;
	t->running[kind]++;
	return true;
}

void turns_end(struct turns *t, size_t number)
{
	t->running[t->is_long[number] ? LONG : SHORT]--;
}
