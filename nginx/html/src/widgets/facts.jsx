/* A few figures or words, each with its name. */
export function Fact({ label, children }) {
	return <div><dt>{label}</dt><dd>{children}</dd></div>;
}

export function Facts({ children }) {
	return <dl class="facts">{children}</dl>;
}
