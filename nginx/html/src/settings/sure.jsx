/*
 * What cannot be undone: done once its name has been typed, and where it
 * needs one the password, which `act` is given.  `first` may be done before.
 */
import { useEffect, useRef, useState } from 'preact/hooks';

import { refresh } from '../resource.js';
import { Field, Submit, useForm } from '../widgets/form.jsx';

export function Sure({ title, word, button, act, onDone, first, needsPassword,
	children }) {
	const dialog = useRef(null);
	const [typed, setTyped] = useState('');
	const [password, setPassword] = useState('');
	const [wrong, setWrong] = useState(null);
	const use = useForm(async () => {
		if (typed.trim() !== word) {
			setWrong(`Type ${word}`);
			return;
		}
		await act(password);
		refresh();
		dialog.current?.close();
	});

	useEffect(() => {
		dialog.current.showModal();
	}, []);
	return (
		<dialog ref={dialog} class="card" aria-labelledby="sure"
			onClose={onDone}>
			<h2 id="sure">{title}</h2>
			<p>{children}</p>
			{first && <div class="group gap">{first}</div>}
			<form ref={use.form} onSubmit={use.onSubmit}>
				<Field label={`Type ${word}`} name="word" autocomplete="off"
					spellcheck={false} value={typed} error={wrong}
					onInput={(e) => {
						setTyped(e.target.value);
						setWrong(null);
					}} />
				{needsPassword && <Field label="Your password" type="password"
					name="currentPassword" required value={password}
					autocomplete="current-password"
					error={use.fieldError('currentPassword')}
					onInput={(e) => setPassword(e.target.value)} />}
				<Submit use={use} fields={['currentPassword']}>
					{button}</Submit>
				<button type="button" class="quiet wide" onClick={() =>
					dialog.current.close()}>Cancel</button>
			</form>
		</dialog>
	);
}
