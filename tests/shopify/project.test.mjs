// A bulk export shows what normal execution shows; and what a bulk query
// may not be is refused.

import assert from "node:assert/strict";
import test from "node:test";
import { execute, parse } from "graphql";
import { checkBulkQuery } from "./bulk-rules.mjs";
import { FIELDS } from "./fields.mjs";
import { typeOf } from "./fields-order.mjs";
import { compileQuery, printAll } from "./project.mjs";
import { QUERIES } from "./queries.mjs";
import { resolverFrom, schema } from "./schema.mjs";
import { KINDS, makeContext, makeShop } from "./helpers.mjs";

const WIDE = `{ orders(sortKey: UPDATED_AT, query: "test:false") {
	edges { node {
		id legacyResourceId name createdAt updatedAt tags note
		...Sums
		refunds { id createdAt processedAt
			totalRefundedSet { presentmentMoney { amount } } }
		shippingLine { title discountedPriceSet {
			shopMoney { amount currencyCode } } }
		lineItems { edges { node {
			id name quantity currentQuantity
			discountAllocations { discountApplication {
				index targetType value {
					... on MoneyV2 { amount }
					... on PricingPercentageValue {
						percentage } } } }
			duties { id price { shopMoney { amount } }
				taxLines { priceSet { shopMoney { amount } } } }
			product { title } } } }
		agreements { edges { node {
			__typename id happenedAt reason
			sales { edges { node {
				__typename id actionType lineType quantity
				totalAmount { shopMoney { amount } }
				... on ProductSale { lineItem { id } }
				... on DutySale { duty { id
					price { shopMoney { amount } } } }
				... on AdditionalFeeSale { additionalFee {
					id name taxLines { title } } } } } }
		} } }
	} } }
}
fragment Sums on Order {
	total: totalPriceSet { shopMoney { amount currencyCode }
		presentmentMoney { amount currencyCode } }
	currentTotalPriceSet { shopMoney { amount } }
	netPaymentSet { shopMoney { amount } }
	displayFinancialStatus subtotalLineItemsQuantity
}`;

function bulk(shop, query, grouped) {
	const counts = { objects: 0, roots: 0 };
	const context = makeContext(shop, { bulk: true });
	const text = Buffer.concat([...printAll(compileQuery(parse(query),
		FIELDS), context, grouped, counts)]).toString("utf8");
	const lines = text.split("\n").slice(0, -1).map((l) => JSON.parse(l));
	assert.equal(counts.objects, lines.length);
	return lines;
}

/* The whole list by normal execution, flattened to bulk's lines. */
function executed(shop, query, root) {
	const paged = query.replace(/\b(\w+)(\([^)]*\))?(\s*)\{(\s*)edges/g,
		(_, name, args, a, b) => {
			const inner = (args ?? "()").slice(1, -1);
			const comma = inner ? ", " : "";
			return `${name}(first: 250${comma}${inner})` +
				`${a}{${b}edges`;
		}).replace(/refunds \{/, "refunds(first: 250) {");
	const result = execute({ schema: schema(), document: parse(paged),
		contextValue: makeContext(shop), typeResolver: typeOf,
		fieldResolver: resolverFrom(FIELDS) });
	assert.deepEqual(result.errors, undefined);
	const lines = [];
	const visit = (node, parent) => {
		const own = {}, children = [];
		for (const [name, value] of Object.entries(node))
			if (value?.edges)
				children.push(...value.edges);
			else
				own[name] = value;
		lines.push(parent ? { ...own, __parentId: parent } : own);
		for (const { node: child } of children)
			visit(child, node.id);
	};
	for (const { node } of result.data[root].edges)
		visit(node, null);
	return lines;
}

/* Compared as text, and only the first difference is told. */
function same(found, wanted) {
	assert.equal(found.length, wanted.length);
	found.forEach((line, i) => assert.equal(JSON.stringify(line),
		JSON.stringify(wanted[i])));
}

const byText = (a, b) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;

for (const [kind, settings] of Object.entries(KINDS)) {
	test(`${kind}: bulk shows what execution shows`, () => {
		// A page holds 250, so that one has them all.
		const shop = makeShop({ ...settings, orders: 60 });
		for (const [query, root] of [[WIDE, "orders"],
			[QUERIES.orders, "orders"],
			[QUERIES.customers, "customers"],
			[QUERIES.products, "products"]]) {
			const wanted = executed(shop, query, root);
			assert.ok(wanted.length > 0);
			same(bulk(shop, query, true), wanted);
			same(bulk(shop, query, false).sort(byText),
				wanted.sort(byText));
		}
	});
}

test("without groups, children come after and apart", () => {
	const shop = makeShop({ orders: 50 });
	const lines = bulk(shop, QUERIES.orders, false);
	const roots = lines.findIndex((l) => l.__parentId);
	assert.equal(roots, shop.orders.length);
	const seen = new Set();
	for (const line of lines) {
		if (line.__parentId)
			assert.ok(seen.has(line.__parentId));
		seen.add(line.id);
	}
});

const REFUSED = [
	["{ shop { name } }", /at least one connection/],
	["{ orders { edges { node { id refunds { refundLineItems { edges { " +
		"node { quantity } } } } } } } }",
	/^Queries that contain a connection field within a list field are not/],
	["{ orders { nodes { id } } }", /`nodes` is not supported/],
	["{ orders { edges { node { name lineItems { edges { node { id } } } " +
		"} } } }", /must select the 'id' field/],
	["{ orders { edges { node { x: id lineItems { edges { node { id } } " +
		"} } } } }", /without an alias/],
	["{ nodes(ids: []) { id } orders { edges { node { id } } } }",
		/top level `nodes`/],
	["mutation { webhookSubscriptionDelete(id: \"x\") { " +
		"deletedWebhookSubscriptionId } }", /query operation/],
	["{ orders { edges { node { id made_up } } } }", /Cannot query field/],
	["{ orders {", /Syntax Error/],
	[`{ ${["a", "b", "c", "d", "e", "f"].map((x) =>
		`${x}: products { edges { node { id } } }`).join(" ")} }`,
	/more than 5 connections/],
	["{ customers { edges { node { id orders { edges { node { id " +
		"agreements { edges { node { id sales { edges { node { id } " +
		"} } } } } } } } } } } }", /depth greater than 2/],
];

test("what a bulk query may not be", () => {
	for (const [query, problem] of REFUSED) {
		const { problems = [] } = checkBulkQuery(query);
		assert.ok(problems.some((p) => problem.test(p)),
			`${query}: ${problems.join("; ")}`);
	}
	for (const query of Object.values(QUERIES))
		assert.equal(checkBulkQuery(query).problems, undefined);
});
