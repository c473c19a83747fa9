import assert from 'node:assert/strict';
import { test } from 'node:test';

import { coursesOf, stepDays } from '../src/trends.js';

test('steps begin where the range does, then by the calendar', () => {
	const cases = [
		[['2026-11-27', '2026-11-29'], 'day',
			['2026-11-27', '2026-11-28', '2026-11-29']],
		/* 2026-11-30 is a Monday. */
		[['2026-11-22', '2026-12-02'], 'week',
			['2026-11-22', '2026-11-23', '2026-11-30']],
		[['2026-01-15', '2026-03-01'], 'month',
			['2026-01-15', '2026-02-01', '2026-03-01']],
		[['2025-12-31', '2026-04-01'], 'quarter',
			['2025-12-31', '2026-01-01', '2026-04-01']],
		[['2024-02-29', '2026-01-01'], 'year',
			['2024-02-29', '2025-01-01', '2026-01-01']],
	];

	for (const [[from, to], step, wanted] of cases)
		assert.deepEqual(stepDays({ from, to }, step), wanted, step);
});

test('a step in which nothing was sold is 0', () => {
	assert.deepEqual(coursesOf([{ id: '7', shopId: '1', points: [
		{ day: '2026-11-28', netSales: '12.50' },
		{ day: '2026-11-30', netSales: '-3' }] },
	{ id: '7', shopId: '2', points: [] }],
	['2026-11-28', '2026-11-29', '2026-11-30']),
	{ '1-7': [12.5, 0, -3], '2-7': [0, 0, 0] });
});
