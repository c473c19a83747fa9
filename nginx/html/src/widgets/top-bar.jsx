/* Which store, which page, how fresh, and whose account. */
import { useEffect, useRef } from 'preact/hooks';

import { signOut } from '../api.js';
import { now } from '../clock.js';
import { ago } from '../format.js';
import { helpShown } from '../keys.js';
import { pageOf, pages } from '../pages.js';
import { theme, themes } from '../preferences.js';
import { follow, hrefOf, navigate, ownState, path, setState }
	from '../router.js';
import { may, user } from '../session.js';
import { online } from '../resource.js';
import { chosen, freshness, isKnown } from '../shops.js';
import { Popover } from './popover.jsx';

function StoreSwitch({ shops }) {
	const { id } = chosen(shops);

	return (
		<select aria-label="Store" class="store" value={id}
			onChange={(e) => setState({ shop: e.target.value, zoom: null,
				cur: null })}>
			{shops.length > 1 && <option value="all">All stores</option>}
			{shops.map((s) => <option key={s.id} value={s.id}>
				{s.name}</option>)}
		</select>
	);
}


/* Where it is narrow the row of pages scrolls: to the one that is shown. */
function Nav() {
	const nav = useRef(null);

	useEffect(() => nav.current.querySelector('[aria-current]')
		?.scrollIntoView({ block: 'nearest', inline: 'nearest' }),
	[path.value]);
	return (
		<nav aria-label="Pages" ref={nav}>
			{pages.filter((p) => p.isNav).map((p) => (
				<a key={p.path} href={hrefOf(p.path, ownState)}
					onClick={follow} aria-current={
						pageOf(path.value) === p ? 'page' : undefined}>
					{p.title}</a>))}
		</nav>
	);
}

function Freshness({ shops }) {
	const { shops: list, zone, currency, isOneZone } = chosen(shops);
	const { newest, tone } = online.value ? freshness(shops, now.value)
		: { tone: 'offline' };
	const words = {
		offline: 'Offline',
		busy: 'Reading',
		none: 'No data yet',
		pushed: 'Pushed by the API',
		warn: `Last data ${newest && ago(newest, now.value)}`,
		good: `Live, ${newest && ago(newest, now.value)}`,
	}[tone];

	return (
		<p class="fresh small">
			<span class={`dot ${tone}`} aria-hidden="true" />
			<a href={hrefOf('/activity', ownState)} onClick={follow}>
				{words}</a>
			{isKnown(list[0]) && isOneZone && <span class="muted zone">
				{' · '}{zone.replace('_', ' ')} · {currency}</span>}
		</p>
	);
}

function Account() {
	return (
		<Popover name="Account" className="quiet account" width={15}
			describe={`Account ${user.value?.email}`}
			label={<span class="avatar" aria-hidden="true">
				{user.value?.email[0].toUpperCase()}</span>}>
			{(close) => (
				<>
					<p class="small muted clip">{user.value?.email}</p>
					<fieldset class="choice">
						<legend>Theme</legend>
						{themes.map((t) => (
							<label key={t.name} class="check">
								<input type="radio" name="theme"
									checked={theme.value === t.name}
									onChange={() => {
										theme.value = t.name;
									}} />
								{t.label}
							</label>))}
					</fieldset>
					{may('admin') && <a class="item" href="/connect"
						onClick={(e) => {
							follow(e);
							close();
						}}>Connect another store</a>}
					<a class="item" href={hrefOf('/settings', ownState)}
						onClick={(e) => {
							follow(e);
							close();
						}}>Settings</a>
					<button type="button" class="item" onClick={() => {
						close();
						helpShown.value = true;
					}}>Keys <kbd>?</kbd></button>
					<button type="button" class="item" onClick={() => {
						close();
						navigate('/', { changes: { shop: null } });
						signOut();
					}}>Sign out</button>
				</>
			)}
		</Popover>
	);
}

export function TopBar({ shops }) {
	return (
		<header class="top">
			<div class="bar">
				<a class="brand" href={hrefOf('/', ownState)}
					onClick={follow}>
					<span class="mark" aria-hidden="true" />
					<span class="word">Xeno</span></a>
				{shops.length > 0 && <StoreSwitch shops={shops} />}
				<Nav />
				{shops.length > 0 && <Freshness shops={shops} />}
				<Account />
			</div>
		</header>
	);
}
