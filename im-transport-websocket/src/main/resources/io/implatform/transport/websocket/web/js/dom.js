// Makes elements. Everything that a user wrote goes through text nodes: no function here takes markup.

/**
 * Makes an element.
 * @param {string} tag such as "p", or "p.quiet" with classes
 * @param {object} [properties] attributes and properties; "on" holds listeners, "data" data attributes
 * @param {...(Node|string|null|undefined|false)} children
 */
export function el(tag, properties = {}, ...children) {
  const [name, ...classes] = tag.split('.');
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(' ');
  set(element, properties);
  element.append(...children.filter(keep));
  return element;
}

function keep(child) {
  return child !== null && child !== undefined && child !== false;
}

export function set(element, properties) {
  for (const [key, value] of Object.entries(properties)) {
    if (key === 'on') {
      for (const [type, listener] of Object.entries(value)) element.addEventListener(type, listener);
    } else if (key === 'data') {
      Object.assign(element.dataset, value);
    } else if (value === null || value === undefined || value === false) {
      element.removeAttribute(key);
    } else if (value === true) {
      element.setAttribute(key, '');
    } else {
      element.setAttribute(key, String(value));
    }
  }
  return element;
}

/** Puts these children in place of those that are there. */
export function fill(element, ...children) {
  element.replaceChildren(...children.filter(keep));
  return element;
}

/** Changes text only where it differs, so that nothing is announced or laid out again for nothing. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

const PATHS = {
  back: 'M15 5l-7 7 7 7',
  plus: 'M12 5v14M5 12h14',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM20 20l-4-4',
  people: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.4-3.6 3-6 6.5-6s6.1 2.4 6.5 6M16 4.500a3.5 3.5 0 0 1 0 6.300M18 14.500c2 .8 3.2 2.7 3.5 5.5',
  send: 'M5 12h13M12 5l7 7-7 7',
  reply: 'M10 6L4 12l6 6M4 12h9c4 0 7 2.5 7 7',
  edit: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10 11v5M14 11v5',
  close: 'M6 6l12 12M18 6L6 18',
  smile: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8.5 14.500c2 2.5 5 2.5 7 0M9 9.500v.5M15 9.500v.5',
  down: 'M6 9l6 6 6-6',
  up: 'M6 15l6-6 6 6',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 20.500h4',
  sliders: 'M4 7.500h8M17.5 7.500H20M14.7 5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM4 16.500h2.500M12 16.500h8M9.3 14a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z',
  remove: 'M10 4.500a3.7 3.7 0 1 0 0 7.400 3.7 3.7 0 0 0 0-7.400zM3.5 20c.6-3.800 3.200-5.500 6.500-5.500s5.900 1.700 6.500 5.500M16 9.500h5',
  clock: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.500l3 2',
  sent: 'M5 12.500l4.5 4.500L19 7.5',
  both: 'M2.5 12.500L7 17l8-9M10.5 15.500L12 17l9-9',
  warning: 'M12 4L2.5 20h19zM12 10v5M12 17.500v.5',
};

/** A picture from the set above; it says nothing to a screen reader. */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  for (const [key, value] of Object.entries({ viewBox: '0 0 24 24', 'aria-hidden': 'true', focusable: 'false', class: `icon icon-${name}` })) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}

/** A button that shows a picture and has a name. */
export function iconButton(name, label, listener, properties = {}) {
  return el('button.icon-button', { type: 'button', 'aria-label': label, title: label, on: { click: listener }, ...properties }, icon(name));
}

/** Runs once before the next picture is drawn, however often it was asked for. */
export function eachFrame(task) {
  let asked = false;
  return () => {
    if (!asked) {
      asked = true;
      // A hidden page draws nothing; its title and live region are kept up all the same.
      const later = document.hidden ? (run) => setTimeout(run, 50) : requestAnimationFrame;
      later(() => {
        asked = false;
        task();
      });
    }
  };
}

/** Something that tells its listeners what happened. */
export class Emitter {
  #listeners = new Map();

  on(type, listener) {
    if (!this.#listeners.has(type)) this.#listeners.set(type, new Set());
    this.#listeners.get(type).add(listener);
    return () => this.#listeners.get(type).delete(listener);
  }

  emit(type, detail) {
    for (const listener of this.#listeners.get(type) ?? []) listener(detail);
  }
}
