// Where the user writes: several lines, drafts kept for each conversation, answers and edits, emoji.
import { eachFrame, el, icon, iconButton, say } from './dom.js';
import { EmojiPicker, expand } from './emoji.js';
import { byteLength } from './format.js';
import { excerpt } from './message-view.js';
import { drafts } from './preferences.js';
import { t } from './strings.js';

/** Of a message's text, as the server's default has it. */
const TEXT_BYTES = 8_192;
/** What the server takes in no text; a line end it does. */
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

export class Composer {
  #does;
  #conversation = null;
  #replyTo = null;
  #editing = null;
  #field;
  #context;
  #contextText;
  #problem;
  #send;
  #picker;

  /** @param {{send: Function, edit: Function, typing: Function, editLast: Function, isFull: Function}} does */
  constructor(does) {
    this.#does = does;
    this.#field = el('textarea', { rows: '1', placeholder: t('composer.placeholder'), dir: 'auto', enterkeyhint: 'send', 'aria-describedby': 'composer-hint composer-problem' });
    this.#field.addEventListener('keydown', (event) => this.#keys(event));
    this.#field.addEventListener('input', () => this.#changed(true));
    this.#contextText = el('span', { dir: 'auto' });
    this.#context = el('div.context', { hidden: true }, this.#contextText, iconButton('close', t('composer.cancel'), () => this.#cancel()));
    this.#problem = el('p.error', { id: 'composer-problem', role: 'status' });
    this.#send = el('button.send.primary', { type: 'submit', 'aria-label': t('composer.send'), title: t('composer.send') }, icon('send'));
    const emojiButton = iconButton('smile', t('composer.emoji'), () => this.#picker.toggle(), { 'aria-expanded': 'false', 'aria-haspopup': 'dialog' });
    this.#picker = new EmojiPicker(emojiButton, (emoji) => this.#insert(emoji));
    this.element = el(
      'form.composer',
      { on: { submit: (event) => (event.preventDefault(), this.#submit()) } },
      this.#context,
      el('div.line', {}, emojiButton, this.#picker.element, this.#field, this.#send),
      this.#problem,
      el('p.hint', { id: 'composer-hint' }, t('composer.hint')),
    );
    // Lines break elsewhere in another width, and what is not shown has no height.
    new ResizeObserver(eachFrame(() => this.#fit())).observe(this.element);
  }

  open(conversation, title) {
    this.#keepDraft();
    this.#conversation = conversation;
    this.#replyTo = this.#editing = null;
    this.#context.hidden = true;
    this.name(title);
    this.#field.value = drafts.get(conversation.key);
    this.#changed(false);
  }

  /** Whom or what the conversation is with, as it is spelled. */
  name(title) {
    const label = t('composer.label', { name: title });
    if (this.#field.getAttribute('aria-label') !== label) this.#field.setAttribute('aria-label', label);
  }

  /** Another tab has changed the draft of that conversation. */
  draftChanged(key) {
    if (this.#conversation?.key === key && !this.#editing && document.activeElement !== this.#field) {
      this.#field.value = drafts.get(key);
      this.#changed(false);
    }
  }

  focus() {
    this.#field.focus();
  }

  reply(message) {
    this.#cancel();
    this.#replyTo = message;
    this.#tellContext(`${t('composer.replying', { name: message.from })}: ${excerpt(message)}`);
  }

  edit(message) {
    this.#keepDraft();
    this.#replyTo = null;
    this.#editing = message;
    this.#field.value = message.text;
    this.#tellContext(t('composer.editing'));
    this.#changed(false);
    this.#field.setSelectionRange(message.text.length, message.text.length);
  }

  #tellContext(words) {
    say(this.#contextText, words);
    this.#context.hidden = false;
    this.#field.focus();
  }

  #cancel() {
    if (this.#editing) this.#field.value = drafts.get(this.#conversation.key);
    this.#replyTo = this.#editing = null;
    this.#context.hidden = true;
    this.#changed(false);
    this.#field.focus();
  }

  #submit() {
    const text = this.#field.value.replace(/\r\n?/g, '\n').trim();
    if (text === '' || this.#wrong(text)) return;
    if (this.#does.isFull()) {
      say(this.#problem, t('composer.full'));
      return;
    }
    const conversation = this.#conversation;
    if (this.#editing) {
      const message = this.#editing;
      if (text !== message.text) this.#does.edit(message, text);
      this.#cancel();
    } else {
      const replyTo = this.#replyTo?.seq;
      this.#field.value = '';
      drafts.set(conversation.key, '');
      this.#cancel();
      this.#does.send(text, replyTo);
    }
  }

  #wrong(text) {
    if (CONTROL.test(text)) return t('composer.control');
    const over = byteLength(text) - TEXT_BYTES;
    return over > 0 ? t('composer.tooLong', { n: over }) : '';
  }

  #changed(byUser) {
    if (byUser) {
      const caret = this.#field.selectionStart;
      const expanded = expand(this.#field.value, caret);
      if (expanded) {
        this.#field.value = expanded.text;
        this.#field.setSelectionRange(expanded.caret, expanded.caret);
      }
    }
    const text = this.#field.value;
    this.#fit();
    const wrong = this.#wrong(text.trim());
    say(this.#problem, wrong);
    this.#field.setAttribute('aria-invalid', String(wrong !== ''));
    this.#send.disabled = text.trim() === '' || wrong !== '';
    if (byUser && text !== '') this.#does.typing();
    if (byUser) this.#keepDraft();
  }

  /** The field is as high as its text, up to what the style allows. */
  #fit() {
    const { style } = this.#field;
    style.height = 'auto';
    style.height = `${this.#field.scrollHeight}px`;
  }

  #keepDraft() {
    if (this.#conversation && !this.#editing) drafts.set(this.#conversation.key, this.#field.value);
  }

  #insert(emoji) {
    this.#field.setRangeText(emoji, this.#field.selectionStart, this.#field.selectionEnd, 'end');
    this.#changed(true);
    this.#field.focus();
  }

  #keys(event) {
    // While an input method composes a word, its Enter is its own.
    if (event.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === 'Escape' && (this.#editing || this.#replyTo)) {
      event.preventDefault();
      this.#cancel();
    } else if (event.key === 'ArrowUp' && this.#field.value === '') {
      event.preventDefault();
      this.#does.editLast();
    }
  }
}
