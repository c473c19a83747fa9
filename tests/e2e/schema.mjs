/*
 * Holds a value to a schema of the API document, by Ajv: all of JSON Schema
 * 2020-12, and no keyword or format that it does not know.  Besides that, a
 * member that no schema names is an error, as the document means it.
 */
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

export function resolve(doc, ref) {
	return ref.slice(2).split('/').reduce((node, name) => node?.[name], doc);
}

/* What stands behind a reference, if it is one. */
export function meant(doc, node) {
	return node?.$ref ? resolve(doc, node.$ref) : node;
}

const partsOf = (schema) => ['allOf', 'oneOf', 'anyOf'].flatMap((name) =>
	schema[name] ?? []);

function namesMembers(doc, schema) {
	return Boolean(schema.properties) || partsOf(schema).some((part) =>
		namesMembers(doc, part)) || (schema.$ref !== undefined &&
		namesMembers(doc, resolve(doc, schema.$ref)));
}

/* The schema of a place, which has room for what is named alone. */
function closed(doc, schema) {
	const open = opened(doc, schema);

	return namesMembers(doc, schema) ?
		{ ...open, unevaluatedProperties: false } : open;
}

/* The same for all places inside; of these parts make up one place. */
function opened(doc, schema) {
	const all = { ...schema };

	if (schema.$ref)
		all.$ref = schema.$ref.replace('#/components/schemas/', 'doc#/$defs/');
	for (const name of ['allOf', 'oneOf', 'anyOf'])
		if (schema[name])
			all[name] = schema[name].map((part) => opened(doc, part));
	if (schema.properties)
		all.properties = Object.fromEntries(Object.entries(
			schema.properties).map(([name, part]) =>
			[name, closed(doc, part)]));
	for (const name of ['items', 'additionalProperties'])
		if (typeof schema[name] === 'object')
			all[name] = closed(doc, schema[name]);
	return all;
}

/* Instants leave in UTC. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

const known = new WeakMap();

function validator(doc) {
	const ajv = new Ajv({ strict: true, allErrors: true,
		strictTypes: false, strictRequired: false });

	addFormats(ajv);
	ajv.addFormat('date-time', INSTANT);
	ajv.addSchema({ $id: 'doc', $defs: Object.fromEntries(Object.entries(
		doc.components.schemas).map(([name, schema]) =>
		[name, opened(doc, schema)])) });
	return { ajv, compiled: new WeakMap() };
}

function compile(doc, schema, of) {
	if (!known.has(doc))
		known.set(doc, validator(doc));
	const { ajv, compiled } = known.get(doc);

	if (!compiled.has(of))
		compiled.set(of, new WeakMap());
	if (!compiled.get(of).has(schema))
		compiled.get(of).set(schema, ajv.compile(of(doc, schema)));
	return compiled.get(of).get(schema);
}

/* What is wrong with a value, as sentences; an empty list if nothing is. */
export function wrong(doc, schema, value) {
	const check = compile(doc, schema, closed);

	return check(value) ? [] : check.errors.map((error) =>
		`${error.instancePath || '/'} ${error.message}: ` +
		JSON.stringify(error.params));
}

/* Does a value that was sent, with members that nobody asks for, fit? */
export function fits(doc, schema, value) {
	return value !== undefined && compile(doc, schema, opened)(value);
}
