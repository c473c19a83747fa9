/* Roles in words, the least first: each may what those before it may. */
export const roleWords = {
	'read-only': { label: 'Read-only', about: 'sees every figure' },
	analyst: { label: 'Analyst', about: 'starts syncs, makes API tokens' },
	admin: { label: 'Admin', about: 'stores, members and the audit log' },
	owner: { label: 'Owner', about: 'everything, other owners too' },
};

export const roleOptions = Object.entries(roleWords)
	.map(([name, { label }]) => ({ name, label }));

export const actionWords = {
	'account.registered': 'registered',
	'member.disabled': 'disabled',
	'member.enabled': 'enabled',
	'member.invited': 'invited',
	'member.joined': 'joined',
	'member.removed': 'removed',
	'member.role': 'changed the role of',
	'member.uninvited': 'withdrew the invitation of',
	'password.changed': 'changed the password',
	'run.started': 'started the run',
	'session.ended': 'ended a session',
	'session.ended_others': 'ended all other sessions',
	'session.login': 'signed in',
	'session.logout': 'signed out',
	'session.reused': 'a session ended: its old cookie was used again',
	'shop.added': 'added',
	'shop.changed': 'changed',
	'shop.disconnected': 'disconnected',
	'token.created': 'made the API token',
	'token.revoked': 'revoked the API token',
};
