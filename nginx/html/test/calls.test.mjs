/* What is asked of the API. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

/* As much of a browser as the modules need to be loaded. */
for (const [name, value] of Object.entries({
	location: { pathname: '/', search: '' },
	document: { hidden: true, addEventListener() {} },
	navigator: { onLine: true },
	addEventListener() {},
	setInterval() {},
}))
	Object.defineProperty(globalThis, name, { value, writable: true,
		configurable: true });

const { overviewPath } = await import('../src/view.js');

test('a period that is cut off is cut by each store\'s own clock', () => {
	const range = { from: '2026-07-10', to: '2026-07-10' };
	const earlier = { from: '2026-07-09', to: '2026-07-09',
		until: Date.parse('2026-07-10T00:00:00Z') };
	const { searchParams } = new URL(overviewPath({ id: 'all', range,
		how: 'prev', months: 0, today: range.to, earlier }), 'http://a');

	assert.deepEqual(['from', 'to', 'compare'].map((name) =>
		searchParams.get(name)), ['2026-07-10', '2026-07-10',
		'2026-07-09..2026-07-09']);
});
