// Dialogs: confirming, beginning a conversation, settings. The browser's own: it keeps the focus in and gives it back.
import { el, fill, iconButton, say } from './dom.js';
import { notifications } from './notifications.js';
import { theme } from './preferences.js';
import { reason, t } from './strings.js';

let number = 0;

function dialog(title, ...children) {
  const id = `dialog${++number}`;
  const element = el('dialog', { 'aria-labelledby': id }, el('header', {}, el('h2', { id }, title), iconButton('close', t('settings.close'), () => element.close())), ...children);
  element.addEventListener('close', () => {
    element.remove();
    // A text field that has got the focus back from a dialog has no caret in Chromium, and takes no keys.
    const field = document.activeElement;
    if (field instanceof HTMLTextAreaElement) {
      field.blur();
      field.focus();
    }
  });
  // A click beside it closes it.
  element.addEventListener('pointerdown', (event) => event.target === element && element.close());
  document.body.append(element);
  element.showModal();
  return element;
}

/** Asks whether to do it. */
export function confirm(question, action) {
  return new Promise((resolve) => {
    const cancel = el('button', { type: 'button', on: { click: () => element.close() } }, t('dialog.cancel'));
    const sure = el('button.danger', { type: 'button', on: { click: () => element.close('sure') } }, action);
    const element = dialog(action, el('p', { dir: 'auto' }, question), el('div.buttons', {}, cancel, sure));
    element.addEventListener('close', () => resolve(element.returnValue === 'sure'));
    cancel.focus();
  });
}

/** A form with a line for what went wrong; its button is off while the server thinks. */
export function form(submit, action, ...fields) {
  const problem = el('p.error', { role: 'alert' });
  const button = el('button.primary', { type: 'submit' }, submit);
  const element = el(
    'form.fields',
    {
      on: {
        submit: async (event) => {
          event.preventDefault();
          say(problem, '');
          problem.classList.remove('good');
          button.disabled = true;
          try {
            await action(element, problem);
          } catch (error) {
            say(problem, reason(error));
          } finally {
            button.disabled = false;
          }
        },
      },
    },
    ...fields,
    problem,
    el('div.buttons', {}, button),
  );
  return element;
}

/** The line for what went wrong says that it went well. */
export function succeeded(problem, words) {
  problem.classList.add('good');
  say(problem, words);
}

/** The same in a line, for a form that is one of several. */
export function inline(...of) {
  const element = form(...of);
  element.classList.add('inline');
  return element;
}

/** A labelled field. */
export function field(label, properties = {}, tag = 'input', ...children) {
  const id = `field${++number}`;
  return el('div.field', {}, el('label', { for: id }, label), el(tag, { id, ...properties }, ...children));
}

const NAME = { required: true, maxlength: '32', autocapitalize: 'none', autocomplete: 'off', spellcheck: 'false', dir: 'ltr' };

/** Writing to somebody, joining or founding a group. */
export function newConversation(model, session, open) {
  const people = el('datalist', { id: 'people' }, ...[...model.present.values()].filter((each) => !model.isMe(each.user)).map((each) => el('option', { value: each.user })));
  const element = dialog(
    t('new.title'),
    people,
    el('h3', {}, t('new.private')),
    inline(
      t('new.privateGo'),
      async (entered) => {
        const user = entered.elements.user.value.trim();
        const conversation = await session.with(user);
        element.close();
        open(conversation);
      },
      field(t('new.privateUser'), { name: 'user', list: 'people', ...NAME }),
    ),
    el('h3', {}, t('new.join')),
    inline(
      t('new.joinGo'),
      async (entered) => {
        const conversation = await session.join(entered.elements.group.value.trim());
        element.close();
        open(conversation);
      },
      field(t('new.joinGroup'), { name: 'group', ...NAME }),
    ),
    el('h3', {}, t('new.create')),
    inline(
      t('new.createGo'),
      async (entered) => {
        const conversation = await session.create(entered.elements.group.value.trim(), entered.elements.private.checked);
        element.close();
        open(conversation);
      },
      field(t('new.createGroup'), { name: 'group', ...NAME }),
      el('label.check', {}, el('input', { type: 'checkbox', name: 'private' }), t('new.createPrivate')),
    ),
  );
}

/** One's own status, how the page looks and what it does, the account. */
export function settings(model, session) {
  const { state, text } = model.status;
  const states = ['online', 'away', 'busy', 'invisible'].map((each) => el('option', { value: each, selected: each === state }, t(`state.${each}`)));
  const themes = ['system', 'light', 'dark'].map((each) => el('option', { value: each, selected: each === theme.get() }, t(`theme.${each}`)));
  const told = el('p.hint', { role: 'status' });
  const notify = el('input', {
    type: 'checkbox',
    checked: notifications.isOn,
    on: {
      change: async () => {
        notify.checked = await notifications.set(notify.checked);
        say(told, notifications.isDenied ? t('settings.notificationsDenied') : '');
      },
    },
  });
  const leave = (everywhere) => async () => {
    element.close();
    await session.signOut(everywhere);
  };
  const element = dialog(
    t('settings.title'),
    form(
      t('settings.statusSave'),
      async (entered) => {
        await session.setStatus(entered.elements.state.value, entered.elements.text.value.trim());
        element.close();
      },
      field(t('settings.state'), { name: 'state' }, 'select', ...states),
      field(t('settings.statusText'), { name: 'text', value: text, maxlength: '100', dir: 'auto' }),
    ),
    field(t('settings.theme'), { on: { change: (event) => theme.set(event.target.value) } }, 'select', ...themes),
    el('label.check', {}, notify, t('settings.notifications')),
    told,
    el(
      'details',
      {},
      el('summary', {}, t('settings.password')),
      form(
        t('settings.password'),
        async (entered, problem) => {
          await session.changePassword(entered.elements.old.value, entered.elements.new.value);
          entered.reset();
          succeeded(problem, t('settings.passwordChanged'));
        },
        field(t('settings.oldPassword'), { name: 'old', type: 'password', required: true, autocomplete: 'current-password' }),
        field(t('settings.newPassword'), { name: 'new', type: 'password', required: true, autocomplete: 'new-password' }),
        el('p.hint', {}, t('signUp.passwordRule')),
      ),
    ),
    el(
      'details',
      {},
      el('summary', {}, t('settings.delete')),
      form(
        t('settings.delete'),
        async (entered) => {
          await session.deleteAccount(entered.elements.old.value);
          element.close();
        },
        el('p', {}, t('settings.deleteSure')),
        field(t('settings.oldPassword'), { name: 'old', type: 'password', required: true, autocomplete: 'current-password' }),
      ),
    ),
    el('div.buttons', {}, el('button', { type: 'button', on: { click: leave(true) } }, t('settings.signOutEverywhere')), el('button', { type: 'button', on: { click: leave(false) } }, t('settings.signOut'))),
  );
}
