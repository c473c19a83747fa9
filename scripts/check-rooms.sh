#!/bin/sh
# The rooms of lib/domain, each of which knows those before it and no other.
set -eu
. "$(dirname "$0")/lib/rules.sh"

rooms=$(printf '%s\n' entity rollup store shopify metrics run shop read \
	account privacy webhook upkeep)

for room in lib/domain/*
do
	name=${room##*/}
	printf '%s\n' "$rooms" | grep -qx "$name" || {
		complain "$room: what may it know, and who may know it?"
		continue
	}
	after=$(printf '%s\n' "$rooms" |
		awk -v name="$name" 'past; $0 == name { past = 1 }' |
		paste -sd '|')
	! grep -nE "^#include \"domain/(${after:-none})/" "$room"/*.[ch] ||
		complain "$room may not include that"
done
# shellcheck disable=SC2154 # rules.sh has it
exit "$status"
