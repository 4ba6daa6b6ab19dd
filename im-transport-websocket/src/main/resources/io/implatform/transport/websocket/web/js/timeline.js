// The messages of one conversation that the page holds: the newest, without a hole, and older ones page by page.

/** Past this the oldest are let go, to be loaded again where somebody scrolls up to them. */
const KEPT = 20_000;

/**
 * A message as it is now.
 * @typedef {{seq: number, from: string, text: string, time: Date, replyTo: number, edited: boolean, deleted: boolean}} Message
 */

/** Makes a message of an event, or of a line of a history. */
export function message(object) {
  return {
    seq: object.seq,
    from: object.from,
    text: object.text,
    time: new Date(object.time),
    replyTo: object.replyTo ?? 0,
    edited: object.edited === true,
    deleted: object.deleted === true,
  };
}

export class Timeline {
  /** @type {Message[]} in the order of their numbers */
  messages = [];
  #bySeq = new Map();
  /** Messages that are answered and are not loaded; null while they are asked for. */
  quoted = new Map();
  /** "not", "loading" or "loaded": whether the newest page is there. */
  state = 'not';
  /** Whether there are older ones on the server. */
  more = true;
  loadingOlder = false;

  get(seq) {
    return this.#bySeq.get(seq);
  }

  /** Takes one that was told; of those before what is loaded only the page tells. */
  add(message) {
    if (this.state === 'not') return;
    const first = this.messages[0];
    if (this.state === 'loaded' && this.more && first && message.seq < first.seq) return;
    this.#put(message);
    if (this.messages.length > KEPT) {
      for (const old of this.messages.splice(0, KEPT / 10)) this.#bySeq.delete(old.seq);
      this.more = true;
    }
  }

  edit(seq, text) {
    this.#change(seq, { text, edited: true });
  }

  delete(seq) {
    this.#change(seq, { text: '', deleted: true });
  }

  /** The newest page. */
  newest(lines, more) {
    // What was told while it was on its way is newer than its lines, but for those it holds itself.
    const since = this.messages;
    this.messages = [];
    this.#bySeq.clear();
    for (const line of lines) this.#put(message(line));
    const first = this.messages[0]?.seq ?? 0;
    for (const told of since) {
      if (told.seq >= first && !this.#bySeq.has(told.seq)) this.#put(told);
    }
    this.more = more;
    this.state = 'loaded';
  }

  /** The page before the oldest that is here. */
  older(lines, more) {
    const older = lines.map(message).filter((each) => !this.#bySeq.has(each.seq));
    for (const each of older) this.#bySeq.set(each.seq, each);
    this.messages = [...older, ...this.messages];
    this.more = more;
  }

  clear() {
    this.messages = [];
    this.#bySeq.clear();
    this.quoted.clear();
    this.state = 'not';
    this.more = true;
    this.loadingOlder = false;
  }

  #put(message) {
    if (this.#bySeq.has(message.seq)) return;
    this.#bySeq.set(message.seq, message);
    let at = this.messages.length;
    while (at > 0 && this.messages[at - 1].seq > message.seq) at--;
    this.messages.splice(at, 0, message);
  }

  #change(seq, change) {
    const before = this.#bySeq.get(seq);
    if (before) {
      const after = { ...before, ...change };
      this.#bySeq.set(seq, after);
      this.messages[this.messages.findLastIndex((each) => each.seq === seq)] = after;
    }
    const quote = this.quoted.get(seq);
    if (quote) this.quoted.set(seq, { ...quote, ...change });
  }
}
