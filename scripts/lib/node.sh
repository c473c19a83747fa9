# Sourced by stages that run node --test, after count.sh.
# shellcheck shell=sh

# node_tests CONCURRENCY FILE...: count what its summary says; a test that was
# cancelled or left out has failed
node_tests () {
	_said=$(mktemp) _jobs=$1
	shift
	node --test --test-concurrency="$_jobs" --test-reporter=spec \
		"$@" >"$_said" 2>&1
	_status=$?
	cat "$_said"
	_good=$(node_sum pass)
	_bad=$(($(node_sum fail) + $(node_sum cancelled) +
		$(node_sum skipped) + $(node_sum todo)))
	count 'node --test' "$_good" "$_bad"
	test $_status = 0 || test $_bad -gt 0 || fail "node ended with $_status"
	rm -f "$_said"
}

node_sum () {	# node_sum WORD: a number of the summary
	_n=$(sed -n "s/^ℹ $1 \([0-9]*\)$/\1/p" "$_said" | tail -n 1)
	echo "${_n:-0}"
}
