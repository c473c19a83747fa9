// The stand-in's own certificate authority: a client that trusts ca.pem
// talks TLS to every host named here, with full verification.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

const NAMES = "DNS:*.myshopify.com,DNS:storage.googleapis.com," +
	"DNS:localhost,IP:127.0.0.1";
const DAYS = "825";

const openssl = (...args) => execFileSync("openssl", args,
	{ stdio: ["ignore", "ignore", "pipe"] });

/* A key and its certificate, in one process. */
function make(key, cert, subject, extensions, ...signer) {
	openssl("req", "-x509", "-newkey", "ec", "-pkeyopt",
		"ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", cert,
		"-days", DAYS, "-subj", `/CN=${subject}`, ...signer,
		...extensions.flatMap((e) => ["-addext", e]));
}

function isCurrent(file) {
	if (!existsSync(file))
		return false;
	try {
		openssl("x509", "-in", file, "-noout", "-checkend", "86400");
		return true;
	} catch {
		return false;
	}
}

/* Make (or find) D/ca.pem and the server's key and certificate. */
export function certificates(dir) {
	const at = (name) => path.join(dir, name);
	if (!isCurrent(at("ca.pem")) || !isCurrent(at("server.pem"))) {
		make(at("ca.key"), at("ca.pem"), "Stand-in store CA", [
			"basicConstraints=critical,CA:TRUE",
			"keyUsage=critical,keyCertSign"]);
		make(at("server.key"), at("server.pem"), "myshopify.com", [
			`subjectAltName=${NAMES}`, "basicConstraints=CA:FALSE",
			"extendedKeyUsage=serverAuth"],
		"-CA", at("ca.pem"), "-CAkey", at("ca.key"));
	}
	return { caFile: at("ca.pem"), key: readFileSync(at("server.key")),
		cert: readFileSync(at("server.pem")) };
}
