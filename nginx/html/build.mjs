/*
 * The dashboard, from here into build/html (or the folder that is named): the
 * script of the first page, parts that the other pages ask for, and a style
 * sheet, named by their content so that they can be cached for ever,
 * everything compressed beside itself for gzip_static.
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

/* Names end in eight letters here too, which are of esbuild's making. */
async function bundle() {
	const { outputFiles, metafile } = await build({
		absWorkingDir: here,
		entryPoints: { app: 'src/main.jsx', style: 'style/main.css' },
		entryNames: '[name]-[hash]',
		chunkNames: 'part-[hash]',
		bundle: true,
		splitting: true,
		minify: true,
		metafile: true,
		write: false,
		outdir: out,
		format: 'esm',
		target: ['es2022', 'safari16', 'firefox110'],
		jsx: 'automatic',
		jsxImportSource: 'preact',
		legalComments: 'none',
		logLevel: 'warning',
	});

	return {
		outputs: Object.entries(metafile.outputs).map(([name, more]) =>
			({ ...more, name: path.basename(name) })),
		files: outputFiles.map((f) => ({
			name: path.basename(f.path),
			bytes: Buffer.from(f.contents),
		})),
	};
}

/* The page names its script and style; the parts that these need at once
 * are asked for together with them. */
function pageFor(template, outputs) {
	const entry = (source) => outputs.find((o) => o.entryPoint === source);
	const app = entry('src/main.jsx');
	const parts = app.imports.filter((i) => i.kind === 'import-statement')
		.map((i) => '<link rel="modulepreload" href="/' +
			`${path.basename(i.path)}">\n`);

	return template
		.replace('/style.css', `/${entry('style/main.css').name}`)
		.replace(/(?=<script)/, parts.join(''))
		.replace('/app.js', `/${app.name}`);
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
			!/^(app|part|style|icon)-/.test(name)))
			await rm(file, { recursive: true });
	}
}

await mkdir(out, { recursive: true });
const { outputs, files } = await bundle();
const icon = await readFile(path.join(here, 'icon.svg'));
const iconName = `icon-${hash(icon)}.svg`;
const template = await readFile(path.join(here, 'index.html'), 'utf8');
const page = pageFor(template, outputs).replace('/icon.svg', `/${iconName}`);
const written = [];

/* The page is the last: what it names is there before it is. */
for (const { name, bytes } of [...files, { name: iconName, bytes: icon },
	{ name: 'index.html', bytes: Buffer.from(page) }])
	written.push(...await putCompressed(name, bytes));
await sweep(new Set(written));
for (const name of written.filter((n) => n.endsWith('.gz')))
	console.log(`${name}\t${(await stat(path.join(out, name))).size} bytes`);
