// Shopify's real Admin schema of 2026-10, out of npm, with our resolvers
// on it: whatever the service sends is validated as Shopify would.

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { buildClientSchema, defaultFieldResolver } from "graphql";
import { utc } from "./zone.mjs";

export const API_VERSION = "2026-10";

let loaded = null;

/* Instants are numbers inside; text comes from elsewhere. */
export function printInstant(value) {
	return typeof value === "number" ? utc(value) : value;
}

export function schema() {
	if (loaded)
		return loaded;
	const file = new URL("../node_modules/@shopify/dev-mcp/dist/data/" +
		`admin_${API_VERSION}.json.gz`, import.meta.url);
	const { data } = JSON.parse(gunzipSync(readFileSync(file)));
	/* It is Shopify's: to look for faults in it takes as long again. */
	loaded = buildClientSchema(data, { assumeValid: true });
	loaded.getType("DateTime").serialize = printInstant;
	return loaded;
}

/*
 * The resolver of every field: our table of functions (object, args,
 * context) first, then a property of the object. A field that the stand-in
 * does not imitate must fail loudly rather than be null.
 */
export function resolverFrom(types) {
	return (source, args, context, info) => {
		const own = types[info.parentType.name]?.[info.fieldName];
		if (own)
			return own(source ?? {}, args, context, info);
		const value = defaultFieldResolver(source, args, context, info);
		if (value === undefined)
			throw new Error(`${info.parentType.name}.` +
				`${info.fieldName} is not imitated by the ` +
				"stand-in store");
		return value;
	};
}

export const typeResolver = (value) => value.__typename;
