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

/* Why a parameter has to be refused, or undefined. */
function whyNot({ name, in: place, schema }, sent) {
	const value = valueOf(schema, sent);

	if (place === 'header' || !value || fits(doc, schema, value))
		return undefined;
	return `${name} is not as documented`;
}

function parametersOf(parameters, named) {
	const one = ({ name, in: place, schema }) => {
		const text = valid(doc, schema, () => named(name), name).map(String);

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

/* What goes into a path as a part of it: a dot would be taken away. */
const isPart = (text) => !/^(\.|%2e){1,2}$/i.test(text);

/*
 * -> { good, any }: requests whose values all fit, and those with others.
 * Each is { all, body, type, kind, refused }: parameters by name, as they are
 * sent; the body's text; whether it is all good, or what was spoiled; and
 * what has to be refused of it, in words.  known: { name: values }.
 */
export function requests({ parameters, requestBody }, known) {
	const named = (name) => known[name] ?? [];
	const [[type, { schema }] = [undefined, {}]] =
		Object.entries(requestBody?.content ?? {});
	const body = schema ? valid(doc, schema, named) : fc.constant(undefined);
	const good = fc.tuple(parametersOf(parameters, named), body)
		.map(([all, content]) => ({ type, kind: 'good',
			all: inOrder(all), body: JSON.stringify(content) }));
	const kinds = [{ weight: 2, arbitrary: good }];

	if (parameters.length)
		kinds.push(fc.tuple(good, hostileText().filter(isPart),
			fc.constantFrom(...parameters)).map(([request, bad, p]) => ({
			...request, kind: 'parameter', refused: whyNot(p, bad),
			all: { ...request.all,
				[p.name]: p.in === 'header' ? `x${bad}` : bad } })));
	if (schema)
		kinds.push(fc.tuple(good, spoiled(body)).map(([request, bad]) => ({
			...request, kind: 'body', body: bad.text, refused:
				bad.value === undefined ||
				fits(doc, schema, withoutNulls(bad.value)) ? undefined :
					'the body is not as documented' })));
	return { good, any: fc.oneof(...kinds) };
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
