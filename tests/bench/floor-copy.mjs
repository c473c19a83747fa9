/*
 * The floor of a backfill: COPY and merge of the same typed rows alone.
 *
 * What a backfill stored is written to files, and then read again by psql:
 * COPY into staging tables without indexes, INSERT ... SELECT into tables of
 * the same shape with the same constraints and indexes, in one transaction.
 * No JSON, no mapping, no ledger to derive, no rollups, no locks, no row-level
 * security, no chunks, nothing that is stored already.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { run } from '../e2e/run.mjs';

const TABLES = ['customer', 'product', 'orders', 'order_line', 'refund',
	'refund_line', 'sale_event'];

const each = (line) => TABLES.map(line).join('\n');

async function psql(service, file, script) {
	const { args, name, env } = service.database('postgres');

	writeFileSync(file, script);
	await run('psql', ['-Xq', '-v', 'ON_ERROR_STOP=1', ...args, '-d', name,
		'-f', file], { check: true, env });
}

export class CopyFloor {
	/* The rows of this shop. */
	constructor(service, { tenantId, shopId }) {
		Object.assign(this, { service, tenantId, shopId });
		this.dir = mkdtempSync(path.join(service.dir, 'floor-'));
	}

	file(name) {
		return path.join(this.dir, name);
	}

	async save() {
		await psql(this.service, this.file('save.sql'), each((table) =>
			`\\copy (SELECT * FROM ${table} WHERE tenant_id = ` +
			`${this.tenantId} AND shop_id = ${this.shopId}) ` +
			`TO '${this.file(table)}'`));
	}

	/* -> { seconds, cpu } of reading them again */
	async measure() {
		await psql(this.service, this.file('make.sql'), `
			DROP SCHEMA IF EXISTS floor CASCADE;
			CREATE SCHEMA floor;
			${each((table) => `CREATE TABLE floor.${table}
				(LIKE ${table} INCLUDING ALL);`)}
			CHECKPOINT;`);
		const began = performance.now();
		const { cpu } = await this.service.cpu(() => this.load());

		return { seconds: (performance.now() - began) / 1000, cpu };
	}

	async load() {
		await psql(this.service, this.file('load.sql'), `
			BEGIN;
			${each((table) => `CREATE TEMPORARY TABLE stage_${table}
				(LIKE ${table}) ON COMMIT DROP;`)}
${each((table) => `\\copy stage_${table} FROM '${this.file(table)}'`)}
			${each((table) => `INSERT INTO floor.${table}
				SELECT * FROM stage_${table};`)}
			COMMIT;`);
	}

	async drop() {
		rmSync(this.dir, { recursive: true });
		await this.service.sql('DROP SCHEMA IF EXISTS floor CASCADE');
	}
}
