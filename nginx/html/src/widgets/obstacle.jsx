import { startRun } from '../api.js';
import { refresh } from '../resource.js';
import { follow, hrefOf } from '../router.js';
import { ByRole } from './by-role.jsx';
import { useForm } from './form.jsx';

/* Why a shop has nothing to show, and what to do about it. */
export function Obstacle({ shop }) {
	const use = useForm(async () => {
		await startRun(shop.id, 'full-sync');
		refresh();
	});
	const toConnect = { claimed: 'is not connected yet',
		disconnected: 'was disconnected: the app is no longer installed',
		needs_reauth: 'no longer accepts our access token' }[shop.state];

	if (toConnect)
		return (
			<div class="notice warn" role="status">
				<span>{shop.name} {toConnect}.</span>
				<ByRole role="admin" what="Connecting it">
					<a class="button primary" onClick={follow}
						href={hrefOf('/connect', { shop: shop.id })}>
						Connect it</a></ByRole>
			</div>
		);
	return (
		<form class="notice warn" ref={use.form} onSubmit={use.onSubmit}>
			<span role="status">{shop.sync?.status === 'failed'
				? `Reading ${shop.name} failed: ${shop.sync.error ??
					'no reason was given'}.`
				: `Nothing was read from ${shop.name} yet.`}
				{use.error && ` ${use.error.message}`}</span>
			<ByRole role="analyst" what="Reading it">
				<button type="submit" class="primary" disabled={use.busy}>
					Read its data</button></ByRole>
		</form>
	);
}
