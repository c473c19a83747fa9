#!/bin/sh
# The top level is as given, what is built stays apart, nothing is left for
# later and no test is left out.
set -eu
. "$(dirname "$0")/lib/rules.sh"

given='Makefile|configure\.ac|src|lib|sql|nginx|tests|scripts|README|COPYING'
ignored='build|var|config\.mak|config\.mak\.autogen|config\.log'
ignored="$ignored|config\.status|configure|autom4te\.cache"
for name in *
do
	echo "$name" | grep -qxE "$given|$ignored" ||
		complain "$name: not at the top level"
done
for name in Makefile configure.ac src lib sql nginx tests scripts README COPYING
do
	test -e "$name" || complain "$name: missing"
done

later='TODO|FIXME|not implemented'
hits=$(sources '*.c' '*.h' '*.mjs' '*.js' '*.jsx' '*.sql' './scripts/*' |
	grep -v check-tree | xargs grep -nE "\\b($later)\\b" || :)
test -z "$hits" || complain "$hits"
hits=$(sources './tests/*.mjs' | xargs grep -nE \
	'\b(t|it|test|describe)\.(skip|only|todo)\(|\b(skip|only|todo): true' ||
	:)
test -z "$hits" || complain "$hits"
exit "$status"
