#!/bin/sh
# Every route of the worker is in the README's table, and a test calls it.
set -eu
. "$(dirname "$0")/lib/rules.sh"

table=src/worker/routes.c
pattern='^	{ METHOD_\([A-Z]*\), *"\([^"]*\)".*'
routes=$(sed -n "s|$pattern|\\1 \\2|p" $table)
test "$(echo "$routes" | wc -l)" -ge 5 || complain "$table: cannot read it"

# Each line of a test with what the next one says: arguments go on there.
calls=$(sources './tests/*.mjs' | xargs cat | tr '\n\t' '  ')

while read -r method path
do
	grep -qE "^	$method +$path( |\$)" README ||
		complain "README does not list: $method $path"
	case $method in
	GET) call="get\\(|'GET',|\"GET\"," ;;
	POST) call="post\\(|webhook\\(|'POST',|\"POST\"," ;;
	*) call="'$method',|\"$method\"," ;;
	esac
	# A parameter is ${...} or a value there; the topic is webhook()'s.  A
	# longer path is another route.
	fetched=$(echo "$path" | sed 's|/:topic$||; s|/:[a-z_]*|/[^ /]+|g')
	echo "$calls" | grep -qE "($call) *['\"\`]${fetched}['\"\`?]" ||
		complain "no test calls: $method $path"
done <<EOF
$routes
EOF
exit "$status"
