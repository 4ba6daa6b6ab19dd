// What tells of messages while the page is hidden: desktop notifications and the number in the title.
import { titleOf } from './format.js';
import { excerpt } from './message-view.js';
import { message } from './timeline.js';
import { wantsNotifications } from './preferences.js';
import { t } from './strings.js';

const supported = 'Notification' in globalThis;

export const notifications = {
  get isOn() {
    return supported && wantsNotifications.get() && Notification.permission === 'granted';
  },

  get isDenied() {
    return !supported || Notification.permission === 'denied';
  },

  /** Turns them on or off, asking where the browser wants the user asked. Resolves to whether they are on. */
  async set(on) {
    if (on && supported && Notification.permission === 'default') await Notification.requestPermission();
    wantsNotifications.set(on && supported && Notification.permission === 'granted');
    return this.isOn;
  },

  /** Tells of a message, unless the page is in view. Several tabs tell of it once: by its tag. */
  tell({ conversation, event }, open) {
    if (!document.hidden || !this.isOn) return;
    const title = conversation.kind === 'private' ? event.from : t('message.said', { name: titleOf(conversation), text: event.from });
    const shown = new Notification(title, { body: excerpt(message(event)), tag: `${conversation.key} ${event.seq}`, icon: 'icon.svg' });
    shown.onclick = () => {
      window.focus();
      shown.close();
      open(conversation);
    };
  },
};

/** The number of unread messages stands in the title while the page is hidden. */
export function countInTitle(model) {
  const update = () => {
    let n = 0;
    for (const conversation of model.conversations.values()) n += conversation.unread;
    const title = document.hidden && n > 0 ? t('title.unread', { n, product: t('product') }) : t('product');
    if (document.title !== title) document.title = title;
  };
  model.on('conversations', update);
  document.addEventListener('visibilitychange', update);
}
