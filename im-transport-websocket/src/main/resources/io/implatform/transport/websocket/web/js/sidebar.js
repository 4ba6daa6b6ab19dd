// The list of conversations, and this user's own line above it.
import { eachFrame, el, fill, icon, iconButton, say } from './dom.js';
import { avatar, pictureOf, shortTime, titleOf } from './format.js';
import { excerpt } from './message-view.js';
import { LOBBY } from './model.js';
import { drafts } from './preferences.js';
import { t } from './strings.js';

export class Sidebar {
  #model;
  #shell;
  #list;
  #me;
  #rows = new Map();

  constructor(model, shell) {
    this.#model = model;
    this.#shell = shell;
    this.#me = el('button.me', { type: 'button', on: { click: () => shell.openSettings() } });
    this.#list = el('ul.conversations', { on: { keydown: (event) => this.#keys(event) } });
    this.element = el(
      'nav.sidebar',
      { 'aria-label': t('conversations.title') },
      el('header.head', {}, this.#me, iconButton('plus', t('conversations.new'), () => shell.openNew())),
      this.#list,
    );
    this.update = eachFrame(() => this.#update());
    for (const type of ['conversations', 'presence', 'me']) model.on(type, this.update);
  }

  /** The conversations in the order in which they are shown. */
  get order() {
    return [...this.#model.conversations.values()].sort(
      (one, other) => rank(one) - rank(other) || (other.last?.time ?? 0) - (one.last?.time ?? 0) || titleOf(one).localeCompare(titleOf(other)),
    );
  }

  focus() {
    (this.#rows.get(this.#model.open) ?? this.#rows.values().next().value)?.button.focus();
  }

  #update() {
    this.#updateMe();
    const order = this.order;
    for (const [key, row] of this.#rows) {
      if (!this.#model.conversations.has(key)) {
        row.item.remove();
        this.#rows.delete(key);
      }
    }
    let next = this.#list.firstElementChild;
    for (const conversation of order) {
      let row = this.#rows.get(conversation.key);
      if (!row) {
        row = this.#row(conversation);
        this.#rows.set(conversation.key, row);
      }
      this.#fill(row, conversation);
      if (row.item === next) next = next.nextElementSibling;
      else this.#list.insertBefore(row.item, next);
    }
  }

  #updateMe() {
    const { me, status } = this.#model;
    if (!me) return;
    const state = t(`state.${status.state}`);
    fill(this.#me, withState(avatar(me), status.state), el('span.who', {}, el('span.name', {}, me), el('span.quiet', { dir: 'auto' }, status.text || state)), el('span.visually-hidden', {}, t('settings.open', { state })), icon('sliders'));
  }

  #row({ key }) {
    const name = el('span.name', { dir: 'auto' });
    const time = el('time', {});
    const preview = el('span.preview', { dir: 'auto' });
    const badge = el('span.badge', { 'aria-hidden': 'true' });
    const hidden = el('span.visually-hidden');
    const picture = el('span.picture');
    const button = el(
      'button.entry',
      { type: 'button', on: { click: () => this.#shell.open(this.#model.conversations.get(key), true) } },
      picture,
      el('span.lines', {}, el('span.line', {}, name, time), el('span.line', {}, preview, badge)),
      hidden,
    );
    return { item: el('li', {}, button), button, name, time, preview, badge, hidden, picture, pictured: '' };
  }

  #fill(row, conversation) {
    const { button, name, time, preview, badge } = row;
    const title = titleOf(conversation);
    const state = conversation.kind === 'private' ? this.#model.stateOf(conversation.name) : '';
    const pictured = `${title}|${state}|${conversation.isPrivate}`;
    if (row.pictured !== pictured) {
      row.pictured = pictured;
      fill(row.picture, state ? withState(pictureOf(conversation), state) : pictureOf(conversation));
      fill(name, title, conversation.isPrivate && icon('lock'));
    }
    const { last } = conversation;
    say(time, last ? shortTime(last.time) : '');
    if (last) time.dateTime = last.time.toISOString();
    say(preview, this.#preview(conversation));
    say(badge, conversation.role === 'invited' ? '!' : conversation.unread > 99 ? '99+' : conversation.unread ? String(conversation.unread) : '');
    badge.hidden = badge.textContent === '';
    const current = this.#model.open === conversation.key;
    if (current) button.setAttribute('aria-current', 'true');
    else button.removeAttribute('aria-current');
    button.classList.toggle('unread', conversation.unread > 0);
    say(row.hidden, [state && t(`state.${state}`), conversation.isPrivate && t('conversations.private'), conversation.unread > 0 && t('conversations.unread', { n: conversation.unread })].filter(Boolean).join(', '));
  }

  #preview(conversation) {
    if (conversation.role === 'invited') return t('conversations.invitation');
    const draft = this.#model.open === conversation.key ? '' : drafts.get(conversation.key).trim();
    if (draft) return t('conversations.draft', { text: draft.slice(0, 80) });
    const pending = conversation.pending.findLast((each) => !each.changes);
    if (pending) return t('conversations.you', { text: pending.text.slice(0, 80) });
    const { last } = conversation;
    if (!last) return t('conversations.none');
    const text = excerpt(last);
    if (this.#model.isMe(last.from)) return t('conversations.you', { text });
    return conversation.kind === 'private' ? text : t('message.said', { name: last.from, text });
  }

  #keys(event) {
    const buttons = [...this.#list.querySelectorAll('.entry')];
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to !== undefined && buttons[to]) {
      buttons[to].focus();
      event.preventDefault();
    }
  }
}

/** Invitations first, then the lobby, then the others by their last message. */
function rank(conversation) {
  return conversation.role === 'invited' ? 0 : conversation.kind === LOBBY ? 1 : 2;
}

export function withState(picture, state) {
  return el('span.with-state', {}, picture, el('span.state', { 'aria-hidden': 'true', data: { state } }));
}
