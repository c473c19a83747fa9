// The points a query costs: an object 1, a mutation 10, a list by how many
// are asked for, growing slower than their number as in live answers
// (250 variants with their items cost 25). Amounts, edges and page
// information are free.

import { getNamedType, getNullableType, isLeafType, isListType } from
	"graphql";
import { schema } from "./schema.mjs";

const FREE = new Set(["MoneyBag", "MoneyV2", "PageInfo", "UserError",
	"BulkOperationUserError", "Count", "ApiVersion"]);
const PASS = /(Connection|Edge|Payload)$/;

export function scale(n) {
	return n <= 1 ? Math.max(0, n) : Math.min(n, Math.max(1,
		2 * Math.log(n)));
}

function argument(node, name, variables) {
	const value = node.arguments?.find((a) => a.name.value === name)?.value;
	if (!value)
		return null;
	if (value.kind === "Variable")
		return Number(variables[value.name.value] ?? 0) || null;
	return value.kind === "IntValue" ? Number(value.value) : null;
}

function ids(node, variables) {
	const value = node.arguments?.find((a) =>
		a.name.value === "ids")?.value;
	if (!value)
		return null;
	return value.kind === "Variable" ?
		variables[value.name.value]?.length ?? 0 : value.values?.length;
}

/* Every field of a selection set, fragments unfolded. */
function* fieldsOf(run, set, type) {
	for (const s of set.selections) {
		if (s.kind === "Field") {
			const def = type.getFields?.()[s.name.value];
			if (def)
				yield { node: s, def, type };
			continue;
		}
		const fragment = s.kind === "FragmentSpread" ?
			run.fragments.get(s.name.value) : s;
		const on = fragment.typeCondition;
		yield* fieldsOf(run, fragment.selectionSet,
			on ? schema().getType(on.name.value) : type);
	}
}

/* How many a list may hold, as its arguments say; null where none do. */
function asked(node, variables) {
	return argument(node, "first", variables) ??
		argument(node, "last", variables) ?? ids(node, variables);
}

const isList = (type) => isListType(getNullableType(type));
const own = (type) => PASS.test(type.name) || FREE.has(type.name) ? 0 : 1;

/* What a connection selects of its nodes: {set, type}, or null. */
function nodeSelection(run, set, type) {
	for (const { node, def } of fieldsOf(run, set, type)) {
		const inner = getNamedType(def.type);
		if (def.name === "nodes" || def.name === "node")
			return { set: node.selectionSet, type: inner };
		if (def.name === "edges")
			return nodeSelection(run, node.selectionSet, inner);
	}
	return null;
}

function itemsOf(data) {
	if (Array.isArray(data))
		return data;
	return data.nodes ?? data.edges?.map((e) => e.node) ?? [];
}

function listCost(run, node, named, list, data) {
	const base = list ? 0 : 2;
	const picked = list ? { set: node.selectionSet, type: named } :
		nodeSelection(run, node.selectionSet, named);
	if (picked === null)
		return base;
	const one = (item) => own(picked.type) +
		setCost(run, picked.set, picked.type, item);
	const size = asked(node, run.variables);
	if (data === undefined || size === null)
		return base + scale(size ?? 1) * one();
	const items = itemsOf(data).filter((item) => item !== null);
	const total = items.reduce((n, item) => n + one(item), 0);
	return items.length === 0 ? base :
		base + total * scale(items.length) / items.length;
}

function fieldCost(run, { node, def, type }, data) {
	const named = getNamedType(def.type);
	const base = type === schema().getMutationType() ? 10 : 0;
	if (isLeafType(named) || data === null)
		return base;
	const list = isList(def.type);
	if (list || named.name.endsWith("Connection"))
		return base + listCost(run, node, named, list, data);
	return base + own(named) + setCost(run, node.selectionSet, named, data);
}

function setCost(run, set, type, data) {
	let cost = 0;
	for (const field of fieldsOf(run, set, type)) {
		const name = field.node.alias?.value ?? field.node.name.value;
		cost += fieldCost(run, field, data?.[name]);
	}
	return cost;
}

/* Points of an operation as requested; with `data`, as it came out. */
export function queryCost(document, operation, variables, data) {
	const fragments = new Map(document.definitions
		.filter((d) => d.kind === "FragmentDefinition")
		.map((d) => [d.name.value, d]));
	const type = operation.operation === "mutation" ?
		schema().getMutationType() : schema().getQueryType();
	return Math.round(setCost({ variables, fragments },
		operation.selectionSet, type, data));
}
