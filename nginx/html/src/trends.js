/* What each product sold, step by step: the shape of it, for a sparkline. */
import { addDays, monthStart, quarterStart, yearStart } from './days.js';
import { keyOf } from './same.js';

const weekStart = (day) => addDays(day,
	-(new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7);

const startOf = { day: (day) => day, week: weekStart, month: monthStart,
	quarter: quarterStart, year: yearStart };

/* The first day in range of each step, as the API names the steps. */
export function stepDays({ from, to }, step) {
	const days = [];

	for (let day = from; day <= to; day = addDays(day, 1))
		if (day === from || startOf[step](day) === day)
			days.push(day);
	return days;
}

/*
 * { keyOf(product): [a number for each step] } of an answer of product-trends;
 * without those of which a step is not known, for want of a rate.
 */
export function coursesOf(trends, days) {
	const known = trends.filter(({ points }) =>
		points.every(({ netSales }) => netSales !== null));

	return Object.fromEntries(known.map((trend) => {
		const sold = new Map(trend.points.map((p) =>
			[p.day, Number(p.netSales)]));

		return [keyOf(trend), days.map((day) => sold.get(day) ?? 0)];
	}));
}
