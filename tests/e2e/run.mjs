/* Child processes for tests: run one, read shell variables. */
import { spawn } from 'node:child_process';
import path from 'node:path';

/*
 * Run a program to its end -> { code, signal, stdout, stderr }.  `check`
 * throws what it said when it failed; `input` goes to its standard input.
 */
export function run(file, args, { check, input, env, cwd, timeout,
	killSignal } = {}) {
	return new Promise((resolve, reject) => {
		const child = spawn(file, args, { env, cwd, timeout, killSignal });
		const out = { stdout: '', stderr: '' };

		for (const name of ['stdout', 'stderr']) {
			child[name].setEncoding('utf8');
			child[name].on('data', (text) => { out[name] += text; });
		}
		child.on('error', reject);
		child.stdin.on('error', () => {});
		child.stdin.end(input ?? '');
		child.on('close', (code, signal) => {
			if (check && code !== 0)
				reject(new Error(`${path.basename(file)} ` +
					`${args.join(' ')}: ${code ?? signal}\n` +
					out.stderr + out.stdout));
			else
				resolve({ code, signal, ...out });
		});
	});
}

/* KEY='value' lines, as scripts/stack and scripts/demo write them. */
export function parseEnv(text) {
	return Object.fromEntries([...text.matchAll(/^(\w+)='?(.*?)'?$/gm)]
		.map(([, key, value]) => [key, value]));
}
