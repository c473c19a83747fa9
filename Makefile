# The default target of this Makefile is...
all:

# Settings, weakest first: the defaults below, then what ./configure found,
# then config.mak, which is yours and never committed.
prefix = /usr/local
sbindir = $(prefix)/sbin
datadir = $(prefix)/share
CC = cc
CFLAGS = -O2 -g
PKG_CONFIG = pkg-config
-include config.mak.autogen
-include config.mak

# Another build beside the first, with other flags: make BUILD=build/asan ...
BUILD = build

### What we build

LIB_OBJ = $(patsubst %.c,$(BUILD)/%.o,$(wildcard lib/*/*.c lib/*/*/*.c))
WORKER_OBJ = $(patsubst %.c,$(BUILD)/%.o,$(wildcard src/worker/*.c))
SYNC_OBJ = $(patsubst %.c,$(BUILD)/%.o,$(wildcard src/sync/*.c))
UNIT_BIN = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/*.c))
FUZZ_BIN = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/fuzz/*.c))
BENCH_BIN = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/bench/*.c))
OBJ = $(LIB_OBJ) $(WORKER_OBJ) $(SYNC_OBJ) $(UNIT_BIN:%=%.o) \
	$(FUZZ_BIN:%=%.o) $(BENCH_BIN:%=%.o)

PACKAGES = fcgi libpq libcjson libjwt libcrypt libcurl libcrypto
CPPFLAGS_ALL = -D_POSIX_C_SOURCE=200809L -Ilib $(PKG_CFLAGS) $(CPPFLAGS)
PKG_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(PACKAGES))
PKG_LIBS := $(shell $(PKG_CONFIG) --libs $(PACKAGES))
CHECK_LIBS = $(shell $(PKG_CONFIG) --libs check)

# Hardened: what Debian's dpkg-buildflags would ask for.
HARDEN_CFLAGS = -fstack-protector-strong -fPIE -D_FORTIFY_SOURCE=2
HARDEN_LDFLAGS = -pie -Wl,-z,relro,-z,now -Wl,--as-needed
CFLAGS_ALL = -std=c11 $(CFLAGS)
LDFLAGS_ALL = $(LDFLAGS)

# make DEVELOPER=1: every warning we hold ourselves to, as errors.
ifdef DEVELOPER
CFLAGS_ALL += -Werror -Wall -Wextra -Wpedantic -Wshadow -Wconversion \
	-Wstrict-prototypes -Wmissing-prototypes -Wvla -Wwrite-strings \
	-Wformat=2 -Wundef -fno-common
# C99 promises 4,095 characters of a string; a long statement has more, and
# every compiler that we name takes them.
CFLAGS_ALL += -Wno-overlength-strings
endif

# make SANITIZE=address,undefined
ifdef SANITIZE
CFLAGS_ALL += -fsanitize=$(SANITIZE) -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
else
CFLAGS_ALL += $(HARDEN_CFLAGS)
LDFLAGS_ALL += $(HARDEN_LDFLAGS)
endif

# make V=1 shows the commands.
ifndef V
Q_CC = @echo '   ' CC $@;
Q_AR = @echo '   ' AR $@;
Q_LINK = @echo '   ' LINK $@;
endif

### Rules

.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY:
.PHONY: all check check-unit check-rules fuzz bench install uninstall clean \
	FORCE

all: $(BUILD)/xeno-worker $(BUILD)/xeno-sync

$(BUILD)/xeno-worker: $(WORKER_OBJ) $(BUILD)/libxeno.a
$(BUILD)/xeno-sync: $(SYNC_OBJ) $(BUILD)/libxeno.a
$(BUILD)/xeno-worker $(BUILD)/xeno-sync: $(BUILD)/flags
	$(Q_LINK)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) -o $@ \
		$(filter %.o %.a,$^) $(PKG_LIBS) $(LIBS)

$(BUILD)/libxeno.a: $(LIB_OBJ)
	$(Q_AR)rm -f $@ && $(AR) qcs $@ $^

$(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(Q_CC)$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

# Everything is rebuilt when the compiler or its flags change.
$(BUILD)/flags: FORCE
	@mkdir -p $(BUILD)
	@echo '$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) $(LDFLAGS_ALL)' >$@.new
	@cmp -s $@ $@.new && rm $@.new || mv $@.new $@

-include $(OBJ:.o=.d)

### Tests

check: check-rules check-unit

check-rules:
	@CC='$(CC)' scripts/check-rules

check-unit: $(UNIT_BIN)
	@for t in $^; do echo "*** $$t"; $$t || exit 1; done

# A unit test may also reach the worker and the sync, but for their main().
$(UNIT_BIN): $(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o \
		$(filter-out %/main.o,$(WORKER_OBJ) $(SYNC_OBJ)) \
		$(BUILD)/libxeno.a
	$(Q_LINK)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) -o $@ $^ $(PKG_LIBS) \
		$(CHECK_LIBS) $(LIBS)
# private: or $(BUILD)/flags would say so too, and everything be built again.
$(BUILD)/tests/unit/%.o: private CPPFLAGS_ALL += -Isrc

# make fuzz CC=clang BUILD=build/fuzz SANITIZE=address,undefined,fuzzer-no-link
fuzz: $(FUZZ_BIN)
$(FUZZ_BIN): $(BUILD)/tests/fuzz/%: $(BUILD)/tests/fuzz/%.o \
		$(filter-out %/main.o,$(WORKER_OBJ)) $(BUILD)/libxeno.a
	$(Q_LINK)$(CC) $(CFLAGS_ALL) -fsanitize=fuzzer $(LDFLAGS) -o $@ $^ \
		$(PKG_LIBS) $(LIBS)
$(BUILD)/tests/fuzz/%.o: private CPPFLAGS_ALL += -Isrc

$(BENCH_BIN): $(BUILD)/tests/bench/%: $(BUILD)/tests/bench/%.o \
		$(BUILD)/libxeno.a
	$(Q_LINK)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) -o $@ $^ $(PKG_LIBS) \
		$(LIBS)

bench: all $(BENCH_BIN)
	tests/bench/run

# The programs, and what a host copies from: settings, crontab, units, nginx's
# configuration, the contract, the migrations and the dashboard; and the scripts
# that run there.  cp keeps modes, and those of a strict umask, of who checked
# this out or installs it, are not for nginx and for the user postgres.
share = $(DESTDIR)$(datadir)/xeno
install: all
	scripts/build-html
	install -d $(DESTDIR)$(sbindir) $(share)
	install -m 755 $(BUILD)/xeno-worker $(BUILD)/xeno-sync \
		$(DESTDIR)$(sbindir)
	install -m 644 scripts/xeno.conf.sample scripts/xeno.crontab \
		scripts/xeno.logrotate \
		scripts/archive.conf scripts/lib/postgresql.conf \
		scripts/shopify.app.toml \
		nginx/openapi.json nginx/pixel.js $(share)
	umask 022; cp -R sql scripts/systemd build/html $(share)
	cd $(share) && chmod -R a+rX sql systemd html
	install -d $(share)/scripts/lib
	install -m 755 scripts/migrate scripts/backup scripts/restore \
		$(share)/scripts
	install -m 644 scripts/lib/common.sh $(share)/scripts/lib
	install -d $(share)/nginx/xeno $(share)/nginx/xeno-site
	install -m 644 nginx/*.conf $(share)/nginx/xeno
	install -m 644 nginx/site/*.conf $(share)/nginx/xeno-site

# What install made; what was copied from there stays.
uninstall:
	rm -f $(DESTDIR)$(sbindir)/xeno-worker $(DESTDIR)$(sbindir)/xeno-sync
	rm -rf $(share)

clean:
	rm -rf $(BUILD)

configure: configure.ac
	autoconf -o $@ $<
