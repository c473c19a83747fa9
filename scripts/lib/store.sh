# The stand-in store: Shopify's Admin API over TLS on one port, its own
# control interface on another.  See tests/shopify.
# shellcheck shell=sh disable=SC2154,SC2034

store_is_ready () {
	test -s "$dir/store/store.json" || ! is_running store
}

store_field () {	# store_field NAME: a number of store.json
	sed 's/[,{}]/\n/g' "$dir/store/store.json" |
		sed -n "s/^ *\"$1\" *: *\\([0-9]*\\).*/\\1/p"
}

store_start () {
	if ! is_running store
	then
		mkdir -p "$dir/store"
		rm -f "$dir/store/store.json"
		start_daemon store node "$top/tests/shopify/main.mjs" \
			--dir "$dir/store" --tls-port 0 --control-port 0 \
			--api-key "$shopify_api_key" \
			--api-secret "$shopify_api_secret" \
			--api-secret-previous "$(settings_of_workers | sed -n \
				's/^shopify_api_secret_previous=//p')"
		wait_until 20 store_is_ready || :
		is_running store ||
			fail store 'the stand-in store does not start'
	fi
	store_tls_port=$(store_field tlsPort)
	store_url=http://127.0.0.1:$(store_field controlPort)
}

store_stop () {
	stop_daemon store TERM 10
}
