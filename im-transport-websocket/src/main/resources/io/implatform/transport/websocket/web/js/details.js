// Beside a conversation: who is in it, and what can be done about it.
import { eachFrame, el, fill, iconButton, say } from './dom.js';
import { confirm, field, form, inline, succeeded } from './dialogs.js';
import { avatar, titleOf } from './format.js';
import { LOBBY } from './model.js';
import { withState } from './sidebar.js';
import { t } from './strings.js';

/** People who are shown at once; the number says how many there are. */
const SHOWN = 300;

export class Details {
  #model;
  #session;
  #shell;
  #title = el('h2', { id: 'details-title' });
  #body = el('div.scrolls', { tabindex: '0', role: 'group', 'aria-labelledby': 'details-title' });
  #conversation = null;
  #shown = '';
  /** The group whose members were asked for and are not here yet. */
  #asked = null;

  constructor(model, session, shell) {
    this.#model = model;
    this.#session = session;
    this.#shell = shell;
    this.element = el('aside.details', { hidden: true, 'aria-labelledby': 'details-title' }, el('header.head', {}, this.#title, iconButton('close', t('details.close'), () => shell.toggleDetails(false))), this.#body);
    const update = eachFrame(() => this.#update());
    for (const type of ['conversation', 'conversations', 'presence']) model.on(type, update);
    session.on('state', () => {
      this.#asked = null;
      update();
    });
  }

  get isOpen() {
    return !this.element.hidden;
  }

  open(conversation) {
    this.#conversation = conversation;
    this.#shown = '';
    this.element.hidden = conversation === null;
    if (conversation?.members) conversation.members = null;
    this.#asked = null;
    this.#update();
  }

  /** Who is in a group may have changed unseen: before it was shown, before it was joined, while there was no connection. */
  #askForMembers(conversation) {
    if (conversation.members) {
      this.#asked = null;
    } else if (conversation.kind === 'group' && conversation.role !== 'invited' && this.#asked !== conversation && this.#session.state === 'online') {
      this.#asked = conversation;
      this.#session.loadMembers(conversation);
    }
  }

  focus() {
    this.element.querySelector('button')?.focus();
  }

  #update() {
    const conversation = this.#conversation;
    if (!conversation || this.element.hidden) return;
    this.#askForMembers(conversation);
    const people = this.#people(conversation);
    // A form that is being filled in is not built again under the user's hands.
    const shown = JSON.stringify([conversation.key, conversation.topic, conversation.role, conversation.members === null, this.#model.blocked.has(conversation.name.toLowerCase()), people]);
    if (shown === this.#shown || this.#body.contains(document.activeElement?.closest('input, select'))) return;
    this.#shown = shown;
    say(this.#title, t('details.title', { name: titleOf(conversation) }));
    if (conversation.kind === LOBBY) this.#lobby(people);
    else if (conversation.kind === 'private') this.#private(conversation);
    else this.#group(conversation, people);
  }

  #people(conversation) {
    const state = (user) => ({ state: this.#model.stateOf(user), text: this.#model.statusTextOf(user) });
    if (conversation.kind === LOBBY) return [...this.#model.present.values()].sort((one, other) => one.user.localeCompare(other.user));
    if (conversation.kind === 'private') return [{ user: conversation.name, ...state(conversation.name) }];
    return (conversation.members ?? []).map(({ user, role }) => ({ user, role, ...state(user) }));
  }

  #lobby(people) {
    fill(this.#body, el('p.quiet', {}, t('conversation.lobbyAbout')), el('h3', {}, t('details.people', { n: people.length })), this.#list(people));
  }

  #private({ name }) {
    const isBlocked = this.#model.blocked.has(name.toLowerCase());
    fill(
      this.#body,
      this.#list(this.#people(this.#conversation)),
      el('button', { type: 'button', on: { click: () => this.#shell.run(() => this.#session.setBlocked(name, !isBlocked)) } }, t(isBlocked ? 'details.unblock' : 'details.block', { name })),
    );
  }

  #group(conversation, people) {
    const invited = conversation.role === 'invited';
    const moderates = conversation.role === 'owner' || conversation.role === 'moderator';
    const mayInvite = moderates || (!conversation.isPrivate && !invited);
    fill(
      this.#body,
      el('p.quiet', {}, t(conversation.isPrivate ? 'details.privateGroup' : 'details.publicGroup')),
      moderates
        ? form(t('details.topicSave'), (entered) => this.#session.setTopic(conversation, entered.elements.topic.value.trim()), field(t('details.topic'), { name: 'topic', value: conversation.topic, dir: 'auto', maxlength: '500' }))
        : el('p.topic', { dir: 'auto' }, conversation.topic || t('details.topicNone')),
      mayInvite &&
        inline(
          t('details.invite'),
          async (entered, told) => {
            const user = entered.elements.user.value.trim();
            await this.#session.invite(conversation.name, user);
            entered.reset();
            succeeded(told, t('details.invited', { name: user }));
          },
          field(t('details.inviteUser'), { name: 'user', required: true, maxlength: '32', autocapitalize: 'none', autocomplete: 'off', dir: 'ltr' }),
        ),
      !invited && el('h3', {}, conversation.members ? t('details.members', { n: people.length }) : t('conversation.loading')),
      !invited && this.#list(people, (person) => this.#powers(conversation, person)),
      !invited && el('button.danger', { type: 'button', on: { click: () => this.#leave(conversation) } }, t('details.leave')),
    );
  }

  #list(people, powers = () => []) {
    return el(
      'ul.people',
      {},
      ...people.slice(0, SHOWN).map((person) => {
        const picture = withState(avatar(person.user, 'small'), person.state);
        const words = el('span.who', {}, el('span.name', { dir: 'auto' }, person.user), person.text && el('span.quiet', { dir: 'auto' }, person.text));
        const state = el('span.visually-hidden', {}, t(`state.${person.state}`));
        const line = this.#model.isMe(person.user) || this.#conversation.kind === 'private'
          ? el('span.person', {}, picture, words, state)
          : el('button.person', { type: 'button', title: t('details.write', { name: person.user }), on: { click: () => this.#shell.open(this.#model.conversation(['private', person.user]), true) } }, picture, words, state);
        const controls = powers(person);
        const isChosen = controls.some((each) => each.matches('select'));
        return el('li', {}, line, !isChosen && person.role && person.role !== 'member' && el('span.role', {}, t(`role.${person.role}`)), ...controls);
      }),
    );
  }

  /** What this user may do about a member: a role is given by owners, the lower are removed by the higher. */
  #powers(conversation, person) {
    if (this.#model.isMe(person.user)) return [];
    const rank = { member: 0, moderator: 1, owner: 2 };
    const name = person.user;
    const powers = [];
    if (conversation.role === 'owner') {
      const roles = Object.keys(rank).map((role) => el('option', { value: role, selected: role === person.role }, t(`role.${role}`)));
      const change = (event) => {
        event.target.blur();
        this.#shell.run(() => this.#session.setRole(conversation, name, event.target.value));
      };
      powers.push(el('select', { 'aria-label': t('details.role', { name }), on: { change } }, ...roles));
    }
    if (rank[conversation.role] > rank[person.role]) {
      powers.push(iconButton('remove', t('details.kick', { name }), () => this.#kick(conversation, name)));
    }
    return powers;
  }

  async #kick(conversation, name) {
    if (await confirm(t('details.kickSure', { name, group: conversation.name }), t('details.kick', { name }))) {
      this.#shell.run(() => this.#session.kick(conversation, name));
    }
  }

  async #leave(conversation) {
    if (await confirm(t('details.leaveSure', { name: conversation.name }), t('details.leave'))) {
      this.#shell.run(() => this.#session.leave(conversation.name));
    }
  }
}
