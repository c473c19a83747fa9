/* Which store, which page, how fresh, and whose account. */
import { now } from '../clock.js';
import { ago } from '../format.js';
import { helpShown } from '../keys.js';
import { theme, themes } from '../preferences.js';
import { follow, hrefOf, navigate, path, setState } from '../router.js';
import { end, user } from '../session.js';
import { chosen, isSyncing, lastData } from '../shops.js';
import { Popover } from './popover.jsx';

/* Changes are fetched every quarter of an hour, so this is twice missed. */
const STALE = 40 * 60_000;

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

const links = [['/', 'Overview'], ['/activity', 'Activity']];

function Nav() {
	return (
		<nav aria-label="Pages">
			{links.map(([to, label]) => (
				<a key={to} href={hrefOf(to, { zoom: null })} onClick={follow}
					aria-current={path.value === to ? 'page' : undefined}>
					{label}</a>))}
		</nav>
	);
}

function Freshness({ shops }) {
	const { shops: list, zone, currency, isOneZone } = chosen(shops);
	const times = list.map(lastData).filter(Boolean).sort();
	const newest = times.at(-1);
	const stale = newest && now.value - Date.parse(newest) > STALE;
	const tone = list.some(isSyncing) ? 'busy' : !newest ? 'none'
		: stale ? 'warn' : 'good';
	const words = tone === 'busy' ? 'Reading' : tone === 'none' ? 'No data yet'
		: `${stale ? 'Last data' : 'Live,'} ${ago(newest, now.value)}`;

	return (
		<p class="fresh small">
			<span class={`dot ${tone}`} aria-hidden="true" />
			{stale ? <a href={hrefOf('/activity')} onClick={follow}>{words}</a>
				: <span>{words}</span>}
			{list[0].verified && isOneZone && <span class="muted zone">
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
					<a class="item" href="/connect" onClick={(e) => {
						follow(e);
						close();
					}}>Connect another store</a>
					<button type="button" class="item" onClick={() => {
						close();
						helpShown.value = true;
					}}>Keys <kbd>?</kbd></button>
					<button type="button" class="item" onClick={() => {
						close();
						navigate('/', { changes: { shop: null } });
						end();
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
				<a class="brand" href={hrefOf('/', { zoom: null })}
					onClick={follow}>
					<span class="mark" aria-hidden="true" />Xeno</a>
				{shops.length > 0 && <StoreSwitch shops={shops} />}
				<Nav />
				{shops.length > 0 && <Freshness shops={shops} />}
				<Account />
			</div>
		</header>
	);
}
