// Amounts are whole numbers of a currency's smallest unit; only printing
// and reading know the decimal point.

const NO_DECIMALS = new Set(["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF",
	"KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"]);
const THREE_DECIMALS = new Set(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR",
	"TND"]);

/* What one US dollar buys: rough, fixed, for presentment prices only. */
export const PER_DOLLAR = {
	AED: 3.67, AUD: 1.5, BHD: 0.376, CAD: 1.36, CHF: 0.88, DKK: 6.9,
	EUR: 0.92, GBP: 0.79, INR: 83, JPY: 150, KRW: 1330, KWD: 0.307,
	MXN: 17, NOK: 10.5, NZD: 1.63, PLN: 4, SEK: 10.4, SGD: 1.34, TND: 3.1,
	USD: 1, VND: 24500,
};

export function exponent(currency) {
	if (NO_DECIMALS.has(currency))
		return 0;
	return THREE_DECIMALS.has(currency) ? 3 : 2;
}

/* 123456, 2 -> "1234.56"; REST bodies and figures print so. */
export function decimal(minor, digits) {
	if (digits === 0)
		return String(minor);
	const sign = minor < 0 ? "-" : "";
	const text = String(Math.abs(minor)).padStart(digits + 1, "0");
	return sign + text.slice(0, -digits) + "." + text.slice(-digits);
}

/* GraphQL's Decimal drops zeros but keeps one: "25.0", "0.0", "25.25". */
export function shortDecimal(minor, digits) {
	let text = decimal(minor, digits);
	if (digits === 0)
		return text + ".0";
	while (text.endsWith("0") && text[text.length - 2] !== ".")
		text = text.slice(0, -1);
	return text;
}

/* "1234.5", 2 -> 123450. Throws where digits would be lost. */
export function parseDecimal(text, digits) {
	const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text.trim());
	if (!match)
		throw new Error(`not an amount: ${text}`);
	const fraction = (match[3] ?? "").replace(/0+$/, "");
	if (fraction.length > digits)
		throw new Error(`too many decimals: ${text}`);
	const minor = Number(match[2] + fraction.padEnd(digits, "0"));
	return match[1] ? -minor : minor;
}

/* a * b / c for whole numbers >= 0, rounded half up, without overflow. */
export function mulDiv(a, b, c) {
	if (a * b * 2 < Number.MAX_SAFE_INTEGER)
		return Math.floor((2 * a * b + c) / (2 * c));
	const [x, y, z] = [BigInt(a), BigInt(b), BigInt(c)];
	return Number((2n * x * y + z) / (2n * z));
}

/*
 * What units k0 to k1 of q hold of a total. Shares are cut from running
 * sums, so that all parts together are the total to the last unit.
 */
export function portion(total, k0, k1, q) {
	return mulDiv(total, k1, q) - mulDiv(total, k0, q);
}

/*
 * Split an amount by weights; what does not divide goes out one unit at a
 * time from the first on, as Shopify does.
 */
export function allocate(amount, weights) {
	const total = weights.reduce((a, b) => a + b, 0);
	if (total === 0)
		return weights.map(() => 0);
	const parts = weights.map((w) => Number(BigInt(amount) * BigInt(w) /
		BigInt(total)));
	let left = amount - parts.reduce((a, b) => a + b, 0);
	for (let i = 0; left > 0; i = (i + 1) % parts.length)
		if (weights[i] > 0) {
			parts[i]++;
			left--;
		}
	return parts;
}

/* An amount in another currency, at an order's fixed rate. */
export function convert(minor, from, to, rate) {
	if (from === to)
		return minor;
	const scaled = minor * rate *
		10 ** (exponent(to) - exponent(from));
	return scaled < 0 ? -Math.round(-scaled) : Math.round(scaled);
}
