// The first screen: signing in, and making an account.
import { el, fill, say } from './dom.js';
import { reason, t } from './strings.js';

export class SignIn {
  #session;
  #isNew = false;
  #title = el('h1', {});
  #form;
  #user;
  #password;
  #userRule;
  #passwordRule;
  #problem;
  #submit;
  #switch;

  constructor(session) {
    this.#session = session;
    this.#user = el('input', { id: 'user', name: 'username', required: true, maxlength: '32', autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false', dir: 'ltr' });
    this.#password = el('input', { id: 'password', name: 'password', type: 'password', required: true });
    this.#userRule = el('p.hint', { id: 'user-rule' }, t('signUp.userRule'));
    this.#passwordRule = el('p.hint', { id: 'password-rule' }, t('signUp.passwordRule'));
    this.#problem = el('p.error', { role: 'alert' });
    this.#submit = el('button.primary.wide', { type: 'submit' });
    this.#switch = el('button.link', { type: 'button', on: { click: () => this.#show(!this.#isNew) } });
    this.#form = el(
      'form',
      { on: { submit: (event) => (event.preventDefault(), this.#go()) } },
      el('label', { for: 'user' }, t('signIn.user')),
      this.#user,
      this.#userRule,
      el('label', { for: 'password' }, t('signIn.password')),
      this.#password,
      this.#passwordRule,
      this.#problem,
      this.#submit,
    );
    const logo = el('img.logo', { src: 'icon.svg', alt: '', width: '56', height: '56' });
    this.element = el('main.sign-in', {}, el('div.card', {}, logo, this.#title, el('p.quiet', {}, t('tagline')), this.#form, this.#switch));
    this.#show(false);
  }

  focus() {
    this.#user.focus();
  }

  /** Says why the user is here. */
  tell(words) {
    say(this.#problem, words);
  }

  clear() {
    this.#password.value = '';
  }

  #show(isNew) {
    this.#isNew = isNew;
    fill(this.#title, t(isNew ? 'signUp.title' : 'signIn.title'));
    fill(this.#submit, t(isNew ? 'signUp.submit' : 'signIn.submit'));
    fill(this.#switch, t(isNew ? 'signUp.toSignIn' : 'signIn.toSignUp'));
    this.#userRule.hidden = this.#passwordRule.hidden = !isNew;
    this.#password.autocomplete = isNew ? 'new-password' : 'current-password';
    for (const [field, rule] of [[this.#user, 'user-rule'], [this.#password, 'password-rule']]) {
      if (isNew) field.setAttribute('aria-describedby', rule);
      else field.removeAttribute('aria-describedby');
    }
    say(this.#problem, '');
  }

  async #go() {
    const user = this.#user.value.trim();
    const password = this.#password.value;
    say(this.#problem, '');
    this.#submit.disabled = true;
    fill(this.#submit, t('signIn.busy'));
    try {
      if (this.#isNew) await this.#session.signUp(user, password);
      else await this.#session.signIn(user, password);
      this.clear();
      this.#show(false);
    } catch (error) {
      say(this.#problem, reason(error));
      (error.code === 'NAME_TAKEN' || error.code === 'BAD_NAME' ? this.#user : this.#password).focus();
    } finally {
      this.#submit.disabled = false;
      fill(this.#submit, t(this.#isNew ? 'signUp.submit' : 'signIn.submit'));
    }
  }
}
