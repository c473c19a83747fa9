/* Requests of an operation of the API document, by its schemas. */
import { createHmac, randomUUID } from 'node:crypto';

import fc from 'fast-check';

import { doc } from './contract.mjs';
import { fits } from './schema.mjs';
import { hostileText, spoiled, valid } from './schema-values.mjs';

const HMAC = 'X-Shopify-Hmac-Sha256';

/* A parameter's value as a schema has it; undefined: there is none. */
function valueOf(schema, sent) {
	let text;

	try {
		text = decodeURIComponent(sent);
	} catch {
		return undefined;
	}
	return schema.type === 'integer' && /^-?\d+$/.test(text) ?
		Number(text) : text;
}

/* An empty one is as one that is left out, and so is a member's null. */
function withoutNulls(value) {
	if (Array.isArray(value))
		return value.map(withoutNulls);
	if (value === null || typeof value !== 'object')
		return value;
	return Object.fromEntries(Object.entries(value).filter(([, part]) =>
		part !== null).map(([name, part]) => [name, withoutNulls(part)]));
}

/* Each string of digits is the whole number that it may stand for. */
function withNumbers(value) {
	if (typeof value === 'string' && /^-?\d{1,15}$/.test(value))
		return Number(value);
	if (value === null || typeof value !== 'object')
		return value;
	return Array.isArray(value) ? value.map(withNumbers) :
		Object.fromEntries(Object.entries(value).map(([name, part]) =>
			[name, withNumbers(part)]));
}

/* The same, of one member alone: ids beside it may be strings. */
function mixes(value) {
	if (value === null || typeof value !== 'object')
		return [];
	return Object.entries(value).flatMap(([name, part]) =>
		[withNumbers(part), ...mixes(part)].map((other) => {
			const copy = Array.isArray(value) ? [...value] :
				{ ...value };

			copy[name] = other;
			return copy;
		}));
}

/* Does a body fit, as it is or as it may be meant? */
function fitsAsMeant(schema, value) {
	const given = withoutNulls(value);

	return fits(doc, schema, given) || fits(doc, schema,
		withNumbers(given)) || mixes(given).some((one) =>
		fits(doc, schema, one));
}

/* Why a parameter has to be refused, or undefined. */
function whyNot({ name, in: place, schema }, sent) {
	const value = valueOf(schema, sent);

	if (place === 'header' || !value || fits(doc, schema, value))
		return undefined;
	return `${name} is not as documented`;
}

function parametersOf(parameters, how) {
	const one = ({ name, in: place, schema }) => {
		const text = valid(doc, schema, { ...how, itself: name })
			.map(String);

		return place === 'header' ? text.filter((v) =>
			/^[\x21-\x7e]+$/.test(v)) : text.map(encodeURIComponent);
	};

	return fc.record(Object.fromEntries(parameters.map((p) =>
		[p.name, one(p)])), { noNullPrototype: true, requiredKeys:
			parameters.filter((p) => p.required).map((p) => p.name) });
}

/* Days in their order, which no schema can ask for. */
function inOrder(all) {
	return all.from > all.to ? { ...all, from: all.to, to: all.from } : all;
}

/* What stays a part of a path: dots and slashes may lead elsewhere. */
const isPart = (text) => !/^[./]+$/.test(text.replace(/%2e/gi, '.')
	.replace(/%2f/gi, '/'));

/*
 * -> { sure, any }: requests whose values fit, all that is known among them,
 * and those with other values, too.
 * Each is { all, body, type, kind, refused }: parameters by name, as they are
 * sent; the body's text; whether it is all good, or what was spoiled; and
 * what has to be refused of it, in words.  known: { name: values }.
 */
export function requests({ parameters, requestBody }, known) {
	const named = (name) => known[name] ?? [];
	const [[type, { schema }] = [undefined, {}]] =
		Object.entries(requestBody?.content ?? {});
	const bodyOf = (how) => schema ? valid(doc, schema, how) :
		fc.constant(undefined);
	const fitting = (how) => fc.tuple(parametersOf(parameters, how),
		bodyOf(how)).map(([all, content]) => ({ type, kind: 'good',
		all: inOrder(all), body: JSON.stringify(content) }));
	const good = fitting({ named });
	const kinds = [{ weight: 2, arbitrary: good }];

	if (parameters.length)
		kinds.push(fc.tuple(good, hostileText().filter(isPart),
			fc.constantFrom(...parameters)).map(([request, bad, p]) => ({
			...request, kind: 'parameter', refused: whyNot(p, bad),
			all: { ...request.all,
				[p.name]: p.in === 'header' ? `x${bad}` : bad } })));
	if (schema)
		kinds.push(fc.tuple(good, spoiled(bodyOf({ named }))).map(
			([request, bad]) => ({ ...request, kind: 'body', body: bad.text,
				refused: bad.value === undefined ||
					fitsAsMeant(schema, bad.value) ? undefined :
					'the body is not as documented' })));
	return { sure: fitting({ named, sure: true }),
		any: fc.oneof(...kinds) };
}

export function addressOf({ route, parameters }, { all }) {
	const query = parameters.filter((p) => p.in === 'query' &&
		all[p.name] !== undefined).map((p) => `${p.name}=${all[p.name]}`);

	return route.replace(/\{(\w+)\}/g, (_, name) => all[name] || '0') +
		(query.length ? `?${query.join('&')}` : '');
}

/* A delivery is signed, unless it is its headers that were spoiled. */
export function headersOf({ parameters }, { all, body = '', type, kind },
	secret) {
	const headers = type ? { 'Content-Type': type } : {};

	for (const { name, in: place } of parameters)
		if (place === 'header' && all[name] !== undefined)
			headers[name] = all[name];
	if (HMAC in headers && kind !== 'parameter')
		Object.assign(headers, { 'X-Shopify-Webhook-Id': randomUUID(),
			[HMAC]: createHmac('sha256', secret).update(body)
				.digest('base64') });
	return headers;
}
