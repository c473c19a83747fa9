/* A dialog at the page's side: closed by Escape, its button, or beside it. */
import { useEffect, useRef } from 'preact/hooks';

export function Drawer({ title, label, onClose, children }) {
	const dialog = useRef(null);

	useEffect(() => {
		dialog.current.showModal();
	}, []);
	return (
		<dialog ref={dialog} class="card drawer" aria-label={label}
			onClose={onClose} onClick={(event) => {
				if (event.target === dialog.current)
					dialog.current.close();
			}}>
			<div class="sheet">
				<header class="head">
					<h2>{title}</h2>
					<form method="dialog"><button>Close</button></form>
				</header>
				{children}
			</div>
		</dialog>
	);
}
