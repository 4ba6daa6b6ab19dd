// The WebSocket to the server: opened again when it is lost, with requests that are answered and events that are told.
import { Emitter } from './dom.js';

/** Silence after which the server is asked for a sign of life, and how long it may take over it. */
const LIVENESS_MILLIS = 30_000;
const ANSWER_MILLIS = 10_000;
/** The delay before another attempt doubles from the first to the last of these, and is random up to it. */
const FIRST_DELAY_MILLIS = 500;
const LAST_DELAY_MILLIS = 15_000;
/** Attempts that may fail before the page looks whether it is the WebSocket alone that is kept from it. */
const ATTEMPTS_BEFORE_LOOKING = 2;

/** The server said no. */
export class Refused extends Error {
  constructor(reply) {
    super(reply.message);
    this.code = reply.code;
    this.temporary = reply.temporary === true;
    this.retryMillis = (reply.retry ?? 0) * 1000;
  }
}

/** The connection was lost before the answer came. */
export class Lost extends Error {}

/**
 * States: "connecting", "open", "waiting" (until the next attempt), "closed" (for good).
 * Tells: "state"; "open" when the server has said welcome; "event" of each event; "bye"; "blocked" when
 * HTTP works and the WebSocket does not.
 */
export class Connection extends Emitter {
  #url;
  #socket = null;
  #calls = new Map();
  #number = 0;
  #failures = 0;
  #retryMillis = 0;
  #timer = 0;
  #heard = 0;
  #watch = 0;
  state = 'closed';
  /** When the next attempt is made, in the milliseconds of Date.now(). */
  nextAttempt = 0;
  blocked = false;

  constructor(url) {
    super();
    this.#url = url;
    addEventListener('online', () => this.retryNow());
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.#look();
    });
    // Who leaves the page is away at once, also where the browser keeps it for the back button.
    addEventListener('pagehide', () => this.restart());
    addEventListener('pageshow', (event) => {
      if (event.persisted) this.retryNow();
    });
  }

  open() {
    if (this.state === 'closed') this.#attempt();
  }

  close() {
    clearTimeout(this.#timer);
    this.#drop();
    this.#set('closed');
  }

  /** Tries again at once, if it waits for the next attempt. */
  retryNow() {
    if (this.state === 'waiting') {
      clearTimeout(this.#timer);
      this.#attempt();
    }
  }

  /** Begins anew, as after a loss. */
  restart() {
    if (this.state === 'open' || this.state === 'connecting') this.#lost();
  }

  /**
   * Sends a request. The answer is the reply's object, with the lines before it as "lines".
   * @returns {Promise<object>} rejected with Refused or Lost
   */
  request(request) {
    return new Promise((resolve, reject) => {
      if (this.state !== 'open') {
        reject(new Lost('not connected'));
        return;
      }
      const ref = String(++this.#number);
      this.#calls.set(ref, { resolve, reject, lines: [] });
      // The ref comes first: then a line that is refused for its length is answered with it.
      this.#socket.send(JSON.stringify({ ref, ...request }));
    });
  }

  #attempt() {
    this.#set('connecting');
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    this.#heard = performance.now();
    socket.onmessage = (message) => {
      if (socket === this.#socket) this.#take(JSON.parse(message.data));
    };
    socket.onclose = () => {
      if (socket === this.#socket) this.#lost();
    };
    clearInterval(this.#watch);
    this.#watch = setInterval(() => this.#look(), 5_000);
  }

  #take(object) {
    this.#heard = performance.now();
    const call = object.ref === undefined ? undefined : this.#calls.get(object.ref);
    switch (object.type) {
      case 'ok':
        this.#calls.delete(object.ref);
        if (call) {
          object.lines = call.lines;
          call.resolve(object);
        }
        break;
      case 'error':
        this.#calls.delete(object.ref);
        call?.reject(new Refused(object));
        break;
      case 'history':
        call?.lines.push(object);
        break;
      case 'welcome':
        this.#failures = 0;
        this.#retryMillis = 0;
        this.blocked = false;
        this.#set('open');
        this.emit('open', object);
        break;
      case 'ping':
        this.request({ type: 'ping' }).catch(() => {});
        break;
      case 'bye':
        this.#retryMillis = (object.retry ?? 0) * 1000;
        this.emit('bye', object);
        break;
      default:
        this.emit('event', object);
    }
  }

  /** Finds a server that is gone without a word. */
  #look() {
    if (this.state === 'waiting' && Date.now() >= this.nextAttempt) {
      // The timers of a hidden page may be late by minutes.
      this.retryNow();
      return;
    }
    const silence = performance.now() - this.#heard;
    if (this.state === 'connecting' ? silence > LIVENESS_MILLIS : this.state === 'open' && silence > LIVENESS_MILLIS + ANSWER_MILLIS) {
      this.#lost();
    } else if (this.state === 'open' && silence > LIVENESS_MILLIS) {
      this.request({ type: 'ping' }).catch(() => {});
    }
  }

  #lost() {
    this.#drop();
    this.#failures++;
    const bound = Math.min(LAST_DELAY_MILLIS, FIRST_DELAY_MILLIS * 2 ** (this.#failures - 1));
    const delay = this.#retryMillis + Math.random() * bound;
    this.nextAttempt = Date.now() + delay;
    this.#timer = setTimeout(() => this.#attempt(), delay);
    this.#set('waiting');
    if (this.#failures >= ATTEMPTS_BEFORE_LOOKING) this.#lookForHttp();
  }

  async #lookForHttp() {
    let blocked = false;
    try {
      blocked = (await fetch('health', { cache: 'no-store' })).ok;
    } catch {
      // The server is away altogether.
    }
    if (this.state !== 'open' && blocked !== this.blocked) {
      this.blocked = blocked;
      this.emit('blocked', blocked);
    }
  }

  #drop() {
    clearInterval(this.#watch);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    // The state is another one before anybody is told: nobody sends again on what is gone.
    this.state = 'waiting';
    for (const call of calls) call.reject(new Lost('the connection was lost'));
  }

  #set(state) {
    this.state = state;
    this.emit('state', state);
  }
}
