// The sender: signs, delivers with a deadline, retries with backoff, drops
// a subscription after too many failures. Connections are kept alive.

import http from "node:http";
import https from "node:https";
import { createHmac } from "node:crypto";
import { API_VERSION } from "./schema.mjs";
import { topicName } from "./subscriptions.mjs";

const LOCAL = new Set(["127.0.0.1", "localhost", "[::1]"]);

export function sign(secret, text) {
	return createHmac("sha256", secret).update(text, "utf8")
		.digest("base64");
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/* POST once; resolves to a status, or to 0 with a reason. */
function post(agents, url, headers, text, timeoutMs) {
	const secure = url.protocol === "https:";
	return new Promise((resolve) => {
		const request = (secure ? https : http).request(url, {
			method: "POST", headers,
			agent: secure ? agents.https : agents.http,
		}, (response) => {
			response.resume();
			response.on("end", () =>
				done({ status: response.statusCode }));
			response.on("error", (e) => done({ status: 0,
				reason: e.message }));
		});
		const timer = setTimeout(() => {
			done({ status: 0, reason: "timeout" });
			request.destroy();
		}, timeoutMs);
		function done(outcome) {
			clearTimeout(timer);
			resolve(outcome);
		}
		request.on("error", (e) => done({ status: 0,
			reason: e.code ?? e.message }));
		request.end(text);
	});
}

export class Sender {
	constructor(app) {
		this.app = app;
		this.active = 0;
		this.waiting = [];
		this.pending = 0;
		this.idle = [];
		const options = { keepAlive: true, maxSockets: 64 };
		this.agents = { http: new http.Agent(options),
			https: new https.Agent({ ...options, ca: app.ca }) };
	}

	/* Where a shop's deliveries of a topic go. */
	targets(shop, topic) {
		const list = [];
		const hook = shop.webhook;
		// Of a shop that is gone only this is still told.
		if (!shop.installed && !/redact|data_request|uninstalled$/
			.test(topic))
			return list;
		if (hook?.url && (!hook.topics || hook.topics.includes(topic)))
			list.push({ url: hook.url, version: API_VERSION });
		for (const s of shop.subscriptions)
			if (topicName(s.topic) === topic)
				list.push({ url: s.uri, subscription: s,
					version: s.version });
		return list;
	}

	/* A public address may stand for a local one; nothing leaves here. */
	resolve(shop, url) {
		const { rewrite } = shop.webhook ?? {};
		const text = rewrite && url.startsWith(rewrite.from) ?
			rewrite.to + url.slice(rewrite.from.length) : url;
		const target = new URL(text);
		return LOCAL.has(target.hostname) ? target : null;
	}

	headers(delivery, text, fault) {
		const { shop, topic } = delivery;
		const secret = fault?.signWith === "previous" ?
			this.app.apiSecretPrevious : delivery.secret ??
			shop.webhook?.secret ??
			delivery.subscription?.owner?.secret ??
			this.app.apiSecret;
		const hmac = sign(fault?.hmac === "wrong" ? `${secret}x` :
			secret, text);
		const headers = {
			"Content-Type": "application/json",
			"Content-Length": Buffer.byteLength(text),
			"User-Agent": "Shopify-Captain-Hook",
			"X-Shopify-Topic": topic,
			"X-Shopify-Hmac-Sha256": hmac,
			"X-Shopify-Shop-Domain": shop.domain,
			"X-Shopify-API-Version": delivery.version ??
				API_VERSION,
			"X-Shopify-Webhook-Id": delivery.id,
			"X-Shopify-Event-Id": delivery.eventId,
			"X-Shopify-Triggered-At": new Date(delivery.at)
				.toISOString().replace("Z", "000000Z"),
		};
		if (delivery.subscription?.name)
			headers["X-Shopify-Name"] = delivery.subscription.name;
		if (delivery.order)
			headers["X-Shopify-Order-Id"] = delivery.order;
		return headers;
	}

	/* One attempt, with what faults make of it. */
	async attempt(delivery) {
		const { shop } = delivery;
		const url = this.resolve(shop, delivery.url);
		if (!url)
			return { status: 0, reason: "not a local address" };
		const fault = this.app.faults.take("webhook", shop);
		if (fault?.delayMs)
			await sleep(fault.delayMs);
		const text = delivery.text();
		const headers = this.headers(delivery, text, fault);
		const timeoutMs = shop.webhook?.timeoutMs ?? 5000;
		let outcome;
		for (let i = 0; i < (fault?.copies ?? 1); i++)
			outcome = await post(this.agents, url, headers, text,
				timeoutMs);
		return outcome;
	}

	/* Deliver with retries; resolves to the last outcome. */
	async deliver(delivery) {
		const { shop, subscription } = delivery;
		const { retries = 8, retryBaseMs = 250 } = shop.webhook ?? {};
		const started = Date.now();
		let outcome;
		for (let n = 0; n <= (delivery.retries ?? retries); n++) {
			if (n > 0)
				await sleep(retryBaseMs * 2 ** (n - 1));
			outcome = await this.attempt(delivery);
			outcome.attempts = n + 1;
			if (outcome.status >= 200 && outcome.status < 300)
				break;
		}
		const good = outcome.status >= 200 && outcome.status < 300;
		this.app.journal.note(shop.domain, { webhooks: 1,
			webhookFailures: good ? 0 : 1 });
		if (subscription) {
			subscription.failures = good ? 0 :
				subscription.failures + 1;
			// Shopify gives up on it after a round of retries.
			if (!good)
				shop.subscriptions = shop.subscriptions
					.filter((s) => s !== subscription);
		}
		return { topic: delivery.topic, webhookId: delivery.id,
			eventId: delivery.eventId, ms: Date.now() - started,
			...outcome };
	}

	/* Queue a delivery; at most `concurrency` are under way. */
	async enqueue(delivery) {
		this.pending++;
		const limit = delivery.shop.webhook?.concurrency ?? 8;
		while (this.active >= limit)
			await new Promise((resolve) =>
				this.waiting.push(resolve));
		this.active++;
		try {
			return await this.deliver(delivery);
		} finally {
			this.active--;
			this.pending--;
			this.waiting.shift()?.();
			if (this.pending === 0)
				for (const wake of this.idle.splice(0))
					wake();
		}
	}

	/* Resolves when nothing is under way. */
	async rest() {
		while (this.pending > 0)
			await new Promise((resolve) => this.idle.push(resolve));
	}

	close() {
		this.agents.http.destroy();
		this.agents.https.destroy();
	}
}
