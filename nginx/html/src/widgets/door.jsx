/* The frame of the pages before one is signed in. */
export function Door({ title, other, children }) {
	return (
		<main class="door">
			<p class="brand"><span class="mark" aria-hidden="true" />Xeno</p>
			<div class="card">
				<h1>{title}</h1>
				{children}
			</div>
			<p class="muted">{other}</p>
		</main>
	);
}
