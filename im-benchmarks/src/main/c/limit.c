/*
 * limit: the least that a single-threaded relay of lines can do with epoll.
 *
 * The yardstick of `./im bench compare`: no accounts, no rules, no storage, nothing but the system
 * calls that no server on this kernel can do without, in the order that needs the fewest of them.
 *
 *     N <number>           this connection is <number>        answered "+"
 *     B <text>             <text> goes to every other connection
 *     T <number> <text>    <text> goes to that connection
 *
 * What is said to all is appended to one log, and a connection is a position in it. A round reads
 * every ready socket once; then each connection is written the log from its position to the end in
 * one system call. Only one who spoke in the round needs more than one piece, around its own lines.
 * What is said to one is gathered in a buffer of its own and leaves once a round as well.
 *
 * build: cc -O2 -o limit limit.c     use: limit PORT (on 127.0.0.1)
 */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { MAX_CLIENTS = 1 << 17, LINE_MAX_BYTES = 16384, READ_BYTES = 65536, PIECES = 512 };

struct buffer {
	char *bytes;
	size_t length, capacity;
};

struct client {
	int fd, number, index;   /* index in everybody[], -1 before its N */
	size_t position;         /* how far it was given the log */
	size_t spoke;            /* the first own line of the round, an index of said[] plus 1; 0: none */
	struct buffer own;       /* what was said to it alone */
	struct buffer rest;      /* the beginning of a line that is not whole yet */
	int waits, queued, gone;
};

struct line { size_t from, to; struct client *by; };

static struct client *everybody[MAX_CLIENTS], *numbered[MAX_CLIENTS];
static struct client *spoken_to[MAX_CLIENTS], *leaving[MAX_CLIENTS];
static int everybody_count, spoken_to_count, leaving_count, poll_fd;
static struct buffer spoken;     /* the log: what was said to all and not everybody has */
static struct line *said;        /* the lines of this round in it */
static size_t said_count, said_capacity;
static char input[READ_BYTES + LINE_MAX_BYTES];

static void *enlarge(void *old, size_t bytes)
{
	void *more = realloc(old, bytes);
	if (!more) {
		perror("limit");
		exit(1);
	}
	return more;
}

static void add(struct buffer *to, const char *bytes, size_t length)
{
	if (to->length + length > to->capacity) {
		to->capacity = 2 * (to->length + length);
		to->bytes = enlarge(to->bytes, to->capacity);
	}
	memcpy(to->bytes + to->length, bytes, length);
	to->length += length;
}

static void watch(struct client *c, int for_room)
{
	if (c->waits == for_room) return;
	struct epoll_event what = { .events = for_room ? EPOLLIN | EPOLLOUT : EPOLLIN, .data.ptr = c };
	c->waits = for_room;
	epoll_ctl(poll_fd, EPOLL_CTL_MOD, c->fd, &what);
}

static void leave(struct client *c)
{
	if (c->gone) return;
	c->gone = 1;
	close(c->fd);
	if (c->index >= 0) {
		everybody[c->index] = everybody[--everybody_count];
		everybody[c->index]->index = c->index;
		numbered[c->number] = NULL;
	}
	leaving[leaving_count++] = c;   /* given back after the round, which may still name it */
}

static void hear(struct client *c, const char *line, size_t length)
{
	if (length < 4 || line[1] != ' ') return;
	const char *text = line + 2;
	size_t size = length - 2;
	if (line[0] == 'B' && c->index >= 0) {
		if (said_count == said_capacity) {
			said_capacity = 2 * said_capacity + 256;
			said = enlarge(said, said_capacity * sizeof *said);
		}
		said[said_count++] = (struct line){ spoken.length, spoken.length + size, c };
		if (!c->spoke) c->spoke = said_count;
		add(&spoken, text, size);
	} else if (line[0] == 'T' && c->index >= 0) {
		char *after;
		unsigned long number = strtoul(text, &after, 10);
		struct client *to = number < MAX_CLIENTS ? numbered[number] : NULL;
		if (!to || *after != ' ') return;
		after++;
		add(&to->own, after, length - (size_t)(after - line));
		if (!to->queued) {
			to->queued = 1;
			spoken_to[spoken_to_count++] = to;
		}
	} else if (line[0] == 'N' && c->index < 0) {
		unsigned long number = strtoul(text, NULL, 10);
		if (number >= MAX_CLIENTS || numbered[number]) {
			leave(c);
			return;
		}
		c->number = (int)number;
		c->index = everybody_count;
		c->position = spoken.length;
		numbered[number] = everybody[everybody_count++] = c;
		if (write(c->fd, "+\n", 2) != 2) leave(c);
	}
}

static void listen_to(struct client *c)
{
	size_t kept = c->rest.length;
	memcpy(input, c->rest.bytes ? c->rest.bytes : "", kept);
	ssize_t got = read(c->fd, input + kept, READ_BYTES);
	if (got <= 0) {
		leave(c);
		return;
	}
	char *at = input, *end = input + kept + got, *newline;
	while (!c->gone && at < end && (newline = memchr(at, '\n', (size_t)(end - at)))) {
		hear(c, at, (size_t)(newline + 1 - at));
		at = newline + 1;
	}
	c->rest.length = 0;
	if (end - at > LINE_MAX_BYTES) leave(c);
	else if (at < end) add(&c->rest, at, (size_t)(end - at));
}

/* Writes c what it has not got of the log. Returns whether that was all. */
static int tell(struct client *c)
{
	struct iovec pieces[PIECES];
	for (;;) {
		int count = 0;
		size_t reached = c->position;
		if (c->spoke) {
			size_t i = c->spoke - 1;
			for (; i < said_count && count < PIECES; i++) {
				if (said[i].by != c || said[i].to <= c->position) continue;
				if (said[i].from > reached) {
					pieces[count].iov_base = spoken.bytes + reached;
					pieces[count++].iov_len = said[i].from - reached;
				}
				reached = said[i].to;
			}
			if (i < said_count) goto write_it;
		}
		if (spoken.length > reached && count < PIECES) {
			pieces[count].iov_base = spoken.bytes + reached;
			pieces[count++].iov_len = spoken.length - reached;
			reached = spoken.length;
		}
write_it:
		if (count) {
			size_t length = 0;
			for (int i = 0; i < count; i++) length += pieces[i].iov_len;
			ssize_t wrote = count == 1 ? write(c->fd, pieces[0].iov_base, length) : writev(c->fd, pieces, count);
			if (wrote < 0) wrote = 0;
			if ((size_t)wrote < length) {
				/* What the socket does not take, own lines left out, is copied aside. */
				for (int i = 0; i < count; i++) {
					size_t skip = (size_t)wrote < pieces[i].iov_len ? (size_t)wrote : pieces[i].iov_len;
					wrote -= (ssize_t)skip;
					add(&c->own, (char *)pieces[i].iov_base + skip, pieces[i].iov_len - skip);
				}
				c->position = reached;
				return 0;
			}
		}
		c->position = reached;
		if (reached == spoken.length) return 1;
	}
}

static void give_own(struct client *c)
{
	if (c->gone || !c->own.length) return;
	ssize_t wrote = write(c->fd, c->own.bytes, c->own.length);
	if (wrote < 0) wrote = 0;
	c->own.length -= (size_t)wrote;
	if (c->own.length) memmove(c->own.bytes, c->own.bytes + wrote, c->own.length);
	else if (c->own.capacity > 4096) {
		free(c->own.bytes);
		c->own = (struct buffer){ 0 };
	}
	watch(c, c->own.length > 0);
}

static void end_round(void)
{
	if (spoken.length) {
		for (int i = 0; i < everybody_count; i++) {
			struct client *c = everybody[i];
			if (c->own.length) {
				/* Behind: what is for all queues up behind what waits. */
				for (size_t k = 0; k < said_count; k++)
					if (said[k].by != c) add(&c->own, spoken.bytes + said[k].from, said[k].to - said[k].from);
				if (!c->queued && !c->waits) {
					c->queued = 1;
					spoken_to[spoken_to_count++] = c;
				}
			} else if (!tell(c)) watch(c, 1);
			c->position = 0;
			c->spoke = 0;
		}
		spoken.length = said_count = 0;
	}
	for (int i = 0; i < spoken_to_count; i++) {
		spoken_to[i]->queued = 0;
		if (!spoken_to[i]->waits) give_own(spoken_to[i]);
	}
	spoken_to_count = 0;
	while (leaving_count) {
		struct client *c = leaving[--leaving_count];
		free(c->own.bytes);
		free(c->rest.bytes);
		free(c);
	}
}

static void welcome(int listener)
{
	int fd, yes = 1;
	while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
		struct client *c = enlarge(NULL, sizeof *c);
		memset(c, 0, sizeof *c);
		c->fd = fd;
		c->index = -1;
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
		struct epoll_event what = { .events = EPOLLIN, .data.ptr = c };
		epoll_ctl(poll_fd, EPOLL_CTL_ADD, fd, &what);
	}
}

int main(int count, char **arguments)
{
	if (count != 2) {
		fputs("use: limit PORT\n", stderr);
		return 2;
	}
	struct rlimit files;
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	signal(SIGPIPE, SIG_IGN);
	int yes = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	at.sin_port = htons((unsigned short)atoi(arguments[1]));
	if (bind(listener, (struct sockaddr *)&at, sizeof at) || listen(listener, 4096)) {
		perror("limit");
		return 1;
	}
	poll_fd = epoll_create1(0);
	struct epoll_event what = { .events = EPOLLIN, .data.ptr = NULL }, ready[1024];
	epoll_ctl(poll_fd, EPOLL_CTL_ADD, listener, &what);
	for (;;) {
		int happened = epoll_wait(poll_fd, ready, 1024, -1);
		for (int i = 0; i < happened; i++) {
			struct client *c = ready[i].data.ptr;
			if (!c) welcome(listener);
			else {
				if (!c->gone && ready[i].events & EPOLLOUT) give_own(c);
				if (!c->gone && ready[i].events & ~(unsigned)EPOLLOUT) listen_to(c);
			}
		}
		end_round();
	}
}
