/*
 * Who is signed in.  The access token lives here, in memory, and nowhere
 * else.  It is good for minutes; the session goes on by a cookie that no
 * script can read, so it survives a reload (renewal in api.js).
 */
import { signal } from '@preact/signals';

/*
 * 'new': the cookie has yet to say; 'out', 'in', or 'expired': the page stays,
 * a dialog asks to sign in.
 */
export const status = signal('new');
/* While it is new: why the cookie cannot say, as useResource() has it. */
export const unasked = signal(null);
export const user = signal(null);
/* Grows with each sign-in: what was refused may be asked again. */
export const epoch = signal(0);

/*
 * What the browser keeps of it, for no script can see the cookie.  'in':
 * somebody signed in here, so it is worth asking who after a reload.  'left':
 * he has left, and the server has not said yet that it knows, so the cookie
 * would still go on.  Otherwise nobody is here.
 */
const HERE = 'xeno-session';

const kept = (act) => {
	try {
		return act(localStorage);
	} catch {
		return 'in';	/* A browser that keeps nothing: only asking tells. */
	}
};
const keptHere = () => kept((store) => store.getItem(HERE));

export const mayBeIn = () => keptHere() === 'in';
export const hasLeft = () => keptHere() === 'left';
export const keepLeft = () => kept((store) => store.setItem(HERE, 'left'));
export const keepNobody = () => kept((store) => store.removeItem(HERE));

let token = null;
let freshUntil = 0;
const leavers = new Set();

export function getToken() {
	return token;
}

/* Whether the token will still be good when it arrives. */
export function isFresh() {
	return Date.now() < freshUntil;
}

/* By this computer's own clock, whatever the time is elsewhere. */
function lifeOf(text) {
	const { iat, exp } = JSON.parse(atob(text.split('.')[1]));

	return (exp - iat) * 1000;
}

/* Called when somebody signs out, or somebody else signs in. */
export function onLeave(fn) {
	leavers.add(fn);
}

function leave() {
	for (const fn of leavers)
		fn();
}

function take(answer) {
	const life = lifeOf(answer.token);

	token = answer.token;
	freshUntil = Date.now() + life - Math.min(30_000, life / 4);
	user.value = answer.user;
}

export function begin(answer) {
	if (user.value && user.value.id !== answer.user.id)
		leave();
	kept((store) => store.setItem(HERE, 'in'));
	take(answer);
	status.value = 'in';
	epoch.value++;
}

/* The same session with another token.  Somebody else's is a sign-in. */
export function goOn(answer) {
	if (status.value !== 'in' || user.value?.id !== answer.user.id)
		begin(answer);
	else
		take(answer);
}

/* A token was refused.  A late answer to an older one is no news. */
export function expire(refused) {
	if (refused !== token || status.value !== 'in')
		return;
	token = null;
	status.value = 'expired';
}

export function end() {
	token = null;
	user.value = null;
	status.value = 'out';
	keepNobody();
	leave();
}

const roles = ['read-only', 'analyst', 'admin', 'owner'];

/* Whether the user is of this role, or of one above it. */
export function may(role) {
	return roles.indexOf(user.value?.role) >= roles.indexOf(role);
}
