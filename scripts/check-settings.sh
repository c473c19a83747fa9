#!/bin/sh
# Every setting that the programs know stands in the sample file with a word
# on it, and the other way round.
set -eu
. "$(dirname "$0")/lib/rules.sh"

sample=scripts/xeno.conf.sample
known=$(sed -n 's/.*{ KEY([A-Z]*, \([a-z_]*\)).*/\1/p' lib/base/conf.c | sort)
told=$(sed -n 's/^#*\([a-z_]*\) = .*/\1/p' $sample | sort)
test -n "$known" || complain 'lib/base/conf.c: cannot read its table'

for key in $known
do
	echo "$told" | grep -qx "$key" || complain "$sample: no $key"
	grep -qw "$key" README || complain "README: no $key"
done
for key in $told
do
	echo "$known" | grep -qx "$key" || complain "$sample: $key is unknown"
done
exit "$status"
