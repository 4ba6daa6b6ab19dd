// The signed-in user: keeps the model true to what the server says, and sends what the user does. A message has an id
// of its own from the start; it is sent again under it until it is answered, so that it is stored once.
import { Emitter } from './dom.js';
import { Lost, Refused } from './connection.js';
import { LOBBY, keyOf, sameName } from './model.js';
import { reason } from './strings.js';
import { message } from './timeline.js';

const PAGE = 60;
/** How long a sign-in waits for a connection. */
const SIGN_IN_MILLIS = 8_000;
const TYPING_EVERY_MILLIS = 3_000;
/** Requests of the same kind on their way at once, where there may be many. */
const AT_ONCE = 6;
/** Messages that may wait for the server's answer. */
export const PENDING_LIMIT = 200;
/** A token is asked for anew once it is a day old: a browser that is used stays signed in. */
const TOKEN_MILLIS = 24 * 3_600_000;
const TOKEN = 'im.session';
const PENDING = 'im.pending';
/** The server ended it for a reason that another attempt does not take away. */
const FINAL = new Set(['LOGGED_OUT', 'ACCOUNT_DELETED', 'BANNED', 'DISCONNECTED']);

/** Tells: "state" ("signedOut", "signingIn", "online", "offline"), "message" of what others said, "notice" of words for the user. */
export class Session extends Emitter {
  #connection;
  #model;
  #credentials = null;
  #token = null;
  #tokenTime = 0;
  #epoch = null;
  #retry = 0;
  #held = [];
  #reads = new Map();
  state = 'signedOut';

  constructor(connection, model) {
    super();
    this.#connection = connection;
    this.#model = model;
    connection.on('open', () => this.#opened());
    connection.on('event', (event) => this.#take(event));
    connection.on('bye', (bye) => this.#bye(bye));
    connection.on('state', (state) => {
      if (state !== 'open' && this.state === 'online') this.#set('offline');
    });
    // What waits outlives the page's being loaded again, and not the end of its tab.
    addEventListener('beforeunload', (event) => {
      if (this.state !== 'online' && this.pendingCount > 0) event.preventDefault();
    });
    // Another tab has signed out, or in as somebody else: the tabs of a browser are one user's.
    addEventListener('storage', ({ key }) => {
      if (key === TOKEN && this.#model.me) {
        const kept = readJson(localStorage, TOKEN);
        if (!kept || !this.#model.isMe(kept.user)) this.#forget('signedOutElsewhere');
        else this.#adopt(kept);
      }
    });
  }

  #adopt({ token, time }) {
    this.#token = token;
    this.#tokenTime = time;
  }

  /** Goes on with the session that this browser holds, if it holds one. */
  start() {
    const kept = readJson(localStorage, TOKEN);
    if (kept?.token) {
      this.#token = kept.token;
      this.#tokenTime = kept.time;
      this.#model.me = kept.user;
      this.#set('signingIn');
    }
    this.#connection.open();
  }

  async signUp(user, password) {
    await this.#connected();
    await this.#connection.request({ type: 'register', user, password });
    await this.signIn(user, password);
  }

  async signIn(user, password) {
    await this.#connected();
    const login = this.#connection.request({ type: 'login', user, password });
    this.#set('signingIn');
    try {
      await this.#loggedIn(await login);
    } catch (error) {
      this.#set('signedOut');
      throw error;
    }
  }

  async signOut(everywhere) {
    try {
      await this.#connection.request({ type: 'logout', everywhere });
    } catch (error) {
      if (error instanceof Refused) throw error;
    }
    this.#forget();
  }

  async changePassword(old, password) {
    await this.#connection.request({ type: 'password', old, new: password });
    // It ends every token: this browser needs a new one to come back.
    this.#credentials = { user: this.#model.me, password };
    this.#token = null;
    const back = this.#whenOnline();
    this.#connection.restart();
    await back;
  }

  #whenOnline() {
    return new Promise((resolve) => {
      const ended = this.on('state', (state) => {
        if (state === 'online') {
          ended();
          resolve();
        }
      });
    });
  }

  async deleteAccount(password) {
    await this.#connection.request({ type: 'unregister', password });
    this.#forget();
  }

  // What the user says

  say(conversation, text, replyTo) {
    const body = replyTo
      ? { type: 'reply', conversation: conversation.ref, seq: replyTo, text }
      : conversation.kind === LOBBY
        ? { type: 'message', text }
        : conversation.kind === 'private'
          ? { type: 'private', to: conversation.name, text }
          : { type: 'group', group: conversation.name, text };
    conversation.typedAt = 0;
    this.#queue(conversation, { text, replyTo: replyTo ?? 0, body });
  }

  edit(conversation, seq, text) {
    this.#queue(conversation, { changes: seq, text, body: { type: 'edit', conversation: conversation.ref, seq, text } });
  }

  delete(conversation, seq) {
    this.#queue(conversation, { changes: seq, text: '', body: { type: 'delete', conversation: conversation.ref, seq } });
  }

  /** Sends again what was refused. */
  again(conversation, pending) {
    pending.error = null;
    this.#send(conversation, pending);
    this.#model.changed(conversation);
  }

  /** Gives up what was refused. */
  giveUp(conversation, pending) {
    conversation.pending = conversation.pending.filter((each) => each !== pending);
    this.#keepPending();
    this.#model.changed(conversation);
  }

  get pendingCount() {
    let count = 0;
    for (const conversation of this.#model.conversations.values()) count += conversation.pending.length;
    return count;
  }

  typing(conversation) {
    const now = Date.now();
    if (this.state === 'online' && now - conversation.typedAt > TYPING_EVERY_MILLIS) {
      conversation.typedAt = now;
      this.#quietly({ type: 'typing', conversation: conversation.ref });
    }
  }

  /** The user has seen the conversation to its end. */
  async read(conversation) {
    const seq = conversation.last?.seq ?? 0;
    conversation.unread = 0;
    if (this.state !== 'online' || seq <= (this.#reads.get(conversation.key) ?? 0)) return;
    this.#reads.set(conversation.key, seq);
    this.#model.changed(conversation);
    await this.#quietly({ type: 'read', conversation: conversation.ref, seq });
  }

  async setStatus(state, text) {
    await this.#connection.request({ type: 'status', state, text });
    this.#model.status = { state, text };
    this.#model.emit('me');
  }

  // History

  async load(conversation) {
    const timeline = conversation.timeline;
    if (timeline.state !== 'not' || this.state !== 'online') return;
    timeline.state = 'loading';
    try {
      const page = await this.#asked({ type: 'history', conversation: conversation.ref, limit: PAGE });
      timeline.newest(page.lines, page.more);
      for (const { from } of page.lines) this.#model.spelled(from);
      const last = timeline.messages.at(-1);
      if (last && last.seq >= (conversation.last?.seq ?? 0)) conversation.last = last;
      conversation.head = Math.max(conversation.head, last?.seq ?? 0);
      this.#loadMarks(conversation);
    } catch (error) {
      timeline.clear();
      if (error instanceof Refused && error.code !== 'NO_SUCH_USER') this.emit('notice', reason(error));
      if (error instanceof Refused) timeline.newest([], false);
    }
    this.#model.changed(conversation);
  }

  async loadOlder(conversation) {
    const timeline = conversation.timeline;
    if (timeline.state !== 'loaded' || !timeline.more || timeline.loadingOlder || this.state !== 'online') return;
    timeline.loadingOlder = true;
    this.#model.emit('conversation', conversation);
    try {
      const before = timeline.messages[0]?.seq ?? conversation.head + 1;
      const page = await this.#asked({ type: 'history', conversation: conversation.ref, before, limit: PAGE * 2 });
      timeline.older(page.lines, page.more);
    } catch (error) {
      if (error instanceof Refused) this.emit('notice', reason(error));
    } finally {
      timeline.loadingOlder = false;
    }
    this.#model.emit('conversation', conversation);
  }

  /** Fetches a message that is answered and lies before what is loaded. */
  async loadQuoted(conversation, seq) {
    const { quoted } = conversation.timeline;
    if (quoted.has(seq) || this.state !== 'online') return;
    quoted.set(seq, null);
    try {
      const page = await this.#asked({ type: 'history', conversation: conversation.ref, before: seq + 1, limit: 1 });
      const line = page.lines.at(-1);
      if (line?.seq === seq) quoted.set(seq, message(line));
      this.#model.emit('conversation', conversation);
    } catch {
      quoted.delete(seq);
    }
  }

  // Groups and people

  /**
   * The conversation with a user, who has to be there; their name as they spell it is learnt from the server.
   * @returns {Promise<object>} rejected with Refused where there is no such user
   */
  async with(user) {
    const ref = ['private', user];
    const known = this.#model.conversations.get(keyOf(ref));
    if (known) return known;
    const page = await this.#asked({ type: 'history', conversation: ref, limit: 1 });
    const present = this.#model.present.get(user.toLowerCase())?.user;
    const line = page.lines[0];
    const spelled = present ?? (line && sameName(line.from, user) ? line.from : user);
    return this.#model.conversation(['private', spelled]);
  }

  async create(group, isPrivate) {
    const { group: name } = await this.#connection.request({ type: 'create', group, private: isPrivate });
    await this.#loadGroups();
    return this.#model.conversation(['group', name]);
  }

  async join(group) {
    const { group: name } = await this.#connection.request({ type: 'join', group });
    await this.#loadGroups();
    const conversation = this.#model.conversation(['group', name]);
    conversation.timeline.clear();
    return conversation;
  }

  async leave(group) {
    await this.#connection.request({ type: 'leave', group });
    const conversation = this.#model.conversations.get(`group:${group.toLowerCase()}`);
    if (conversation) this.#model.leave(conversation);
  }

  async loadMembers(conversation) {
    if (this.state !== 'online') return;
    try {
      const { members } = await this.#connection.request({ type: 'members', group: conversation.name });
      conversation.members = members;
      this.#model.emit('conversation', conversation);
    } catch (error) {
      if (error instanceof Refused) this.emit('notice', reason(error));
    }
  }

  invite(group, user) {
    return this.#connection.request({ type: 'invite', group, user });
  }

  async kick(conversation, user) {
    await this.#connection.request({ type: 'kick', group: conversation.name, user });
    conversation.members = conversation.members?.filter((each) => !sameName(each.user, user)) ?? null;
    this.#model.changed(conversation);
  }

  async setRole(conversation, user, role) {
    await this.#connection.request({ type: 'role', group: conversation.name, user, role });
    await Promise.all([this.loadMembers(conversation), this.#loadGroups()]);
  }

  async setTopic(conversation, text) {
    await this.#connection.request(text === '' ? { type: 'topic', group: conversation.name } : { type: 'topic', group: conversation.name, text });
    conversation.topic = text;
    this.#model.changed(conversation);
  }

  async setBlocked(user, on) {
    await this.#connection.request({ type: on ? 'block' : 'unblock', user });
    if (on) this.#model.blocked.add(user.toLowerCase());
    else this.#model.blocked.delete(user.toLowerCase());
    this.#model.emit('conversations');
  }

  // The connection

  #connected() {
    if (this.#connection.state === 'open') return Promise.resolve();
    this.#connection.retryNow();
    return new Promise((resolve, reject) => {
      const opened = this.#connection.on('open', () => {
        clearTimeout(timer);
        opened();
        resolve();
      });
      const timer = setTimeout(() => {
        opened();
        reject(new Lost('not connected'));
      }, SIGN_IN_MILLIS);
    });
  }

  async #opened() {
    const login = this.#token ? { token: this.#token, wantsToken: Date.now() - this.#tokenTime > TOKEN_MILLIS } : this.#credentials;
    if (!login) return;
    const request = { type: 'login', ...login };
    if (this.#epoch) request.resume = { epoch: this.#epoch, positions: this.#positions() };
    try {
      await this.#loggedIn(await this.#connection.request(request));
    } catch (error) {
      if (!(error instanceof Refused)) return;
      if (error.temporary) {
        setTimeout(() => this.#connection.restart(), error.retryMillis + 1_000);
      } else {
        this.#forget(error.code === 'BAD_CREDENTIALS' ? 'signedOutElsewhere' : null, reason(error));
      }
    }
  }

  /** Where the page is in each conversation; those that moved last where not all fit into a line. */
  #positions() {
    const positions = [];
    let length = 0;
    const known = [...this.#model.conversations.values()].filter((each) => each.position !== null && each.role !== 'invited');
    known.sort((one, other) => (other.last?.time ?? 0) - (one.last?.time ?? 0));
    for (const conversation of known) {
      const position = [...conversation.ref, conversation.position];
      length += JSON.stringify(position).length + 1;
      if (length > 15_000) break;
      positions.push(position);
    }
    return positions;
  }

  async #loggedIn(ok) {
    const model = this.#model;
    const again = this.#epoch === ok.epoch && !ok.reset && model.me !== null;
    if (!again) model.forgetMessages();
    this.#epoch = ok.epoch;
    model.me = ok.user;
    if (ok.token && ok.token !== this.#token) {
      this.#token = ok.token;
      this.#tokenTime = Date.now();
      this.#credentials = null;
    }
    writeJson(localStorage, TOKEN, { user: ok.user, token: this.#token, time: this.#tokenTime });
    model.conversation([LOBBY]);
    for (const { conversation: ref, seq } of ok.positions) {
      const conversation = model.conversation(ref);
      if (!again || conversation.position === null) conversation.begin(seq);
    }
    if (!model.open) model.open = LOBBY;
    this.#reads.clear();
    for (const conversation of model.conversations.values()) conversation.members = null;
    this.#restorePending();
    this.#set('online');
    model.emit('me');
    const { state, text } = model.status;
    if (state !== 'online' || text !== '') this.#quietly({ type: 'status', state, text });
    for (const conversation of model.conversations.values()) {
      for (const pending of conversation.pending) {
        if (!pending.error) this.#send(conversation, pending);
      }
    }
    await Promise.allSettled([this.#loadPresence(), this.#loadGroups(), this.#loadUnread(), this.#loadBlocked()]);
    if (model.current) await this.load(model.current);
    await this.#loadLast();
  }

  #bye(bye) {
    if (FINAL.has(bye.code)) this.#forget(bye.code === 'LOGGED_OUT' ? 'signedOutElsewhere' : null, bye.message);
  }

  #forget(notice, words) {
    this.#token = null;
    this.#credentials = null;
    this.#epoch = null;
    this.#held = [];
    this.#reads.clear();
    clearTimeout(this.#retry);
    const kept = readJson(localStorage, TOKEN);
    if (kept && this.#model.me && this.#model.isMe(kept.user)) localStorage.removeItem(TOKEN);
    sessionStorage.removeItem(PENDING);
    this.#model.clear();
    this.#set('signedOut');
    // A connection has one user for its life.
    this.#connection.restart();
    if (notice || words) this.emit('signedOut', notice ?? words);
  }

  #set(state) {
    if (this.state !== state) {
      this.state = state;
      this.emit('state', state);
    }
  }

  // What the server tells

  #take(event) {
    const model = this.#model;
    if (!model.me) return;
    switch (event.type) {
      case 'message':
      case 'private':
      case 'group': {
        const conversation = model.conversation(this.#refOf(event));
        if (this.#isInDoubt(conversation, event.from)) this.#held.push({ conversation, event });
        else this.#said(conversation, event);
        break;
      }
      case 'edit':
        model.edited(model.conversation(event.conversation), event.seq, event.target, event.text, false);
        break;
      case 'delete':
        model.deleted(model.conversation(event.conversation), event.seq, event.target, false);
        break;
      case 'read':
        model.read(model.conversation(event.conversation), event.user, event.seq);
        if (model.isMe(event.user)) this.#loadUnread();
        break;
      case 'delivered': {
        const conversation = model.conversation(event.conversation);
        conversation.mark(event.user, { delivered: event.seq });
        model.emit('conversation', conversation);
        break;
      }
      case 'typing':
        if (!model.isMe(event.user)) model.types(model.conversation(event.conversation), event.user);
        break;
      case 'status':
        model.presence(event.user, event.state, event.text);
        break;
      case 'announce':
        this.emit('notice', event.text);
        break;
      case 'invited':
      case 'joined':
      case 'left':
      case 'role':
      case 'topic':
        this.#groupChanged(event);
        break;
      default: // A later server may tell more than this page knows.
    }
  }

  #refOf(event) {
    if (event.type === 'message') return [LOBBY];
    if (event.type === 'group') return ['group', event.group];
    return ['private', this.#model.isMe(event.from) ? event.to : event.from];
  }

  #said(conversation, event) {
    const isNew = this.#model.said(conversation, event);
    if (isNew && !this.#model.isMe(event.from)) this.emit('message', { conversation, event });
  }

  #groupChanged(event) {
    const model = this.#model;
    const conversation = model.conversations.get(`group:${event.group.toLowerCase()}`);
    if (event.type === 'topic' && conversation) {
      conversation.topic = event.text;
      model.changed(conversation);
    } else if (event.type === 'left' && model.isMe(event.user)) {
      if (conversation) model.leave(conversation);
      if (event.by) this.emit('removed', event);
    } else {
      if (event.type === 'invited' || (event.user && model.isMe(event.user))) this.#loadGroups();
      if (conversation?.members) this.loadMembers(conversation);
    }
  }

  // What is loaded at the sign-in

  async #loadPresence() {
    await this.#connection.request({ type: 'watch' });
    const { users } = await this.#connection.request({ type: 'online' });
    this.#model.everyonePresent(users);
  }

  async #loadGroups() {
    const { groups } = await this.#asked({ type: 'groups' });
    this.#model.groups(groups);
  }

  async #loadUnread() {
    const { conversations } = await this.#asked({ type: 'unread' });
    for (const conversation of this.#model.conversations.values()) conversation.unread = 0;
    for (const { conversation, unread } of conversations) this.#model.conversation(conversation).unread = unread;
    this.#model.emit('conversations');
  }

  async #loadBlocked() {
    const { users } = await this.#asked({ type: 'blocked' });
    this.#model.blocked = new Set(users.map((each) => each.toLowerCase()));
    this.#model.emit('conversations');
  }

  async #loadMarks(conversation) {
    if (conversation.kind === LOBBY) return;
    try {
      const { positions } = await this.#connection.request({ type: 'positions', conversation: conversation.ref });
      for (const { user, delivered, read } of positions) {
        if (this.#model.isMe(user)) continue;
        conversation.mark(user, { delivered, read });
        this.#model.spelled(user);
      }
      this.#model.emit('conversation', conversation);
    } catch {
      // Marks are told as they move; where they were before is not worth a word.
    }
  }

  /** The last line of each conversation, for the list. */
  async #loadLast() {
    const waiting = [...this.#model.conversations.values()].filter((each) => !each.last && each.role !== 'invited');
    const worker = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const page = await this.#asked({ type: 'history', conversation: next.ref, limit: 1 });
        if (page.lines.length && !next.last) {
          next.last = message(page.lines[0]);
          this.#model.spelled(next.last.from);
          // Where the other one has not spoken, how far they have come tells how they spell their name.
          if (next.kind === 'private' && this.#model.isMe(next.last.from)) this.#loadMarks(next);
          next.head = Math.max(next.head, next.last.seq);
        }
        this.#model.emit('conversations');
      }
    };
    await Promise.allSettled(Array.from({ length: AT_ONCE }, worker));
  }

  /** A request that may be made again while the server is busy. */
  async #asked(request) {
    for (;;) {
      try {
        return await this.#connection.request(request);
      } catch (error) {
        if (!(error instanceof Refused && error.temporary)) throw error;
        await new Promise((resolve) => setTimeout(resolve, error.retryMillis + 300 + Math.random() * 500));
      }
    }
  }

  async #quietly(request) {
    try {
      await this.#connection.request(request);
    } catch {
      // Nothing that the user would do about it.
    }
  }

  // What waits for an answer

  #queue(conversation, pending) {
    const id = crypto.randomUUID ? crypto.randomUUID() : randomId();
    const queued = { id, time: new Date(), error: null, lost: false, ...pending };
    queued.body = { ...queued.body, id };
    conversation.pending.push(queued);
    this.#keepPending();
    this.#model.changed(conversation);
    if (this.state === 'online') this.#send(conversation, queued);
  }

  async #send(conversation, pending) {
    if (pending.sending) return;
    pending.sending = true;
    try {
      const ok = await this.#connection.request(pending.body);
      pending.sending = false;
      this.#answered(conversation, pending, ok);
    } catch (error) {
      pending.sending = false;
      if (error instanceof Lost) {
        pending.lost = true;
      } else if (error.temporary) {
        clearTimeout(this.#retry);
        this.#retry = setTimeout(() => this.#sendAll(), error.retryMillis + 500);
      } else {
        pending.lost = false;
        pending.error = reason(error);
        this.#release(conversation);
        this.#keepPending();
      }
      this.#model.changed(conversation);
    }
  }

  #sendAll() {
    if (this.state !== 'online') return;
    for (const conversation of this.#model.conversations.values()) {
      for (const pending of conversation.pending) {
        if (!pending.error) this.#send(conversation, pending);
      }
    }
  }

  #answered(conversation, pending, ok) {
    conversation.pending = conversation.pending.filter((each) => each !== pending);
    this.#keepPending();
    if (pending.body.type === 'edit') {
      this.#model.edited(conversation, ok.seq, ok.target, pending.text, true);
    } else if (pending.body.type === 'delete') {
      this.#model.deleted(conversation, ok.seq, ok.target, true);
    } else {
      this.#model.stored(conversation, message({ ...ok, from: this.#model.me, text: pending.text, replyTo: pending.replyTo }));
      if (conversation.kind === LOBBY) this.#hasRead(conversation, ok.seq);
    }
    this.#release(conversation);
  }

  /** Who sends has read what was there: in the lobby the server does not see to it by itself. */
  async #hasRead(conversation, seq) {
    if (conversation === this.#model.current) return;
    await this.#quietly({ type: 'read', conversation: conversation.ref, seq });
    if (conversation.last.seq <= seq) conversation.unread = 0;
    this.#model.changed(conversation);
  }

  /**
   * Whether a message of this user may be one of this page's own, whose answer was lost: the answer to its second
   * sending tells, and until then it is not shown twice.
   */
  #isInDoubt(conversation, from) {
    return this.#model.isMe(from) && conversation.pending.some((each) => each.lost && !each.error);
  }

  #release(conversation) {
    if (conversation.pending.some((each) => each.lost && !each.error)) return;
    const ours = this.#held.filter((each) => each.conversation === conversation);
    this.#held = this.#held.filter((each) => each.conversation !== conversation);
    for (const { event } of ours) this.#said(conversation, event);
  }

  /** What is not answered outlives the page's being loaded again, in this tab. */
  #keepPending() {
    const kept = [];
    for (const conversation of this.#model.conversations.values()) {
      for (const { id, text, replyTo, changes, body, time, error } of conversation.pending) {
        kept.push({ ref: conversation.ref, id, text, replyTo, changes, body, time, error });
      }
    }
    if (kept.length) writeJson(sessionStorage, PENDING, { user: this.#model.me, kept });
    else sessionStorage.removeItem(PENDING);
  }

  #restorePending() {
    const stored = readJson(sessionStorage, PENDING);
    if (!stored || !this.#model.isMe(stored.user)) return;
    for (const { ref, ...pending } of stored.kept) {
      const conversation = this.#model.conversation(ref);
      if (!conversation.pending.some((each) => each.id === pending.id)) {
        conversation.pending.push({ ...pending, time: new Date(pending.time), lost: true });
      }
    }
  }
}

/** crypto.randomUUID is there on https and on this machine alone. */
function randomId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((each) => each.toString(16).padStart(2, '0')).join('');
}

function readJson(storage, key) {
  try {
    return JSON.parse(storage.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

function writeJson(storage, key, value) {
  try {
    storage.setItem(key, JSON.stringify(value));
  } catch {
    // Full, or not allowed: then it lasts as long as the page.
  }
}
