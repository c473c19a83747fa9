/* Each rule script of `make check` finds what it is there to find. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { appendFile, mkdir, mkdtemp, readdir, rm } from
	'node:fs/promises';
import { tmpdir } from 'node:os';

import { run } from './run.mjs';
import { top } from './stack.mjs';

/* [rule, file, text to append (or the whole of a new file), complaint] */
const breaches = [
	['headers', 'lib/base/broken.h', 'size_t lost(void);\n', /broken\.h/],
	['headers', 'src/sync/arena.h', '\n', /of this name: arena\.h/],
	['floors', 'lib/base/arena.c', '#include "wrap/db.h"\n', /lib\/base/],
	['floors', 'lib/wrap/json.c', '#include "domain/shop/shop.h"\n',
		/lib\/wrap/],
	['floors', 'lib/domain/shop/shop.c', '#include <libpq-fe.h>\n', /libpq/],
	['floors', 'src/sync/main.c', 'DB_QUERY(lost, 0, "SELECT 1");\n',
		/belongs to lib/],
	['floors', 'lib/domain/read/order_list.c',
		'#define LOST "customer_id = c.customer_id AND counted"\n',
		/ROLLUP_COUNTED/],
	['linkage', 'lib/base/text.c', 'int text_lost(void)\n{\n}\n',
		/text\.c: nobody uses text_lost/],
	['linkage', 'src/sync/sums.c',
		'int sums_own(void)\n{\n\treturn sums_own();\n}\n',
		/sums\.c: nobody else uses sums_own/],
	['linkage', 'src/worker/cors.c', 'const char *const cors_bare[] = { 0 };\n',
		/cors\.c: nobody uses cors_bare/],
	['rooms', 'lib/domain/entity/order.c',
		'#include "domain/webhook/webhook.h"\n', /entity may not/],
	['rooms', 'lib/domain/attic/old.h', '\n', /attic: what may it know/],
	['floors', 'src/sync/main.c', '#include "worker/reply.h"\n',
		/src\/sync/],
	['routes', 'src/worker/routes.c',
		'\t{ METHOD_PUT,    "/api/nowhere", ACCESS_OPEN, 0, api_x },\n',
		/README does not list: PUT \/api\/nowhere[^]*no test calls/],
	['routes', 'src/worker/routes.c',
		'\t{ METHOD_DELETE, "/api/auth", ACCESS_OPEN, 0, api_x },\n',
		/no test calls: DELETE \/api\/auth$/m],
	['routes', 'src/worker/routes.c',
		'\t{ METHOD_DELETE, "/auth/sessions", ACCESS_OPEN, 0, api_x },\n',
		/no test calls: DELETE \/auth\/sessions$/m],
	['settings', 'lib/base/conf.c', '\t{ KEY(TEXT, unheard_of) },\n',
		/unheard_of/],
	['settings', 'scripts/xeno.conf.sample', '#no_such_key = 1\n',
		/no_such_key/],
	['style', 'lib/base/arena.c', `/* ${'x'.repeat(80)} */\n`,
		/arena\.c:\d+: too wide/],
	['style', 'nginx/html/src/app.jsx', `/* ${'x'.repeat(80)} */\n`,
		/app\.jsx:\d+: too wide/],
	['style', 'sql/verify/runs.sql', `-- ${'x'.repeat(80)}\n`,
		/runs\.sql:\d+: too wide/],
	['style', 'src/sync/main.c', '        int spaces;\n', /main\.c:\d+: .*tab/],
	['style', 'lib/base/text.c', '\tstrcpy(a, b);\n',
		/text\.c:\d+: this is not to be called/],
	['style', 'tests/e2e/run.mjs', 'let x; \n', /blanks/],
	['style', 'scripts/demo', 'exit', /no newline/],
	['length', 'lib/base/text.c', '\n'.repeat(400), /text\.c: \d+ lines/],
	['shell', 'scripts/demo', 'cd $nowhere\n', /SC2086/],
	['tree', 'surplus', 'x\n', /surplus/],
	['tree', 'src/sync/main.c', '/* TO' + 'DO: later */\n', /main\.c/],
	['tree', 'nginx/html/src/days.js', '/* TO' + 'DO: later */\n',
		/days\.js/],
	['tree', 'tests/e2e/run.mjs', 'test.' + 'skip("x", f);\n', /run\.mjs/],
];

let dir;

/* The tree as it stands, without what is built. */
async function copyTree() {
	await run('sh', ['-c', 'tar cf - --exclude=./build --exclude=./var ' +
		'--exclude=./.git --exclude=node_modules . | tar xf - -C "$1"',
	'sh', dir], { cwd: top, check: true });
}

before(async () => {
	dir = await mkdtemp(path.join(tmpdir(), 'xeno-rules-'));
	await copyTree();
});
after(() => rm(dir, { recursive: true }));

function check(rule) {
	return run(path.join(dir, 'scripts', `check-${rule}.sh`), []);
}

for (const [rule, file, text, complaint] of breaches)
	test(`${rule}: ${file} ${complaint}`, async () => {
		const before = await check(rule);

		await mkdir(path.dirname(path.join(dir, file)), { recursive: true });
		await appendFile(path.join(dir, file), text);
		const { code, stdout, stderr } = await check(rule);

		assert.notEqual(code, 0);
		assert.match(stdout + stderr, complaint);
		assert.doesNotMatch(before.stdout + before.stderr, complaint,
			'it complained before');
		await rm(path.join(dir, file));
		await copyTree();
	});

test('every rule is broken here', async () => {
	const rules = (await readdir(path.join(top, 'scripts')))
		.map((name) => /^check-(\w+)\.sh$/.exec(name)?.[1])
		.filter(Boolean);

	assert.deepEqual(rules.sort(),
		[...new Set(breaches.map(([rule]) => rule))].sort());
});
