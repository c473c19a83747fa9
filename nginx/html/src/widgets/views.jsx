/* Saved views: what is shown, kept under a name.  Fetched when it is opened. */
import { useState } from 'preact/hooks';

import { later } from './later.jsx';
import { Popover } from './popover.jsx';

const Panel = later(() => import('../below.js'), 'ViewsPanel',
	{ rows: 3 });

export function Views() {
	const [isWanted, setWanted] = useState(false);

	return (
		<Popover name="Views" width={19} label="Views" className="select"
			onOpen={() => setWanted(true)}>
			{(close) => isWanted && <Panel close={close} />}
		</Popover>
	);
}
