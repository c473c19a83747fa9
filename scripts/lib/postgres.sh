# A private PostgreSQL cluster under $dir/pg.
#
# PostgreSQL refuses to run as root, so root steps down to the packaged user
# postgres; for anybody else the cluster runs as that person.
# shellcheck shell=sh disable=SC2154,SC2034

postgres_find () {
	# Debian's newest, which common.sh has put first.
	_bin=$(command -v postgres || :)
	case $_bin in
	/usr/lib/postgresql/*) _bin=${_bin%/*} ;;
	*) die 'no PostgreSQL: run scripts/install-packages' ;;
	esac
	if test "$(id -u)" = 0
	then
		as_postgres='setpriv --reuid=postgres --regid=postgres
			--init-groups --'
	else
		as_postgres=
	fi
}

# Passwords reach psql and sqitch by a file, never by an argument, which
# everybody on the machine could read.
postgres_passfile () {
	replace "$dir/pgpass" <<-EOF || :
	*:*:*:postgres:$postgres_password
	*:*:*:xeno_migrate:$migrate_password
	*:*:*:xeno_app:$app_password
	EOF
	export PGPASSFILE="$dir/pgpass" PGCONNECT_TIMEOUT=5
}

# Where the cluster's files can live: under $dir if the user postgres gets
# there (a 0700 directory above would stop it), else under /var/tmp with a
# symbolic link.
postgres_place () {
	test ! -e "$dir/pg/PG_VERSION" || return 0
	rm -rf "$dir/pg"
	# shellcheck disable=SC2086 # words on purpose
	if $as_postgres test -x "$dir"
	then
		mkdir "$dir/pg"
	else
		_place=$(mktemp -d /var/tmp/xeno-pg.XXXXXX) &&
		ln -s "$_place" "$dir/pg"
	fi || die "cannot make $dir/pg"
	test -z "$as_postgres" || chown postgres: "$dir/pg/"
}

# Without the symbolic link, which the server may not be able to follow.
postgres_data () {
	readlink -f "$dir/pg"
}

postgres_init () {
	_pwfile=$(mktemp) &&
	printf '%s\n' "$postgres_password" >"$_pwfile" || exit
	test -z "$as_postgres" || chown postgres: "$_pwfile"
	# shellcheck disable=SC2086
	(cd / && $as_postgres "$_bin/initdb" -A scram-sha-256 -U postgres \
		--pwfile="$_pwfile" -E UTF8 --locale=C.UTF-8 -N \
		-D "$(postgres_data)") >"$dir/log/initdb.log" 2>&1 ||
		_failed=1
	rm -f "$_pwfile"
	test -z "${_failed-}" || fail initdb 'initdb failed'
	echo "include_dir = 'conf.d'" >>"$dir/pg/postgresql.conf"
	mkdir "$dir/pg/conf.d"
}

# The conf.d of the cluster: ours, then what this start is about.
postgres_configure () {
	cat "$top/scripts/lib/postgresql.conf" >"$dir/pg/conf.d/10-xeno.conf"
	{
		echo "listen_addresses = '127.0.0.1'"
		echo "port = $postgres_port"
		echo "unix_socket_directories = '$run/pg'"
		settings_of postgres | sed "s/=\(.*\)/ = '\1'/"
	} >"$dir/pg/conf.d/20-stack.conf"
	chmod -R a+rX "$dir/pg/conf.d"
}

postgres_answers () {
	is_running postgres || return 0
	"$_bin/pg_isready" -q -h "$run/pg" -p "$postgres_port" -U postgres
}

# After a kill -9 the lock files name a process that may still be a zombie,
# which PostgreSQL takes for a living one.
postgres_unlock () {
	for _lock in "$dir/pg/postmaster.pid" "$run"/pg/.s.PGSQL.*.lock
	do
		read -r _old <"$_lock" || continue
		! grep -q ') Z' "/proc/$_old/stat" || rm -f "$_lock"
	done
} 2>/dev/null

postgres_start () {
	postgres_port=$(sed -n 's/^port = //p' "$dir/pg/conf.d/20-stack.conf" \
		2>/dev/null || :)
	! is_running postgres || return 0
	mkdir -p "$run/pg"
	test -z "$as_postgres" || chown postgres: "$run/pg"
	postgres_place
	test -e "$dir/pg/PG_VERSION" || postgres_init
	# A worker finds a restarted server where it was, unless somebody else
	# took the port.  After a kill -9 the first try may meet old backends.
	for _try in 1 2 3 4
	do
		test $_try -lt 4 && test -n "$postgres_port" &&
			port_is_free "$postgres_port" ||
			postgres_port=$(random_port)
		postgres_configure
		postgres_unlock
		# shellcheck disable=SC2086
		start_daemon postgres $as_postgres \
			"$_bin/postgres" -D "$(postgres_data)"
		wait_until 60 postgres_answers || :
		! is_running postgres || return 0
	done
	fail postgres 'PostgreSQL does not start'
}

postgres_stop () {
	stop_daemon postgres INT 30
}

# Addresses.  Over the socket for our own programs; over TCP for a person.
postgres_urls () {
	_query="host=$run/pg&port=$postgres_port"
	admin_url="postgresql://postgres@/postgres?$_query"
	migrate_url="postgresql://xeno_migrate:$migrate_password@"
	app_url="postgresql://xeno_app:$app_password@"
	_tcp="127.0.0.1:$postgres_port/$database"
	tcp_migrate_url=$migrate_url$_tcp
	tcp_app_url=$app_url$_tcp
	migrate_url="$migrate_url/$database?$_query"
	app_url="$app_url/$database?$_query"
}

postgres_sql () {	# postgres_sql DATABASE SQL: as the superuser
	psql -XqAt -v ON_ERROR_STOP=1 -h "$run/pg" -p "$postgres_port" \
		-U postgres -d "$1" -c "$2"
}

postgres_roles () {
	{
		printf '%s\n' "\\set migrate_password '$migrate_password'" \
			"\\set app_password '$app_password'"
		cat "$top/sql/roles.sql"
	} | psql -Xq -v ON_ERROR_STOP=1 -h "$run/pg" -p "$postgres_port" \
		-U postgres -d postgres >"$dir/log/roles.log" 2>&1 ||
		fail roles 'sql/roles.sql failed'
}

postgres_has () {	# postgres_has DATABASE
	test -n "$(postgres_sql postgres \
		"SELECT 1 FROM pg_database WHERE datname = '$1'")"
}

# The state of sql/: a database that was migrated from the same need not be
# migrated again.
migrations_sum () {
	(cd "$top/sql" && find . -type f ! -name '*.md' -print | sort |
		xargs cat | sha256sum | cut -c1-12)
}

# migrated_database NAME: make it if it is not there, and bring it up to date
migrated_database () {
	_sum=$(migrations_sum)
	_done=$dir/migrated-$1
	postgres_has "$1" || rm -f "$_done"
	test "$(cat "$_done" 2>/dev/null)" != "$_sum" || return 0
	postgres_roles
	_verify=--verify
	postgres_has "$1" || {
		_verify=--no-verify	# nothing in it can stand in the way
		postgres_sql postgres "CREATE DATABASE $1 OWNER xeno_owner" ||
			die "cannot create the database $1"
	}
	_query="host=$run/pg&port=$postgres_port"
	DATABASE_URL="postgresql://xeno_migrate@/$1?$_query" \
		"$top/scripts/migrate" deploy $_verify \
		>"$dir/log/migrate.log" 2>&1 ||
		fail migrate 'the migrations failed'
	echo "$_sum" >"$_done"
}

# postgres_tidy NAME: drop the templates but this one, of an older sql/
postgres_tidy () {
	for _old in $(postgres_sql postgres "SELECT datname FROM pg_database
		WHERE datname LIKE 'xeno\_template\_%' AND datname <> '$1'")
	do
		postgres_sql postgres "DROP DATABASE $_old" || :
		rm -f "$dir/migrated-$_old"
	done
}
