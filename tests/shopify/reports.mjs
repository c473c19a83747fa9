// Shopify's own reports, as far as ShopifyQL is asked here: the sales schema
// by day. The figures are summed from the store's book at each question.

import { figures } from "./figures.mjs";
import { dayText, parseDay } from "./zone.mjs";

const minus = (text) => text.startsWith("-") ? text.slice(1) :
	/[1-9]/.test(text) ? `-${text}` : text;

/* A column: its type, and its cell of a day. */
const COLUMNS = {
	total_sales: ["MONEY", (d) => d.totalRevenue],
	gross_sales: ["MONEY", (d) => d.grossSales],
	discounts: ["MONEY", (d) => minus(d.discounts)],
	sales_reversals: ["MONEY", (d) => minus(d.salesReversals)],
	net_sales: ["MONEY", (d) => d.netSales],
	shipping_charges: ["MONEY", (d) => d.shipping],
	taxes: ["MONEY", (d) => d.taxes],
	duties: ["MONEY", (d) => d.duties],
	additional_fees: ["MONEY", (d) => d.fees],
	orders: ["INTEGER", (d) => String(d.orders)],
};

const SHAPE = new RegExp("^FROM sales SHOW (\\w+(?:, \\w+)*) " +
	"TIMESERIES day SINCE (\\d{4}-\\d\\d-\\d\\d) " +
	"UNTIL (\\d{4}-\\d\\d-\\d\\d)$");

const refused = (...parseErrors) => ({ parseErrors, parseWarnings: [],
	tableData: null, analyticsTargets: [] });

const column = (name, dataType) => ({ name, dataType, displayName: name });

/* What shopifyqlQuery(query:) answers. */
export function report(shop, query) {
	const [, list, since, until] = SHAPE.exec(query) ?? [];
	if (!list)
		return refused("Syntax error: the query is not understood.");
	const names = list.split(", ");
	const unknown = names.filter((name) => !COLUMNS[name]);
	if (unknown.length)
		return refused(...unknown.map((name) =>
			`Column '${name}' not found.`));
	if (parseDay(until) < parseDay(since))
		return refused("UNTIL is before SINCE.");
	const { byDay } = figures(shop, { from: since, to: until });
	return { parseErrors: [], parseWarnings: [], analyticsTargets: [],
		tableData: {
			columns: [column("day", "DAY_TIMESTAMP"),
				...names.map((name) => column(name,
					COLUMNS[name][0]))],
			rows: byDay.map((d) => Object.fromEntries([
				["day", dayText(parseDay(d.day))],
				...names.map((name) => [name,
					String(COLUMNS[name][1](d))])])),
		} };
}
