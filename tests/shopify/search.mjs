// Shopify's search syntax, as the `query:` argument takes it: terms
// field:value with comparators, quotes, lists, AND, OR, NOT, parentheses.
// An unknown field matches everything, with a warning; so Shopify does it.

import { GraphQLError } from "graphql";

const COMPARE = {
	"": (a, b) => a === b, ">": (a, b) => a > b, "<": (a, b) => a < b,
	">=": (a, b) => a >= b, "<=": (a, b) => a <= b,
};

/* Characters that end an unquoted value. */
const END = /[\s():,]/;

class Lexer {
	constructor(text) {
		this.text = text;
		this.at = 0;
	}

	skip() {
		while (/\s/.test(this.text[this.at] ?? ""))
			this.at++;
	}

	take(pattern) {
		this.skip();
		const match = pattern.exec(this.text.slice(this.at));
		if (!match || match.index !== 0)
			return null;
		this.at += match[0].length;
		return match;
	}

	get done() {
		this.skip();
		return this.at >= this.text.length;
	}

	/* A value: quoted, or up to a special character. */
	value() {
		const quoted = this.take(/^(['"])((?:\\.|(?!\1).)*)\1/s);
		if (quoted)
			return { text: quoted[2].replace(/\\(.)/g, "$1"),
				quoted: true };
		let end = this.at;
		while (end < this.text.length && !END.test(this.text[end]))
			end++;
		const text = this.text.slice(this.at, end);
		this.at = end;
		// What follows a colon in an unquoted time is lost, as there.
		if (this.text[this.at] === ":")
			while (this.at < this.text.length &&
			    !/[\s()]/.test(this.text[this.at]))
				this.at++;
		return { text, quoted: false };
	}
}

function parseTerm(lexer) {
	const field = lexer.take(/^([A-Za-z_][\w.]*):/);
	if (!field) {
		const value = lexer.value();
		if (value.text === "" && !value.quoted)
			lexer.at++;
		return { kind: "word", value: value.text };
	}
	const op = lexer.take(/^(>=|<=|>|<|=)/)?.[1] ?? "";
	const values = [lexer.value()];
	while (lexer.take(/^,/))
		values.push(lexer.value());
	return { kind: "field", field: field[1], op: op === "=" ? "" : op,
		values };
}

function parseUnary(lexer) {
	if (lexer.take(/^NOT\b|^-(?=\S)/))
		return { kind: "not", term: parseUnary(lexer) };
	if (lexer.take(/^\(/)) {
		const inner = parseOr(lexer);
		lexer.take(/^\)/);
		return inner;
	}
	return parseTerm(lexer);
}

function parseAnd(lexer) {
	const terms = [parseUnary(lexer)];
	while (!lexer.done && lexer.text[lexer.at] !== ")" &&
	    !/^OR\b/.test(lexer.text.slice(lexer.at))) {
		lexer.take(/^AND\b/);
		if (!lexer.done)
			terms.push(parseUnary(lexer));
	}
	return terms.length === 1 ? terms[0] : { kind: "and", terms };
}

function parseOr(lexer) {
	const terms = [parseAnd(lexer)];
	while (lexer.take(/^OR\b/))
		terms.push(parseAnd(lexer));
	return terms.length === 1 ? terms[0] : { kind: "or", terms };
}

/* The tree of a search text; null for none. */
export function parse(text) {
	if (!text || !text.trim())
		return null;
	const lexer = new Lexer(text);
	const trees = [];
	while (!lexer.done) {
		trees.push(parseOr(lexer));
		lexer.take(/^\)/);
	}
	return trees.length === 1 ? trees[0] : { kind: "and", terms: trees };
}

/* An instant, or a whole day, as [from, to) in milliseconds. */
function instant(shop, field, { text }) {
	const day = /^(\d{4})-(\d\d)-(\d\d)(?:T\d\d)?$/.exec(text);
	if (day) {
		const n = Math.floor(Date.UTC(day[1], day[2] - 1, day[3]) /
			86_400_000);
		return [shop.zone.start(n), shop.zone.start(n + 1)];
	}
	const ms = Date.parse(text);
	if (Number.isNaN(ms))
		throw new GraphQLError("Invalid timestamp for query filter " +
			`\`${field}\`.`,
		{ extensions: { code: "BAD_REQUEST" } });
	return [ms, ms + 1];
}

function testTime(shop, { field, op, values }, get) {
	const [from, to] = instant(shop, field, values[0]);
	return (object) => {
		const at = get(object);
		if (at === null)
			return false;
		if (op === ">=")
			return at >= from;
		if (op === "<")
			return at < from;
		if (op === ">")
			return at >= to || (to - from === 1 && at > from);
		if (op === "<=")
			return at < to;
		return at >= from && at < to;
	};
}

function testText({ op, values }, get) {
	const wanted = values.map((v) => v.text.toLowerCase());
	return (object) => {
		const value = get(object);
		const held = Array.isArray(value) ? value : [value];
		return held.some((h) => h !== null && wanted.some((w) =>
			w === "*" || COMPARE[op](String(h).toLowerCase(), w)));
	};
}

function testNumber({ op, values }, get) {
	const wanted = values.map((v) => Number(v.text));
	return (object) => wanted.some((w) => COMPARE[op](get(object), w));
}

/*
 * A predicate over objects. `fields` names what may be searched:
 * {name: [kind, getter]}, kinds time, text, number, any. Warnings are
 * added to the list given, in the form of extensions.search.
 */
export function compile(tree, shop, fields, warnings) {
	if (tree === null)
		return () => true;
	if (tree.kind === "and" || tree.kind === "or") {
		const tests = tree.terms.map((t) =>
			compile(t, shop, fields, warnings));
		return tree.kind === "and" ?
			(o) => tests.every((t) => t(o)) :
			(o) => tests.some((t) => t(o));
	}
	if (tree.kind === "not") {
		const test = compile(tree.term, shop, fields, warnings);
		return (o) => !test(o);
	}
	if (tree.kind === "word")
		return (o) => (fields.default?.[1](o) ?? [])
			.some((t) => String(t ?? "").toLowerCase()
				.includes(tree.value.toLowerCase()));
	const known = fields[tree.field];
	if (!known) {
		warnings.push({ field: tree.field,
			message: "Invalid search field for this query.",
			code: "invalid_field" });
		return () => true;
	}
	const [kind, get] = known;
	if (kind === "time")
		return testTime(shop, tree, get);
	if (kind === "number")
		return testNumber(tree, (o) => get(o, shop));
	if (kind === "any")
		return () => true;
	return testText(tree, (o) => get(o, shop));
}

/* The tree as extensions.search shows it. */
export function describe(tree) {
	if (tree.kind === "field")
		return { field: tree.field, match_all: tree.values[0].text };
	if (tree.kind === "word")
		return { match_all: tree.value };
	if (tree.kind === "not")
		return { not: describe(tree.term) };
	return { [tree.kind]: tree.terms.map(describe) };
}

/* A lower bound that the tree puts on a time field, to start a scan at. */
export function lowerBound(tree, shop, field) {
	if (tree?.kind === "and")
		return Math.max(...tree.terms.map((t) =>
			lowerBound(t, shop, field)));
	if (tree?.kind === "field" && tree.field === field &&
	    (tree.op === ">=" || tree.op === ">"))
		return instant(shop, field, tree.values[0])[0];
	return -Infinity;
}
