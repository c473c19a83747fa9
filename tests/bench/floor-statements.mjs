/*
 * The floor of webhooks: the statements of one orders/create, as PostgreSQL
 * logged them, as a script for pgbench that runs them in one pipeline.
 *
 * So the floor follows the program: nobody copies a statement by hand.  The
 * parameters are those of the delivery that was logged, but that the ids of
 * the shop, the order, the customer and the delivery become random.
 */

const EXECUTED = /LOG: {2}execute ([^:]+): (.*)/;
const PARAMETERS = /DETAIL: {2}parameters: (.*)/;

const LOGGED = {
	log_statement: 'all',
	log_error_verbosity: 'default',
	log_parameter_max_length: '-1',
};

/* Every statement into the log, or no longer. */
export async function setLogging(service, on) {
	for (const [name, value] of Object.entries(LOGGED))
		await service.sql(on ? `ALTER SYSTEM SET ${name} = '${value}'` :
			`ALTER SYSTEM RESET ${name}`);
	await service.sql('SELECT pg_reload_conf()');
	await new Promise((done) => setTimeout(done, 300));
}

/* $1 = '1', $2 = 'it''s', $3 = NULL -> ['1', "it's", null] */
function valuesOf(text) {
	return [...text.matchAll(/\$\d+ = (?:'((?:[^']|'')*)'|(NULL))/g)]
		.map(([, value, isNull]) => isNull ? null :
			value.replaceAll("''", "'"));
}

/*
 * What a worker ran since the log was so long: -> [{ name, sql, values }] of
 * its last whole transaction that stored a delivery.
 */
export function lastTransaction(log, from) {
	const lines = log.slice(from).replaceAll('\n\t', ' ').split('\n')
		.filter((line) => line.includes('xeno-worker'));
	const transactions = [];

	for (const line of lines) {
		const [, name, sql] = EXECUTED.exec(line) ?? [];
		const [, parameters] = PARAMETERS.exec(line) ?? [];

		if (sql === 'BEGIN')
			transactions.push([]);
		if (sql)
			transactions.at(-1)?.push({ name, sql, values: [] });
		else if (parameters && transactions.length)
			transactions.at(-1).at(-1).values = valuesOf(parameters);
	}
	const found = transactions.findLast((list) =>
		list.some(({ sql }) => /^INSERT INTO delivery\b/.test(sql)));

	if (found?.at(-1)?.sql !== 'COMMIT')
		throw new Error('the statements of a webhook are not in the log');
	return found;
}

/*
 * ids: { order: '5000...' }: a parameter of that value is the variable of that
 * name; a shop's number, which is small, only as the second parameter, where
 * it stands everywhere, or as the only one.  choose: { order: [from, to] }:
 * what it is drawn from.  -> { script, variables }: variables are for -D.
 */
export function pgbenchScript(statements, { shop, ...ids }, choose) {
	const names = new Map(Object.entries(ids).map(([name, id]) =>
		[String(id), name]));
	const variables = {};

	function nameOf(value) {
		if (names.has(value))
			return names.get(value);
		const name = `v${Object.keys(variables).length}`;

		variables[name] = value;
		names.set(value, name);
		return name;
	}

	const sql = statements.map((statement) => statement.sql.replace(
		/\$(\d+)/g, (_, n) => {
			const value = statement.values[n - 1];

			if (value === String(shop) &&
				(n === '2' || statement.values.length === 1))
				return ':shop';
			const [, each] = /^\{(\d+)(?:,\1)*\}$/.exec(value) ?? [];

			/* A column of the rows of one order. */
			if (names.has(each) && names.get(each) in ids)
				return `array_fill(:${names.get(each)}::bigint,` +
					` ARRAY[${value.split(',').length}])`;
			return value === null ? 'NULL' : `:${nameOf(value)}`;
		}));

	return { variables, script: [
		...Object.entries(choose).map(([name, [from, to]]) =>
			`\\set ${name} random(${from}, ${to})`),
		'\\startpipeline', ...sql.map((text) => `${text};`),
		'\\endpipeline', ''].join('\n') };
}
