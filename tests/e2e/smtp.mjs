/*
 * A mail server that keeps what it gets, and the reading of mail:
 *
 *	const sink = await smtp({ tls, implicit, login });
 *	sink.url, sink.mails	each { from, to, text } as it came, and read()
 *	sink.refuse = { RCPT: '550 5.1.1 no' }	an answer for a command; END is
 *				what follows the message, DROP hangs up there
 *	await sink.close()
 */
import net from 'node:net';
import tls from 'node:tls';

/* Encoded words (RFC 2047) in a header that was unfolded. */
const decode = (text) => text.replace(/\?=\s+=\?/g, '?==?').replace(
	/(=\?UTF-8\?B\?[A-Za-z0-9+/=]*\?=)+/g, (words) => Buffer.concat(
		[...words.matchAll(/\?B\?([^?]*)\?=/g)].map(([, code]) =>
			Buffer.from(code, 'base64'))).toString('utf8'));

function headersOf(text) {
	const lines = text.replace(/\r\n[ \t]+/g, ' ').split('\r\n');

	return new Map(lines.map((line) => {
		const [, name, value] = /^([A-Za-z-]+): (.*)$/.exec(line);

		return [name.toLowerCase(), decode(value)];
	}));
}

function split(text) {
	const at = text.indexOf('\r\n\r\n');

	return [headersOf(text.slice(0, at)), text.slice(at + 4)];
}

/* { headers, text, html } of a whole message. */
function readMail(message) {
	const [headers, body] = split(message);
	const [, boundary] = /boundary="([^"]+)"/.exec(
		headers.get('content-type'));
	const parts = `\r\n${body}`.split(`\r\n--${boundary}`).slice(1, -1)
		.map((part) => {
			const [about, code] = split(part.replace(/^\r\n/, ''));

			return [about.get('content-type').split(';')[0],
				Buffer.from(code, about.get('content-transfer-encoding'))
					.toString('utf8').replace(/\r\n/g, '\n')];
		});
	const byType = new Map(parts);

	return { headers, raw: message, text: byType.get('text/plain'),
		html: byType.get('text/html') };
}

const unstuff = (text) => text.replace(/^\./gm, '');

/* One conversation. */
class Session {
	constructor(sink, socket) {
		this.sink = sink;
		this.mail = { to: [] };
		this.isSecure = Boolean(sink.options.implicit);
		this.listen(socket);
		this.say('220 sink');
	}

	listen(socket) {
		this.socket = socket;
		this.buffer = '';
		socket.setEncoding('latin1');
		socket.on('error', () => {});
		socket.on('data', (data) => {
			this.buffer += data;
			this.read();
		});
	}

	say(line) {
		this.socket.write(`${line}\r\n`);
	}

	read() {
		for (;;) {
			const end = this.isData ? '\r\n.\r\n' : '\r\n';
			const at = this.buffer.indexOf(end);

			if (at < 0)
				return;
			const line = this.buffer.slice(0, at);

			this.buffer = this.buffer.slice(at + end.length);
			if (this.isData)
				this.take(line);
			else
				this.command(line);
		}
	}

	take(text) {
		const refused = this.sink.refuse.END;

		this.isData = false;
		if (refused === 'DROP') {
			this.sink.dropped++;
			this.socket.destroy();
			return;
		}
		if (!refused) {
			const message = Buffer.from(unstuff(text), 'latin1')
				.toString('utf8');

			this.sink.mails.push({ ...this.mail, isSecure: this.isSecure,
				login: this.login, ...readMail(message) });
		}
		this.mail = { to: [] };
		this.say(refused ?? '250 taken');
	}

	command(line) {
		const verb = line.split(' ')[0].toUpperCase();
		const refused = this.sink.refuse[verb];

		if (this.isAsked) {
			this.known(line);
			return;
		}
		if (refused) {
			this.say(refused);
			return;
		}
		(this[verb] ?? this.NOOP).call(this, line);
	}

	EHLO() {
		const { tls: context, login } = this.sink.options;

		this.say('250-sink');
		if (context && !this.isSecure)
			this.say('250-STARTTLS');
		if (login)
			this.say('250-AUTH PLAIN');
		this.say('250 8BITMIME');
	}

	STARTTLS() {
		const plain = this.socket;

		this.say('220 go on');
		plain.removeAllListeners('data');
		this.isSecure = true;
		this.listen(new tls.TLSSocket(plain, { isServer: true,
			...this.sink.options.tls }));
	}

	AUTH() {
		this.isAsked = true;
		this.say('334 ');
	}

	known(code) {
		this.isAsked = false;
		this.login = Buffer.from(code, 'base64').toString('utf8')
			.split('\0').slice(1).join(':');
		this.say(this.login === this.sink.options.login
			? '235 welcome' : '535 5.7.8 no');
	}

	MAIL(line) {
		this.mail.from = /<(.*)>/.exec(line)[1];
		this.say('250 yes');
	}

	RCPT(line) {
		this.mail.to.push(/<(.*)>/.exec(line)[1]);
		this.say('250 yes');
	}

	DATA() {
		this.isData = true;
		this.say('354 go on');
	}

	QUIT() {
		this.say('221 bye');
		this.socket.end();
	}

	NOOP() {
		this.say('250 yes');
	}
}

export async function smtp(options = {}) {
	const sink = { options, mails: [], refuse: {}, dropped: 0 };
	const sockets = new Set();
	const serve = (socket) => {
		sockets.add(socket);
		return new Session(sink, socket);
	};
	const server = options.implicit ? tls.createServer(options.tls, serve)
		: net.createServer(serve);

	await new Promise((done) => server.listen(0, '127.0.0.1', done));
	sink.url = `${options.implicit ? 'smtps' : 'smtp'}://127.0.0.1:` +
		server.address().port;
	sink.close = () => {
		sockets.forEach((socket) => socket.destroy());
		return new Promise((done) => server.close(done));
	};
	return sink;
}
