// Emoji: a small picker, and the short names that turn into them as they are typed.
import { el } from './dom.js';
import { t } from './strings.js';

const NAMES = {
  smile: '😊', grin: '😄', joy: '😂', wink: '😉', heart_eyes: '😍', kiss: '😘', cool: '😎', thinking: '🤔',
  neutral: '😐', sweat: '😅', sad: '😢', cry: '😭', angry: '😠', scream: '😱', sleepy: '😴', sick: '🤒',
  party: '🥳', nerd: '🤓', hug: '🤗', shrug: '🤷', facepalm: '🤦', wave: '👋', ok: '👌', thumbsup: '👍',
  thumbsdown: '👎', clap: '👏', pray: '🙏', muscle: '💪', point: '👉', eyes: '👀', heart: '❤️', broken: '💔',
  fire: '🔥', star: '⭐', sparkles: '✨', tada: '🎉', gift: '🎁', cake: '🎂', coffee: '☕', beer: '🍺',
  pizza: '🍕', apple: '🍎', sun: '☀️', rain: '🌧️', snow: '❄️', rainbow: '🌈', cat: '🐱', dog: '🐶',
  bug: '🐛', rocket: '🚀', car: '🚗', bike: '🚲', home: '🏠', phone: '📱', mail: '✉️', calendar: '📅',
  clock: '🕒', bulb: '💡', lock: '🔒', key: '🔑', warning: '⚠️', check: '✅', cross: '❌', question: '❓',
};
const SMILEYS = { ':)': '😊', ':-)': '😊', ':D': '😄', ';)': '😉', ':(': '😢', ':P': '😛', '<3': '❤️' };

/**
 * Turns a short name before the caret into its emoji.
 * @returns {{text: string, caret: number}|null} null where there is none
 */
export function expand(text, caret) {
  const before = text.slice(0, caret);
  const named = /(?:^|\s):([a-z_]+):$/.exec(before);
  if (named && Object.hasOwn(NAMES, named[1])) return replaced(text, caret, named[1].length + 2, NAMES[named[1]]);
  const smiley = /(?:^|\s)(\S{2,3}) $/.exec(before);
  if (smiley && Object.hasOwn(SMILEYS, smiley[1])) return replaced(text, caret, smiley[1].length + 1, `${SMILEYS[smiley[1]]} `);
  return null;
}

function replaced(text, caret, length, emoji) {
  return { text: text.slice(0, caret - length) + emoji + text.slice(caret), caret: caret - length + emoji.length };
}

export class EmojiPicker {
  #button;
  #choose;

  constructor(button, choose) {
    this.#button = button;
    this.#choose = choose;
    this.element = el('div.emoji-picker', { role: 'dialog', 'aria-label': t('emoji.title'), hidden: true });
    this.element.addEventListener('keydown', (event) => this.#keys(event));
    document.addEventListener('pointerdown', (event) => {
      if (!this.element.hidden && !this.element.contains(event.target) && !button.contains(event.target)) this.#show(false);
    });
  }

  toggle() {
    this.#show(this.element.hidden);
  }

  #show(on) {
    if (on && !this.element.firstChild) {
      this.element.append(
        ...Object.entries(NAMES).map(([name, emoji], i) =>
          el('button', { type: 'button', 'aria-label': name.replaceAll('_', ' '), title: `:${name}:`, tabindex: i === 0 ? '0' : '-1', on: { click: () => (this.#show(false), this.#choose(emoji)) } }, emoji),
        ),
      );
    }
    this.element.hidden = !on;
    this.#button.setAttribute('aria-expanded', String(on));
    if (on) this.element.querySelector('[tabindex="0"]').focus();
  }

  #keys(event) {
    const all = [...this.element.children];
    const at = all.indexOf(document.activeElement);
    const forward = getComputedStyle(this.element).direction === 'rtl' ? -1 : 1;
    const columns = getComputedStyle(this.element).gridTemplateColumns.split(' ').length;
    const step = { ArrowRight: forward, ArrowLeft: -forward, ArrowDown: columns, ArrowUp: -columns }[event.key];
    if (event.key === 'Escape' || event.key === 'Tab') {
      this.#show(false);
      this.#button.focus();
      event.preventDefault();
    } else if (step) {
      const next = all[Math.min(all.length - 1, Math.max(0, at + step))];
      all[at]?.setAttribute('tabindex', '-1');
      next.setAttribute('tabindex', '0');
      next.focus();
      event.preventDefault();
    }
    event.stopPropagation();
  }
}
