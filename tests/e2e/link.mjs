/*
 * A link between two processes that can be cut without either noticing: bytes
 * stand still on the way, and no connection ends.
 *
 *	const link = await openLink({ to: { port } or { path }, path? });
 *	link.port		where it listens, unless on `path`
 *	link.cut()		from now on, both ways
 *	link.cutAfter(text)	what comes back, as soon as text was sent
 *	link.mend()		what stood still comes late
 *	link.lose()		what stood still never comes: a reset
 *	link.onAnswer = f	called before the first byte that comes back on
 *				a connection: true drops it and the connection
 *	link.close()
 */
import net from 'node:net';
import { once } from 'node:events';

export async function openLink({ to, path }) {
	const pairs = new Set();
	const link = { onAnswer: null };
	let held = null, fatal = null;

	function hold({ near, far }) {
		if (held)
			far.pause();
		if (held === 'both')
			near.pause();
	}

	function end(pair) {
		pairs.delete(pair);
		pair.near.destroy();
		pair.far.destroy();
	}

	function join(near) {
		const far = net.connect(to);
		const pair = { near, far };

		pairs.add(pair);
		for (const socket of [near, far]) {
			socket.on('error', () => end(pair));
			socket.on('close', () => end(pair));
		}
		near.on('data', (bytes) => {
			if (fatal && bytes.includes(fatal)) {
				held = 'answers';
				pairs.forEach(hold);
			}
			far.write(bytes);
		});
		far.on('data', (bytes) => {
			const drops = !pair.answered && link.onAnswer?.();

			pair.answered = true;
			if (drops)
				end(pair);
			else
				near.write(bytes);
		});
		near.on('end', () => far.end());
		far.on('end', () => near.end());
		hold(pair);
	}

	const server = net.createServer({ allowHalfOpen: true }, join);

	server.listen(path ? { path } : { port: 0, host: '127.0.0.1' });
	await once(server, 'listening');
	return Object.assign(link, {
		port: path ? null : server.address().port,
		cut() {
			held = 'both';
			pairs.forEach(hold);
		},
		cutAfter(text) {
			fatal = text;
		},
		mend() {
			held = fatal = null;
			for (const { near, far } of pairs) {
				near.resume();
				far.resume();
			}
		},
		lose() {
			held = fatal = null;
			for (const pair of [...pairs])
				end(pair);
		},
		close() {
			link.lose();
			server.close();
		},
	});
}
