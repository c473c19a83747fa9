/* Roles in words, the least first: each may what those before it may. */
export const roleWords = {
	'read-only': { label: 'Read-only', about: 'sees every figure' },
	analyst: { label: 'Analyst', about: 'starts syncs, makes API tokens' },
	admin: { label: 'Admin', about: 'stores, members and the audit log' },
	owner: { label: 'Owner', about: 'everything, other owners too' },
};

export const roleOptions = Object.entries(roleWords)
	.map(([name, { label }]) => ({ name, label }));
