/*
 * A chart is read with the arrow keys, value by value.
 *
 *	read(i)		show and say the value at i of `count`
 *	-> { onKeyDown, leave, at }: leave() begins anew; at.current is where
 *	   one is, or -1
 */
import { useRef } from 'preact/hooks';

export function useReading(count, read) {
	const at = useRef(-1);

	function onKeyDown(event) {
		const last = count - 1;
		const to = { ArrowLeft: at.current < 0 ? last : at.current - 1,
			ArrowRight: at.current + 1, Home: 0, End: last }[event.key];

		if (to === undefined || event.altKey || event.ctrlKey || event.metaKey)
			return;
		event.preventDefault();
		at.current = Math.max(0, Math.min(last, to));
		read(at.current);
	}
	return { at, onKeyDown, leave: () => {
		at.current = -1;
	} };
}
