/*
 * A button and what it opens, by the browser's own popover: Escape, a click
 * elsewhere and the order of focus are its business; the place is ours.
 */
import { useId, useRef } from 'preact/hooks';

const EDGE = 16;

function place(panel, button) {
	const { left, right, bottom } = button.getBoundingClientRect();
	const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
	const width = Number(panel.dataset.width) * rem;
	const top = Math.min(bottom + 4, innerHeight - 160);

	panel.style.width = `${Math.min(width, innerWidth - 2 * EDGE)}px`;
	/* Under the button; on the right of the page it ends where that does. */
	panel.style.left = `${Math.max(EDGE, Math.min(
		left > innerWidth / 2 ? right - width : left,
		innerWidth - width - EDGE))}px`;
	panel.style.top = `${top}px`;
	panel.style.maxHeight = `${innerHeight - top - EDGE}px`;
}

/*
 * `label` is the button's content, `width` in rem.  The children may be a
 * function, which gets a function that closes.  onOpen() is called before it
 * opens.
 */
export function Popover({ label, name, width = 16, className, children,
	describe, onOpen }) {
	const id = useId();
	const button = useRef(null);
	const panel = useRef(null);
	const close = () => {
		panel.current?.hidePopover();
		button.current?.focus();
	};

	return (
		<>
			<button type="button" ref={button} class={className}
				popovertarget={id} aria-label={describe} data-opens={name}>
				{label}
			</button>
			<div id={id} popover="auto" ref={panel} class="panel"
				role="group" aria-label={name} data-width={width}
				onBeforeToggle={(event) => {
					if (event.newState !== 'open')
						return;
					place(panel.current, button.current);
					onOpen?.();
				}}>
				{typeof children === 'function' ? children(close) : children}
			</div>
		</>
	);
}

/* The mark beside a figure that says what the figure is. */
export function Info({ title, children }) {
	return (
		<Popover label="i" className="info" width={18} name={title}
			describe={`What is ${title}?`}>
			<h3>{title}</h3>
			<p>{children}</p>
		</Popover>
	);
}
