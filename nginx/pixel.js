/*
 * For the pages of a storefront:
 *
 *	<script async src="https://HOST/pixel.js" data-key="KEY"></script>
 *
 * It tells that a product's page was opened, and which: the handle in the
 * page's address.  No cookie, no storage, nothing of the visitor.
 */
(function () {
	var script = document.currentScript;
	var page = /\/products\/([^/]+)\/?$/.exec(location.pathname);

	if (!script || !page || !navigator.sendBeacon)
		return;
	navigator.sendBeacon(new URL('/api/events', script.src),
		JSON.stringify({ key: script.dataset.key, events: [{
			id: Date.now().toString(36) +
				Math.random().toString(36).slice(2),
			type: 'product_viewed',
			product: decodeURIComponent(page[1]).slice(0, 60),
		}] }));
})();
