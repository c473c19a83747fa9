// /admin/oauth/authorize and /admin/oauth/access_token: codes of single
// use, permanent and expiring tokens, refresh with rotation.

import { createHmac } from "node:crypto";

const HOUR_S = 3600;
const REFRESH_S = 90 * 86_400;

/* Shopify's signature over a query: sorted k=v, hex, with the secret. */
export function signQuery(secret, params) {
	const message = [...params].filter(([k]) => k !== "hmac")
		.sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0)
		.map(([k, v]) => `${encodeURIComponent(k)}=` +
			encodeURIComponent(v)).join("&");
	return createHmac("sha256", secret).update(message).digest("hex");
}

/* The query with which Shopify opens the app or calls it back. */
export function signedQuery(app, shop, fields, fault = {}) {
	const params = new Map(Object.entries({ ...fields,
		host: Buffer.from(`admin.shopify.com/store/${shop.domain
			.split(".")[0]}`).toString("base64").replace(/=+$/, ""),
		shop: fault.shop && fault.shop !== true ? fault.shop :
			shop.domain,
		timestamp: String(Math.floor(Date.now() / 1000) +
			(fault.timestampOffset ?? 0)) }));
	const secret = fault.signWith === "previous" ? app.apiSecretPrevious :
		app.apiSecret;
	params.set("hmac", signQuery(fault.hmac === "wrong" ? "wrong" : secret,
		params));
	return [...params].map(([k, v]) => `${encodeURIComponent(k)}=` +
		encodeURIComponent(v)).join("&");
}

/* The merchant's consent is given at once: 302 back with a code. */
export function authorize(app, shop, query) {
	const redirect = query.get("redirect_uri");
	if (query.get("client_id") !== app.apiKey)
		return { status: 400, text: "Oauth error invalid_request: " +
			"Could not find Shopify API application with api_key" };
	if (!redirect)
		return { status: 400, text: "Oauth error invalid_request: " +
			"The redirect_uri is not whitelisted" };
	const fault = app.faults.take("oauth", shop) ?? {};
	if (fault.deny)
		return { status: 302, location: `${redirect}?` +
			signedQuery(app, shop, { error: "access_denied",
				state: query.get("state") ?? "" }, fault) };
	const code = shop.newSecret("");
	const scope = fault.scope ?? query.get("scope");
	shop.codes ??= new Map();
	shop.codes.set(code, { scopes: scope ? scope.split(/[ ,]+/) :
		shop.settings.scopes, expires: Date.now() + 60_000 });
	const state = fault.state === "wrong" ? "other" : query.get("state");
	return { status: 302, location: `${redirect}?` + signedQuery(app, shop,
		{ code, state: state ?? "" }, fault) };
}

const refuse = (status, error, text) => ({ status, body: { error,
	error_description: text } });

/* A pair that expires. A new one kills older refresh tokens at once. */
export function grantExpiring(shop, scopes, { expiresIn = HOUR_S,
	from = null } = {}) {
	const now = Date.now();
	const token = shop.grant(shop.newSecret("shpat_"), { scopes,
		expiresAt: now + expiresIn * 1000 });
	const refresh = shop.newSecret("shprt_");
	for (const [key, held] of shop.refreshTokens)
		if (key !== from)
			shop.refreshTokens.delete(key);
		else
			held.replacedBy ??= refresh;
	shop.refreshTokens.set(refresh, { scopes, used: false,
		expiresAt: now + REFRESH_S * 1000, parent: from });
	return { access_token: token, scope: scopes.join(","),
		expires_in: expiresIn, refresh_token: refresh,
		refresh_token_expires_in: REFRESH_S };
}

function byCode(shop, body) {
	const held = shop.codes?.get(body.code);
	shop.codes?.delete(body.code);
	if (!held || held.expires < Date.now())
		return refuse(400, "invalid_request", "The authorization " +
			"code was not found or was already used");
	shop.installed = true;
	if (String(body.expiring ?? "") === "1")
		return { status: 200, body: grantExpiring(shop, held.scopes,
			{ expiresIn: shop.settings.tokenTtl }) };
	return { status: 200, body: { scope: held.scopes.join(","),
		access_token: shop.grant(shop.newSecret("shpat_"),
			{ scopes: held.scopes }) } };
}

/*
 * A refresh token may be sent again until its replacement is first used:
 * an answer that got lost must not end the installation.
 */
function byRefresh(shop, body) {
	const held = shop.refreshTokens.get(body.refresh_token);
	if (!held || held.expiresAt < Date.now())
		return refuse(400, "invalid_request",
			"This request requires an active refresh_token");
	if (held.parent) {
		shop.refreshTokens.delete(held.parent);
		held.parent = null;
	}
	if (held.replacedBy)
		shop.refreshTokens.delete(held.replacedBy);
	delete held.replacedBy;
	return { status: 200, body: grantExpiring(shop, held.scopes,
		{ from: body.refresh_token,
			expiresIn: shop.settings.tokenTtl }) };
}

/* An old permanent token for an expiring pair; the old one is dead then. */
function byExchange(shop, body) {
	const held = shop.tokens.get(body.subject_token);
	if (!held || held.expiresAt !== null)
		return refuse(400, "invalid_subject_token",
			"Invalid subject token");
	shop.tokens.delete(body.subject_token);
	return { status: 200, body: grantExpiring(shop, held.scopes) };
}

/* POST /admin/oauth/access_token */
export function accessToken(app, shop, body) {
	app.journal.note(shop.domain, { tokens: 1 });
	const secrets = [app.apiSecret, app.apiSecretPrevious].filter(Boolean);
	if (body.client_id !== app.apiKey ||
	    !secrets.includes(body.client_secret))
		return refuse(401, "invalid_client",
			"Client authentication failed");
	switch (body.grant_type) {
	case undefined:
	case "authorization_code":
		return byCode(shop, body);
	case "refresh_token":
		return byRefresh(shop, body);
	case "client_credentials":
		return { status: 200, body: { scope:
			shop.settings.scopes.join(","), expires_in: 86_399,
		access_token: shop.grant(shop.newSecret("shpat_"),
			{ expiresAt: Date.now() + 86_399_000 }) } };
	case "urn:ietf:params:oauth:grant-type:token-exchange":
		return byExchange(shop, body);
	default:
		return refuse(400, "unsupported_grant_type",
			"The grant type is not supported");
	}
}
