// The open conversation: its head, its messages, who is typing, and the composer.
import { eachFrame, el, fill, icon, iconButton, say } from './dom.js';
import { Composer } from './composer.js';
import { confirm } from './dialogs.js';
import { dayName, dayOf, pictureOf, titleOf } from './format.js';
import { dayRow, edgeRow, emptyRow, excerpt, followsOn, markOf, messageRow, newRow, pendingRow } from './message-view.js';
import { LOBBY } from './model.js';
import { reason, t } from './strings.js';
import { VirtualList } from './virtual-list.js';

export class ConversationView {
  #model;
  #session;
  #shell;
  #conversation = null;
  #search = null;
  #matches = [];
  #match = 0;
  /** The number after which messages were unread when the conversation was opened. */
  #newAfter = 0;
  #unreadAtOpening = 0;
  #told = new Map();
  #listed = false;

  constructor(model, session, shell) {
    this.#model = model;
    this.#session = session;
    this.#shell = shell;
    this.#build();
    const update = eachFrame(() => this.#update());
    model.on('conversation', (conversation) => conversation === this.#conversation && update());
    model.on('presence', update);
    model.on('conversations', update);
    document.addEventListener('visibilitychange', () => this.#readIfSeen());
    addEventListener('focus', () => this.#readIfSeen());
  }

  #build() {
    this.#title = el('h2', { tabindex: '-1', dir: 'auto' });
    this.#about = el('p.about', { dir: 'auto' });
    this.#scroller = el('div.messages', { role: 'feed', tabindex: '0', on: { keydown: (event) => this.#keys(event) } });
    this.#list = new VirtualList(this.#scroller, (item) => item.render(), {
      start: () => this.#conversation && this.#session.loadOlder(this.#conversation),
      moved: () => this.#moved(),
    });
    this.#typing = el('p.typing', { 'aria-live': 'polite' });
    this.#live = el('div.visually-hidden', { role: 'log', 'aria-live': 'polite', 'aria-label': t('conversations.title') });
    this.#toEnd = el('button.to-end', { type: 'button', hidden: true, on: { click: () => this.toEnd() } }, icon('down'), el('span', {}, t('conversation.toEnd')));
    this.composer = new Composer({
      send: (text, replyTo) => this.#send(text, replyTo),
      edit: (message, text) => this.#session.edit(this.#conversation, message.seq, text),
      typing: () => this.#session.typing(this.#conversation),
      editLast: () => this.#editLast(),
      isFull: () => this.#session.pendingCount >= this.#shell.pendingLimit,
    });
    this.#searchBar = this.#buildSearch();
    this.#invitation = el('div.invitation', { hidden: true });
    this.element = el(
      'section.conversation',
      { 'aria-labelledby': 'conversation-title' },
      el(
        'header.head',
        {},
        iconButton('back', t('conversation.back'), () => this.#shell.showList(), { class: 'icon-button only-narrow' }),
        el('div.heading', {}, this.#title, this.#about),
        iconButton('search', t('search.open'), () => this.openSearch()),
        (this.#detailsButton = iconButton('people', t('conversation.details'), () => this.#shell.toggleDetails(), { 'aria-expanded': 'false' })),
      ),
      this.#searchBar,
      el('div.stage', {}, this.#scroller, this.#toEnd),
      this.#invitation,
      this.#typing,
      this.composer.element,
      this.#live,
    );
    this.#title.id = 'conversation-title';
  }

  #title;
  #about;
  #scroller;
  #list;
  #typing;
  #live;
  #toEnd;
  #searchBar;
  #searchField;
  #searchResult;
  #detailsButton;
  #invitation;

  get conversation() {
    return this.#conversation;
  }

  setDetailsOpen(open) {
    this.#detailsButton.setAttribute('aria-expanded', String(open));
  }

  /** Shows a conversation; null shows none. */
  open(conversation) {
    if (conversation === this.#conversation) return;
    this.closeSearch();
    this.#conversation = conversation;
    this.#listed = false;
    this.#newAfter = 0;
    this.#told.clear();
    fill(this.#live);
    this.element.hidden = !conversation;
    if (!conversation) return;
    this.#unreadAtOpening = conversation.unread;
    this.composer.open(conversation, titleOf(conversation));
    this.#update();
  }

  focus() {
    if (this.#conversation?.role === 'invited') this.#title.focus();
    else this.composer.focus();
  }

  toEnd() {
    this.#list.toEnd();
    this.#moved();
  }

  // What is shown

  #update() {
    const conversation = this.#conversation;
    if (!conversation) return;
    say(this.#title, titleOf(conversation));
    this.composer.name(titleOf(conversation));
    this.#updateAbout(conversation);
    this.#updateTyping(conversation);
    const invited = conversation.role === 'invited';
    this.#updateInvitation(conversation, invited);
    this.composer.element.hidden = invited;
    if (!invited && conversation.timeline.state === 'not') this.#session.load(conversation);
    this.#scroller.setAttribute('aria-label', t('conversation.messages', { name: titleOf(conversation) }));
    this.#scroller.setAttribute('aria-busy', String(conversation.timeline.state !== 'loaded' || conversation.timeline.loadingOlder));
    this.#scroller.setAttribute('role', conversation.timeline.messages.length ? 'feed' : 'group');
    this.#placeNewLine(conversation);
    const items = this.#items(conversation);
    if (this.#listed) this.#list.setItems(items);
    else this.#list.reset(items);
    this.#listed = true;
    this.#announce(conversation);
    this.#updateMatches();
    this.#moved();
  }

  #updateAbout(conversation) {
    if (conversation.kind === LOBBY) {
      say(this.#about, t('details.people', { n: this.#model.present.size }));
    } else if (conversation.kind === 'group') {
      say(this.#about, conversation.topic || (conversation.members ? t('details.members', { n: conversation.members.length }) : t('details.topicNone')));
    } else {
      const text = this.#model.statusTextOf(conversation.name);
      const state = t(`state.${this.#model.stateOf(conversation.name)}`);
      say(this.#about, this.#model.blocked.has(conversation.name.toLowerCase()) ? t('conversation.blocked', { name: conversation.name }) : text ? `${state} – ${text}` : state);
    }
  }

  #updateTyping(conversation) {
    const names = conversation.typists(Date.now()).filter((each) => !this.#model.blocked.has(each.toLowerCase()));
    const [name, other] = names;
    say(this.#typing, names.length === 0 ? '' : names.length === 1 ? t('conversation.typing.one', { name }) : names.length === 2 ? t('conversation.typing.two', { name, other }) : t('conversation.typing.many'));
  }

  #updateInvitation(conversation, invited) {
    this.#invitation.hidden = !invited;
    if (!invited || this.#invitation.dataset.key === conversation.key) return;
    this.#invitation.dataset.key = conversation.key;
    fill(
      this.#invitation,
      el('p', {}, t('invitation.title', { name: conversation.name })),
      el('button.primary', { type: 'button', on: { click: () => this.#shell.run(async () => this.#shell.open(await this.#session.join(conversation.name))) } }, t('invitation.accept')),
      el('button', { type: 'button', on: { click: () => this.#shell.run(() => this.#session.leave(conversation.name)) } }, t('invitation.decline')),
    );
  }

  /** The line above what was unread is put where it was when the conversation was opened. */
  #placeNewLine({ timeline }) {
    if (this.#unreadAtOpening === 0 || timeline.state !== 'loaded') return;
    const others = timeline.messages.filter((each) => !this.#model.isMe(each.from));
    this.#newAfter = (others.at(-this.#unreadAtOpening) ?? others[0])?.seq ?? 0;
    this.#unreadAtOpening = 0;
  }

  #items(conversation) {
    const { timeline, pending } = conversation;
    const items = [];
    if (conversation.role === 'invited') {
      const about = conversation.topic || t(conversation.isPrivate ? 'details.privateGroup' : 'details.publicGroup');
      return [plain('empty', () => emptyRow(pictureOf(conversation), conversation.name, about), about)];
    }
    if (timeline.state !== 'loaded') {
      items.push(plain('edge-loading', () => edgeRow(t('conversation.loading'))));
    } else if (timeline.more) {
      items.push(plain('edge-older', () => edgeRow(t('conversation.loading'))));
    } else if (timeline.messages.length || pending.length) {
      items.push(plain('edge-first', () => edgeRow(t('conversation.beginning'))));
    } else {
      items.push(plain('empty', () => emptyRow(pictureOf(conversation), t('conversation.empty'), emptyWords(conversation))));
    }
    let before;
    let day = NaN;
    for (const message of timeline.messages) {
      if (this.#model.blocked.has(message.from.toLowerCase())) continue;
      const itsDay = dayOf(message.time);
      if (itsDay !== day) {
        const name = dayName(message.time);
        items.push(plain(`day${itsDay}`, () => dayRow(name), name));
        day = itsDay;
      }
      const isNew = message.seq === this.#newAfter;
      if (isNew) items.push(plain('new', newRow));
      items.push(this.#item(conversation, message, isNew || !followsOn(message, before)));
      before = message;
    }
    for (const each of pending) {
      const own = { from: this.#model.me, time: each.time, replyTo: each.replyTo };
      const first = !followsOn(own, before);
      items.push({ key: `p${each.id}`, revision: `${first}|${each.error ?? ''}`, render: () => pendingRow(each, first, { me: own.from, act: (action, what) => this.#act(action, what) }) });
      before = own;
    }
    return items;
  }

  #item(conversation, message, first) {
    const mine = this.#model.isMe(message.from);
    const quoted = message.replyTo ? (conversation.timeline.get(message.replyTo) ?? conversation.timeline.quoted.get(message.replyTo)) : undefined;
    if (message.replyTo && quoted === undefined) this.#session.loadQuoted(conversation, message.replyTo);
    const moderates = conversation.role === 'owner' || conversation.role === 'moderator';
    const search = this.#search ?? '';
    const found = search !== '' && message.text.toLowerCase().includes(search.toLowerCase());
    const context = {
      model: this.#model,
      conversation,
      mine,
      quoted,
      search: found ? search : '',
      may: { reply: true, edit: mine, delete: mine || moderates },
      act: (action, what) => this.#act(action, what),
    };
    const mark = mine && conversation.kind !== LOBBY ? `${markOf(conversation, message.seq)}${conversation.kind === 'group' ? [...conversation.marks.values()].filter((each) => each.read >= message.seq).length : ''}` : '';
    return {
      key: `m${message.seq}`,
      revision: [first, message.edited ? message.text : '', message.deleted, mark, moderates, found ? search : '', quoted ? excerpt(quoted) : ''].join('|'),
      render: () => messageRow(message, first, context),
    };
  }

  /** Says what others have just said, for those who do not see it come. */
  #announce(conversation) {
    const { messages, state } = conversation.timeline;
    if (state !== 'loaded') return;
    const last = messages.at(-1)?.seq ?? 0;
    const told = this.#told.get(conversation.key);
    this.#told.set(conversation.key, last);
    if (told === undefined) return;
    for (const message of messages.slice(-5)) {
      if (message.seq > told && !this.#model.isMe(message.from)) {
        this.#live.append(el('p', {}, t('message.said', { name: message.from, text: excerpt(message) })));
      }
    }
    while (this.#live.childElementCount > 10) this.#live.firstElementChild.remove();
  }

  #moved() {
    this.#toEnd.hidden = this.#list.isAtEnd;
    this.#readIfSeen();
  }

  #readIfSeen() {
    const conversation = this.#conversation;
    if (conversation && conversation.role !== 'invited' && !document.hidden && document.hasFocus() && this.#list.isAtEnd && this.#shell.isConversationShown && conversation.timeline.state === 'loaded') {
      this.#session.read(conversation);
    }
  }

  // What is done

  #send(text, replyTo) {
    this.#session.say(this.#conversation, text, replyTo);
    this.#newAfter = 0;
    this.#list.toEnd();
  }

  async #act(action, what) {
    const conversation = this.#conversation;
    switch (action) {
      case 'reply':
        this.composer.reply(what);
        break;
      case 'edit':
        this.composer.edit(what);
        break;
      case 'delete':
        if (await confirm(t('delete.sure'), t('dialog.delete'))) this.#session.delete(conversation, what.seq);
        break;
      case 'show':
        await this.#show(what.replyTo);
        break;
      case 'again':
        this.#session.again(conversation, what);
        break;
      case 'giveUp':
        this.#session.giveUp(conversation, what);
        break;
      default:
        throw new Error(`no action ${action}`);
    }
  }

  /** Brings a message into view, loading what lies between. */
  async #show(seq) {
    const conversation = this.#conversation;
    const { timeline } = conversation;
    while (timeline.more && (timeline.messages[0]?.seq ?? 0) > seq && conversation === this.#conversation) {
      const before = timeline.messages[0].seq;
      await this.#session.loadOlder(conversation);
      if (timeline.messages[0]?.seq === before) return;
    }
    if (conversation !== this.#conversation) return;
    this.#list.setItems(this.#items(conversation));
    const element = this.#list.toKey(`m${seq}`);
    element?.focus({ preventScroll: true });
    element?.classList.add('shown');
    setTimeout(() => element?.classList.remove('shown'), 1_600);
  }

  #editLast() {
    const last = this.#conversation.timeline.messages.findLast((each) => this.#model.isMe(each.from) && !each.deleted);
    if (last) this.composer.edit(last);
  }

  #keys(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const rows = this.#list.elements.filter((each) => each.matches('.message'));
    const at = rows.findIndex((each) => each.contains(document.activeElement));
    if (step && !event.target.closest('.actions, input, textarea')) {
      const next = at < 0 ? rows.at(-1) : rows[at + step];
      if (next) {
        next.focus({ preventScroll: true });
        next.scrollIntoView({ block: 'nearest' });
        event.preventDefault();
      }
    } else if (event.key === 'End') {
      this.toEnd();
      event.preventDefault();
    } else if (event.key === 'Escape') {
      this.composer.focus();
    } else if (at >= 0 && event.target === rows[at] && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const message = this.#conversation.timeline.get(Number(rows[at].dataset.seq));
      const action = { r: 'reply', e: 'edit', Delete: 'delete' }[event.key];
      const isOffered = message && !message.deleted && (action === 'reply' || (action && this.#model.isMe(message.from)));
      if (isOffered) {
        event.preventDefault();
        this.#act(action, message);
      }
    }
  }

  // Search in what is loaded

  #buildSearch() {
    this.#searchField = el('input', { type: 'search', 'aria-label': t('search.label'), placeholder: t('search.label'), dir: 'auto' });
    this.#searchResult = el('span.result', { role: 'status' });
    this.#searchField.addEventListener('input', () => {
      this.#search = this.#searchField.value;
      this.#match = 0;
      this.#update();
      this.#showMatch(0);
    });
    return el(
      'search.search',
      {
        hidden: true,
        on: {
          keydown: (event) => {
            if (event.key === 'Escape') this.closeSearch(true);
            else if (event.key === 'Enter') this.#showMatch(event.shiftKey ? 1 : -1);
          },
        },
      },
      this.#searchField,
      this.#searchResult,
      iconButton('up', t('search.previous'), () => this.#showMatch(-1)),
      iconButton('down', t('search.next'), () => this.#showMatch(1)),
      iconButton('close', t('search.close'), () => this.closeSearch(true)),
    );
  }

  openSearch() {
    this.#searchBar.hidden = false;
    this.#searchField.focus();
    this.#searchField.select();
  }

  closeSearch(andFocus) {
    if (this.#searchBar.hidden) return;
    this.#searchBar.hidden = true;
    this.#searchField.value = '';
    this.#search = null;
    this.#update();
    if (andFocus) this.focus();
  }

  /** Matches from the newest to the oldest. */
  #updateMatches() {
    const wanted = this.#search?.toLowerCase();
    if (!wanted) {
      this.#matches = [];
      say(this.#searchResult, '');
      return;
    }
    this.#matches = this.#conversation.timeline.messages.filter((each) => !each.deleted && each.text.toLowerCase().includes(wanted)).reverse();
    const n = this.#matches.length;
    say(this.#searchResult, n === 0 ? t('search.none') : t('search.result', { i: Math.min(this.#match, n - 1) + 1, n }));
  }

  /** -1 is an older match, 1 a newer one. */
  #showMatch(step) {
    const n = this.#matches.length;
    if (n === 0) return;
    this.#match = (this.#match - step + n) % n;
    const element = this.#list.toKey(`m${this.#matches[this.#match].seq}`);
    element?.classList.add('shown');
    setTimeout(() => element?.classList.remove('shown'), 1_600);
    this.#updateMatches();
  }

  /** What to say where something was refused. */
  static words(error) {
    return reason(error);
  }
}

function emptyWords({ kind, name }) {
  return kind === LOBBY ? t('conversation.emptyLobby') : t(kind === 'private' ? 'conversation.emptyPrivate' : 'conversation.emptyGroup', { name });
}

function plain(key, render, revision = '') {
  return { key, revision, render, floats: true };
}
