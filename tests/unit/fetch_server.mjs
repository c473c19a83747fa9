// The other end of tests/unit/fetch.c: servers that answer, stall and break
// off.  Prints their ports on one line and ends when its standard input does.
//
//	node fetch_server.mjs DIR	makes DIR/ca.pem

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import { createServer as createPlain } from "node:net";
import { gzipSync } from "node:zlib";

const dir = process.argv[2];
const openssl = (...args) => execFileSync("openssl", args, { stdio: "pipe" });
const key = (name) => {
	openssl("ecparam", "-genkey", "-name", "prime256v1", "-noout",
		"-out", `${dir}/${name}.key`);
};

function makeCertificate(name, hosts) {
	key(name);
	openssl("req", "-new", "-key", `${dir}/${name}.key`, "-subj",
		`/CN=${name}`, "-out", `${dir}/${name}.csr`);
	writeFileSync(`${dir}/${name}.ext`,
		`subjectAltName=${hosts.map((h) => `DNS:${h}`)}\n`);
	openssl("x509", "-req", "-in", `${dir}/${name}.csr`, "-CA",
		`${dir}/ca.pem`, "-CAkey", `${dir}/ca.key`, "-CAcreateserial",
		"-days", "2", "-extfile", `${dir}/${name}.ext`,
		"-out", `${dir}/${name}.pem`);
	return {
		key: readFileSync(`${dir}/${name}.key`),
		cert: readFileSync(`${dir}/${name}.pem`),
	};
}

function body(request) {
	return new Promise((resolve) => {
		const parts = [];
		request.on("data", (part) => parts.push(part));
		request.on("end", () => resolve(Buffer.concat(parts)));
	});
}

// Byte i of a file is i % 251, so that a shifted or lost piece is seen.
const pattern = Buffer.from(Array.from({ length: 251 * 256 },
	(_, i) => i % 251));

function send(response, total, then) {
	let at = 0;
	const more = () => {
		while (at < total) {
			const n = Math.min(total - at, pattern.length);
			at += n;
			if (!response.write(pattern.subarray(0, n))) {
				response.once("drain", more);
				return;
			}
		}
		then();
	};
	more();
}

const posts = {
	echo: async (request, response) => {
		const text = (await body(request)).toString();
		response.setHeader("Content-Type", "application/json");
		response.end(JSON.stringify({
			method: request.method, path: request.url,
			sni: request.socket.servername,
			headers: request.headers, text,
		}));
	},
	status: async (request, response, code) => {
		await body(request);
		response.writeHead(Number(code), {
			"Retry-After": "2.0", "X-Request-Id": "abc-1",
			"X-Shopify-API-Version": "2026-10",
		});
		response.end("no");
	},
	redirect: (request, response) => {
		response.writeHead(302, { Location: "/post/echo" });
		response.end();
	},
	big: (request, response, size) => response.end("x".repeat(size)),
	gzip: (request, response, size) => {
		response.setHeader("Content-Encoding", "gzip");
		response.end(gzipSync("x".repeat(size)));
	},
	cut: (request, response) => {
		response.setHeader("Content-Length", "100");
		response.write("0123456789", () => request.socket.destroy());
	},
	drop: (request) => request.socket.destroy(),
	stall: () => {},
};

const gets = {
	file: (request, response, size) => {
		response.setHeader("Content-Length", size);
		send(response, Number(size), () => response.end());
	},
	chunked: (request, response, size) =>
		send(response, Number(size), () => response.end()),
	cut: (request, response, size) => {
		response.setHeader("Content-Length", 2 * size);
		send(response, Number(size), () =>
			setTimeout(() => request.socket.destroy(), 50));
	},
	cutchunked: (request, response, size) =>
		send(response, Number(size), () =>
			setTimeout(() => request.socket.destroy(), 50)),
	stall: (request, response) => {
		response.setHeader("Content-Length", 100);
		response.write("x");
	},
	redirect: posts.redirect,
	status: (request, response, code) => {
		response.statusCode = Number(code);
		response.end("<Error>".repeat(1000));
	},
	connections: (request, response) => response.end(String(connections)),
};

let connections = 0;

function serve(request, response) {
	const [, kind, what, argument] = request.url.split(/[/?]/);
	const table = kind === "post" ? posts : gets;
	response.on("error", () => {});
	table[what](request, response, argument);
}

function listen(server) {
	return new Promise((resolve) => server.listen(0, "127.0.0.1",
		() => resolve(server.address().port)));
}

process.stdin.resume().on("end", () => process.exit(0));
key("ca");
openssl("req", "-x509", "-new", "-key", `${dir}/ca.key`, "-subj", "/CN=test",
	"-days", "2", "-addext", "keyUsage=critical,keyCertSign",
	"-out", `${dir}/ca.pem`);
const good = createServer(makeCertificate("good",
	["*.myshopify.com", "storage.googleapis.com"]), serve);
good.on("secureConnection", () => connections++);
const other = createServer(makeCertificate("other", ["other.example"]), serve);
const plain = createPlain((socket) => {
	socket.on("error", () => {});
	socket.end("220 not TLS\r\n");
});
const ports = [];
for (const server of [good, other, plain])
	ports.push(await listen(server));
console.log(ports.join(" "));
