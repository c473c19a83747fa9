#include <string.h>

#include "base/count.h"
#include "domain/metrics/definitions.h"

#include "accept.h"
#include "params.h"
#include "table.h"

#define CELLS_MAX 64		/* more members than any row of ours has */

/* A member as it stands in the JSON: name without quotes, value with. */
struct cell {
	const char *name, *value;
	size_t name_len, value_len;
};

struct printing {
	struct buf *out;
	struct arena *arena;
	enum table_format format;
	const char *columns;
	struct cell cells[CELLS_MAX];
	int ncells;
};

/* Objects around rows that are told with each of them, as plain members are. */
static const char *const told[] = {
	"rates", "missingRate", "conversionRates", "gaps",
};

static const char *skip_string(const char *p)
{
	for (p++; *p != '"'; p++)
		if (*p == '\\')
			p++;
	return p + 1;
}

/* Behind the value that begins here. */
static const char *skip_value(const char *p)
{
	int depth = 0;

	do {
		if (*p == '"') {
			p = skip_string(p);
			continue;
		}
		if (*p == '{' || *p == '[')
			depth++;
		else if (*p == '}' || *p == ']')
			depth--;
		p++;
	} while (depth > 0 || (*p && !strchr(",}]\n", *p)));
	return p;
}

static bool is_plain(const struct cell *cell)
{
	return *cell->value != '{' && *cell->value != '[';
}

/* The next member of an object; NULL behind the last. */
static const char *next_member(const char *p, struct cell *cell)
{
	const char *end;

	if (*p == '{' || *p == ',')
		p++;
	if (*p == '}')
		return NULL;
	end = skip_string(p);
	cell->name = p + 1;
	cell->name_len = (size_t)(end - p) - 2;
	cell->value = end + 1;
	end = skip_value(cell->value);
	cell->value_len = (size_t)(end - cell->value);
	return end;
}

static bool is_named(const struct cell *cell, const char *name, size_t len)
{
	return cell->name_len == len && !memcmp(cell->name, name, len);
}

/* Whether what is around rows is told with each of them. */
static bool is_told(const struct cell *cell)
{
	for (size_t i = 0; i < COUNT_OF(told); i++)
		if (is_named(cell, told[i], strlen(told[i])))
			return true;
	return is_plain(cell);
}

/* The innermost member of a name is the row's. */
static void set_cell(struct printing *p, const struct cell *cell)
{
	for (int i = 0; i < p->ncells; i++) {
		if (is_named(&p->cells[i], cell->name, cell->name_len)) {
			p->cells[i] = *cell;
			return;
		}
	}
	if (p->ncells < CELLS_MAX)
		p->cells[p->ncells++] = *cell;
}

/* Where a decimal comma is usual, a spreadsheet begins cells at semicolons. */
static bool is_formula(const char *text, const char *p)
{
	return *p && strchr("=+-@\t\r", *p) && (p == text || p[-1] == ';');
}

static bool has_formula(const char *text)
{
	const char *p = text;

	while (*p && !is_formula(text, p))
		p++;
	return *p;
}

/*
 * A text that a spreadsheet would take for a formula is told that it is text
 * (OWASP, CSV injection); numbers are not texts.
 */
static void print_text(struct buf *out, const char *text)
{
	if (!has_formula(text) && !text[strcspn(text, ",\"\r\n")]) {
		buf_adds(out, text);
		return;
	}
	buf_addc(out, '"');
	for (const char *p = text; *p; p++) {
		if (is_formula(text, p))
			buf_addc(out, '\'');
		if (*p == '"')
			buf_addc(out, '"');
		buf_addc(out, *p);
	}
	buf_addc(out, '"');
}

static unsigned hex4(const char *p)
{
	unsigned n = 0;

	for (int i = 0; i < 4; i++)
		n = n * 16 + (unsigned)(p[i] <= '9' ? p[i] - '0'
						    : (p[i] | 32) - 'a' + 10);
	return n;
}

/* A JSON string of ours: only what must be escaped is, \u below U+0080. */
static char *unescape(struct arena *a, const char *value, size_t len)
{
	static const char letters[] = "bfnrt", meant[] = "\b\f\n\r\t";
	char *text = arena_alloc(a, len), *to = text;

	for (const char *p = value + 1; p < value + len - 1; p++) {
		const char *letter;

		if (*p != '\\') {
			*to++ = *p;
			continue;
		}
		p++;
		letter = strchr(letters, *p);
		if (*p == 'u') {
			*to++ = (char)hex4(p + 1);
			p += 4;
		} else {
			*to++ = letter ? meant[letter - letters] : *p;
		}
	}
	*to = '\0';
	return text;
}

static void print_cell(struct printing *p, const struct cell *cell)
{
	if (*cell->value == '"')
		print_text(p->out, unescape(p->arena, cell->value,
					    cell->value_len));
	else if (*cell->value != 'n')		/* null is nothing */
		buf_add(p->out, cell->value, cell->value_len);
}

/* The member of an object, or nothing where that is null. */
static void print_member(struct printing *p, const struct cell *object,
			 const char *name, size_t len)
{
	struct cell member;

	if (is_plain(object))
		return;
	for (const char *at = object->value;
	     (at = next_member(at, &member)) != NULL;)
		if (is_named(&member, name, len))
			print_cell(p, &member);
}

/* Columns are in the order of the row's members, or nearly so. */
static const struct cell *find_cell(const struct printing *p, int from,
				    const char *name, size_t len)
{
	for (int i = 0; i < p->ncells; i++) {
		const struct cell *cell = &p->cells[(from + i) % p->ncells];

		if (is_named(cell, name, len))
			return cell;
	}
	return NULL;
}

/* The next of some names with a blank in between; NULL: there is none. */
static const char *next_name(const char **names, size_t *len)
{
	const char *name = *names + strspn(*names, " ");

	*len = strcspn(name, " ");
	*names = name + *len;
	return *len ? name : NULL;
}

/* "netSales (money)", "gaps.median (days)"; what is no figure has no unit. */
static void print_names(struct printing *p)
{
	const char *names = p->columns, *name, *comma = "";
	size_t len;

	while ((name = next_name(&names, &len)) != NULL) {
		const char *text = arena_strndup(p->arena, name, len);
		const char *dot = strchr(text, '.');
		const struct definition *d = definition_find(dot ? dot + 1
								 : text);

		buf_printf(p->out, "%s%s", comma, text);
		if (d)
			buf_printf(p->out, " (%s)",
				   definition_unit_name(d->unit));
		comma = ",";
	}
	buf_adds(p->out, "\r\n");
}

static void print_csv(struct printing *p)
{
	const char *names = p->columns, *name, *comma = "";
	size_t len;
	int from = 0;

	while ((name = next_name(&names, &len)) != NULL) {
		const char *dot = memchr(name, '.', len);
		size_t outer = dot ? (size_t)(dot - name) : len;
		const struct cell *cell = find_cell(p, from, name, outer);

		buf_adds(p->out, comma);
		if (cell && dot)
			print_member(p, cell, dot + 1, len - outer - 1);
		else if (cell)
			print_cell(p, cell);
		if (cell)
			from = (int)(cell - p->cells) + !dot;
		comma = ",";
	}
	buf_adds(p->out, "\r\n");
}

static void print_ndjson(struct printing *p)
{
	for (int i = 0; i < p->ncells; i++) {
		buf_adds(p->out, i ? ",\"" : "{\"");
		buf_add(p->out, p->cells[i].name, p->cells[i].name_len);
		buf_adds(p->out, "\":");
		buf_add(p->out, p->cells[i].value, p->cells[i].value_len);
	}
	buf_adds(p->out, "}\n");
}

/*
 * Take away totals of all rows that the row has by other names: beside its own
 * orders and totalSales they would pass for the row's.
 */
static void drop_totals(struct printing *p, const char *row)
{
	static const char *const totals[] = { "totalOrders", "totalRevenue" };
	const char *end = skip_value(row);

	for (size_t k = 0; k < COUNT_OF(totals); k++) {
		for (int i = 0; i < p->ncells; i++) {
			struct cell *cell = &p->cells[i];

			if (!is_named(cell, totals[k], strlen(totals[k])) ||
			    (cell->value > row && cell->value < end))
				continue;
			p->ncells--;
			memmove(cell, cell + 1, (size_t)(p->ncells - i) *
						sizeof(*cell));
		}
	}
}

/* Print what is at `path` in the object or array. */
static void print_at(struct printing *p, const char *json, const char *path)
{
	size_t len = strcspn(path, ".");
	struct cell around[CELLS_MAX], cell;
	const char *at, *rows = NULL;
	int naround = p->ncells;

	if (*json == '[') {
		for (at = json + 1; *at != ']'; at += *at == ',') {
			print_at(p, at, path);
			at = skip_value(at);
		}
		return;
	}
	memcpy(around, p->cells, sizeof(around));
	for (at = json; (at = next_member(at, &cell)) != NULL;) {
		if (*path && is_named(&cell, path, len))
			rows = cell.value;
		else if (is_told(&cell) || !*path)
			set_cell(p, &cell);
	}
	if (!rows)
		drop_totals(p, json);
	if (rows)
		print_at(p, rows, path + len + (path[len] == '.'));
	else if (p->format == FORMAT_CSV)
		print_csv(p);
	else
		print_ndjson(p);
	memcpy(p->cells, around, sizeof(around));
	p->ncells = naround;
}

void table_print(struct buf *out, struct arena *a, enum table_format format,
		 const struct table *table, const char *json, bool header)
{
	struct printing p = { .out = out, .arena = a, .format = format,
			      .columns = table->columns };

	if (header && format == FORMAT_CSV)
		print_names(&p);
	print_at(&p, json, table->rows ? table->rows : "");
}

int table_choose(struct request *req, struct xn_error *err)
{
	static const char *const formats[] = {
		[FORMAT_JSON] = "json",
		[FORMAT_CSV] = "csv",
		[FORMAT_NDJSON] = "ndjson",
	};
	static const char *const types[] = {
		[FORMAT_JSON] = "application/json",
		[FORMAT_CSV] = "text/csv",
		[FORMAT_NDJSON] = "application/x-ndjson",
	};
	int fallback = accept_choose(req->header.accept, types, 3), format;

	if (query_word(req, "format", formats, 3, fallback, &format, err))
		return -1;
	req->answer.format = (enum table_format)format;
	req->answer.varies = true;
	return 0;
}

void table_head(struct request *req)
{
	const char *name = strrchr(req->path, '/') + 1;
	bool csv = req->answer.format == FORMAT_CSV;

	req->answer.status = 200;
	req->answer.type = csv ? "text/csv; charset=utf-8"
			       : "application/x-ndjson";
	req->answer.disposition = arena_printf(req->arena,
		"attachment; filename=\"%.*s.%s\"",
		(int)strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-"),
		name, csv ? "csv" : "ndjson");
}

void table_reply(struct request *req)
{
	struct answer *answer = &req->answer;
	struct buf out;

	if (answer->format == FORMAT_JSON || answer->status != 200 ||
	    answer->more)
		return;
	buf_init(&out, req->arena);
	table_print(&out, req->arena, answer->format, &answer->table,
		    answer->body, true);
	answer->body = buf_text(&out);
	answer->len = out.len;
	table_head(req);
}
