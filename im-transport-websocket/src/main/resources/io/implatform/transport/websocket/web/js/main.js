// Puts the page together: the connection, the session, the model, and the views that show it.
import { Connection } from './connection.js';
import { ConversationView } from './conversation-view.js';
import { Details } from './details.js';
import { newConversation, settings } from './dialogs.js';
import { el, fill, iconButton, say } from './dom.js';
import { LOBBY, Model } from './model.js';
import { countInTitle, notifications } from './notifications.js';
import { drafts, theme } from './preferences.js';
import { PENDING_LIMIT, Session } from './session.js';
import { SignIn } from './sign-in.js';
import { Sidebar } from './sidebar.js';
import { direction, language, reason, t } from './strings.js';

/** A loss that is over within this is not worth a word. */
const QUIET_MILLIS = 1_200;
const NOTICE_MILLIS = 6_000;

/** What the views ask of the page as a whole. */
class Shell {
  pendingLimit = PENDING_LIMIT;
  #model = new Model();
  #connection = new Connection(new URL('chat', location.href.replace(/^http/, 'ws')).href);
  #session = new Session(this.#connection, this.#model);
  #signIn = new SignIn(this.#session);
  #sidebar = new Sidebar(this.#model, this);
  #conversation = new ConversationView(this.#model, this.#session, this);
  #details = new Details(this.#model, this.#session, this);
  #banner = el('div.banner', { role: 'status', hidden: true });
  #notices = el('div.notices', { role: 'status' });
  #chat = el('div.chat', { hidden: true }, this.#sidebar.element, el('main.pane', {}, el('h1.visually-hidden', {}, t('product')), this.#conversation.element), this.#details.element);
  #lostAt = 0;
  #tick = 0;

  start() {
    document.documentElement.lang = language;
    document.documentElement.dir = direction;
    document.title = t('product');
    theme.apply();
    fill(document.getElementById('app'), this.#banner, this.#signIn.element, this.#chat, this.#notices);
    countInTitle(this.#model);
    this.#session.on('state', () => this.#show());
    this.#session.on('message', (said) => notifications.tell(said, (conversation) => this.open(conversation, true)));
    this.#session.on('notice', (words) => this.tell(words));
    this.#session.on('signedOut', (why) => this.#signIn.tell(why === 'signedOutElsewhere' ? t('signIn.again') : why));
    this.#session.on('removed', ({ by, group }) => this.tell(t('notice.removed', { by, group })));
    this.#connection.on('state', () => this.#showConnection());
    this.#connection.on('blocked', () => this.#showConnection());
    this.#model.on('conversations', () => this.#followModel());
    drafts.watch((key) => {
      this.#conversation.composer.draftChanged(key);
      this.#sidebar.update();
    });
    addEventListener('popstate', () => this.#followAddress());
    document.addEventListener('keydown', (event) => this.#keys(event));
    this.#session.start();
    this.#show();
    if (this.#chat.hidden && this.#model.me === null) this.#signIn.focus();
    this.#showConnection();
  }

  // What the views ask for

  get isConversationShown() {
    return !this.#chat.classList.contains('list-shown') || !matchMedia('(max-width: 45rem)').matches;
  }

  open(conversation, andFocus) {
    this.#model.open = conversation.key;
    this.#chat.classList.remove('list-shown');
    const address = `#${encodeURIComponent(conversation.key)}`;
    if (location.hash !== address) history.pushState(null, '', address);
    this.#followModel();
    this.#sidebar.update();
    if (matchMedia('(max-width: 70rem)').matches) this.toggleDetails(false);
    if (andFocus) this.#conversation.focus();
  }

  showList() {
    this.#chat.classList.add('list-shown');
    this.toggleDetails(false);
    this.#sidebar.focus();
  }

  toggleDetails(on = !this.#details.isOpen) {
    const had = this.#details.element.contains(document.activeElement);
    this.#details.open(on ? this.#conversation.conversation : null);
    this.#chat.classList.toggle('details-shown', on);
    this.#conversation.setDetailsOpen(on);
    if (on) this.#details.focus();
    else if (had) this.#conversation.focus();
  }

  openNew() {
    newConversation(this.#model, this.#session, (conversation) => this.open(conversation, true));
  }

  openSettings() {
    settings(this.#model, this.#session);
  }

  /** Does what the user asked for, and says why where it was refused. */
  async run(action) {
    try {
      await action();
    } catch (error) {
      this.tell(reason(error));
    }
  }

  tell(words) {
    const notice = el('div.notice', {}, el('p', { dir: 'auto' }, words), iconButton('close', t('notice.dismiss'), () => notice.remove()));
    this.#notices.append(notice);
    while (this.#notices.childElementCount > 3) this.#notices.firstElementChild.remove();
    setTimeout(() => notice.remove(), NOTICE_MILLIS);
  }

  // What is shown

  #show() {
    const { state } = this.#session;
    const isIn = this.#model.me !== null && (state === 'online' || state === 'offline' || (state === 'signingIn' && !this.#chat.hidden));
    const wasIn = !this.#chat.hidden;
    this.#signIn.element.hidden = isIn;
    this.#chat.hidden = !isIn;
    if (isIn && !wasIn) {
      drafts.of(this.#model.me);
      this.#followAddress();
      if (matchMedia('(max-width: 45rem)').matches && !location.hash) this.#chat.classList.add('list-shown');
      this.#conversation.focus();
    } else if (!isIn && wasIn) {
      for (const dialog of document.querySelectorAll('dialog')) dialog.close();
      this.toggleDetails(false);
      this.#conversation.open(null);
      history.replaceState(null, '', location.pathname);
      this.#signIn.focus();
    }
    this.#showConnection();
  }

  #showConnection() {
    clearTimeout(this.#tick);
    const { state, blocked, nextAttempt } = this.#connection;
    this.#chat.classList.toggle('offline', this.#session.state === 'offline');
    if (state === 'open') {
      this.#lostAt = 0;
      this.#banner.hidden = true;
      return;
    }
    this.#lostAt ||= Date.now();
    const quiet = this.#lostAt + QUIET_MILLIS - Date.now();
    this.#tick = setTimeout(() => this.#showConnection(), Math.max(quiet, 500));
    if (quiet > 0) return;
    const seconds = Math.ceil((nextAttempt - Date.now()) / 1000);
    const words = blocked ? t('connection.blocked') : this.#model.me ? t('connection.offline') : t('connection.connecting');
    const when = state === 'waiting' && seconds > 0 ? t('connection.retryIn', { n: seconds }) : t('connection.connecting');
    if (this.#banner.hidden) {
      this.#banner.hidden = false;
      // The seconds are for the eye: they are not read out as they pass.
      fill(this.#banner, el('p'), el('p', { 'aria-hidden': 'true' }), el('button', { type: 'button', on: { click: () => this.#connection.retryNow() } }, t('connection.retryNow')));
    }
    const [what, until] = this.#banner.children;
    say(what, words);
    say(until, words === when ? '' : when);
  }

  #followModel() {
    if (this.#chat.hidden) return;
    const conversation = this.#model.current ?? this.#model.conversations.get(LOBBY) ?? null;
    if (conversation) this.#model.open = conversation.key;
    if (conversation !== this.#conversation.conversation) {
      this.#conversation.open(conversation);
      if (this.#details.isOpen) this.#details.open(conversation);
    }
  }

  #followAddress() {
    let key = LOBBY;
    try {
      key = decodeURIComponent(location.hash.slice(1)) || LOBBY;
    } catch {
      // Not an address of ours.
    }
    if (this.#model.conversations.has(key)) this.#model.open = key;
    this.#followModel();
    this.#sidebar.update();
  }

  #keys(event) {
    if (this.#chat.hidden || document.querySelector('dialog[open]')) return;
    if ((event.ctrlKey || event.metaKey) && event.key === 'k') {
      event.preventDefault();
      this.openNew();
    } else if ((event.ctrlKey || event.metaKey) && event.key === 'f' && this.#conversation.conversation && !event.shiftKey) {
      event.preventDefault();
      this.#conversation.openSearch();
    } else if (event.key === 'Escape' && !event.defaultPrevented && this.#details.element.contains(event.target)) {
      this.toggleDetails(false);
    } else if (event.altKey && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      const { order } = this.#sidebar;
      const at = order.findIndex((each) => each.key === this.#model.open);
      const next = order[at + (event.key === 'ArrowDown' ? 1 : -1)];
      if (next) this.open(next, true);
    }
  }
}

new Shell().start();
