/* States in words: of stores and runs.  No first page needs them. */

/* What a shop's state means, and whether somebody has to do something. */
export const shopStates = {
	claimed: { label: 'Not connected', tone: 'warn',
		about: 'Connect it with an access token to read its data.' },
	disconnected: { label: 'Uninstalled', tone: 'bad',
		about: 'The app was removed in Shopify. Connect it again to go on.' },
	needs_reauth: { label: 'Access refused', tone: 'bad',
		about: 'Shopify no longer accepts the token. Give a new one.' },
	paused: { label: 'Paused', tone: 'warn',
		about: 'Nothing is read from it at present.' },
	connected: { label: 'Connected', tone: 'good', about: '' },
};

export const runWords = {
	'full-sync': 'Full sync',
	delta: 'Changes',
	erase: 'Erase',
	agreements: 'Order ledgers',
	reconcile: 'Comparison with Shopify',
	pending: 'Waiting',
	running: 'Running',
	success: 'Done',
	failed: 'Failed',
	user: 'a user',
	schedule: 'the schedule',
	command: 'a command',
};

const phases = {
	starting: 'Starting',
	exporting: 'Shopify is preparing the data',
	customers: 'Reading customers',
	products: 'Reading products',
	orders: 'Reading orders',
	refunds: 'Reading refunds',
	ledgers: 'Reading ledgers',
	rollups: 'Adding up',
	erasing: 'Erasing',
};

export function phaseWords(run) {
	if (run.status === 'pending')
		return 'Waiting to start';
	return phases[run.phase] ?? run.phase ?? 'Starting';
}
