/* The session has ended: sign in over the page, which stays as it is. */
import { useEffect, useRef, useState } from 'preact/hooks';

import { signIn, signOut } from '../api.js';
import { user } from '../session.js';
import { Field, Submit, useForm } from './form.jsx';

export function SignInAgain() {
	const dialog = useRef(null);
	const [password, setPassword] = useState('');
	const use = useForm(() => signIn(user.value.email, password));

	useEffect(() => {
		const shown = dialog.current;

		shown.showModal();
		shown.querySelector('[name=password]').focus();
		/* Before it goes: so the focus is again where it was. */
		return () => shown.close();
	}, []);
	return (
		<dialog ref={dialog} class="card" aria-labelledby="again"
			onCancel={(event) => event.preventDefault()}>
			<h2 id="again">Sign in again</h2>
			<p class="muted">Your session has ended. The page stays as it
				is.</p>
			<form ref={use.form} onSubmit={use.onSubmit}>
				<Field label="E-mail" type="email" name="email" readOnly
					autocomplete="username" value={user.value?.email} />
				<Field label="Password" type="password" name="password"
					required autocomplete="current-password" value={password}
					error={use.fieldError('password')}
					onInput={(e) => setPassword(e.target.value)} />
				<Submit use={use} fields={['password']}>Sign in</Submit>
			</form>
			<button type="button" class="quiet wide" onClick={signOut}>
				Sign out</button>
		</dialog>
	);
}
