// One row of a conversation: a message, one that waits for the server, a day, or the line above what is new.
import { el, icon, iconButton } from './dom.js';
import { avatar, clockOf, textNodes, timeOf, wholeTime } from './format.js';
import { t } from './strings.js';

/** Messages of the same author within this time stand under one name. */
const TOGETHER_MILLIS = 5 * 60_000;
const QUOTED_LENGTH = 120;

/** How far a message of this user's has come with the others: "sent", "delivered" or "read". */
export function markOf(conversation, seq) {
  const marks = [...conversation.marks.values()];
  if (marks.some((each) => each.read >= seq)) return 'read';
  return marks.some((each) => each.delivered >= seq) ? 'delivered' : 'sent';
}

function readers(conversation, seq) {
  return [...conversation.marks.values()].filter((each) => each.read >= seq).map((each) => each.user);
}

/** Whether a message stands under the name of the one before. */
export function followsOn(message, before) {
  return (
    before !== undefined &&
    before.from === message.from &&
    !message.replyTo &&
    message.time - before.time < TOGETHER_MILLIS &&
    message.time.toDateString() === before.time.toDateString()
  );
}

/** The line that a row's text is cut to where it is quoted. */
export function excerpt(message) {
  if (message.deleted) return t('message.deleted');
  const line = message.text.replace(/\s+/g, ' ').trim();
  return line.length > QUOTED_LENGTH ? `${line.slice(0, QUOTED_LENGTH)}…` : line;
}

export function dayRow(name) {
  return el('div.row.day', {}, el('span', {}, name));
}

export function newRow() {
  return el('div.row.new', {}, el('span', {}, t('conversation.new')));
}

/** In place of messages where there are none. */
export function emptyRow(picture, title, text) {
  return el('div.row.empty', {}, picture, el('p.name', {}, title), el('p.quiet', { dir: 'auto' }, text));
}

export function edgeRow(text) {
  return el('div.row.edge', {}, text);
}

/**
 * A message that is stored.
 * @param {object} context model, conversation, search, mine, may ({reply, edit, delete}), quoted, act(action, message)
 */
export function messageRow(message, first, context) {
  const { mine, quoted, act } = context;
  const name = mine ? t('message.you') : message.from;
  const id = `m${message.seq}b`;
  const above = first
    ? head(message.from, message.time)
    : null;
  const body = message.deleted
    ? el('p.text.quiet', {}, t('message.deleted'))
    : el('p.text', { dir: 'auto' }, textNodes(message.text, { search: context.search, me: context.model.me }), mine && context.conversation.kind !== 'lobby' && mark(context.conversation, message.seq));
  return el(
    `article.row.message${first ? '.first' : ''}${mine ? '.mine' : ''}`,
    { tabindex: '-1', 'aria-label': t('message.label', { name, time: timeOf(message.time) }), 'aria-describedby': id, data: { seq: String(message.seq) } },
    first ? avatar(message.from) : el('time.beside', { datetime: message.time.toISOString(), title: wholeTime(message.time), 'aria-hidden': 'true' }, clockOf(message.time)),
    el(
      'div.body',
      { id },
      above,
      message.replyTo ? quote(message, quoted, act) : null,
      body,
      message.edited && !message.deleted ? el('span.edited', {}, t('message.edited')) : null,
    ),
    message.deleted ? null : actions(message, context),
  );
}

function head(name, time) {
  return el('header', {}, el('span.name', { dir: 'auto' }, name), el('time', { datetime: time.toISOString(), title: wholeTime(time) }, timeOf(time)));
}

function quote(message, quoted, act) {
  const words = quoted ? t('message.answers', { name: quoted.from, text: excerpt(quoted) }) : t('message.answersUnknown');
  return el(
    'button.quote',
    { type: 'button', 'aria-label': words, on: { click: () => act('show', message) } },
    quoted ? el('span.name', { dir: 'auto' }, quoted.from) : null,
    el('span', { dir: 'auto' }, quoted ? excerpt(quoted) : t('message.answersUnknown')),
  );
}

function mark(conversation, seq) {
  const state = markOf(conversation, seq);
  const by = readers(conversation, seq);
  const words = conversation.kind === 'group' && by.length ? t('message.readBy', { names: by.join(', ') }) : t(`message.${state}`);
  return el(`span.mark.${state}`, { role: 'img', 'aria-label': words, title: words }, icon(state === 'sent' ? 'sent' : 'both'));
}

function actions(message, { may, act }) {
  return el(
    'div.actions',
    { role: 'toolbar', 'aria-label': t('message.actions') },
    may.reply && iconButton('reply', t('message.reply'), () => act('reply', message)),
    may.edit && iconButton('edit', t('message.edit'), () => act('edit', message)),
    may.delete && iconButton('trash', t('message.delete'), () => act('delete', message)),
  );
}

/** A message that waits for the server's answer, or was refused. */
export function pendingRow(pending, first, { me, act }) {
  const label = pending.error
    ? t(pending.changes ? 'message.changeFailed' : 'message.failed', { reason: pending.error })
    : t('message.sending');
  return el(
    `article.row.message.mine.pending${first ? '.first' : ''}${pending.error ? '.failed' : ''}`,
    { tabindex: '-1', 'aria-label': label },
    first ? avatar(me) : el('time.beside', { datetime: pending.time.toISOString(), 'aria-hidden': 'true' }, clockOf(pending.time)),
    el(
      'div.body',
      {},
      first && head(me, pending.time),
      el('p.text', { dir: 'auto' }, textNodes(pending.text), !pending.error && el('span.mark', { role: 'img', 'aria-label': label, title: label }, icon('clock'))),
      pending.error &&
        el(
          'p.error',
          { role: 'alert' },
          `${label} `,
          el('button.link', { type: 'button', on: { click: () => act('again', pending) } }, t('message.again')),
          ' ',
          el('button.link', { type: 'button', on: { click: () => act('giveUp', pending) } }, t('message.giveUp')),
        ),
    ),
  );
}
