/*
 * Who is signed in.  The access token lives here, in memory, and nowhere
 * else; a reload asks to sign in again.  A session that can be renewed by a
 * cookie belongs here too: restore() before the first page, renew() where
 * expire() is called now.
 */
import { signal } from '@preact/signals';

/* 'out', 'in', or 'expired': the page stays, a dialog asks to sign in. */
export const status = signal('out');
export const user = signal(null);
/* Grows with each sign-in: what was refused may be asked again. */
export const epoch = signal(0);

let token = null;
const leavers = new Set();

export function getToken() {
	return token;
}

/* Called when somebody signs out, or somebody else signs in. */
export function onLeave(fn) {
	leavers.add(fn);
}

function leave() {
	for (const fn of leavers)
		fn();
}

export function begin(answer) {
	if (user.value && user.value.id !== answer.user.id)
		leave();
	token = answer.token;
	user.value = answer.user;
	status.value = 'in';
	epoch.value++;
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
	leave();
}
