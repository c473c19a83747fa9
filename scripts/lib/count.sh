# Sourced by the stages in scripts/test.d: checks and their count.
# shellcheck shell=sh

top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top" || exit 1
XENO_BUILD=${XENO_BUILD-$top/build/dev}
passed=0 failed=0

pass () {
	passed=$((passed + 1))
	echo "ok $*"
}

fail () {
	failed=$((failed + 1))
	echo "not ok $*"
}

# check NAME COMMAND...: a test that passes when the command does
check () {
	_name=$1
	shift
	if "$@"
	then
		pass "$_name"
	else
		fail "$_name"
	fi
}

# count FILE PASSED FAILED: add what a tool says it counted
count () {
	passed=$((passed + $2)) failed=$((failed + $3))
	test "$(($2 + $3))" -gt 0 || fail "$1: it ran no test"
}

done_counting () {
	echo "$passed passed, $failed failed"
	test $failed = 0
	exit
}

# build_dir DIR MAKE-ARGUMENTS...: a build beside the others
build_dir () {
	_dir=$1
	shift
	make --no-print-directory -j2 BUILD="$_dir" DEVELOPER=1 "$@"
}

# unit_tests DIR: run what was built there, each to its end
unit_tests () {
	for _source in tests/unit/*.c
	do
		_test=$(basename "$_source" .c)
		_said=$("$1/tests/unit/$_test" 2>&1)
		_status=$?
		printf '%s\n' "$_said"
		# libcheck: 100%: Checks: 7, Failures: 0, Errors: 0
		_sums=$(printf '%s\n' "$_said" | tr -d , |
			awk '/^[0-9]*%: Checks: / {
				n += $3; bad += $5 + $7
			} END { print n - bad, bad + 0 }')
		# shellcheck disable=SC2086 # two numbers
		count "$_test" $_sums
		test $_status = 0 || test "${_sums#* }" != 0 ||
			fail "$_test: ended with $_status"
	done
}

unit_programs () {	# unit_programs DIR: their names, for make
	for _source in tests/unit/*.c
	do
		echo "$1/tests/unit/$(basename "$_source" .c)"
	done
}
