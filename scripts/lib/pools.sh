# The worker pools: one FastCGI socket each, behind it spawn-fcgi's socket,
# multiwatch as the supervisor and N workers.
# shellcheck shell=sh disable=SC2154

pool_names='api auth webhooks events'

# pool_size NAME: from --pool api=2,auth=1,webhooks=2,events=1
pool_size () {
	_size=$(echo "$pools" | tr , '\n' | sed -n "s/^$1=//p" | tail -n 1)
	echo "${_size:-2}"
}

# -n: a forked spawn-fcgi would send the workers' stderr to /dev/null.
# -b: a full backlog is an instant 502.  -r and -t: multiwatch would give the
# pool up for good after three quick exits.
pool_start () {
	! is_running "pool-$1" || return 0
	rm -f "$run/$1.sock"
	start_daemon "pool-$1" spawn-fcgi -n -b 1024 -M 0600 \
		-s "$run/$1.sock" -- /usr/bin/multiwatch -r 1000000 -t 100 \
		-f "$(pool_size "$1")" -- "$worker" -c "$dir/xeno.conf"
}

pool_listens () {
	test -S "$run/$1.sock" || ! is_running "pool-$1"
}

# Before those that run are stopped for new settings.
pools_check () {
	test -x "$worker" || die "no $worker: run make"
	"$worker" -t -c "$dir/xeno.conf" 2>"$dir/log/settings.log" ||
		fail settings "the workers cannot start with $dir/xeno.conf"
}

pools_start () {
	for _pool in $pool_names
	do
		pool_start "$_pool"
	done
	for _pool in $pool_names
	do
		wait_until 5 pool_listens "$_pool" || :
		is_running "pool-$_pool" ||
			fail "pool-$_pool" "the $_pool pool does not start"
	done
}

# multiwatch hands SIGUSR1 on, not the SIGTERM that lets a worker finish its
# request: so it goes first, and the workers hear from us.
pool_stop () {
	_watch=$(pid_of "pool-$1")
	rm -f "$dir/pids/pool-$1"
	test -n "$_watch" || return 0
	_workers=$(children_of "$_watch")
	stop_pid "$_watch" KILL 5
	for _worker in $_workers
	do
		kill -TERM "$_worker" 2>/dev/null || :
	done
	for _worker in $_workers
	do
		stop_pid "$_worker" TERM 10
	done
	rm -f "$run/$1.sock"
}

pools_stop () {
	for _pool in $pool_names
	do
		pool_stop "$_pool"
	done
}

# A worker starts xeno-sync by itself for a manual run; that ends with the
# stack too.  Ours are known by the mark in their environment.
stop_marked () {
	_marked=$(grep -lzxF "XENO_STACK=$dir" /proc/[0-9]*/environ \
		2>/dev/null || :)
	for _env in $_marked
	do
		_pid=${_env#/proc/}
		_pid=${_pid%/environ}
		case $(cat "/proc/$_pid/comm" 2>/dev/null) in
		xeno-*) stop_pid "$_pid" TERM 10 ;;
		esac
	done
}
