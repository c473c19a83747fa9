#include <poll.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/log.h"

#include "wrap/db_copy.h"
#include "wrap/db_impl.h"

#define SLICE 65536	/* handed to libpq at once, which copies it */

static int unavailable(struct db *db, struct xn_error *err)
{
	if (db->conn) {
		log_error("db: copy: %s", PQerrorMessage(db->conn));
		db_drop(db);
	}
	return xn_fail(err, XN_UNAVAILABLE, "database unavailable");
}

static void skip_empty(struct db_copying *c)
{
	while (c->part < c->nparts && c->parts[c->part].data.len == 0)
		c->part++;
	c->offset = 0;
}

/* Send the next part's COPY; the first one begins the transaction. */
static void send_command(struct db *db, int64_t tenant_id, bool first)
{
	struct db_copying *c = &db->copying;
	char sql[1024];

	skip_empty(c);
	if (c->part == c->nparts && !first) {
		c->state = DB_COPY_DONE;
		return;
	}
	c->state = DB_COPY_ASKED;
	if (first)
		snprintf(sql, sizeof(sql),
			 "BEGIN; SET LOCAL xeno.tenant_id = '%lld'; %s",
			 (long long)tenant_id,
			 c->part < c->nparts ? c->parts[c->part].sql : "");
	if (!PQsendQuery(db->conn, first ? sql : c->parts[c->part].sql))
		xn_fail(&db->broken, XN_UNAVAILABLE, "database unavailable");
}

void db_copy_start(struct db *db, int64_t tenant_id,
		   const struct db_copy_part *parts, int nparts)
{
	if (db_start(db, true, tenant_id))
		return;
	db->copying = (struct db_copying){ .parts = parts, .nparts = nparts };
	if (!PQexitPipelineMode(db->conn)) {
		unavailable(db, &db->broken);
		return;
	}
	if (db->aborted)
		PQclear(PQexec(db->conn, "ROLLBACK"));
	db->aborted = false;
	db->open = true;
	send_command(db, tenant_id, true);
}

/* 1: the part's rows are all with libpq; 0: the socket is full. */
static int send_rows(struct db *db, struct xn_error *err)
{
	struct db_copying *c = &db->copying;
	const struct buf *data = &c->parts[c->part].data;

	for (;;) {
		size_t left = data->len - c->offset;
		size_t n = left < SLICE ? left : SLICE;
		int unsent = PQflush(db->conn);

		if (unsent < 0)
			return unavailable(db, err);
		if (unsent > 0)
			return 0;
		if (left == 0)
			break;
		if (PQputCopyData(db->conn, data->data + c->offset,
				  (int)n) < 0)
			return unavailable(db, err);
		c->offset += n;
	}
	if (PQputCopyEnd(db->conn, NULL) < 0)
		return unavailable(db, err);
	c->state = DB_COPY_ENDED;
	return 1;
}

static int fail(struct db *db, PGresult *result, struct xn_error *err)
{
	db_note_failure(db, result, NULL, err);
	PQclear(result);
	while ((result = PQgetResult(db->conn)))
		PQclear(result);
	if (!PQenterPipelineMode(db->conn))
		db_drop(db);
	db->open = false;
	db->aborted = true;
	return -1;
}

/* One result that is there.  A NULL ends a command: on to the next part. */
static int take(struct db *db, struct xn_error *err)
{
	struct db_copying *c = &db->copying;
	PGresult *result = PQgetResult(db->conn);

	if (!result) {
		if (c->state == DB_COPY_ENDED)
			c->part++;
		send_command(db, 0, false);
		return 0;
	}
	switch (PQresultStatus(result)) {
	case PGRES_COPY_IN:
		c->state = DB_COPY_SENDING;
		break;
	case PGRES_COMMAND_OK:
		break;
	default:
		return fail(db, result, err);
	}
	PQclear(result);
	return 0;
}

int db_copy_pump(struct db *db, struct xn_error *err)
{
	struct db_copying *c = &db->copying;

	while (c->state != DB_COPY_DONE) {
		if (db->broken.code) {
			*err = db->broken;
			return -1;
		}
		if (c->state == DB_COPY_SENDING) {
			int rc = send_rows(db, err);

			if (rc <= 0)
				return rc;
		}
		if (PQflush(db->conn) < 0 || !PQconsumeInput(db->conn))
			return unavailable(db, err);
		if (PQisBusy(db->conn))
			return 0;
		if (take(db, err))
			return -1;
	}
	if (!c->finished && !PQenterPipelineMode(db->conn))
		return unavailable(db, err);
	c->finished = true;
	return 1;
}

int db_copy_finish(struct db *db, struct xn_error *err)
{
	int64_t deadline = db_deadline(db);
	int rc;

	while ((rc = db_copy_pump(db, err)) == 0) {
		struct pollfd link = {
			.fd = PQsocket(db->conn),
			.events = POLLIN | POLLOUT,
		};

		if (db->copying.state != DB_COPY_SENDING &&
		    PQflush(db->conn) == 0)
			link.events = POLLIN;
		if (clock_mono_us() > deadline)
			return unavailable(db, err);
		poll(&link, 1, 1000);
	}
	return rc < 0 ? -1 : 0;
}
