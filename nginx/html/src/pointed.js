/*
 * The day that is pointed at in one chart over time: the other charts of the
 * page mark it, too.
 */
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

const pointed = signal(null);

/*
 * days		the first day of each step; null: this one takes no part
 * show(i)	mark a step, because another chart points at it; -1: none
 * -> a function to tell which step this one points at, or null
 */
export function usePointed(days, show) {
	const me = useRef(null);
	const at = pointed.value;

	useEffect(() => {
		if (days && at?.by !== me)
			show(at ? days.findLastIndex((day) => day <= at.day) : -1);
	}, [at]);
	useEffect(() => () => {
		pointed.value = null;
	}, []);
	return (i) => {
		if (days)
			pointed.value = i === null ? null : { day: days[i], by: me };
	};
}
