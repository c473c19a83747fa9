#include <stdio.h>

#include "base/clock.h"
#include "base/jsonout.h"
#include "base/log.h"
#include "base/tar.h"
#include "domain/account/audit_log.h"
#include "domain/read/export.h"
#include "domain/read/place.h"
#include "domain/upkeep/schema.h"

#include "reply.h"
#include "routes.h"

#define FOLDER "xeno-export/"

/* An archive on its way. */
struct archive {
	struct export export;
	struct place place;
	int64_t begun_us;
};

static void end_export(void *export)
{
	export_end(export);
}

/* What there was of each table: whoever has it has the whole archive. */
static void put_manifest(struct jsonout *w, const struct archive *archive)
{
	jsonout_object_begin(w);
	reply_put_time(w, "createdAt", archive->begun_us);
	jsonout_put_text(w, "schema", SCHEMA_CHANGE);
	jsonout_key(w, "tables");
	jsonout_array_begin(w);
	for (int i = 0; i < EXPORT_TABLES; i++) {
		jsonout_object_begin(w);
		jsonout_put_text(w, "name", export_table_name(i));
		jsonout_put_int64(w, "rows", archive->export.rows[i]);
		jsonout_put_int64(w, "parts", archive->export.parts[i]);
		jsonout_object_end(w);
	}
	jsonout_array_end(w);
	jsonout_object_end(w);
	buf_addc(w->buf, '\n');
}

/* request.answer.more: a part of a table, or the manifest and the end. */
static int next_member(struct request *req, struct buf *out)
{
	struct archive *archive = req->answer.more_state;
	int64_t mtime_s = archive->begun_us / CLOCK_SECOND_US;
	size_t at = tar_file_begin(out);
	struct xn_error err = { 0 };
	struct export_part part;
	char name[TAR_NAME_MAX + 1];
	struct jsonout w;
	int rc = export_next(&archive->export, out, &part, &err);

	if (rc < 0) {
		log_error("an export broke off: %s", err.text);
		return -1;
	}
	if (rc > 0) {
		snprintf(name, sizeof(name), FOLDER "%s-%06d.ndjson",
			 part.table, part.number);
		tar_file_end(out, at, name, mtime_s);
		return 1;
	}
	jsonout_init(&w, out);
	put_manifest(&w, archive);
	tar_file_end(out, at, FOLDER "manifest.json", mtime_s);
	tar_end(out);
	export_end(&archive->export);
	place_give_back(&archive->place);
	return 0;
}

static int reply_archive(struct request *req, struct archive *archive)
{
	char day[16];

	day_print(archive->begun_us / CLOCK_DAY_US, day);
	req->answer.status = 200;
	req->answer.type = "application/x-tar";
	req->answer.disposition = arena_printf(req->arena,
		"attachment; filename=\"xeno-export-%s.tar\"", day);
	req->answer.more = next_member;
	req->answer.more_state = archive;
	return 0;
}

/*
 * GET /api/export: 200, an archive of all that there is of the tenant, which
 * breaks off where it cannot go on.  Nobody gets it but who is in the audit
 * log.  429, another long answer is being made; 503.
 */
int api_export(struct request *req, struct xn_error *err)
{
	struct archive *archive = arena_alloc(req->arena, sizeof(*archive));

	archive->begun_us = clock_now_us();
	if (req->is_head)
		return reply_archive(req, archive);
	if (place_take(&archive->place, req->db, req->arena, err) ||
	    audit_note(req->db, req->arena, &req->who, "tenant.exported", NULL,
		       NULL, err) ||
	    export_begin(&archive->export, req->db, req->tenant_id, err))
		return -1;
	/* What is deferred last is done first. */
	arena_defer(req->arena, end_export, &archive->export);
	return reply_archive(req, archive);
}
