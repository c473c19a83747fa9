/*
 * JSON whose amounts keep their digits.  The API writes money as a number
 * with its exact decimal digits; as a JavaScript number 0.1 + 0.2 would show.
 * So members that are money become texts before anything else reads them.
 *
 * A reviver with context.source would do, but not every browser of the last
 * years has it.  Outside of strings JSON has no quotes, so a member's name is
 * a string that a colon follows, and one expression finds them all.
 */
const moneyMembers = new Set(['grossSales', 'discounts',
	'salesReversals', 'returns', 'netSales', 'shipping', 'taxes', 'duties',
	'fees', 'totalSales', 'totalRevenue', 'revenue', 'tips', 'giftCardSales',
	'aov', 'totalSpent', 'amountSpent', 'aovDiscounted', 'aovFullPrice',
	'salesBeforeReversals', 'shippingReversed', 'taxesReversed',
	'totalReversed', 'totalPrice', 'currentTotal', 'unitPrice', 'discount',
	'tax', 'gross', 'net', 'total', 'averageSpent', 'value', 'expected', 'ltv',
	'netSalesPerOrder',
	'ours', 'shopify', 'difference']);

const tokens = /"((?:[^"\\]|\\.)*)"(\s*:\s*)?(-?\d[\d.eE+-]*)?/g;

function quote(all, name, colon, digits) {
	return colon && digits !== undefined && moneyMembers.has(name)
		? `"${name}":"${digits}"` : all;
}

export function parseExact(text) {
	return JSON.parse(text.replace(tokens, quote));
}
