/*
 * Memory: the most that each process of ours ever had resident, after a
 * backfill of so many orders, each kind of question on them, and webhooks;
 * and how fast that backfill was, for it must not slow down with the size.
 * PostgreSQL is not ours; what its backends have beside the shared buffers is
 * told all the same.
 */
import { fillShop } from './backfill.mjs';
import { bigShop } from './big.mjs';
import { FROM, TO, templates } from './data.mjs';
import { deliver } from './load.mjs';
import { anonymousOf, childrenOf, peakOf, shareOf } from './proc.mjs';
import { NODE, number } from './table.mjs';

const MOST_MB = 64;
const LEAST_RATE = 15000;
const DELIVERIES = 400;
const POOLS = ['api', 'auth', 'webhooks', 'events'];
const QUESTIONS = [
	`overview?from=${FROM}&to=${TO}`,
	`orders-by-date?from=${FROM}&to=${TO}`,
	`top-customers?from=${FROM}&to=${TO}&limit=250`,
	'top-customers?limit=250',
];

/* Often enough that each worker had its share. */
async function exercise(service, shop, serial) {
	for (let i = 0; i < 40; i++)
		for (const question of QUESTIONS)
			await service.get(`/api/metrics/${question}`, shop.token);
	await service.get('/api/shops', shop.token);
	await deliver(service, { connections: 8, count: DELIVERIES,
		base: serial * 1_000_000, templates: templates(),
		shops: [shop.domain] });
}

const most = (pids, of) => Math.max(...pids.map(of));
const sum = (pids, of) => pids.reduce((mb, pid) => mb + of(pid), 0);

function show(service, table, shop) {
	const workers = POOLS.flatMap((pool) => service.pids(pool));
	const nginx = childrenOf(service.pidOf('nginx'));
	const postgres = childrenOf(service.pidOf('postgres'));

	table.part(`Backfill of ${number(shop.orders)} orders, and what each ` +
		'process took at its peak, MB');
	table.add('orders stored a second', '/s', { ours: shop.rate,
		least: LEAST_RATE });
	table.add('xeno-sync, the backfill', '', { ours: shop.peakMb,
		most: MOST_MB, node: NODE.memory });
	table.add('xeno-worker, the largest', '', { most: MOST_MB,
		ours: most(workers, peakOf) });
	table.add('nginx, the largest', '', { most: MOST_MB,
		ours: most(nginx, peakOf) });
	table.note(`    ${workers.length} workers together, what they share ` +
		`counted once: ${number(sum(workers, shareOf))}`);
	table.note('    PostgreSQL beside shared buffers: the largest backend ' +
		`${number(most(postgres, anonymousOf))}, all ` +
		`${postgres.length} ${number(sum(postgres, anonymousOf))}`);
}

export async function measureMemory(service, table, options) {
	await service.restartPools([]);
	const small = await fillShop(service, 'small', options.orders);

	await exercise(service, small, 900);
	show(service, table, { ...small, orders: options.orders });

	await service.restartPools([]);
	const big = await bigShop(service, options);

	await exercise(service, big, 901);
	show(service, table, big);
}
