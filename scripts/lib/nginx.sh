# nginx from the shipped configuration: $dir/nginx is laid out as /etc/nginx
# is in production, with nginx/ as xeno/ and this stack's own xeno-site/.
# shellcheck shell=sh disable=SC2154

nginx_configure () {
	mkdir -p "$dir/nginx/xeno-site" "$dir/nginx/tmp"
	ln -sfn "$top/nginx" "$dir/nginx/xeno"
	_same=1
	nginx_main | replace "$dir/nginx/nginx.conf" && _same=0
	for _file in "$top"/nginx/site/*.conf
	do
		_site=$dir/nginx/xeno-site/${_file##*/}
		nginx_site "$_file" | replace "$_site" && _same=0
	done
	return $_same
}

nginx_main () {
	test "$(id -u)" != 0 || echo 'user root;'
	cat <<-EOF
	worker_processes auto;
	worker_rlimit_nofile 16384;
	pid $dir/nginx/nginx.pid;
	error_log $dir/log/nginx.log warn;
	events {
		worker_connections 4096;
	}
	http {
		include /etc/nginx/mime.types;
		default_type application/octet-stream;
		sendfile on;
		client_body_temp_path $dir/nginx/tmp/body;
		fastcgi_temp_path $dir/nginx/tmp/fastcgi;
		proxy_temp_path $dir/nginx/tmp/proxy;
		scgi_temp_path $dir/nginx/tmp/scgi;
		uwsgi_temp_path $dir/nginx/tmp/uwsgi;
		include xeno/xeno.conf;
	}
	EOF
}

# nginx_site FILE: that file of nginx/site with this stack's addresses, and
# what --set nginx.NAME=VALUE says on the line that ends in `# NAME`
nginx_site () {
	sed -e "s|listen 80 |listen 127.0.0.1:$port |" \
		-e "s|/run/xeno/|$run/|" \
		-e "s|/usr/local/share/xeno/html|$html|" \
		-e "s|/usr/local/share/xeno/|$top/nginx/|" \
		-e "s|/var/log/nginx/|$dir/log/|" \
		-e "$(nginx_limits)" "$1"
}

nginx_limits () {
	settings_of nginx | sed 's/^\([^=]*\)=\(.*\)/\/# \1$\/s|[^ =]*;|\2;|/'
}

nginx_pid () {
	cat "$dir/nginx/nginx.pid" 2>/dev/null
}

# The port may have been taken since it was chosen: true only if it was not.
nginx_start_once () {
	nginx_configure || :
	: >"$dir/log/nginx-start.log"
	(cd "$dir/nginx" && env -i PATH="$PATH" LANG=C.UTF-8 \
		XENO_STACK="$dir" nginx -p "$dir/nginx" -c nginx.conf \
		-e "$dir/log/nginx.log") >"$dir/log/nginx-start.log" 2>&1 \
		9>&- || return
	wait_until 5 test -s "$dir/nginx/nginx.pid" &&
		remember nginx "$(nginx_pid)"
}

nginx_start () {
	if is_running nginx
	then
		! nginx_configure || kill -HUP "$(pid_of nginx)"
		return
	fi
	for _try in 1 2 3 4 5
	do
		nginx_start_once && return
		test -z "$port_wanted" || break
		grep -q 'Address already in use' "$dir/log/nginx-start.log" ||
			break
		port=$(choose_port)
	done
	fail nginx-start "nginx does not start on port $port"
}

nginx_stop () {
	stop_daemon nginx QUIT 15
}
