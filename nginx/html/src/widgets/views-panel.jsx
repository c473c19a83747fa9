/* What the menu of saved views has in it. */
import { useState } from 'preact/hooks';

import { announce } from '../announce.js';
import { call } from '../api.js';
import { refresh, useResource } from '../resource.js';
import { follow, path, query } from '../router.js';
import { may } from '../session.js';
import { Field, Submit, useForm } from './form.jsx';
import { Failure, Skeleton } from './states.jsx';

const hrefOf = (view) => view.path + (view.query ? `?${view.query}` : '');

/* Another name; the old one stays until the new one is taken. */
function Rename({ view, onDone }) {
	const [name, setName] = useState(view.name);
	const use = useForm(async () => {
		await call('PATCH', `/api/views/${view.id}`,
			{ body: { name: name.trim() } });
		refresh();
		announce(`The view is called ${name.trim()} now`, true);
		onDone();
	});

	return (
		<form class="custom" ref={use.form} onSubmit={use.onSubmit}>
			<Field label={`New name of ${view.name}`} name="name" required
				maxLength={100} autocomplete="off" value={name}
				error={use.fieldError('name')} autofocus
				onInput={(e) => setName(e.target.value)} />
			<Submit use={use} fields={['name']}>Rename</Submit>
			<button type="button" class="quiet wide" onClick={onDone}>
				Cancel</button>
		</form>
	);
}

function View({ view, close }) {
	const [isRenamed, setRenamed] = useState(false);
	const use = useForm(async () => {
		await call('DELETE', `/api/views/${view.id}`);
		refresh();
		announce(`${view.name} is no longer kept`, true);
	});
	const isShown = hrefOf(view) === hrefOf({ path: path.value,
		query: query() });

	if (isRenamed)
		return <Rename view={view} onDone={() => setRenamed(false)} />;
	return (
		<form class="group saved" ref={use.form} onSubmit={use.onSubmit}>
			<a class="item" href={hrefOf(view)}
				aria-current={isShown ? 'true' : undefined}
				onClick={(event) => {
					follow(event);
					close();
				}}>
				<span class="clip">{view.name}</span>
				{view.shared && <span class="badge">Shared</span>}</a>
			{(view.own || may('admin')) && <>
				<button type="button" class="quiet step" disabled={use.busy}
					onClick={() => setRenamed(true)}
					aria-label={`Rename the view ${view.name}`}>✎</button>
				<button type="submit" class="quiet step" disabled={use.busy}
					aria-label={`Remove the view ${view.name}`}>×</button>
			</>}
			{use.error && <p class="error small" role="alert">
				{use.error.message}</p>}
		</form>
	);
}

function Keep() {
	const [name, setName] = useState('');
	const [shared, setShared] = useState(false);
	const use = useForm(async () => {
		await call('POST', '/api/views', { body: { name: name.trim(),
			path: path.value, query: query(), shared } });
		refresh();
		announce(`This view is kept as ${name.trim()}`, true);
		setName('');
	});

	return (
		<form class="custom" ref={use.form} onSubmit={use.onSubmit}>
			<Field label="Keep what is shown as" name="name" required
				maxLength={100} autocomplete="off" value={name}
				error={use.fieldError('name')}
				onInput={(e) => setName(e.target.value)} />
			{may('analyst') && <label class="check">
				<span>For everybody of this account</span>
				<input type="checkbox" checked={shared}
					onChange={(e) => setShared(e.target.checked)} />
			</label>}
			<Submit use={use} fields={['name']}>Keep it</Submit>
		</form>
	);
}

export function ViewsPanel({ close }) {
	const source = useResource('/api/views');
	const { data, error } = source;

	return (
		<>
			{!data && (error ? <Failure what="The views" source={source} />
				: <Skeleton rows={3} label="Loading the views" />)}
			{data?.map((v) => <View key={v.id} view={v} close={close} />)}
			{data && !data.length && <p class="muted small lead">No view is
				kept yet. Keep a period, a comparison and filters that you come
				back to.</p>}
			<Keep />
		</>
	);
}
