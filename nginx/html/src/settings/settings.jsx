/* One's own affairs, and, by role, the account's. */
import { may } from '../session.js';
import { state } from '../router.js';
import { Tabs } from '../widgets/tabs.jsx';
import { Log } from './log.jsx';
import { Members } from './members.jsx';
import { Privacy } from './privacy.jsx';
import { Stores } from './stores.jsx';
import { Tokens } from './tokens.jsx';
import { You } from './you.jsx';

const parts = [
	{ name: 'you', label: 'You', role: 'read-only', Part: You },
	{ name: 'stores', label: 'Stores', role: 'admin', Part: Stores },
	{ name: 'members', label: 'Members', role: 'admin', Part: Members },
	{ name: 'tokens', label: 'API tokens', role: 'analyst', Part: Tokens },
	{ name: 'privacy', label: 'Privacy', role: 'admin', Part: Privacy },
	{ name: 'log', label: 'Audit log', role: 'admin', Part: Log },
];

export function Settings({ shops }) {
	const mine = parts.filter((p) => may(p.role));
	const { Part } = mine.find((p) => p.name === state.value.tab) ?? mine[0];

	return (
		<>
			<div class="head page"><h1>Settings</h1></div>
			{mine.length > 1 && <Tabs label="Settings" options={mine} />}
			<div class="settings"><Part shops={shops} /></div>
		</>
	);
}
