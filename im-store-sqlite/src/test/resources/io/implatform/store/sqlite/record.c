/*
 * Loaded into a process before its libraries (LD_PRELOAD), it appends to the file IM_RECORD what the process does to the
 * files of the folder IM_RECORD_FOLDER: each write, sync, truncation and change of a name, in order.
 *
 * A record is: kind (1 byte), length of the path (2), offset or size (8), length of the data (4), path, data; numbers
 * are little-endian. Kinds: W write, S sync of a file or of the folder, T truncation, C a file was made,
 * R it was renamed (the data is the new path), U its name was removed.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#define MODE_OF(flags)                                  \
    mode_t mode = 0;                                    \
    if ((flags) & (O_CREAT | __O_TMPFILE)) {            \
        va_list more;                                   \
        va_start(more, flags);                          \
        mode = (mode_t) va_arg(more, int);              \
        va_end(more);                                   \
    }

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *folder;
static int out = -1;

__attribute__((constructor)) static void begin(void) {
    const char *record = getenv("IM_RECORD");
    folder = getenv("IM_RECORD_FOLDER");
    if (record && folder) {
        out = (int) syscall(SYS_openat, AT_FDCWD, record, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    }
}

static int is_ours(const char *path) {
    size_t length = folder ? strlen(folder) : 0;
    return out >= 0 && strncmp(path, folder, length) == 0 && (path[length] == 0 || path[length] == '/');
}

/* Whether the file is one of ours; then path is its name. */
static int ours(int fd, char *path, size_t size) {
    char link[64];
    if (out < 0) {
        return 0;
    }
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, size - 1);
    if (length < 0) {
        return 0;
    }
    path[length] = 0;
    return is_ours(path);
}

static void put(const void *bytes, size_t length) {
    const char *at = bytes;
    while (length > 0) {
        ssize_t n = syscall(SYS_write, out, at, length);
        if (n < 0) {
            abort();
        }
        at += n;
        length -= (size_t) n;
    }
}

static void record(char kind, const char *path, uint64_t number, const void *data, uint32_t length) {
    uint16_t path_length = (uint16_t) strlen(path);
    char head[15];
    head[0] = kind;
    memcpy(head + 1, &path_length, 2);
    memcpy(head + 3, &number, 8);
    memcpy(head + 11, &length, 4);
    put(head, sizeof head);
    put(path, path_length);
    put(data, length);
}

static int opened(int at, const char *path, int flags, mode_t mode) {
    if (at != AT_FDCWD || !(flags & (O_CREAT | O_TRUNC)) || !is_ours(path)) {
        return (int) syscall(SYS_openat, at, path, flags, mode);
    }
    pthread_mutex_lock(&lock);
    int is_new = syscall(SYS_faccessat, AT_FDCWD, path, F_OK) != 0;
    int fd = (int) syscall(SYS_openat, at, path, flags, mode);
    int error = errno;
    if (fd >= 0 && is_new) {
        record('C', path, 0, "", 0);
    } else if (fd >= 0 && (flags & O_TRUNC)) {
        record('T', path, 0, "", 0);
    }
    errno = error;
    pthread_mutex_unlock(&lock);
    return fd;
}

int open(const char *path, int flags, ...) {
    MODE_OF(flags)
    return opened(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    MODE_OF(flags)
    return opened(AT_FDCWD, path, flags | O_LARGEFILE, mode);
}

int openat(int at, const char *path, int flags, ...) {
    MODE_OF(flags)
    return opened(at, path, flags, mode);
}

int openat64(int at, const char *path, int flags, ...) {
    MODE_OF(flags)
    return opened(at, path, flags | O_LARGEFILE, mode);
}

ssize_t write(int fd, const void *data, size_t length) {
    char path[4096];
    if (!ours(fd, path, sizeof path)) {
        return syscall(SYS_write, fd, data, length);
    }
    pthread_mutex_lock(&lock);
    ssize_t n = syscall(SYS_write, fd, data, length);
    int error = errno;
    if (n > 0) {
        record('W', path, (uint64_t) (syscall(SYS_lseek, fd, 0, SEEK_CUR) - n), data, (uint32_t) n);
    }
    errno = error;
    pthread_mutex_unlock(&lock);
    return n;
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) {
    char path[4096];
    if (!ours(fd, path, sizeof path)) {
        return syscall(SYS_pwrite64, fd, data, length, offset);
    }
    pthread_mutex_lock(&lock);
    ssize_t n = syscall(SYS_pwrite64, fd, data, length, offset);
    int error = errno;
    if (n > 0) {
        record('W', path, (uint64_t) offset, data, (uint32_t) n);
    }
    errno = error;
    pthread_mutex_unlock(&lock);
    return n;
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) {
    return pwrite64(fd, data, length, offset);
}

static int synced(long call, int fd) {
    char path[4096];
    if (!ours(fd, path, sizeof path)) {
        return (int) syscall(call, fd);
    }
    pthread_mutex_lock(&lock);
    /* The record is what counts: the power does not really fail. */
    record('S', path, 0, "", 0);
    pthread_mutex_unlock(&lock);
    return 0;
}

int fsync(int fd) {
    return synced(SYS_fsync, fd);
}

int fdatasync(int fd) {
    return synced(SYS_fdatasync, fd);
}

int ftruncate64(int fd, off64_t size) {
    char path[4096];
    if (!ours(fd, path, sizeof path)) {
        return (int) syscall(SYS_ftruncate, fd, size);
    }
    pthread_mutex_lock(&lock);
    int failed = (int) syscall(SYS_ftruncate, fd, size);
    int error = errno;
    if (!failed) {
        record('T', path, (uint64_t) size, "", 0);
    }
    errno = error;
    pthread_mutex_unlock(&lock);
    return failed;
}

int ftruncate(int fd, off_t size) {
    return ftruncate64(fd, size);
}

int rename(const char *from, const char *to) {
    pthread_mutex_lock(&lock);
    int failed = (int) syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
    int error = errno;
    if (!failed && is_ours(from)) {
        record('R', from, 0, to, (uint32_t) strlen(to));
    }
    errno = error;
    pthread_mutex_unlock(&lock);
    return failed;
}

int unlink(const char *path) {
    pthread_mutex_lock(&lock);
    int failed = (int) syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    int error = errno;
    if (!failed && is_ours(path)) {
        record('U', path, 0, "", 0);
    }
    errno = error;
    pthread_mutex_unlock(&lock);
    return failed;
}
