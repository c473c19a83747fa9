/*
 * Amounts are texts of decimal digits.  What is shown of them is either those
 * digits or comes from here, where whole numbers of the smallest unit are
 * used; only a chart's pixels come from Number().
 */
function parse(text) {
	const [, sign, whole, part = ''] =
		/^(-?)(\d+)(?:\.(\d+))?$/.exec(String(text)) ?? [];

	if (whole === undefined)
		throw new TypeError(`not an amount: ${text}`);
	return { units: BigInt(sign + whole + part), scale: part.length };
}

function align(a, b) {
	const scale = Math.max(a.scale, b.scale);
	const grow = (x) => x.units * 10n ** BigInt(scale - x.scale);

	return [grow(a), grow(b)];
}

export function compare(a, b) {
	const [x, y] = align(parse(a), parse(b));

	return x < y ? -1 : x > y ? 1 : 0;
}

/* The sum, with the digits of the finer one. */
export function add(a, b) {
	const scale = Math.max(parse(a).scale, parse(b).scale);
	const [x, y] = align(parse(a), parse(b));
	const sum = x + y;
	const digits = String(abs(sum)).padStart(scale + 1, '0');

	return (sum < 0n ? '-' : '') + digits.slice(0, digits.length - scale) +
		(scale ? `.${digits.slice(-scale)}` : '');
}

export function isZero(a) {
	return parse(a).units === 0n;
}

const abs = (n) => (n < 0n ? -n : n);

/* n / d, rounded half away from zero. */
function divide(n, d) {
	const negative = (n < 0n) !== (d < 0n);
	const size = (abs(n) * 2n + abs(d)) / (abs(d) * 2n);

	return negative ? -size : size;
}

/*
 * The change from `before` to `now` in thousandths of `before` (so that 25 is
 * 2.5 %); null where it means nothing, from null or zero.
 */
export function change(now, before) {
	if (now === null || before === null || now === undefined ||
		before === undefined)
		return null;
	const [n, b] = align(parse(now), parse(before));

	return b === 0n ? null : Number(divide((n - b) * 1000n, abs(b)));
}

/* The share of `part` in `whole` in thousandths; 0 where there is no whole. */
export function share(part, whole) {
	const [p, w] = align(parse(part), parse(whole));

	return w === 0n ? 0 : Number(divide(p * 1000n, w));
}

/* The index of the largest of some texts; -1 of none. */
export function indexOfMost(texts) {
	let most = -1;

	texts.forEach((text, i) => {
		if (text !== null && (most < 0 || compare(text, texts[most]) > 0))
			most = i;
	});
	return most;
}
