#!/bin/sh
# No source file is longer than 400 lines.
set -eu
. "$(dirname "$0")/lib/rules.sh"

for file in $(sources '*.c' '*.h' '*.mjs' '*.js' '*.jsx' '*.css' '*.sql' \
	'*.sh' '*.conf' './scripts/*' './tests/bench/*')
do
	lines=$(wc -l <"$file")
	test "$lines" -le 400 || complain "$file: $lines lines"
done
exit "$status"
