/*
 * Holds a value to a schema of the API document: the part of JSON Schema
 * 2020-12 that the document uses.  A keyword that is not known here throws,
 * so that nothing passes unseen; a member that no schema names is an error.
 */
const annotations = ['description', 'examples', 'default', 'title', '$ref'];

const formats = {
	date: /^\d{4}-\d\d-\d\d$/,
	'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
	email: /^[^@\s]+@[^@\s]+$/,
};

function typeOf(value) {
	if (value === null)
		return 'null';
	if (Array.isArray(value))
		return 'array';
	return Number.isInteger(value) ? 'integer' : typeof value;
}

export function resolve(doc, ref) {
	return ref.slice(2).split('/').reduce((node, name) => node?.[name], doc);
}

/* The members that a schema names, over its references and parts. */
function members(doc, schema) {
	const parts = [...schema.allOf ?? [], ...schema.oneOf ?? []];

	if (schema.$ref)
		parts.push(resolve(doc, schema.$ref));
	return Object.assign({}, schema.properties,
		...parts.map((part) => members(doc, part)));
}

const keywords = {
	type: (type, value) => {
		const is = typeOf(value);

		return [type].flat().some((t) => t === is ||
			(t === 'number' && is === 'integer')) || `is ${is}, not ${type}`;
	},
	const: (wanted, value) => value === wanted || `is not ${wanted}`,
	enum: (list, value) => list.includes(value) || `is not one of ${list}`,
	pattern: (re, value) => typeof value !== 'string' ||
		new RegExp(re).test(value) || `does not match ${re}`,
	format: (name, value) => typeof value !== 'string' ||
		formats[name].test(value) || `is no ${name}`,
	minLength: (n, value) => value.length >= n || 'is too short',
	maxLength: (n, value) => value.length <= n || 'is too long',
	minimum: (n, value) => value >= n || 'is too small',
	maximum: (n, value) => value <= n || 'is too large',
	required: (names, value) => typeOf(value) !== 'object' ||
		names.every((n) => n in value) ||
		`lacks ${names.filter((n) => !(n in value))}`,
};

function* ofParts(doc, schema, value, place) {
	if (schema.$ref)
		yield* errors(doc, resolve(doc, schema.$ref), value, place);
	for (const part of schema.allOf ?? [])
		yield* errors(doc, part, value, place);
	if (schema.oneOf && schema.oneOf.filter((part) =>
		[...errors(doc, part, value, place)].length === 0).length !== 1)
		yield `${place}: fits not exactly one of its schemas`;
}

function* errors(doc, schema, value, place) {
	yield* ofParts(doc, schema, value, place);
	for (const [name, wanted] of Object.entries(schema)) {
		if (annotations.includes(name) || ['allOf', 'oneOf',
			'properties', 'items'].includes(name))
			continue;
		if (!keywords[name])
			throw new Error(`keyword ${name} is not known`);
		const said = keywords[name](wanted, value);

		if (said !== true)
			yield `${place} ${said}: ${JSON.stringify(value)}`;
	}
	for (const [name, part] of Object.entries(schema.properties ?? {}))
		if (typeOf(value) === 'object' && name in value)
			yield* errors(doc, part, value[name], `${place}.${name}`);
	if (schema.items && Array.isArray(value))
		for (const [i, element] of value.entries())
			yield* check(doc, schema.items, element, `${place}[${i}]`);
}

function* check(doc, schema, value, place) {
	yield* errors(doc, schema, value, place);
	const known = members(doc, schema);

	if (typeOf(value) !== 'object' || Object.keys(known).length === 0)
		return;
	for (const [name, member] of Object.entries(value))
		if (!(name in known))
			yield `${place}.${name} is not in the document`;
		else if (typeOf(member) !== 'string')
			yield* check(doc, known[name], member, `${place}.${name}`);
}

/* What is wrong with a value, as sentences; an empty list if nothing is. */
export function wrong(doc, schema, value, place = '$') {
	return [...new Set(check(doc, schema, value, place))];
}
