/*
 * The dashboard's first page under Lighthouse, as a phone and as a desktop see
 * it by its own emulation of their network and processor.  What it measures
 * grows with whatever else this machine does; the median of the runs counts.
 */
import { audit } from '../lighthouse/audit.mjs';
import { readied } from '../e2e/readied.mjs';
import { median } from './table.mjs';

const user = { email: 'look@example.com', password: 'correct horse battery' };
const LEAST = { mobile: 95, desktop: 98 };

function show(table, form, runs) {
	const of = (take) => take(median(runs, (r) => take(r)));

	table.add(`performance, ${form}`, 'of 100', { least: LEAST[form],
		ours: of((r) => r.scores.performance) });
	table.add(`accessibility, ${form}`, 'of 100', { least: 100,
		ours: of((r) => r.scores.accessibility) });
	table.add(`best practices, ${form}`, 'of 100', { least: 100,
		ours: of((r) => r.scores['best-practices']) });
	table.add(`largest contentful paint, ${form}`, 's', {
		ours: of((r) => r.lcp), most: form === 'mobile' ? 1.8 : undefined });
	table.add(`total blocking time, ${form}`, 'ms', { ours: of((r) => r.tbt),
		most: 150 });
	table.add(`layout shift, ${form}`, '', { ours: of((r) => r.cls),
		most: 0.02 });
}

export async function measureDashboard(service, table, options) {
	const runs = [];

	await readied(service, user, [{ domain: 'looks.myshopify.com',
		name: 'Looks', seed: 5, orders: 2500, days: 420,
		timezone: 'America/New_York', currency: 'USD' }]);
	for (let i = 0; i < options.runs; i++)
		runs.push(await audit(service.url, user));
	table.part('The dashboard\'s first page, under Lighthouse');
	for (const form of ['mobile', 'desktop'])
		show(table, form, runs.map((r) => r[form]));
}
