// What the page knows: who this is, the conversations, who is there. It is changed by the session alone, and shown by
// the views, which are told of changes: "conversations" (the list), "conversation" (one, its messages or what else it
// shows), "presence", "me".
import { Emitter } from './dom.js';
import { Timeline, message } from './timeline.js';

/** How long somebody is shown as typing after the last word of it. */
const TYPING_MILLIS = 6_000;

export const LOBBY = 'lobby';

/** The page's own name of a conversation: names that differ only in case are one. */
export function keyOf(ref) {
  return ref.length === 1 ? ref[0] : `${ref[0]}:${ref[1].toLowerCase()}`;
}

export function sameName(one, other) {
  return one.toLowerCase() === other.toLowerCase();
}

class Conversation {
  constructor(ref) {
    this.ref = ref;
    this.key = keyOf(ref);
  }

  timeline = new Timeline();
  /** What waits for the server's answer, or was refused. */
  pending = [];
  unread = 0;
  /** The newest message that was seen of it, of which the list shows a line. */
  last = null;
  /** The newest number that was told of, edits and deletions included. */
  head = 0;
  /** The number up to which everything was told; null where that is not known. */
  position = null;
  #ahead = new Set();
  /** Of a group: this user's role ("invited" for an invitation), whether it is private, what it is about. */
  role = null;
  isPrivate = false;
  topic = '';
  /** Of a group: {user, role} of each member; null where they were not asked for. */
  members = null;
  /** How far the others have come: by name in lower case, {user, delivered, read}. */
  marks = new Map();
  /** Who is typing, by name, until when. */
  typing = new Map();
  /** When the others were last told that this user types. */
  typedAt = 0;

  get kind() {
    return this.ref[0];
  }

  /** Whom or what it is with; empty for the lobby. */
  get name() {
    return this.ref[1] ?? '';
  }

  /** Something of that number was told, or is this client's own. */
  seen(seq, own) {
    this.head = Math.max(this.head, seq);
    if (this.position === null) {
      this.position = seq;
    } else if (own) {
      if (seq > this.position) this.#ahead.add(seq);
    } else {
      this.position = Math.max(this.position, seq);
    }
    while (this.#ahead.delete(this.position + 1)) this.position++;
  }

  /** The server's history is another one, or begins anew at that number. */
  begin(seq) {
    this.position = seq;
    this.#ahead.clear();
  }

  mark(user, change) {
    const before = this.marks.get(user.toLowerCase()) ?? { user, delivered: 0, read: 0 };
    const read = Math.max(before.read, change.read ?? 0);
    this.marks.set(user.toLowerCase(), { user, read, delivered: Math.max(before.delivered, change.delivered ?? 0, read) });
  }

  typists(now) {
    return [...this.typing].filter(([, until]) => until > now).map(([user]) => user);
  }
}

export class Model extends Emitter {
  /** This user's name; null before the sign-in. */
  me = null;
  status = { state: 'online', text: '' };
  /** @type {Map<string, Conversation>} */
  conversations = new Map();
  /** By name in lower case: {user, state, text} of those who are online. */
  present = new Map();
  blocked = new Set();
  /** The key of the one that is open; null where the list alone is shown. */
  open = null;

  conversation(ref) {
    const key = keyOf(ref);
    let found = this.conversations.get(key);
    if (!found) {
      found = new Conversation(ref);
      this.conversations.set(key, found);
      this.emit('conversations');
    }
    return found;
  }

  get current() {
    return this.open === null ? null : (this.conversations.get(this.open) ?? null);
  }

  /** A user's name as they spell it: the server's own name of a conversation has it in lower case. */
  spelled(user) {
    const found = this.conversations.get(keyOf(['private', user]));
    if (found && found.name !== user) {
      found.ref = ['private', user];
      this.emit('conversation', found);
      this.emit('conversations');
    }
  }

  isMe(user) {
    return this.me !== null && sameName(user, this.me);
  }

  /** Everyone forgets who this was. */
  clear() {
    this.me = null;
    this.status = { state: 'online', text: '' };
    this.conversations.clear();
    this.present.clear();
    this.blocked.clear();
    this.open = null;
    this.emit('conversations');
    this.emit('presence');
  }

  /** Nothing of the messages holds any more: the server has another history. */
  forgetMessages() {
    for (const conversation of this.conversations.values()) {
      conversation.timeline.clear();
      conversation.begin(null);
      conversation.head = 0;
      conversation.last = null;
      conversation.unread = 0;
      conversation.marks.clear();
    }
    this.emit('conversations');
  }

  /** A message was told. */
  said(conversation, object) {
    const isNew = object.seq > conversation.head;
    conversation.seen(object.seq, false);
    const said = message(object);
    conversation.timeline.add(said);
    conversation.typing.delete(said.from);
    this.spelled(said.from);
    // Who writes has read what was there.
    if (!this.isMe(said.from)) conversation.mark(said.from, { read: said.seq });
    if (isNew || !conversation.last) conversation.last = said;
    if (isNew && !this.isMe(said.from)) conversation.unread++;
    this.#changed(conversation);
    return isNew;
  }

  /** A message of this page is stored. */
  stored(conversation, said) {
    conversation.seen(said.seq, true);
    conversation.timeline.add(said);
    if (!conversation.last || said.seq > conversation.last.seq) conversation.last = said;
    this.#changed(conversation);
  }

  edited(conversation, seq, target, text, own) {
    conversation.seen(seq, own);
    conversation.timeline.edit(target, text);
    if (conversation.last?.seq === target) conversation.last = { ...conversation.last, text, edited: true };
    this.#changed(conversation);
  }

  deleted(conversation, seq, target, own) {
    conversation.seen(seq, own);
    conversation.timeline.delete(target);
    if (conversation.last?.seq === target) conversation.last = { ...conversation.last, text: '', deleted: true };
    this.#changed(conversation);
  }

  read(conversation, user, seq) {
    if (this.isMe(user)) {
      if (seq >= (conversation.last?.seq ?? 0)) conversation.unread = 0;
    } else {
      conversation.mark(user, { read: seq });
    }
    this.#changed(conversation);
  }

  types(conversation, user) {
    conversation.typing.set(user, Date.now() + TYPING_MILLIS);
    setTimeout(() => this.emit('conversation', conversation), TYPING_MILLIS + 50);
    this.emit('conversation', conversation);
  }

  presence(user, state, text) {
    if (state === 'offline') {
      this.present.delete(user.toLowerCase());
    } else {
      this.present.set(user.toLowerCase(), { user, state, text });
      this.spelled(user);
    }
    if (this.isMe(user)) this.emit('me');
    this.emit('presence');
  }

  everyonePresent(users) {
    this.present = new Map(users.map((each) => [each.user.toLowerCase(), each]));
    for (const { user } of users) this.spelled(user);
    this.emit('presence');
  }

  stateOf(user) {
    return this.present.get(user.toLowerCase())?.state ?? 'offline';
  }

  statusTextOf(user) {
    return this.present.get(user.toLowerCase())?.text ?? '';
  }

  /** The groups of this user and the invitations. */
  groups(groups) {
    const keys = new Set();
    for (const { group, role, topic, private: isPrivate } of groups) {
      const conversation = this.conversation(['group', group]);
      Object.assign(conversation, { ref: ['group', group], role, topic, isPrivate });
      keys.add(conversation.key);
    }
    for (const conversation of this.conversations.values()) {
      if (conversation.kind === 'group' && !keys.has(conversation.key)) this.leave(conversation);
    }
    this.emit('conversations');
  }

  leave(conversation) {
    this.conversations.delete(conversation.key);
    if (this.open === conversation.key) this.open = LOBBY;
    this.emit('conversations');
  }

  changed(conversation) {
    this.#changed(conversation);
  }

  #changed(conversation) {
    this.emit('conversation', conversation);
    this.emit('conversations');
  }
}
