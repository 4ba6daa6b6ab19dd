/*
 * Loaded into a process before its libraries (LD_PRELOAD), it makes calls on the files of the folder IM_FAULTS_FOLDER
 * fail like a broken or full disk: while a file "fail-sync" is there, syncs do, with EIO; while a file "fail-write" is
 * there, writes do, with ENOSPC.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static int fails(int fd, const char *trigger) {
    const char *folder = getenv("IM_FAULTS_FOLDER");
    char link[64];
    char path[4096];
    if (!folder) {
        return 0;
    }
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
    if (length < 0) {
        return 0;
    }
    path[length] = 0;
    if (strncmp(path, folder, strlen(folder)) != 0) {
        return 0;
    }
    snprintf(path, sizeof path, "%s/%s", folder, trigger);
    return syscall(SYS_faccessat, AT_FDCWD, path, F_OK) == 0;
}

static int synced(long call, int fd) {
    int error = errno;
    if (fails(fd, "fail-sync")) {
        errno = EIO;
        return -1;
    }
    errno = error;
    return (int) syscall(call, fd);
}

int fsync(int fd) {
    return synced(SYS_fsync, fd);
}

int fdatasync(int fd) {
    return synced(SYS_fdatasync, fd);
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) {
    int error = errno;
    if (fails(fd, "fail-write")) {
        errno = ENOSPC;
        return -1;
    }
    errno = error;
    return syscall(SYS_pwrite64, fd, data, length, offset);
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) {
    return pwrite64(fd, data, length, offset);
}
