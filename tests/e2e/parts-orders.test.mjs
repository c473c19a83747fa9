/*
 * An order that comes is added to its day, which is not built anew for it: by
 * whoever reads before it is built, and by whoever builds.  XENO_SEED draws
 * another store and other ranges.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { fullSync, listen, openShop, verify } from './compare.mjs';
import { compareParts, partsLedger, partsRanges } from './parted.mjs';
import { stack } from './stack.mjs';
import { stuckQueue } from './stuck.mjs';

const seed = Number(process.env.XENO_SEED ?? Date.now() % 1e6);
/* Of the dimensions that are built by days. */
const YEARS = 'rollup_part WHERE grain = 3 AND dimension < 9';
let s, shop, salt = 0;

before(async () => {
	console.log(`XENO_SEED=${seed}`);
	s = await stack({ store: true });
	shop = await openShop(s, { seed, orders: 150, days: 40, products: 12,
		guests: 0.1, discounted: 0.4, refunded: 0, cancelled: 0,
		testOrders: 0, webhooks: false, domain: 'orders.myshopify.com' });
	await fullSync(s, shop);
	await listen(s, shop);
});
after(() => s?.down());

const rows = (sql) => s.sql(sql, { vars: { shop: shop.shopId } });

/* The kinds of marks: 1 a whole day's, 2 by vendor, 3 an order's. */
const kinds = async () => (await rows('SELECT DISTINCT kind FROM rollup_dirty' +
	' WHERE shop_id = :shop ORDER BY kind')).map(({ kind }) => Number(kind));

const act = (what, more) => s.control('POST', `/shops/${shop.domain}/act`,
	{ do: what, ...more });

async function holds() {
	const ledger = await partsLedger(s, shop);
	const days = ledger.sales.map(({ day }) => day).sort();

	for (const range of [{ from: days[0], to: days.at(-1) },
		{ from: days.at(-1), to: days.at(-1) },
		...partsRanges(ledger, 4, seed + salt++)])
		await compareParts(s, shop, ledger, range);
}

/* Before it is built, and after: by what cron calls. */
async function holdsBoth() {
	await holds();
	assert.equal((await s.sync(['queue'])).code, 0);
	assert.deepEqual(await kinds(), []);
	await holds();
	assert.match(await verify(s, shop), /nothing differs/);
}

/*
 * A product of the newest order that has one: a line may be of none, and a gift
 * card's vendor does not change.
 */
const soldLast = async () => (await rows(`SELECT product_id AS id
	  FROM orders JOIN sale_event USING (tenant_id, shop_id, order_id)
	  JOIN product USING (tenant_id, shop_id, product_id)
	 WHERE shop_id = :shop AND line_type = 'product'
	 ORDER BY orders.created_at DESC, order_id DESC LIMIT 1`))[0].id;
const becomesAnothers = async () => act('product-update',
	{ id: await soldLast(), fields: { vendor: `Vendor ${salt}` } });

test('orders that come are marks of their own', async () => {
	for (let i = 0; i < 4; i++)
		await act('order');
	assert.deepEqual(await kinds(), [3]);
	await holdsBoth();
	await act('order');
	assert.deepEqual(await kinds(), [3]);
	await holdsBoth();
});

test('on a day that has none, too', async () => {
	await rows('DELETE FROM rollup_part WHERE shop_id = :shop' +
		' AND dimension < 9');
	await rows('INSERT INTO rollup_dirty (tenant_id, shop_id, day) SELECT' +
		' tenant_id, shop_id, day FROM rollup_day WHERE shop_id = :shop');
	assert.equal((await s.sync(['queue'])).code, 0);
	await act('order');
	await holdsBoth();
});

test('several at once', async () => {
	await Promise.all(Array.from({ length: 12 }, () => act('order')));
	assert.deepEqual(await kinds(), [3]);
	await holdsBoth();
});

for (const what of ['cancel', 'refund', 'edit', 'delete-order'])
	test(`one that is changed marks its day whole: ${what}`, async () => {
		await act('order');
		await act(what);
		assert.ok((await kinds()).includes(1), `${await kinds()}`);
		await act('order');
		await holdsBoth();
	});

test('a product of theirs gets another vendor', async () => {
	await act('order');
	await holdsBoth();
	await act('order');
	await becomesAnothers();
	await act('order');
	await holdsBoth();
});

describe('while orders are being added', () => {
	async function startToAdd(t) {
		for (let i = 0; i < 3; i++)
			await act('order');
		const builder = await stuckQueue(t, s, YEARS);

		assert.ok((await rows('SELECT kind FROM rollup_dirty WHERE taken' +
			' AND shop_id = :shop AND kind = 3')).length);
		return builder;
	}

	for (const [what, change] of [
		['others come', () => act('order')],
		['an order is cancelled', () => act('cancel')],
		['an order is deleted', () => act('delete-order')],
		['a product gets another vendor', becomesAnothers]])
		for (const end of ['finish', 'kill'])
			test(`${what}, and they ${end === 'kill' ? 'are not' : 'are'}`,
				async (t) => {
					const builder = await startToAdd(t);

					await change();
					await act('order');
					await holds();
					await builder[end]();
					await holdsBoth();
				});
});

/* As if an order came whenever a mark goes. */
test('who builds comes to an end while orders come', async () => {
	await rows('CREATE FUNCTION mark_again() RETURNS trigger' +
		' LANGUAGE plpgsql AS $$ BEGIN INSERT INTO rollup_dirty' +
		' (tenant_id, shop_id, day) SELECT tenant_id, shop_id, max(day)' +
		' FROM rollup_day GROUP BY tenant_id, shop_id' +
		' ON CONFLICT DO NOTHING; RETURN NULL; END $$;' +
		' CREATE TRIGGER again AFTER DELETE ON rollup_dirty' +
		' EXECUTE FUNCTION mark_again()');
	await act('order');
	/* Told to stop it would end well, too. */
	assert.equal((await s.sync(['queue'], { timeout: 60_000,
		killSignal: 'SIGKILL' })).code, 0);
	await rows('DROP FUNCTION mark_again() CASCADE');
	assert.deepEqual(await kinds(), [1]);
	await holdsBoth();
});

test('a day that is built is marked whole for who comes then', async (t) => {
	await rows('INSERT INTO rollup_dirty (tenant_id, shop_id, day) SELECT' +
		' tenant_id, shop_id, day FROM rollup_day WHERE shop_id = :shop');
	await rows('UPDATE rollup_day SET orders = orders WHERE shop_id = :shop');
	await act('order');
	const builder = await stuckQueue(t, s, YEARS);

	await act('order');
	assert.deepEqual(await kinds(), [1]);
	await holds();
	await builder.finish();
	await holdsBoth();
});

test('and where it is built by vendor', async (t) => {
	await act('order');
	assert.equal((await s.sync(['queue'])).code, 0);
	await becomesAnothers();
	assert.deepEqual(await kinds(), [2]);
	const builder = await stuckQueue(t, s, YEARS);

	await act('order');
	assert.deepEqual(await kinds(), [1, 2]);
	await holds();
	await builder.finish();
	await holdsBoth();
});
