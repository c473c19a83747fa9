// The stand-in's own certificate authority: a client that trusts ca.pem
// talks TLS to every host named here, with full verification.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const NAMES = "DNS:*.myshopify.com,DNS:storage.googleapis.com," +
	"DNS:localhost,IP:127.0.0.1";
const DAYS = "825";

const openssl = (...args) => execFileSync("openssl", args,
	{ stdio: ["ignore", "ignore", "pipe"] });

function makeKey(file) {
	openssl("genpkey", "-algorithm", "EC", "-pkeyopt",
		"ec_paramgen_curve:P-256", "-out", file);
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
		makeKey(at("ca.key"));
		openssl("req", "-x509", "-new", "-key", at("ca.key"), "-days",
			DAYS, "-subj", "/CN=Stand-in store CA", "-addext",
			"basicConstraints=critical,CA:TRUE", "-addext",
			"keyUsage=critical,keyCertSign", "-out", at("ca.pem"));
		makeKey(at("server.key"));
		openssl("req", "-new", "-key", at("server.key"), "-subj",
			"/CN=myshopify.com", "-out", at("server.csr"));
		writeFileSync(at("server.ext"), `subjectAltName=${NAMES}\n` +
			"basicConstraints=CA:FALSE\n" +
			"extendedKeyUsage=serverAuth\n");
		openssl("x509", "-req", "-in", at("server.csr"), "-CA",
			at("ca.pem"), "-CAkey", at("ca.key"), "-CAcreateserial",
			"-days", DAYS, "-extfile", at("server.ext"), "-out",
			at("server.pem"));
	}
	return { caFile: at("ca.pem"), key: readFileSync(at("server.key")),
		cert: readFileSync(at("server.pem")) };
}
