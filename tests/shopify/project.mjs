// Compiles the query of a bulk operation into functions that print JSONL
// straight from the store's objects. The field functions are those that
// graphql executes (fields.mjs), so both ways show the same; a test holds
// them to it.

import { getNamedType, isAbstractType, isLeafType, isListType, isNonNullType,
	isObjectType } from "graphql";
import { getArgumentValues } from "graphql/execution/values.js";
import { printInstant, schema } from "./schema.mjs";
import { typeOf } from "./fields-order.mjs";

const QUOTED = new Set(["ID", "Decimal", "UnsignedInt64", "Money"]);

export function isConnection(type) {
	return getNamedType(type).name.endsWith("Connection");
}

/* Selections of one object type, by response name, fragments unfolded. */
function collect(plan, type, sets, found = new Map()) {
	for (const set of sets)
		for (const s of set.selections) {
			if (s.kind === "Field") {
				const name = s.alias?.value ?? s.name.value;
				const held = found.get(name) ?? { name, node: s,
					sets: [] };
				if (s.selectionSet)
					held.sets.push(s.selectionSet);
				found.set(name, held);
				continue;
			}
			const fragment = s.kind === "FragmentSpread" ?
				plan.fragments.get(s.name.value) : s;
			const on = fragment.typeCondition?.name.value;
			const other = on && schema().getType(on);
			if (!on || on === type.name || (isAbstractType(other) &&
			    schema().isSubType(other, type)))
				collect(plan, type, [fragment.selectionSet],
					found);
		}
	return found;
}

/* The function of a field: its own, or the object's property. */
function getter(plan, type, name) {
	const own = plan.fields[type.name]?.[name];
	if (own)
		return own;
	return (object) => {
		const value = object[name];
		if (value === undefined)
			throw new Error(`${type.name}.${name} is not ` +
				"imitated by the stand-in store");
		return value;
	};
}

function printLeaf(type) {
	if (type.name === "DateTime")
		return (v) => v === null ? "null" : `"${printInstant(v)}"`;
	if (QUOTED.has(type.name) || type.constructor.name ===
	    "GraphQLEnumType")
		return (v) => v === null ? "null" : `"${v}"`;
	return (v) => v === undefined ? "null" : JSON.stringify(v);
}

/* Print a value of a type, whatever lists and nulls wrap it. */
function printer(plan, type, sets) {
	if (isNonNullType(type))
		return printer(plan, type.ofType, sets);
	if (isListType(type)) {
		const each = printer(plan, type.ofType, sets);
		return (list, context) => list === null ? "null" :
			`[${list.map((v) => each(v, context)).join(",")}]`;
	}
	if (isLeafType(type))
		return printLeaf(type);
	if (type.name === "MoneyBag")
		return moneyPrinter(plan, type, sets);
	if (isObjectType(type)) {
		const shape = compileType(plan, type, sets);
		return (v, context) => v === null || v === undefined ? "null" :
			shape.print(v, context);
	}
	const shapes = new Map();
	return (v, context) => {
		if (v === null || v === undefined)
			return "null";
		const name = typeOf(v);
		if (!shapes.has(name))
			shapes.set(name, compileType(plan,
				schema().getType(name), sets));
		return shapes.get(name).print(v, context);
	};
}

/* The same few amounts come again and again: their texts are kept. */
function moneyPrinter(plan, type, sets) {
	const shape = compileType(plan, type, sets);
	const kept = new Map();
	return (bag, context) => {
		if (bag === null)
			return "null";
		if (bag.order.presentment !== null)
			return shape.print(bag, context);
		let text = kept.get(bag.minor);
		if (text === undefined) {
			if (kept.size > 20_000)
				kept.clear();
			text = shape.print(bag, context);
			kept.set(bag.minor, text);
		}
		return text;
	};
}

/* The selection of edges { node { ... } }, as the node's own. */
function nodeSets(plan, type, sets) {
	let inner = sets;
	for (const name of ["edges", "node"]) {
		const found = collect(plan, getNamedType(type), inner);
		type = getNamedType(type).getFields()[name].type;
		inner = found.get(name).sets;
	}
	return { type: getNamedType(type), sets: inner };
}

function compileChild(plan, def, field, get, args) {
	const inner = nodeSets(plan, def.type, field.sets);
	const shapes = new Map();
	return { get, args, shapeFor(object) {
		const name = isObjectType(inner.type) ? inner.type.name :
			typeOf(object);
		if (!shapes.has(name))
			shapes.set(name, compileType(plan,
				schema().getType(name), inner.sets));
		return shapes.get(name);
	} };
}

/* {print(object, context), children: connections below} */
function compileType(plan, type, sets) {
	const parts = [], children = [];
	for (const field of collect(plan, type, sets).values()) {
		if (field.node.name.value === "__typename") {
			const text = JSON.stringify(type.name);
			parts.push([`"${field.name}":`, () => text]);
			continue;
		}
		const def = type.getFields()[field.node.name.value];
		const args = getArgumentValues(def, field.node, {});
		const get = getter(plan, type, def.name);
		if (isConnection(def.type)) {
			children.push(compileChild(plan, def, field, get,
				args));
			continue;
		}
		const print = printer(plan, def.type, field.sets);
		parts.push([`"${field.name}":`,
			(o, context) => print(get(o, args, context), context)]);
	}
	return { children, print(object, context) {
		let text = "{";
		for (let i = 0; i < parts.length; i++)
			text += (i ? "," : "") + parts[i][0] +
				parts[i][1](object, context);
		return text + "}";
	}, id: getter(plan, type, "id") };
}

/* A plan of a whole bulk query (a parsed, validated document). */
export function compileQuery(document, fields) {
	const plan = { fields, fragments: new Map() };
	for (const d of document.definitions)
		if (d.kind === "FragmentDefinition")
			plan.fragments.set(d.name.value, d);
	const operation = document.definitions.find((d) =>
		d.kind === "OperationDefinition");
	plan.root = compileType(plan, schema().getQueryType(),
		[operation.selectionSet]);
	return plan;
}

/* Roots to a window: children follow their window's parents, not each its
   own, unless they are grouped. */
const WINDOW = 1000;

/* Lines as bytes: text that is kept as text makes the collector sweat. */
class Lines {
	constructor() {
		this.bytes = Buffer.allocUnsafe(1 << 20);
		this.used = 0;
	}

	add(line) {
		const most = line.length * 3 + 1;
		if (this.used + most > this.bytes.length) {
			const more = Buffer.allocUnsafe(2 *
				Math.max(this.bytes.length, most));
			this.bytes.copy(more, 0, 0, this.used);
			this.bytes = more;
		}
		this.used += this.bytes.write(line, this.used);
		this.bytes[this.used++] = 10;
	}

	take() {
		const all = Buffer.from(this.bytes.subarray(0, this.used));
		this.used = 0;
		return all;
	}
}

function emit(shape, object, parentId, context, out, later, counts) {
	let line = shape.print(object, context);
	if (parentId !== null)
		line = `${line.slice(0, -1)},"__parentId":"${parentId}"}`;
	out.add(line);
	counts.objects++;
	if (shape.children.length === 0)
		return;
	const id = shape.id(object, {}, context);
	for (const child of shape.children)
		for (const node of child.get(object, child.args, context).nodes)
			emit(child.shapeFor(node), node, id, context, later,
				later, counts);
}

/* JSONL (as buffers) of a list of root objects, a window at a time. */
export function* printRoots(child, roots, context, grouped, counts) {
	const out = new Lines();
	const later = grouped ? out : new Lines();
	for (const node of roots) {
		emit(child.shapeFor(node), node, null, context, out, later,
			counts);
		if (++counts.roots % WINDOW === 0)
			yield Buffer.concat([out.take(), later.take()]);
	}
	yield Buffer.concat([out.take(), later.take()]);
}

/* JSONL of a whole plan; counts.objects and counts.roots grow with it. */
export function* printAll(plan, context, grouped, counts) {
	for (const child of plan.root.children)
		yield* printRoots(child, child.get({}, child.args, context)
			.nodes, context, grouped, counts);
}
