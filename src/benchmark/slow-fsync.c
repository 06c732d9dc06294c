/* Preloaded into a process, makes each of its fsyncs take SLOW_FSYNC_MICROS longer: a slow disk. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static int slow(const char *name, int file) {
	int (*real)(int) = (int (*)(int)) dlsym(RTLD_NEXT, name);
	const char *micros = getenv("SLOW_FSYNC_MICROS");
	if (micros != NULL) {
		usleep((useconds_t) atoi(micros));
	}
	return real(file);
}

int fsync(int file) {
	return slow("fsync", file);
}

int fdatasync(int file) {
	return slow("fdatasync", file);
}
