/* A secret that is shown this once: to be copied, and then put away. */
import { useEffect, useRef } from 'preact/hooks';

import { announce } from '../announce.js';

export function Once({ title, text, children, onDone }) {
	const dialog = useRef(null);
	const copy = async () => {
		try {
			await navigator.clipboard.writeText(text);
			announce('Copied', true);
		} catch {
			announce('Not copied: select it and copy it yourself', true);
		}
	};

	useEffect(() => {
		dialog.current.showModal();
	}, []);
	return (
		<dialog ref={dialog} class="card wide" aria-labelledby="once"
			onClose={onDone}>
			<h2 id="once">{title}</h2>
			<p>{children}</p>
			<p class="once"><code tabIndex={0}>{text}</code></p>
			<form method="dialog" class="group gap">
				<button type="button" class="primary" onClick={copy}>Copy
				</button>
				<button>Done</button>
			</form>
		</dialog>
	);
}
