/* Which page, under which frame, with which dialog over it. */
import { useEffect, useRef } from 'preact/hooks';

import { announce } from './announce.js';
import { Overview } from './pages/overview.jsx';
import { SignIn } from './pages/sign-in.jsx';
import { follow, hrefOf, navigate, path, query } from './router.js';
import { status, unasked } from './session.js';
import { useShops } from './shops.js';
import { helpShown, usePageKeys } from './keys.js';
import { pageOf } from './pages.js';
import { ownTitle } from './title.js';
import { Announcer } from './widgets/announcer.jsx';
import { Boundary } from './widgets/boundary.jsx';
import { ByRole } from './widgets/by-role.jsx';
import { later } from './widgets/later.jsx';
import { Notices } from './widgets/notices.jsx';
import { Failure, Skeleton } from './widgets/states.jsx';
import { TopBar } from './widgets/top-bar.jsx';

/* The first page is there at once, the others when they are wanted. */
const more = () => import('./pages/more.js');
const below = () => import('./below.js');
const settings = () => import('./settings/index.js');
const drawn = {
	'/': Overview,
	'/orders': later(more, 'Orders'),
	'/customers': later(more, 'Customers'),
	'/products': later(more, 'Products'),
	'/cohorts': later(more, 'Cohorts'),
	'/activity': later(more, 'Activity'),
	'/connect': later(more, 'Connect'),
	'/settings': later(settings, 'Settings'),
};
const SignInAgain = later(settings, 'SignInAgain', { rows: 0 });
/* For whoever comes by a link, signed in or not. */
const doors = {
	'/join': later(settings, 'Join'),
	'/forgot': later(settings, 'Forgot'),
	'/reset': later(settings, 'Reset'),
	'/unsubscribe': later(settings, 'Unsubscribe'),
};
const Register = later(settings, 'Register');
const Shortcuts = later(below, 'Shortcuts');

/* One of what the page lists: /customers/7. */
const ones = { '/customers': later(more, 'Customer'),
	'/products': later(more, 'Product') };

function Nowhere() {
	return (
		<div class="empty">
			<h1>There is no such page</h1>
			<p><a href={hrefOf('/')} onClick={follow}>Go to the overview</a></p>
		</div>
	);
}

function NoStore() {
	return (
		<div class="empty">
			<h1>No store yet</h1>
			<p>Connect a Shopify store to see its figures here.</p>
			<ByRole role="admin" what="Connecting one">
				<p><a class="button primary" href="/connect" onClick={follow}>
					Connect a store</a></p></ByRole>
		</div>
	);
}

function Content({ shops }) {
	const found = pageOf(path.value);
	const Page = path.value === found?.path ? drawn[path.value]
		: ones[found?.path];

	if (!found)
		return <Nowhere />;
	if (!shops.data && shops.error)
		return <Failure what="Your stores" source={shops} />;
	if (!shops.data)
		return <Skeleton rows={8} label="Loading your stores" />;
	if (!shops.data.length && !['/connect', '/settings'].includes(path.value))
		return <NoStore />;
	return (
		<>
			<Notices shops={shops.data} isFigures={found.hasFigures} />
			<Page shops={shops.data} />
		</>
	);
}

const titleNow = () => ownTitle.value ?? pageOf(path.value)?.title ??
	'Not found';

const focusMain = () => document.getElementById('main')
	?.focus({ preventScroll: true });

/*
 * Whoever does not see it is told of another page: by its name or, where the
 * link to it went with the last one, by a focus at its beginning.
 */
function useToldPage() {
	const at = useRef(path.value);

	useEffect(() => {
		if (at.current === path.value)
			return;
		at.current = path.value;
		if (document.activeElement === document.body)
			focusMain();
		else
			announce(titleNow());
	}, [path.value]);
}

function SignedIn() {
	const shops = useShops();
	const title = titleNow();

	usePageKeys();
	useEffect(() => {
		document.title = `${title} · Xeno`;
	}, [title]);
	useToldPage();
	useEffect(() => {
		if (path.value === '/register')
			navigate('/', { replace: true });
	}, [path.value]);
	return (
		<>
			<a class="skip" href="#main">Skip to the content</a>
			<TopBar shops={shops.data ?? []} />
			<main id="main" tabIndex={-1}>
				<Boundary at={path.value + query()}>
					<Content shops={shops} />
				</Boundary>
			</main>
			{helpShown.value && <Shortcuts />}
			{status.value === 'expired' && <SignInAgain />}
		</>
	);
}

/* The form that one was in is gone: reading goes on where the page begins. */
function useMainAfterSignIn() {
	const wasOut = useRef(false);

	useEffect(() => {
		if (status.value === 'in' && wasOut.current)
			focusMain();
		wasOut.current = status.value === 'out';
	}, [status.value]);
}

/* Nobody has to sign in anew where the service is away for a while. */
const Unasked = () => (
	<main class="empty">
		<h1>Xeno does not answer</h1>
		<Failure what="Your session" source={unasked.value} />
	</main>
);

export function App() {
	const out = path.value === '/register' ? <Register /> : <SignIn />;

	useMainAfterSignIn();

	const Door = doors[path.value];

	if (Door)
		return <><Door /><Announcer /></>;
	/* A moment only; what is drawn now would be gone in the next. */
	if (status.value === 'new')
		return unasked.value ? <Unasked /> : <main aria-busy="true" />;
	return (
		<>
			{status.value === 'out' ? out : <SignedIn />}
			<Announcer />
		</>
	);
}
