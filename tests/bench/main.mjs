/* See tests/bench/run. */
import path from 'node:path';
import { parseArgs } from 'node:util';

import { measureBackfill } from './backfill.mjs';
import { measureDashboard } from './dashboard.mjs';
import { measureDelta } from './delta.mjs';
import { measureDrift } from './drift.mjs';
import { measureFleet } from './fleet.mjs';
import { figuresDirectory, measureFigures } from './figures.mjs';
import { printFacts } from './machine.mjs';
import { measureMemory } from './memory.mjs';
import { measureOverview } from './overview.mjs';
import { service } from './service.mjs';
import { Table } from './table.mjs';
import { measureWebhooks } from './webhooks.mjs';

/* In this order: each finds what the ones before it stored. */
const MEASUREMENTS = {
	backfill: measureBackfill,
	memory: measureMemory,
	overview: measureOverview,
	webhooks: measureWebhooks,
	delta: measureDelta,
	fleet: measureFleet,
	dashboard: measureDashboard,
	drift: measureDrift,
};

/* By its name alone: it makes a large shop, and keeps it. */
const ALONE = { figures: measureFigures };

const NUMBERS = { orders: 100000, runs: 3, seconds: 10, clients: 16,
	shops: 32, deliveries: 20000, workers: 8, changed: 10000,
	fleet: 1000, drift: 10000, 'shop-orders': 5000000 };

function readOptions() {
	const { values, positionals } = parseArgs({ allowPositionals: true,
		options: Object.fromEntries([...Object.keys(NUMBERS), 'build']
			.map((name) => [name, { type: 'string' }])) });
	const options = { what: positionals };

	for (const [name, otherwise] of Object.entries(NUMBERS)) {
		options[name] = Number(values[name] ?? otherwise);
		if (!(options[name] >= 1))
			throw new Error(`--${name}: not a number from 1 on`);
	}
	for (const name of positionals)
		if (!(name in MEASUREMENTS) && !(name in ALONE))
			throw new Error(`${name}: not one of ` + Object.keys(
				{ ...MEASUREMENTS, ...ALONE }).join(', '));
	if (values.build)
		process.env.XENO_BUILD = path.resolve(values.build);
	if (positionals.includes('figures')) {
		if (positionals.length > 1)
			throw new Error('figures: goes alone');
		options.dir = figuresDirectory(options['shop-orders']);
	}
	return options;
}

/* What was measured before is told all the same. */
async function measureOrTell(name, measure, table) {
	try {
		await measure();
	} catch (error) {
		table.part(`${name} broke off`);
		table.note(`    ${error.message}`);
		process.exitCode = 1;
	}
}

async function main() {
	const options = readOptions();
	const table = new Table();
	const s = await service(options);

	try {
		printFacts(s.dir);
		for (const [name, measure] of Object.entries(
			{ ...MEASUREMENTS, ...ALONE })) {
			if (!options.what.includes(name) &&
				(options.what.length || name in ALONE))
				continue;
			console.error(`${name} ...`);
			await measureOrTell(name, () => measure(s, table, options),
				table);
		}
		table.print();
	} finally {
		await s.down();
	}
}

main().catch((error) => {
	console.error(`bench: ${error.message}`);
	process.exit(1);
});
