import { useEffect, useState } from 'preact/hooks';

import { register } from '../api.js';
import { guessName, normaliseDomain } from '../domain.js';
import { follow, navigate } from '../router.js';
import { Door } from '../widgets/door.jsx';
import { DomainField } from '../widgets/domain-field.jsx';
import { Field, Submit, useForm } from '../widgets/form.jsx';

export function Register() {
	const [email, setEmail] = useState('');
	const [password, setPassword] = useState('');
	const [store, setStore] = useState('');
	const { domain } = normaliseDomain(store);
	const use = useForm(async () => {
		const shop = await register({ email: email.trim(), password,
			shopDomain: domain ?? store.trim(),
			shopName: domain ? guessName(domain) : store.trim() });

		navigate('/connect', { replace: true, changes: { shop: shop.id } });
	});

	useEffect(() => {
		document.title = 'Create an account · Xeno';
	}, []);
	return (
		<Door title="Create an account" other={<>Have one already?{' '}
			<a href="/" onClick={follow}>Sign in</a></>}>
			<form ref={use.form} onSubmit={use.onSubmit}>
				<Field label="E-mail" type="email" name="email" required
					autocomplete="username" value={email}
					error={use.fieldError('email')}
					onInput={(e) => setEmail(e.target.value)} />
				<Field label="Password" type="password" name="password"
					required minLength={8} autocomplete="new-password"
					hint="8 characters or more" value={password}
					error={use.fieldError('password')}
					onInput={(e) => setPassword(e.target.value)} />
				<DomainField value={store} onValue={setStore}
					error={use.fieldError('shopDomain')} />
				<Submit use={use}
					fields={['email', 'password', 'shopDomain']}>
					Create the account</Submit>
			</form>
		</Door>
	);
}
