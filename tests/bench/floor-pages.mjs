/*
 * The floor of a delta: a bare client that reads what changed in the fewest
 * pages that Shopify allows, and does nothing with it.
 *
 * The queries are xeno-sync's own; the fewest pages are the largest ones whose
 * requested cost is within the 1,000 points of a query, with room for as many
 * lines an order as there are.  What grows slower than the number of rows is
 * cheapest in large pages, so these are the fewest points, too.
 */
import https from 'node:https';
import { readFileSync } from 'node:fs';
import { getOperationAST, parse } from 'graphql';

import { run } from '../e2e/run.mjs';
import { queryCost } from '../shopify/cost.mjs';

const MOST_ROWS = 250, MOST_POINTS = 1000;
const RESOURCES = ['customers', 'products', 'orders'];
const PRODUCTS = ' AND status:active,draft,archived,unlisted';

/* The largest page of this query. */
function mostRows(text, variables) {
	const document = parse(text);
	const operation = getOperationAST(document);
	let first = MOST_ROWS;

	while (queryCost(document, operation, { ...variables, first }) >
		MOST_POINTS)
		first--;
	return first;
}

export class PagesFloor {
	/* lines: the most that an order has */
	static async open(service, { lines }) {
		const { stdout } = await run(service.program('xeno-sync'),
			['documents'], { check: true });
		const documents = new Map(stdout.trim().split('\n')
			.map(JSON.parse).map(({ name, text }) => [name, text]));
		const conf = readFileSync(service.env.XENO_CONF, 'utf8');
		const floor = new PagesFloor();

		floor.port = service.tlsPort;
		floor.ca = readFileSync(
			/^shopify_ca_file\s*=\s*(.*)$/m.exec(conf)[1]);
		floor.lists = RESOURCES.map((name) => {
			const text = documents.get(`page_${name}`);
			const variables = name === 'orders' ? { lines } : {};

			return { name, text, variables: { ...variables,
				first: mostRows(text, variables) } };
		});
		return floor;
	}

	/* -> { data, points }; the agent keeps the connection */
	query(agent, { domain, accessToken }, text, variables) {
		return new Promise((resolve, reject) => {
			const request = https.request({ host: '127.0.0.1', agent,
				port: this.port, servername: domain, ca: this.ca,
				method: 'POST',
				path: '/admin/api/2026-10/graphql.json',
				headers: { Host: domain,
					'Content-Type': 'application/json',
					'X-Shopify-Access-Token': accessToken } });

			request.on('error', reject);
			request.on('response', (answer) => {
				const parts = [];

				answer.on('data', (part) => parts.push(part));
				answer.on('end', () => {
					const { data, errors, extensions } =
						JSON.parse(Buffer.concat(parts));

					if (errors)
						reject(new Error(errors[0].message));
					else
						resolve({ data, points:
							extensions.cost.actualQueryCost });
				});
			});
			request.end(JSON.stringify({ query: text, variables }));
		});
	}

	/* All that changed in a shop since then -> { requests, points, rows } */
	async read(shop, since) {
		const agent = new https.Agent({ keepAlive: true });
		const sum = { requests: 0, points: 0, rows: {} };
		const changed = `updated_at:>='${since.toISOString()}'`;

		for (const { name, text, variables } of this.lists) {
			const query = changed + (name === 'products' ? PRODUCTS : '');
			let page = { hasNextPage: true, endCursor: null };

			sum.rows[name] = 0;
			while (page.hasNextPage) {
				const { data, points } = await this.query(agent, shop,
					text, { ...variables, query,
						after: page.endCursor });

				page = data[name].pageInfo;
				sum.requests++;
				sum.points += points;
				sum.rows[name] += data[name].nodes.length;
			}
		}
		agent.destroy();
		return sum;
	}
}
