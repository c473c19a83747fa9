/*
 * A table as CSV (RFC 4180).  Text that a spreadsheet would take for a formula
 * gets an apostrophe in front; a number is a number, with its own digits.
 */
function cell(value) {
	if (value === null || value === undefined)
		return '';
	let text = String(value);

	if (/^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text))
		text = `'${text}`;
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/* columns: [{ label, value(row) }] */
export function toCsv(columns, rows) {
	return [columns.map((c) => c.label), ...rows.map((row) =>
		columns.map((c) => c.value(row)))]
		.map((line) => line.map(cell).join(',')).join('\r\n') + '\r\n';
}

/* Bytes that the server made a file of. */
export function downloadBlob(name, blob) {
	const url = URL.createObjectURL(blob);
	const link = document.createElement('a');

	link.href = url;
	link.download = name.replace(/[^\w.-]+/g, '-');
	document.body.append(link);
	link.click();
	link.remove();
	setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/* The mark in front tells a spreadsheet that it is UTF-8. */
export function download(name, csv) {
	downloadBlob(name, new Blob(['\ufeff', csv],
		{ type: 'text/csv;charset=utf-8' }));
}
