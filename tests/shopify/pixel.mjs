// The pages of the storefront: each view of a product is told by the script
// that the merchant put there, as nginx/pixel.js would in a browser.

const LOCAL = new Set(["127.0.0.1", "localhost"]);

/* settings: {url, key}, or null: the merchant takes the script away. */
export function setPixel(shop, settings) {
	if (settings && !LOCAL.has(new URL(settings.url).hostname))
		throw new Error("url: not a local address");
	shop.pixel = settings && { ...settings, told: 0, lost: 0,
		pending: new Set() };
}

/* Like a beacon: whether it arrives is nobody's concern but the count's. */
async function tell(pixel, events) {
	try {
		const { ok } = await fetch(pixel.url, { method: "POST",
			headers: { "Content-Type": "text/plain;charset=UTF-8" },
			body: JSON.stringify({ key: pixel.key, events }) });
		pixel[ok ? "told" : "lost"] += events.length;
	} catch {
		pixel.lost += events.length;
	}
}

/* Somebody looks at these products. */
export function pageViews(shop, products) {
	const { pixel } = shop;
	if (!pixel || products.length === 0)
		return;
	const told = tell(pixel, products.map(({ handle }) => ({
		id: shop.random.uuid(), type: "product_viewed",
		product: handle })));
	pixel.pending.add(told);
	told.finally(() => pixel.pending.delete(told));
}

/* Resolves when nothing is under way. */
export async function pagesRest(shop) {
	await Promise.all(shop.pixel?.pending ?? []);
}
