/*
 * The dashboard, from here into build/html (or the folder that is named):
 * one script and one style sheet, named by their content so that they can be
 * cached for ever, everything compressed beside itself for gzip_static.
 */
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, stat, writeFile }
	from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.resolve(process.argv[2] ??
	path.join(here, '../../build/html'));

/* Eight letters, by which nginx knows a name that never changes meaning. */
function hash(bytes) {
	return createHash('sha256').update(bytes).digest('hex').slice(0, 8);
}

async function bundle() {
	const { outputFiles } = await build({
		absWorkingDir: here,
		entryPoints: { app: 'src/main.jsx', style: 'style/main.css' },
		bundle: true,
		minify: true,
		write: false,
		outdir: out,
		format: 'esm',
		target: ['es2022', 'safari16', 'firefox110'],
		jsx: 'automatic',
		jsxImportSource: 'preact',
		legalComments: 'none',
		logLevel: 'warning',
	});

	return outputFiles.map((f) => ({
		name: path.basename(f.path),
		bytes: Buffer.from(f.contents),
	}));
}

/* Written beside and renamed: whoever is served meanwhile gets a whole file. */
async function put(name, bytes) {
	const file = path.join(out, name);

	await writeFile(`${file}.new`, bytes);
	await rename(`${file}.new`, file);
	return name;
}

async function putCompressed(name, bytes) {
	await put(`${name}.gz`, gzipSync(bytes, { level: 9 }));
	await put(name, bytes);
	return [name, `${name}.gz`];
}

/* What an earlier build left goes, but not at once: a page may still ask. */
async function sweep(keep) {
	const hour = 3_600_000;

	for (const name of await readdir(out)) {
		const file = path.join(out, name);
		const { mtimeMs } = await stat(file);

		if (!keep.has(name) && (Date.now() - mtimeMs > hour ||
			!/^(app|style|icon)-/.test(name)))
			await rm(file, { recursive: true });
	}
}

await mkdir(out, { recursive: true });
const sources = [...await bundle(),
	{ name: 'icon.svg', bytes: await readFile(path.join(here, 'icon.svg')) }];
const written = [];
let page = await readFile(path.join(here, 'index.html'), 'utf8');

for (const { name, bytes } of sources) {
	const { name: stem, ext } = path.parse(name);
	const hashed = `${stem}-${hash(bytes)}${ext}`;

	written.push(...await putCompressed(hashed, bytes));
	page = page.replace(`/${name}`, `/${hashed}`);
}
written.push(...await putCompressed('index.html', Buffer.from(page)));
await sweep(new Set(written));
for (const name of written.filter((n) => n.endsWith('.gz')))
	console.log(`${name}\t${(await stat(path.join(out, name))).size} bytes`);
