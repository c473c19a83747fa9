#!/bin/sh
# 80 columns with tabs of 8 (of 4 in JavaScript), indented by tabs, no blanks
# at the end of a line, a newline at the end of the file, and in the programs
# no call of what cuts, overflows or starts a shell.
set -eu
. "$(dirname "$0")/lib/rules.sh"

banned='strcpy|strcat|strncpy|strncat|sprintf|vsprintf|strtok|gets|scanf'
banned="$banned|sscanf|atoi|atol|atof|system|popen|tmpnam|mktemp|alloca"

for file in $(sources '*.c' '*.h' '*.mjs' '*.sh' './Makefile' './README') \
	$(grep -lIE '^#!/' scripts/* scripts/*/* tests/*/* 2>/dev/null |
		grep -v '\.sh$')
do
	case $file in
	*.mjs) tab=4 ;;
	*) tab=8 ;;
	esac
	long=$(expand -t$tab "$file" | LC_ALL=C.UTF-8 grep -nE '^.{81}' || :)
	test -z "$long" || complain "$file: wider than 80 columns:
$long"
	grep -nE '[ 	]+$' "$file" && complain "$file: blanks at the end"
	test -z "$(tail -c1 "$file")" || complain "$file: no newline at the end"
	case $file in
	./lib/*.[ch] | ./src/*.[ch])
		grep -nE '^ {8}' "$file" && complain "$file: tabs, please"
		grep -nE "(^|[^A-Za-z0-9_])($banned) ?\\(" "$file" &&
			complain "$file: that is not to be called"
		;;
	esac
done
exit "$status"
