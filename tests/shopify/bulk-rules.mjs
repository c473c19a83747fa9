// What a bulk query may not be. Schema validation does not see these; the
// texts of the list rule and of the one in progress are as captured, the
// others are near to Shopify's.

import { GraphQLError, TypeInfo, getNamedType, getNullableType, isListType,
	parse, validate, visit, visitWithTypeInfo } from "graphql";
import { isConnection } from "./project.mjs";
import { schema } from "./schema.mjs";

const CONNECTIONS_MAX = 5;
const DEPTH_MAX = 2;

function checkConnection(state, node) {
	state.connections++;
	state.deepest = Math.max(state.deepest, state.depth);
	if (state.lists > 0)
		state.problems.push("Queries that contain a connection field " +
			"within a list field are not currently supported.");
	for (const s of node.selectionSet.selections)
		if (s.kind === "Field" && s.name.value === "nodes")
			state.problems.push("Bulk queries must select `edges " +
				"{ node { ... } }`; `nodes` is not supported. "
				+ `Connection field: ${node.name.value}.`);
	const parent = state.parents[state.parents.length - 1];
	if (state.depth > 0 && !parent?.hasId)
		state.problems.push("The parent 'node' field for a nested " +
			"connection must select the 'id' field without an " +
			"alias and must be of 'ID' return type. Connection " +
			`fields without 'id': ${node.name.value}.`);
}

function hasPlainId(node) {
	return node.selectionSet.selections.some((s) => s.kind === "Field" &&
		s.name.value === "id" && !s.alias);
}

function walk(document) {
	const info = new TypeInfo(schema());
	const state = { connections: 0, depth: -1, deepest: 0, lists: 0,
		parents: [], problems: [] };
	visit(document, visitWithTypeInfo(info, { Field: {
		enter(node) {
			const type = info.getType();
			if (!type || !node.selectionSet)
				return;
			if (isConnection(type)) {
				state.depth++;
				checkConnection(state, node);
			} else if (node.name.value === "node") {
				state.parents.push({ hasId: hasPlainId(node) });
			} else if (isListType(getNullableType(type)) &&
			    !getNamedType(type).name.endsWith("Edge")) {
				state.lists++;
			}
		},
		leave(node) {
			const type = info.getType();
			if (!type || !node.selectionSet)
				return;
			if (isConnection(type))
				state.depth--;
			else if (node.name.value === "node")
				state.parents.pop();
			else if (isListType(getNullableType(type)) &&
			    !getNamedType(type).name.endsWith("Edge"))
				state.lists--;
		},
	} }));
	return state;
}

function topProblems(operation) {
	const problems = [];
	for (const s of operation.selectionSet.selections)
		if (s.kind === "Field" && /^nodes?$/.test(s.name.value))
			problems.push("Bulk queries cannot contain a top " +
				`level \`${s.name.value}\` field.`);
	return problems;
}

/* {document} or {problems: [text, ...]} */
export function checkBulkQuery(text) {
	let document;
	try {
		document = parse(text);
	} catch (error) {
		return { problems: [`Invalid bulk query: ${error.message}`] };
	}
	const operations = document.definitions.filter((d) =>
		d.kind === "OperationDefinition");
	if (operations.length !== 1 || operations[0].operation !== "query")
		return { problems: ["Invalid bulk query: only a single query " +
			"operation is supported."] };
	const errors = validate(schema(), document)
		.filter((e) => e instanceof GraphQLError);
	if (errors.length)
		return { problems: errors.map((e) =>
			`Invalid bulk query: ${e.message}`) };
	const state = walk(document);
	const problems = [...topProblems(operations[0]), ...state.problems];
	if (state.connections === 0)
		problems.push("Bulk queries must contain at least one " +
			"connection.");
	if (state.connections > CONNECTIONS_MAX)
		problems.push("Bulk queries cannot contain more than " +
			`${CONNECTIONS_MAX} connections.`);
	if (state.deepest > DEPTH_MAX)
		problems.push("Bulk queries cannot contain connections with " +
			`a nesting depth greater than ${DEPTH_MAX}.`);
	return problems.length ? { problems: [...new Set(problems)] } :
		{ document };
}
