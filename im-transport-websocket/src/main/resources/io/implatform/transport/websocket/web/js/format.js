// How things are shown: times in the reader's zone and language, the text of a message with its links, the names and pictures
// of users and conversations.
import { el, icon } from './dom.js';
import { LOBBY, sameName } from './model.js';
import { t } from './strings.js';

const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const narrow = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const dayLong = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const dayShort = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'short' });
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });
const near = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

/** The day of a time in the reader's zone, as a number that is the same all day long. */
export function dayOf(time) {
  return Math.floor((time.getTime() - time.getTimezoneOffset() * 60_000) / 86_400_000);
}

/** Where there is room for five characters alone. */
export const clockOf = (time) => narrow.format(time);
export const timeOf = (time) => clock.format(time);
export const wholeTime = (time) => whole.format(time);

/** "today", "yesterday", or the date. */
export function dayName(time) {
  const days = dayOf(time) - dayOf(new Date());
  return days === 0 || days === -1 ? upperFirst(near.format(days, 'day')) : dayLong.format(time);
}

/** As short as it can be said: a clock time today, a weekday this week, a date before. */
export function shortTime(time) {
  const days = dayOf(new Date()) - dayOf(time);
  return days <= 0 ? clock.format(time) : days < 7 ? weekday.format(time) : dayShort.format(time);
}

function upperFirst(text) {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

const LINK = /\bhttps?:\/\/[^\s<>"'`{}|\\^]+/gi;
const AFTER_A_LINK = /[.,;:!?…)\]]+$/;

/** The address that the text stands for, or null: http and https alone, whole and well-formed. */
function address(text) {
  try {
    const url = new URL(text);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch {
    return null;
  }
}

/** A link ends before the punctuation of its sentence; a parenthesis that it opened itself belongs to it. */
function trimmed(link) {
  const end = AFTER_A_LINK.exec(link);
  if (!end) return link;
  const body = link.slice(0, end.index);
  return end[0].startsWith(')') && body.includes('(') ? `${body})` : body;
}

/**
 * The text as nodes: words as text, addresses as links, what is searched for and this user's name marked.
 * @param {string} text
 * @param {{search?: string, me?: string|null}} [options]
 */
export function textNodes(text, { search = '', me = null } = {}) {
  const nodes = document.createDocumentFragment();
  let at = 0;
  for (const match of text.matchAll(LINK)) {
    const link = trimmed(match[0]);
    const href = address(link);
    if (!href) continue;
    nodes.append(...marked(text.slice(at, match.index), search, me));
    nodes.append(el('a', { href, target: '_blank', rel: 'noopener noreferrer nofollow', dir: 'ltr' }, ...marked(link, search, null)));
    at = match.index + link.length;
  }
  nodes.append(...marked(text.slice(at), search, me));
  return nodes;
}

const MENTION = /@([A-Za-z0-9][A-Za-z0-9._-]{0,31})/g;

function marked(text, search, me) {
  if (search) return split(text, search);
  if (!me || !text.includes('@')) return text ? [text] : [];
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(MENTION)) {
    const name = match[1].replace(/[.-]+$/, '');
    if (!sameName(name, me)) continue;
    nodes.push(text.slice(at, match.index), el('span.mention', {}, `@${name}`));
    at = match.index + 1 + name.length;
  }
  nodes.push(text.slice(at));
  return nodes.filter((node) => node !== '');
}

function split(text, search) {
  const nodes = [];
  const lower = text.toLowerCase();
  const wanted = search.toLowerCase();
  let at = 0;
  // Letters whose lower case is longer than themselves would shift the places: then nothing is marked.
  for (let found = lower.length === text.length ? lower.indexOf(wanted) : -1; found >= 0; found = lower.indexOf(wanted, at)) {
    nodes.push(text.slice(at, found), el('mark', {}, text.slice(found, found + wanted.length)));
    at = found + wanted.length;
  }
  nodes.push(text.slice(at));
  return nodes.filter((node) => node !== '');
}

/** Whether the text is about this user. */
export function mentions(text, me) {
  return [...text.matchAll(MENTION)].some((match) => sameName(match[1].replace(/[.-]+$/, ''), me));
}

const bytes = new TextEncoder();
export const byteLength = (text) => bytes.encode(text).length;

/** A user's picture: the first letter on one of the colours of the palette. */
export function avatar(name, size = '') {
  let sum = 0;
  for (const char of name.toLowerCase()) sum = (sum * 31 + char.charCodeAt(0)) % 997;
  return el(`span.avatar${size && `.${size}`}`, { 'aria-hidden': 'true', data: { hue: String(sum % 8) } }, name.charAt(0).toUpperCase());
}

/** What a conversation is called. */
export function titleOf(conversation) {
  return conversation.kind === LOBBY ? t('conversations.lobby') : conversation.name;
}

/** A conversation's picture: its user's, a square one of a group, people for the lobby. */
export function pictureOf(conversation) {
  return conversation.kind === LOBBY ? el('span.avatar.lobby', { 'aria-hidden': 'true' }, icon('people')) : avatar(conversation.name, conversation.kind === 'private' ? '' : 'square');
}
