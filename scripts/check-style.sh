#!/bin/sh
# 80 columns with tabs of 8 (of 4 in JavaScript), no blanks at the end of a
# line, a newline at the end of the file; and in the programs indentation by
# tabs and no call of what cuts, overflows or starts a shell.
set -eu
. "$(dirname "$0")/lib/rules.sh"

banned='strcpy|strcat|strncpy|strncat|sprintf|vsprintf|strtok|gets|scanf'
banned="$banned|sscanf|atoi|atol|atof|system|popen|tmpnam|mktemp|alloca"

files="$(sources '*.c' '*.h' '*.mjs' '*.js' '*.jsx' '*.css' '*.sh' \
	'./sql/*/*.sql' './Makefile' './README')
$(grep -d skip -slIE '^#!/bin/sh' scripts/* scripts/*/* tests/*/* |
	grep -v '\.sh$')"

# shellcheck disable=SC2086 # a list of files
said=$(LC_ALL=C awk -v banned="(^|[^A-Za-z0-9_])($banned) ?\\\\(" '
	function width(text, tab,    n, at) {
		for (; (at = index(text, "\t")); text = substr(text, at + 1))
			n += at - 1 + tab - (n + at - 1) % tab
		gsub(/[\200-\277]/, "", text)	# the rest of a character
		return n + length(text)
	}
	function complain(what) {
		print FILENAME ":" FNR ": " what
	}
	width($0, FILENAME ~ /js.?$/ ? 4 : 8) > 80 { complain("too wide") }
	/[ \t]$/ { complain("blanks at the end") }
	FILENAME !~ /^\.\/(lib|src)\// { next }
	/^        / { complain("blanks where a tab belongs") }
	$0 ~ banned { complain("this is not to be called") }
	' $files)
test -z "$said" || complain "$said"
for file in $files
do
	test -z "$(tail -c1 "$file")" || complain "$file: no newline at the end"
done
exit "$status"
