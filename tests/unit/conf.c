#include <string.h>
#include <unistd.h>

#include "base/conf.h"

#include "test.h"

#define KEK "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F"
#define SECRET "0123456789abcdef0123456789abcdef"
#define ENOUGH "database_url = a\njwt_secret = " SECRET \
	"\nshopify_api_secret = s\n"

static struct conf conf;

static const char *file_of(const char *content)
{
	char *path = arena_strdup(arena, "/tmp/xeno-conf.XXXXXX");
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, content, strlen(content)),
			 (ssize_t)strlen(content));
	close(fd);
	return path;
}

static int load(const char *content, enum conf_program program)
{
	const char *path = file_of(content);
	int rc = conf_load(&conf, arena, path, program, &err);

	unlink(path);
	return rc;
}

/* What the one who runs this has set is not what is tested. */
static void clear_environment(void)
{
	static const char *const names[] = {
		"BCRYPT_COST", "BODY_MAX_BYTES", "CORS_ORIGIN",
		"DATABASE_APP_URL", "DATABASE_READ_URL", "DATABASE_URL",
		"JWT_SECRET", "JWT_TTL_S", "KEY_ENCRYPTION_KEY",
		"KEY_ENCRYPTION_KEY_PREVIOUS", "PORT", "PUBLIC_URL",
		"SHOPIFY_API_KEY", "SHOPIFY_API_SECRET",
		"SHOPIFY_API_SECRET_PREVIOUS", "SHOPIFY_API_VERSION",
		"SHOPIFY_CA_FILE", "SHOPIFY_CONNECT_TO", "SYNC_COMMAND",
		"SYNC_PROCESSES", "WEBHOOK_SECRET",
	};

	for (size_t i = 0; i < COUNT_OF(names); i++)
		unsetenv(names[i]);
}

START_TEST(has_defaults_and_stand_ins)
{
	clear_environment();
	ck_assert_int_eq(load(ENOUGH, CONF_WORKER), 0);
	ck_assert_str_eq(conf.database_app_url, "a");
	ck_assert_str_eq(conf.webhook_secret, "s");
	ck_assert_str_eq(conf.shopify_api_version, "2026-10");
	ck_assert_int_eq(conf.jwt_ttl_s, 900);
	ck_assert_int_eq(conf.bcrypt_cost, 12);
	ck_assert_int_eq(conf.body_max_bytes, 10485760);
	ck_assert_int_eq(conf.sync_processes, 6);
	ck_assert_ptr_null(conf.database_read_url);
	ck_assert_ptr_null(conf.shopify_connect_to);
	ck_assert_ptr_null(conf.key_encryption_key);
}
END_TEST

START_TEST(reads_lines_as_people_write_them)
{
	clear_environment();
	ck_assert_int_eq(load("# a comment\n\n  \t\n"
			      "\tdatabase_url=host=/tmp user=x  \r\n"
			      "jwt_ttl_s =800\njwt_secret\t= " SECRET "\n"
			      "cors_origin =\n # another\n"
			      "database_app_url = b\n"
			      "webhook_secret = w # not a comment\n"
			      "jwt_ttl_s = 801", CONF_WORKER), 0);
	ck_assert_str_eq(conf.database_url, "host=/tmp user=x");
	ck_assert_str_eq(conf.database_app_url, "b");
	ck_assert_str_eq(conf.webhook_secret, "w # not a comment");
	ck_assert_int_eq(conf.jwt_ttl_s, 801);
	ck_assert_ptr_null(conf.cors_origin);
}
END_TEST

START_TEST(the_environment_wins_unless_empty)
{
	clear_environment();
	setenv("DATABASE_URL", "from-environment", 1);
	setenv("BCRYPT_COST", "", 1);
	setenv("JWT_TTL_S", "60", 1);
	ck_assert_int_eq(load(ENOUGH "bcrypt_cost = 7\njwt_ttl_s = 1\n",
			      CONF_WORKER), 0);
	ck_assert_str_eq(conf.database_url, "from-environment");
	ck_assert_str_eq(conf.database_app_url, "from-environment");
	ck_assert_int_eq(conf.bcrypt_cost, 7);
	ck_assert_int_eq(conf.jwt_ttl_s, 60);
}
END_TEST

START_TEST(needs_no_file)
{
	clear_environment();
	setenv("DATABASE_APP_URL", "a", 1);
	ck_assert_int_eq(conf_load(&conf, arena, NULL, CONF_SYNC, &err), 0);
	ck_assert_ptr_null(conf.database_url);
	ck_assert_str_eq(conf.database_app_url, "a");
}
END_TEST

START_TEST(asks_each_program_for_what_it_needs)
{
	static const struct {
		enum conf_program program;
		const char *content, *missing;
	} cases[] = {
		{ CONF_SYNC, "", "database_url" },
		{ CONF_SYNC, "database_url = a\n", NULL },
		{ CONF_SYNC, "database_app_url = a\n", NULL },
		{ CONF_WORKER, "database_url = a\n", "jwt_secret" },
		{ CONF_WORKER, "database_url = a\njwt_secret = " SECRET "\n",
		  "shopify_api_secret" },
		{ CONF_WORKER, "jwt_secret = " SECRET "\nwebhook_secret = a\n",
		  "database_url" },
		{ CONF_WORKER, "database_url = a\njwt_secret = " SECRET
		  "\nwebhook_secret = a\n", NULL },
		{ CONF_WORKER, ENOUGH, NULL },
	};

	clear_environment();
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *missing = cases[i].missing;
		int rc = load(cases[i].content, cases[i].program);

		ck_assert_msg(rc == (missing ? -1 : 0), "case %zu", i);
		if (!missing)
			continue;
		ck_assert_str_eq(err.field, missing);
		assert_failed(XN_BAD_INPUT,
			      arena_printf(arena, "%s: not set", missing));
	}
}
END_TEST

START_TEST(names_the_key_that_is_wrong)
{
	static const struct { const char *line, *text; } cases[] = {
		{ "jwt_ttl_s = 0", "jwt_ttl_s: not a count: 0" },
		{ "jwt_ttl_s = -1", "jwt_ttl_s: not a count: -1" },
		{ "jwt_ttl_s = 8k", "jwt_ttl_s: not a count: 8k" },
		{ "body_max_bytes = 1000000000",
		  "body_max_bytes: not a count: 1000000000" },
		{ "bcrypt_cost = 3", "bcrypt_cost: needs to be 4 to 16: 3" },
		{ "bcrypt_cost = 17", "bcrypt_cost: needs to be 4 to 16: 17" },
		{ "session_ttl_s = 15552001",
		  "session_ttl_s: needs to be at most 15552000: 15552001" },
		{ "audit_keep_days = 29",
		  "audit_keep_days: needs to be at least 30: 29" },
		{ "audit_keep_days = 36501",
		  "audit_keep_days: needs to be at most 36500: 36501" },
		{ "history_keep_days = 36501",
		  "history_keep_days: needs to be at most 36500: 36501" },
		{ "shop_keep_days = 36501",
		  "shop_keep_days: needs to be at most 36500: 36501" },
		{ "sync_processes = 501",
		  "sync_processes: needs to be at most 500: 501" },
		{ "jwt_secret = 0123456789abcdef0123456789abcde",
		  "jwt_secret: needs 32 bytes or more" },
		{ "key_encryption_key = 00",
		  "key_encryption_key: needs 64 hexadecimal digits" },
		{ "key_encryption_key_previous = " SECRET SECRET "x",
		  "key_encryption_key_previous: needs 64 hexadecimal digits" },
		{ "shopify_connect_to = localhost",
		  "shopify_connect_to: needs to be host:port: localhost" },
		{ "shopify_connect_to = :1",
		  "shopify_connect_to: needs to be host:port: :1" },
		{ "shopify_connect_to = a:0",
		  "shopify_connect_to: needs to be host:port: a:0" },
		{ "shopify_connect_to = a:70000",
		  "shopify_connect_to: needs to be host:port: a:70000" },
		{ "shopify_connect_to = http://a:1",
		  "shopify_connect_to: needs to be host:port: http://a:1" },
		{ "public_url = example.com", "public_url: needs to begin with "
		  "http:// or https://: example.com" },
		{ "smtp_url = me:secret@mail.example",
		  "smtp_url: needs to begin with smtp:// or smtps://" },
		{ "smtp_from = Xeno",
		  "smtp_from: needs to be an address, or Name <address>:"
		  " Xeno" },
		{ "public_url = https://a/",
		  "public_url: needs to end without a slash: https://a/" },
		{ "shopify_api_secret = CHANGE-ME",
		  "shopify_api_secret: not set yet" },
		{ "shopify_api_key = CHANGE-ME",
		  "shopify_api_key: not set yet: CHANGE-ME" },
		{ "public_url = https://a b",
		  "public_url: needs to be without spaces: https://a b" },
		{ "cors_origin = app.example", "cors_origin: needs to be "
		  "https://HOST, commas between: app.example" },
		{ "cors_origin = https://a,https://b/", "cors_origin: needs to "
		  "be https://HOST, commas between: https://a,https://b/" },
		{ "cors_origin = https://a;https://b", "cors_origin: needs to "
		  "be https://HOST, commas between: https://a;https://b" },
		{ "shopify_api_version = latest",
		  "shopify_api_version: needs to be YYYY-MM: latest" },
		{ "shopify_api_version = 2026-1",
		  "shopify_api_version: needs to be YYYY-MM: 2026-1" },
		{ "shopify_ca_file = /nonexistent",
		  "shopify_ca_file: cannot be read: /nonexistent" },
		{ "smtp_ca_file = /tmp", "smtp_ca_file: cannot be read: /tmp" },
	};

	clear_environment();
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char *content = arena_printf(arena, ENOUGH "%s\n",
					     cases[i].line);

		ck_assert_int_eq(load(content, CONF_WORKER), -1);
		assert_failed(XN_BAD_INPUT, cases[i].text);
		ck_assert_mem_eq(err.field, cases[i].line, strlen(err.field));
	}
}
END_TEST

START_TEST(accepts_what_fits)
{
	clear_environment();
	ck_assert_int_eq(load(ENOUGH "key_encryption_key = " KEK "\n"
			      "shopify_connect_to = 127.0.0.1:65535\n"
			      "public_url = https://xeno.example\n"
			      "cors_origin = http://a:3000, https://b.example\n"
			      "shopify_api_version = unstable\n"
			      "shopify_ca_file = /proc/self/stat\n"
			      "port = unix:/run/x\n"
			      "bcrypt_cost = 4\n", CONF_WORKER), 0);
	ck_assert_str_eq(conf.key_encryption_key, KEK);
	ck_assert_int_eq(conf.bcrypt_cost, 4);
}
END_TEST

START_TEST(names_the_line_and_never_its_secret)
{
	static const char *const contents[] = {
		"port = 1\npassword = hunter2\n", "port = 1\nhunter2\n",
		"port = 1\njwt_secret hunter2\n",
	};
	char *longest = arena_alloc(arena, 9000);

	clear_environment();
	for (size_t i = 0; i < COUNT_OF(contents); i++) {
		ck_assert_int_eq(load(contents[i], CONF_WORKER), -1);
		ck_assert_ptr_nonnull(strstr(err.text, ":2: "));
		ck_assert_ptr_null(strstr(err.text, "hunter2"));
	}
	memset(longest, 'a', 8999);
	ck_assert_int_eq(load(longest, CONF_WORKER), -1);
	ck_assert_ptr_nonnull(strstr(err.text, ":1: the line is too long"));
	ck_assert_int_eq(conf_load(&conf, arena, "/nonexistent/x", CONF_SYNC,
				   &err), -1);
	assert_failed(XN_BAD_INPUT,
		      "cannot open /nonexistent/x: No such file or directory");
}
END_TEST

TEST_MAIN("conf", has_defaults_and_stand_ins, reads_lines_as_people_write_them,
	  the_environment_wins_unless_empty, needs_no_file,
	  asks_each_program_for_what_it_needs, names_the_key_that_is_wrong,
	  accepts_what_fits, names_the_line_and_never_its_secret)
