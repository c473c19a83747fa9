// POST /admin/api/VERSION/graphql.json: token, cost, throttle, execution,
// and Shopify's shapes of error.

import { GraphQLError, execute, getOperationAST, getVariableValues, parse,
	validate } from "graphql";
import { FIELDS } from "./fields.mjs";
import { queryCost } from "./cost.mjs";
import { API_VERSION, resolverFrom, schema } from "./schema.mjs";
import { typeOf } from "./fields-order.mjs";
import { Bucket } from "./throttle.mjs";

const COST_MAX = 1000;
const KNOWN = ["2026-01", "2026-04", "2026-07", "2026-10"];
const fieldResolver = resolverFrom(FIELDS);

/* The version that answers: too old or unknown falls forward. */
export function servedVersion(asked) {
	if (asked === "unstable" || KNOWN.includes(asked))
		return asked;
	if (!/^\d{4}-\d\d$/.test(asked))
		return null;
	return asked > API_VERSION ? API_VERSION : KNOWN[0];
}

const parsed = new Map();

/* Parse and validate; texts repeat, so the answers are kept. */
function prepare(text) {
	if (parsed.has(text))
		return parsed.get(text);
	let held;
	try {
		const document = parse(text);
		held = { document, errors: validate(schema(), document) };
	} catch (error) {
		held = { errors: [error], syntax: true };
	}
	if (parsed.size > 500)
		parsed.clear();
	parsed.set(text, held);
	return held;
}

function codeOf(error) {
	if (/^Cannot query field/.test(error.message))
		return "undefinedField";
	if (/Expected value of type|Value .* does not exist in/
		.test(error.message))
		return "argumentLiteralsIncompatible";
	return "BAD_REQUEST";
}

function shown(error, code) {
	const out = { message: error.message };
	if (error.locations)
		out.locations = error.locations.map(({ line, column }) =>
			({ line, column }));
	if (error.path)
		out.path = error.path;
	out.extensions = { ...(code ? { code } : {}), ...error.extensions };
	if (Object.keys(out.extensions).length === 0)
		out.extensions = { code: "INTERNAL_SERVER_ERROR" };
	return out;
}

const failure = (message, code, extensions = {}) => ({
	errors: [{ message, extensions: { code, ...extensions } }] });

function bucketOf(shop, now) {
	shop.bucket ??= new Bucket(shop.settings.maximumAvailable,
		shop.settings.restoreRate, now);
	return shop.bucket;
}

function costs(requested, actual, bucket) {
	return { cost: { requestedQueryCost: requested, actualQueryCost: actual,
		throttleStatus: bucket.status() } };
}

function throttled(requested, bucket) {
	return { ...failure("Throttled", "THROTTLED", { documentation:
		"https://shopify.dev/api/usage/rate-limits" }),
	extensions: costs(requested, null, bucket) };
}

/* The resolver, where a fault is to strike a field of some object. */
function resolverOf(context) {
	const faults = context.app.faults.due("object", context.shop);
	if (faults.length === 0)
		return fieldResolver;
	return (source, args, _, info) => {
		const gid = `gid://shopify/${info.parentType.name}/${source?.id}`;
		const fault = faults.find((f) => f.id === gid &&
			f.field === info.fieldName && (!f.operation ||
			f.operation === info.operation.name?.value));
		if (!fault)
			return fieldResolver(source, args, context, info);
		context.struck = fault;
		throw new GraphQLError("Internal error. Looks like something " +
			"went wrong on our end.", { extensions:
			{ code: "INTERNAL_SERVER_ERROR" } });
	};
}

function run(request, prepared, operation, context) {
	const now = Date.now();
	const bucket = bucketOf(context.shop, now);
	const requested = queryCost(prepared.document, operation,
		request.variables ?? {});
	context.cost = { requested, actual: null };
	if (requested > COST_MAX)
		return failure(`Query cost is ${requested}, which exceeds ` +
			`the single query max cost limit (${COST_MAX}).`,
		"MAX_COST_EXCEEDED", { cost: requested, maxCost: COST_MAX });
	const forced = context.app.faults.take("throttle", context.shop);
	if (forced || !bucket.reserve(requested, now)) {
		context.cost.throttled = true;
		return throttled(requested, bucket);
	}
	const result = execute({ schema: schema(), document: prepared.document,
		variableValues: request.variables ?? {},
		operationName: request.operationName ?? undefined,
		contextValue: context, fieldResolver: resolverOf(context),
		typeResolver: typeOf });
	const actual = queryCost(prepared.document, operation,
		request.variables ?? {}, result.data ?? {});
	bucket.settle(requested, actual, Date.now());
	context.cost.actual = actual;
	const answer = {};
	if (result.data !== undefined)
		answer.data = result.data;
	if (result.errors)
		answer.errors = result.errors.map((e) => shown(e));
	answer.extensions = costs(requested, actual, bucket);
	const ignored = context.searches.length &&
		context.app.faults.take("search", context.shop);
	if (ignored)
		context.searches.push({ path: [], query: "", parsed: "",
			warnings: [{ field: ignored.field,
				message: "Invalid search field for this query.",
				code: "invalid_field" }] });
	if (context.searches.length)
		answer.extensions.search = context.searches;
	return answer;
}

/* Answer one request body (an object); the answer is always HTTP 200. */
export function answer(request, context) {
	context.searches = [];
	context.fields = FIELDS;
	const prepared = prepare(request.query);
	if (prepared.errors.length)
		return { errors: prepared.errors.map((e) => shown(e,
			prepared.syntax ? "PARSE_ERROR" : codeOf(e))) };
	const operation = getOperationAST(prepared.document,
		request.operationName ?? undefined);
	if (!operation)
		return failure("An operation name is required", "BAD_REQUEST");
	const { errors } = getVariableValues(schema(),
		operation.variableDefinitions ?? [], request.variables ?? {});
	if (errors)
		return { errors: errors.map((e) => shown(e,
			"INVALID_VARIABLE")) };
	return run(request, prepared, operation, context);
}
