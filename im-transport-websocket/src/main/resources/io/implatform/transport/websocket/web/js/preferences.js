// What this browser keeps: drafts and choices. Shared by its tabs.

const DRAFT = 'im.draft.';
const THEME = 'im.theme';
const NOTIFY = 'im.notifications';

function read(key) {
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

function write(key, value) {
  try {
    if (value === '') localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Full, or not allowed: then it lasts as long as the page.
  }
}

let owner = '';

export const drafts = {
  /** Drafts are a user's own. */
  of(user) {
    owner = `${user.toLowerCase()}.`;
  },
  get: (key) => read(DRAFT + owner + key),
  set: (key, text) => write(DRAFT + owner + key, text),
  /** Calls the listener with the key of a conversation whose draft another tab has changed. */
  watch(listener) {
    addEventListener('storage', ({ key }) => {
      if (key?.startsWith(DRAFT + owner)) listener(key.slice((DRAFT + owner).length));
    });
  },
  forget() {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(DRAFT + owner)) localStorage.removeItem(key);
    }
  },
};

export const theme = {
  get: () => read(THEME) || 'system',
  set(value) {
    write(THEME, value === 'system' ? '' : value);
    theme.apply();
  },
  apply() {
    document.documentElement.dataset.theme = theme.get();
  },
};

export const wantsNotifications = {
  get: () => read(NOTIFY) === 'on',
  set: (on) => write(NOTIFY, on ? 'on' : ''),
};
