/*
 * Values for a schema of the API document, by fast-check, which prefers the
 * ends of ranges and finds the smallest value that fails.
 *
 *	valid(doc, schema, { named, itself, sure })	what the schema lets
 *			pass; for a member that `named` (a function of a name)
 *			gives values for, mostly, or if `sure` nearly always,
 *			one of those; itself: the whole one's name
 *	hostileText()	for a path, a query or a header: as it is sent, that
 *			is, with what of it has to be escaped escaped, or not
 *	spoiled(body)	a body with one value, or all of it, replaced
 */
import fc from 'fast-check';

import { meant } from './schema.mjs';

const DAY_MS = 86_400_000;
const LONG = 200;		/* more of what has no limit says nothing */
const MOST_ITEMS = 5;

const instant = () => fc.date({ min: new Date('1990-01-01'),
	max: new Date('2060-01-01'), noInvalidDate: true });

const FORMATS = {
	date: () => instant().map((d) => d.toISOString().slice(0, 10)),
	'date-time': () => fc.oneof(instant().map((d) => d.toISOString()),
		instant().map((d) => new Date(Math.floor(d / DAY_MS) * DAY_MS)
			.toISOString().replace('.000', ''))),
	email: () => fc.emailAddress(),
};

function text({ pattern, format, minLength = 0, maxLength = LONG }) {
	if (pattern)
		return fc.stringMatching(new RegExp(pattern))
			.filter((s) => s.length <= maxLength);
	if (format)
		return FORMATS[format]().filter((s) => s.length <= maxLength);
	return fc.oneof(fc.string({ minLength, maxLength, unit: 'grapheme',
		size: 'small' }).filter((s) => [...s].length <= maxLength),
	fc.constant('x'.repeat(minLength)), fc.constant('x'.repeat(maxLength)));
}

const TYPES = {
	null: () => fc.constant(null),
	boolean: () => fc.boolean(),
	integer: ({ minimum = -(2 ** 31), maximum = 2 ** 31 }) =>
		fc.integer({ min: minimum, max: maximum }),
	number: ({ minimum = -1e9, maximum = 1e9 }) =>
		fc.integer({ min: Math.ceil(minimum), max: Math.floor(maximum) }),
	string: text,
	array: ({ items = {}, minItems = 0, maxItems = MOST_ITEMS }, of) =>
		fc.array(of(items), { minLength: minItems,
			maxLength: Math.max(minItems, Math.min(maxItems, MOST_ITEMS)) }),
	object: ({ properties = {}, required = [] }, of) =>
		fc.record(Object.fromEntries(Object.entries(properties).map(
			([name, part]) => [name, of(part, name)])),
		{ requiredKeys: required, noNullPrototype: true }),
};

export function valid(doc, schema, { named = () => [], itself,
	sure = false } = {}) {
	function anyOf(part) {
		const one = meant(doc, part);

		if ('const' in one)
			return fc.constant(one.const);
		if (one.enum)
			return fc.constantFrom(...one.enum);
		if (one.oneOf ?? one.anyOf) {
			const { oneOf, anyOf: parts = oneOf, ...rest } = one;

			return fc.oneof(...parts.map((p) =>
				of({ ...rest, ...meant(doc, p) })));
		}
		if (one.allOf)
			return fc.tuple(...one.allOf.map((p) => of(p)))
				.map((all) => Object.assign({}, ...all));
		if (!one.type)
			return fc.jsonValue();
		return fc.oneof(...[one.type].flat().map((type) =>
			TYPES[type](one, of)));
	}

	function of(part, name) {
		const given = name === undefined ? [] : named(name);

		if (!given.length)
			return anyOf(part);
		return fc.oneof(anyOf(part), { weight: sure ? 20 : 4,
			arbitrary: fc.constantFrom(...given) });
	}

	return of(schema, itself);
}

const HOSTILE = ['', ' ', '0', '-1', '1.5', '1e3', '+1', '01', '0x10', 'NaN',
	'null', 'undefined', 'true', '[]', '{}', '*', '../..', '.', '..', '/',
	'9223372036854775807', '9223372036854775808', '99999999999999999999',
	"' OR '1'='1", "'; DROP TABLE orders; --", '$1', '%s%n', '${x}', '\0',
	'a\0b', '\r\nX-Injected: 1', '\u202e', '\ufeff', '\u{1f6d2}', '<script>',
	'=1+1', '2026-02-30', '0000-00-00', '10000-01-01', 'infinity',
	'9999-12-31', '2026-01-01T24:00:00Z', '2026-01-01..2025-01-01',
	'x'.repeat(1000)];

/* No escape of anything, or of what is no UTF-8. */
const BROKEN = ['%', '%2', '%zz', '%00', '%ff', '%c0%80', '%ed%a0%80',
	'%F5%80%80%80', '%25', '%2f', '%5c', '+'];

export function hostileText() {
	return fc.oneof(
		fc.constantFrom(...HOSTILE).map(encodeURIComponent),
		fc.string({ unit: 'binary' }).map(encodeURIComponent),
		fc.constantFrom(...BROKEN));
}

/* All places of a JSON value, each as how to put something else there. */
function* places(value) {
	yield (other) => other;
	if (value && typeof value === 'object')
		for (const [name, part] of Object.entries(value))
			for (const put of places(part))
				yield (other) => {
					const copy = Array.isArray(value) ? [...value] :
						{ ...value };

					copy[name] = put(other);
					return copy;
				};
}

const NO_JSON = ['', '{', '[', '{"a":}', '{"a":1,"a":2}', '"\ud800"', '\0',
	'{"a":1}x', `${'['.repeat(500)}`, '{"\\u0000":1}', 'null', '1e999'];

/* -> { text, value }: what is sent, and what that is, if it is JSON. */
export function spoiled(body) {
	return fc.oneof(
		{ weight: 4, arbitrary: fc.tuple(body, fc.nat(), fc.oneof(
			fc.constantFrom(...HOSTILE, 2 ** 53, -1, 0, 1.5, 1e300),
			fc.jsonValue())).map(([value, n, other]) => {
			const all = [...places(value)];

			const spoilt = all[n % all.length](other);

			return { value: spoilt, text: JSON.stringify(spoilt) };
		}) },
		fc.constantFrom(...NO_JSON).map((text_) => ({ text: text_ })));
}
