/* The ledger's rows as they are in the database, and their sums, by hand. */
import { plain } from './compare.mjs';

/* An amount as a whole number of 1/10,000. */
export function e4(text) {
	const digits = plain(text);
	const [whole, part = ''] = digits.replace('-', '').split('.');
	const amount = BigInt(whole + part.padEnd(4, '0'));

	return digits.startsWith('-') ? -amount : amount;
}

const list = (text) => text === '{}' ? [] : text.slice(1, -1).split(',')
	.map((item) => item.replaceAll('"', ''));

/* { orders, sales, products } of a shop; each sale knows its order. */
export async function ledgerOf(s, shop) {
	const vars = { shop: shop.shopId };
	const orders = (await s.sql('SELECT *, local_day AS day FROM orders' +
		' WHERE shop_id = :shop', { vars })).map((row) => ({ ...row,
		id: row.order_id, counted: row.counted === 't',
		codes: list(row.discount_codes) }));
	const byId = new Map(orders.map((order) => [order.id, order]));
	const sales = (await s.sql('SELECT *, local_day AS day FROM sale_event' +
		' WHERE shop_id = :shop', { vars })).map((row) => ({ ...row,
		order: byId.get(row.order_id), initial: row.initial === 't',
		total: e4(row.total), tax: e4(row.tax), disc: e4(row.disc),
		quantity: BigInt(row.quantity) }));
	const products = new Map((await s.sql('SELECT * FROM product WHERE' +
		' shop_id = :shop', { vars })).map((row) => [row.product_id, row]));

	return { orders, sales, products };
}

/* Of an id and its sales: whether it is sold as a product, not a gift card. */
export const isProduct = ([id, sales]) => id !== null &&
	sales.some(({ line_type: type }) => type === 'product');

/* What is told of by its net, whatever its side. */
const APART = { shipping: 'shipping', duty: 'duties', fee: 'fees' };

/* The figures of some sales, by their definitions. */
export function sumsOf(sales) {
	const out = { unitsOrdered: 0n, unitsNet: 0n, grossSales: 0n,
		discounts: 0n, salesReversals: 0n, netSales: 0n, shipping: 0n,
		taxes: 0n, duties: 0n, fees: 0n, totalSales: 0n, tips: 0n,
		giftCardSales: 0n };

	for (const { line_type: type, side, quantity, total, tax, disc } of
		sales) {
		const net = total - tax;

		if (type === 'tip') {
			out.tips += total;
			continue;
		}
		if (type === 'gift_card') {
			out.giftCardSales += total;
			continue;
		}
		out.taxes += tax;
		out.totalSales += total;
		if (APART[type])
			out[APART[type]] += net;
		if (type === 'product')
			out.unitsNet += quantity;
		if (!['product', 'adjustment'].includes(type))
			continue;
		out.netSales += net;
		if (side === 'reversal') {
			out.salesReversals -= net;
		} else {
			out.grossSales += net + disc;
			out.discounts += disc;
			out.unitsOrdered += quantity * 10000n;
		}
	}
	out.unitsNet *= 10000n;
	return out;
}
