/* A search field; what is searched for stands in the address. */
import { useEffect, useRef, useState } from 'preact/hooks';

import { setState, state } from '../router.js';

/* While somebody types, the address waits. */
const PAUSE = 300;

export function Search({ label }) {
	const { q } = state.value;
	const [text, setText] = useState(q ?? '');
	const timer = useRef(null);
	/* What the address has from here, or here from it. */
	const own = useRef(q);
	const put = (value) => {
		own.current = value.trim() || null;
		setState({ q: own.current }, true);
	};

	/* Another's alone: the field has more than was put, if only a space. */
	useEffect(() => {
		if (q === own.current)
			return;
		clearTimeout(timer.current);
		own.current = q;
		setText(q ?? '');
	}, [q]);
	useEffect(() => () => clearTimeout(timer.current), []);
	return (
		<input type="search" class="search" aria-label={label}
			placeholder={label} value={text} maxLength={100}
			onInput={(event) => {
				const { value } = event.target;

				setText(value);
				clearTimeout(timer.current);
				timer.current = setTimeout(() => put(value), PAUSE);
			}} onKeyDown={(event) => {
				if (event.key === 'Escape') {
					setText('');
					clearTimeout(timer.current);
					put('');
					event.target.blur();
				}
			}} />
	);
}
