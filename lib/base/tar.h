#ifndef BASE_TAR_H
#define BASE_TAR_H

#include "base/buf.h"

/*
 * Archives as IEEE Std 1003.1 (pax, ustar Interchange Format) has them, of
 * plain files.  A file's header has its size, so the file is put together
 * behind a place that is kept for it:
 *
 *	size_t at = tar_file_begin(out);
 *	buf_adds(out, "all of it");
 *	tar_file_end(out, at, "x/name.txt", seconds);
 *	...
 *	tar_end(out);
 */
#define TAR_BLOCK 512
#define TAR_NAME_MAX 99

/* Keep a place for a header. */
size_t tar_file_begin(struct buf *out);

/*
 * Fill it, for what was appended since, and pad that.  A name longer than
 * TAR_NAME_MAX, or a file of 8 GB, is a bug and aborts.
 */
void tar_file_end(struct buf *out, size_t at, const char *name,
		  int64_t mtime_s);

/* The two empty blocks that end an archive. */
void tar_end(struct buf *out);

#endif
