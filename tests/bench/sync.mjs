/* xeno-sync under measurement. */
import { spawn } from 'node:child_process';

import { cpuSeconds, family, peakOf } from './proc.mjs';

const LOOK_MS = 10;

/* xeno-sync to its end -> { seconds, cpuS, peakMb, said } */
export function runSync(service, args) {
	return new Promise((resolve, reject) => {
		const began = performance.now();
		const child = spawn(service.program('xeno-sync'),
			['-c', service.env.XENO_CONF, ...args]);
		let said = '', peakMb = 0, cpuS = 0;
		/* Both only grow: the last look is all but the last word. */
		const looks = setInterval(() => {
			peakMb = Math.max(peakMb, peakOf(child.pid));
			cpuS = Math.max(cpuS, cpuSeconds(family(child.pid)));
		}, LOOK_MS);

		for (const out of [child.stdout, child.stderr])
			out.on('data', (text) => { said += text; });
		child.on('error', reject);
		child.on('close', (code) => {
			clearInterval(looks);
			if (code !== 0)
				reject(new Error(`xeno-sync: ${said}`));
			else
				resolve({ said, peakMb, cpuS,
					seconds: (performance.now() - began) / 1000 });
		});
	});
}
