import { useEffect, useState } from 'preact/hooks';

import { signIn } from '../api.js';
import { follow } from '../router.js';
import { Field, Submit, useForm } from '../widgets/form.jsx';
import { Door } from '../widgets/door.jsx';

export function SignIn() {
	const [email, setEmail] = useState('');
	const [password, setPassword] = useState('');
	const use = useForm(() => signIn(email.trim(), password));

	useEffect(() => {
		document.title = 'Sign in · Xeno';
	}, []);
	return (
		<Door title="Sign in" other={<>New here?{' '}
			<a href="/register" onClick={follow}>Create an account</a>
			. Forgot the password?{' '}
			<a href="/forgot" onClick={follow}>Get another</a></>}>
			<form ref={use.form} onSubmit={use.onSubmit}>
				<Field label="E-mail" type="email" name="email" required
					autocomplete="username" value={email}
					error={use.fieldError('email')}
					onInput={(e) => setEmail(e.target.value)} />
				<Field label="Password" type="password" name="password"
					required autocomplete="current-password" value={password}
					error={use.fieldError('password')}
					onInput={(e) => setPassword(e.target.value)} />
				<Submit use={use} fields={['email', 'password']}>
					Sign in</Submit>
			</form>
		</Door>
	);
}
