#include <string.h>
#include <unistd.h>

#include "base/log.h"

#include "wrap/curl_impl.h"
#include "wrap/mail.h"

struct mailer {
	struct mailer_options options;
	CURL *curl;
	bool is_local;			/* the server is on this machine */
	char detail[CURL_ERROR_SIZE];
};

/* What is left to hand over. */
struct source {
	const char *data;
	size_t len;
};

/* Is the server this very machine?  A URL that is none is not. */
static bool is_local(const char *url)
{
	CURLU *u = curl_url();
	char *host = NULL;
	bool local = false;

	if (u && !curl_url_set(u, CURLUPART_URL, url,
			       CURLU_NON_SUPPORT_SCHEME) &&
	    !curl_url_get(u, CURLUPART_HOST, &host, 0))
		local = !strcmp(host, "localhost") ||
			!strcmp(host, "127.0.0.1") || !strcmp(host, "[::1]");
	curl_free(host);
	curl_url_cleanup(u);
	return local;
}

struct mailer *mailer_open(const struct mailer_options *options,
			   struct xn_error *err)
{
	struct mailer *m;

	if (options->ca_file && access(options->ca_file, R_OK)) {
		xn_fail(err, XN_BAD_INPUT, "cannot read %s", options->ca_file);
		return NULL;
	}
	curl_start();
	m = calloc(1, sizeof(*m));
	if (!m)
		abort();
	m->options = *options;
	m->is_local = is_local(options->url);
	m->curl = curl_easy_init();
	if (!m->curl)
		abort();
	return m;
}

void mailer_close(struct mailer *m)
{
	if (!m)
		return;
	curl_easy_cleanup(m->curl);
	free(m);
}

static size_t give(char *out, size_t size, size_t count, void *userdata)
{
	struct source *source = userdata;
	size_t n = size * count;

	if (n > source->len)
		n = source->len;
	memcpy(out, source->data, n);
	source->data += n;
	source->len -= n;
	return n;
}

static void prepare(struct mailer *m, const char *from,
		    struct curl_slist *to, struct source *source)
{
	const struct mailer_options *o = &m->options;
	long ssl = m->is_local && !o->ca_file ? (long)CURLUSESSL_NONE
					      : (long)CURLUSESSL_ALL;

	curl_easy_reset(m->curl);
	CURL_SET(m->curl, CURLOPT_URL, o->url);
	CURL_SET(m->curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	CURL_SET(m->curl, CURLOPT_PROXY, "");
	CURL_SET(m->curl, CURLOPT_NOSIGNAL, 1L);
	CURL_SET(m->curl, CURLOPT_USE_SSL, ssl);
	CURL_SET(m->curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (o->ca_file) {
		CURL_SET(m->curl, CURLOPT_CAINFO, o->ca_file);
		CURL_SET(m->curl, CURLOPT_CAPATH, NULL);
	}
	if (o->user)
		CURL_SET(m->curl, CURLOPT_USERNAME, o->user);
	if (o->password)
		CURL_SET(m->curl, CURLOPT_PASSWORD, o->password);
	CURL_SET(m->curl, CURLOPT_CONNECTTIMEOUT_MS, 3000L);
	CURL_SET(m->curl, CURLOPT_TIMEOUT_MS,
		 o->timeout_ms ? (long)o->timeout_ms : 30000L);
	CURL_SET(m->curl, CURLOPT_MAIL_FROM, from);
	CURL_SET(m->curl, CURLOPT_MAIL_RCPT, to);
	CURL_SET(m->curl, CURLOPT_UPLOAD, 1L);
	CURL_SET(m->curl, CURLOPT_READFUNCTION, give);
	CURL_SET(m->curl, CURLOPT_READDATA, source);
	CURL_SET(m->curl, CURLOPT_ERRORBUFFER, m->detail);
	m->detail[0] = '\0';
}

/* The last answer is that to DATA: none came to what followed. */
static bool is_unknown(const struct mailer *m, const struct source *source)
{
	long answer = 0;

	curl_easy_getinfo(m->curl, CURLINFO_RESPONSE_CODE, &answer);
	return source->len == 0 && answer < 400;
}

enum mail_outcome mailer_send(struct mailer *m, const char *from,
			      const char *to, const char *message, size_t len,
			      struct xn_error *err)
{
	struct source source = { message, len };
	struct curl_slist *list = curl_slist_append(NULL, to);
	CURLcode code;

	if (!list)
		abort();
	prepare(m, from, list, &source);
	code = curl_easy_perform(m->curl);
	curl_slist_free_all(list);
	if (!code)
		return MAIL_SENT;
	log_warn("mail: %s",
		 m->detail[0] ? m->detail : curl_easy_strerror(code));
	if (is_unknown(m, &source)) {
		xn_fail(err, XN_UNAVAILABLE,
			"the mail server did not say whether it took the mail");
		return MAIL_UNKNOWN;
	}
	xn_fail(err, XN_UNAVAILABLE, "the mail server did not take the mail");
	return MAIL_NOT_SENT;
}
