#include <stdlib.h>
#include <string.h>

#include "base/tar.h"

#define SIZE_LIMIT (INT64_C(1) << 33)	/* eleven octal digits */

/* A block, as the standard names its fields. */
struct header {
	char name[100], mode[8], uid[8], gid[8], size[12], mtime[12];
	char chksum[8], typeflag, linkname[100], magic[6], version[2];
	char uname[32], gname[32], devmajor[8], devminor[8], prefix[155];
	char unused[12];
};

static void add_zeros(struct buf *out, size_t n)
{
	buf_reserve(out, n);
	memset(out->data + out->len, 0, n);
	out->len += n;
}

/* Octal digits to the field's end, but for the NUL there. */
static void put_octal(char *field, size_t size, int64_t value)
{
	field[--size] = '\0';
	for (; size-- > 0; value >>= 3)
		field[size] = (char)('0' + (value & 7));
}

/* Of all bytes, those of the sum itself taken for blanks. */
static void put_checksum(struct header *h)
{
	const unsigned char *bytes = (const unsigned char *)h;
	int64_t sum = 0;

	memset(h->chksum, ' ', sizeof(h->chksum));
	for (size_t i = 0; i < sizeof(*h); i++)
		sum += bytes[i];
	put_octal(h->chksum, sizeof(h->chksum) - 1, sum);
}

size_t tar_file_begin(struct buf *out)
{
	add_zeros(out, TAR_BLOCK);
	return out->len;
}

void tar_file_end(struct buf *out, size_t at, const char *name,
		  int64_t mtime_s)
{
	int64_t size = (int64_t)(out->len - at);
	struct header h = { .typeflag = '0', .magic = "ustar",
			    .version = { '0', '0' } };

	_Static_assert(sizeof(h) == TAR_BLOCK, "a header is a block");
	if (strlen(name) > TAR_NAME_MAX || size >= SIZE_LIMIT)
		abort();
	memcpy(h.name, name, strlen(name));
	put_octal(h.mode, sizeof(h.mode), 0644);
	put_octal(h.uid, sizeof(h.uid), 0);
	put_octal(h.gid, sizeof(h.gid), 0);
	put_octal(h.size, sizeof(h.size), size);
	put_octal(h.mtime, sizeof(h.mtime), mtime_s);
	put_octal(h.devmajor, sizeof(h.devmajor), 0);
	put_octal(h.devminor, sizeof(h.devminor), 0);
	put_checksum(&h);
	memcpy(out->data + at - TAR_BLOCK, &h, sizeof(h));
	add_zeros(out, (size_t)(-size & (TAR_BLOCK - 1)));
}

void tar_end(struct buf *out)
{
	add_zeros(out, 2 * TAR_BLOCK);
}
